"""Times of sessions."""
