"""The help there is to offer."""
