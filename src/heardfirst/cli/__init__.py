"""The commands. Thin: they call the same services as the screens, and print tables or JSON."""
