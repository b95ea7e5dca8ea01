"""Alembic migrations; each file one change, from the first version on."""
