"""Writes a paper of the records in a worker's thread: read first, drawn once the records are let go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.printing.printing import prepare_paper
from app.services.progress import Progress
from app.ui.desk import Desk

if TYPE_CHECKING:
    from app.services.printing.options import PrintOptions


def draw_paper(
    desk: Desk,
    kind: str,
    ids: str | Sequence[str],
    target: Path,
    options: PrintOptions,
    progress: Progress | None = None,
) -> Path:
    """Write it and give its place back; whoever saves a field meanwhile need not wait for the drawing.

    Raises:
        As ``prepare_paper`` and ``PreparedPaper.write``.
    """
    today = desk.today()
    paper = desk.read(
        lambda session: prepare_paper(session, desk.library, kind, ids, target, today=today, options=options)
    )
    paper.write(target, progress)
    return target
