"""What follows: decisions, and why."""
