"""A believable caseload of fictional clients around today, for trying Heardfirst out."""
