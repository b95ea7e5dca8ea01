"""The targets of a year: what each is, where it stands, and giving them to the offices below."""
