"""Offices' keys among each other: how they are named to people, given out, learned, changed, lost and revoked."""
