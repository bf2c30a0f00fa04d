"""Emergency access and the access log."""
