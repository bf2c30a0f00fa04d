"""What can happen, what can be so, and the shape of a protocol."""
