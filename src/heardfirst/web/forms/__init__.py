"""What a person fills in. A form checks shape and reads it; whether it may be recorded is the record's to say."""
