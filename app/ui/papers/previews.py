"""Leads to the preview of a paper of the records."""

from __future__ import annotations

from collections.abc import Sequence

from app.ui.desk import Desk
from app.ui.route import Route


def preview_route(kind: str, ids: str | Sequence[str], *, for_signature: bool = False) -> Route:
    """The place that shows a paper: ``kind`` is a key of ``PAPER_KINDS``, ``ids`` what it is made of."""
    chosen = [ids] if isinstance(ids, str) else list(ids)
    extra = (("kind", kind), ("for_signature", "1" if for_signature else ""))
    return Route("preview", ",".join(chosen), extra=extra)


def preview_paper(desk: Desk, kind: str, ids: str | Sequence[str], *, for_signature: bool = False) -> None:
    """Go there."""
    desk.go(preview_route(kind, ids, for_signature=for_signature))


def preview_file(desk: Desk, path: str, title: str) -> None:
    """Show a PDF that lies on the disk, such as the minutes that a hand-over left."""
    desk.go(Route("preview", extra=(("file", path), ("title", title))))
