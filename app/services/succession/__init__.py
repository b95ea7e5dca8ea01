"""Succession: an office carries on what one or more offices held that ended or were merged into it."""
