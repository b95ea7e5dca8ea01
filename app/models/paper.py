"""The life of an official paper: drafted, printed without number, then signed."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field

from app.models.base import Travelling


class IssuedPaper(Travelling, table=True):
    """``status``: drafted, printed or signed; only a signed paper has effect.

    ``number`` and ``dated`` are the clerk's, entered after signing; ``scan_sha256`` the scan or the digitally signed
    PDF from the office's own document system (``signed_digitally``), whose signature is shown and not judged.
    """

    __tablename__ = "issued_paper"

    kind: str = Field(max_length=30)
    office_id: str = Field(foreign_key="office.id", index=True)
    dossier_id: str | None = Field(default=None, foreign_key="dossier.id", index=True)
    title: str = ""
    status: str = Field(default="drafted", max_length=8)
    printed_count: int = 0
    number: str = ""
    symbol: str = ""
    dated: dt.date | None = None
    signer_name: str = ""
    signer_post: str = ""
    scan_sha256: str | None = Field(default=None, foreign_key="stored_file.sha256")
    scan_name: str = ""
    signed_digitally: bool = False
