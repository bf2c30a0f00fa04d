"""How somebody comes in: passwords, mailed links, a second step, and invitations."""
