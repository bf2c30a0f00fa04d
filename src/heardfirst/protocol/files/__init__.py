"""How rules and scenarios are written and read."""
