"""People, teams, coverage and transfers."""
