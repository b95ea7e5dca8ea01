"""Custody when it does not pass smoothly: exporting again, recall and release, override, and forks where two meet."""
