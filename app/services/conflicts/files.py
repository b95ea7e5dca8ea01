"""What is told of a file that somebody has to choose: its size, and what was odd about it when it came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.models import StoredFile


@dataclass(frozen=True)
class FileFacts:
    """``size`` in bytes; ``warning`` is a message id, empty where nothing is odd."""

    size: int
    warning: str


def file_facts(session: Session, hashes: Iterable[str]) -> dict[str, FileFacts]:
    """By SHA-256, the files among these that lie in the store."""
    wanted = sorted({one for one in hashes if one})
    rows = session.exec(select(StoredFile).where(col(StoredFile.sha256).in_(wanted))).all()
    return {row.sha256: FileFacts(row.size, row.warning) for row in rows}
