"""How to respond to a missed session: what to say and ask, what can be offered, and what is kept."""
