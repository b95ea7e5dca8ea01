"""Custody passes: hand over, receive, on paper, and the book of hand-overs."""
