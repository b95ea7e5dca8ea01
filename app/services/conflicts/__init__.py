"""Records that were changed both here and there: compared with their common ancestor, chosen field by field, merged."""
