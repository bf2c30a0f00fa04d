"""People, teams, cover and hand-over."""
