"""That this office compared a rule file with the signed text it holds."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field

from app.models.base import Keyed, UtcDateTime


class ComparedRule(Keyed, table=True):
    """One rule file, by the SHA-256 of its bytes: a file that changed needs a comparison of its own.

    ``kind``: regime, criteria or holidays; ``rule_id``: as the file names itself. ``copy_*``: which copy of the text
    lay beside it. A comparison that was taken back keeps its row, with who did so and why.
    """

    __tablename__ = "compared_rule"

    kind: str = Field(max_length=8)
    rule_id: str = Field(index=True)
    sha256: str = Field(index=True, max_length=64)
    copy_number: str = ""
    copy_on: dt.date | None = None
    note: str = ""
    compared_on: dt.date
    person: str = ""
    position: str = ""
    revoked_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: str = ""
    revoke_reason: str = ""
