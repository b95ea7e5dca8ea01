"""Decisions of recognition and the certificates that they give."""
