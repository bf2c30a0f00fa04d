"""How somebody comes in: passwords, mailed links, a second step, invitations, and the mail all that needs."""
