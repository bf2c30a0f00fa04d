"""What somebody is writing about a case and has not recorded yet: theirs alone, sealed, kept for a while."""
