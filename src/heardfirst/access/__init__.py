"""Who may see what: every read of a case starts here, so that nobody meets a case that is not theirs."""
