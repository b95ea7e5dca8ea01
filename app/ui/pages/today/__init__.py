"""The first page: what is due in this office now."""
