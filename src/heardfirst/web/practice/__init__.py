"""Practice: questions, calls and progress."""
