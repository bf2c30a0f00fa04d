"""What a person fills in. A form checks shapes; whether something may be recorded is the record's to say."""
