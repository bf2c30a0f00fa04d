"""What is being typed and not recorded yet."""
