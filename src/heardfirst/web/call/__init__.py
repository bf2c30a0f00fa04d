"""The conversation with a client, and the attempts to reach them."""
