"""Who works here: agencies, their people, signing in, and the court calendar each agency keeps."""
