"""What several features of the screens use."""
