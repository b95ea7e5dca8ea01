"""What a record was at its last deliberate save, kept while fields differ from it; stays in this office."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class SavedRevision(SQLModel, table=True):
    """``record`` is ``table:id``; ``content`` the JSON of its columns, good while ``content_hash`` is the record's."""

    __tablename__ = "saved_revision"

    record: str = Field(primary_key=True, max_length=80)
    content_hash: str = Field(max_length=64)
    content: str
