"""How to respond to a missed session: what to say and ask, what can be offered, what is kept, and the note."""
