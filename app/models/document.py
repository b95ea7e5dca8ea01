"""The papers of a dossier and the files behind them, stored once by content."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from app.models.base import Keyed, Travelling, UtcDateTime, utc_now


class DossierDocumentBase(SQLModel):
    """``kind`` is a document kind of the regime, or ``other``; ``criteria`` the criteria it is evidence for."""

    kind: str = Field(max_length=60)
    title: str
    number: str = ""
    issued_on: dt.date | None = None
    issuer: str = ""
    expires_on: dt.date | None = None
    is_original: bool = False
    sheets: int | None = None
    criteria: str = ""  # ids parted by spaces
    note: str = ""


class DossierDocument(DossierDocumentBase, Travelling, table=True):
    __tablename__ = "dossier_document"

    dossier_id: str = Field(foreign_key="dossier.id", index=True)
    removed: bool = False


class DossierDocumentRow(DossierDocumentBase):
    id: str
    dossier_id: str
    removed: bool


class StoredFile(SQLModel, table=True):
    """A file in the content store, written and synced before this row exists. ``warning``: kept inert because of it."""

    __tablename__ = "stored_file"

    sha256: str = Field(primary_key=True, max_length=64)
    size: int
    media_type: str = "application/octet-stream"
    warning: str = ""
    stored_at: dt.datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class DocumentFile(Keyed, table=True):
    """One scanned file of a document, with its original name (NFC)."""

    __tablename__ = "document_file"

    document_id: str = Field(foreign_key="dossier_document.id", index=True)
    sha256: str = Field(foreign_key="stored_file.sha256", index=True)
    name: str
    position: int = 1
