"""How to respond to a missed session: what to say and ask, what can be offered, and the note that remains."""
