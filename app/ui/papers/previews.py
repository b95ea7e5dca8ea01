"""Leads to the preview of a paper of the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.ui.desk import Desk
from app.ui.route import Route

if TYPE_CHECKING:
    from app.services.printing.options import PrintOptions

_LINES = ("bases", "recipients")
_WORDS = ("proposed_by",)
_SWITCHES = ("for_signature", "with_points", "by_commune")


def preview_route(
    kind: str,
    ids: str | Sequence[str],
    *,
    for_signature: bool = False,
    counted: bool = False,
    options: Mapping[str, str] | None = None,
) -> Route:
    """The place that shows a paper: ``kind`` is a key of ``PAPER_KINDS``, ``ids`` what it is made of.

    Args:
        counted: each printing is counted before it, so that the next copy says that it is a reprint.
        options: fields of ``PrintOptions`` as text: bases and recipients a line each, switches "1" or nothing.
    """
    chosen = [ids] if isinstance(ids, str) else list(ids)
    extra = {"kind": kind, "for_signature": "1" if for_signature else "", "counted": "1" if counted else ""}
    return Route("preview", ",".join(chosen), extra=tuple({**extra, **(options or {})}.items()))


def preview_paper(
    desk: Desk,
    kind: str,
    ids: str | Sequence[str],
    *,
    for_signature: bool = False,
    counted: bool = False,
    options: Mapping[str, str] | None = None,
) -> None:
    """Go there."""
    desk.go(preview_route(kind, ids, for_signature=for_signature, counted=counted, options=options))


def print_options(desk: Desk, values: Mapping[str, str]) -> PrintOptions:
    """The choices of a printing: those given as text, and what the office set for its certificates."""
    from app.services.emblem import emblem_of
    from app.services.printing.options import PrintOptions

    certificate = desk.context.settings.certificate
    emblem = emblem_of(desk.context.paths)
    options = PrintOptions(qr=certificate.qr, register_number=certificate.register_number, emblem=emblem)
    for name in _LINES:
        lines = tuple(line.strip() for line in values.get(name, "").splitlines() if line.strip())
        if lines:
            options = replace(options, **{name: lines})  # type: ignore[arg-type]
    for name in _WORDS:
        options = replace(options, **{name: values.get(name, "")})  # type: ignore[arg-type]
    for name in _SWITCHES:
        options = replace(options, **{name: values.get(name) == "1"})  # type: ignore[arg-type]
    return options


def preview_file(desk: Desk, path: str, title: str) -> None:
    """Show a PDF that lies on the disk, such as the minutes that a hand-over left."""
    desk.go(Route("preview", extra=(("file", path), ("title", title))))
