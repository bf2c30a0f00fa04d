"""How it is learned: questions whose answers are derived by deciding, and practice on made-up cases."""
