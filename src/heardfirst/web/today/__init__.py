"""Today: whom to turn to first, and why."""
