"""What a person reads for each word of the closed lists: the one place where codes become language."""
