"""Telling: a protocol in words and as a picture, and what differs between two of them."""
