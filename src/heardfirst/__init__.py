"""Heardfirst: the client is heard before the court is."""

__version__ = "0.1.0"
