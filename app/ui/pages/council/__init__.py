"""Rounds, councils, score sheets and results."""
