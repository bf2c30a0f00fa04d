"""Recording what happened, correcting, disputing and overriding it."""
