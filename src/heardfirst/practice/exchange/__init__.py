"""Questions on their way out and in: for learning platforms, and as the files they are written in."""
