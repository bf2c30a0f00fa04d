"""What we can offer: the agency's own directory of help. It knows nothing of any client."""
