"""What the chronology says."""
