"""How to respond: what to say, what gets in the way, and what we can offer."""
