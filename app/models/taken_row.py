"""What each row was before a bundle was taken, so that the take can be undone; stays in this office, for some weeks."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class TakenRow(SQLModel, table=True):
    """``before``: the row with its child rows as JSON; ``None``: it was new. ``after_hash``: the revision taken.

    ``row_id`` of a stored file is its SHA-256. Several takes of one bundle keep what was before the first of them.
    """

    __tablename__ = "taken_row"

    hand_over_id: str = Field(foreign_key="hand_over.id", primary_key=True, max_length=36)
    table_name: str = Field(primary_key=True, max_length=40)
    row_id: str = Field(primary_key=True, max_length=64)
    before: str | None = None
    after_hash: str = Field(default="", max_length=64)
