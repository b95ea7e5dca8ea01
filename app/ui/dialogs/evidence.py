"""Papers of a dossier as lines of evidence, and the question which of them stand behind a criterion or item."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.translate import _, format_date, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field
from app.ui.widgets.evidence import EvidenceLine, file_icon


def evidence_lines(views: Iterable[Any]) -> list[EvidenceLine]:
    """One line for each file of the papers (``DocumentView``), and one for a paper without a file."""
    lines = []
    for view in views:
        row = view.row
        until = _("until {date}").format(date=format_date(row.expires_on)) if row.expires_on else ""
        if not view.files:
            lines.append(EvidenceLine(row.id, row.title, _("no file"), icon="file-text"))
        for number, file in enumerate(view.files, start=1):
            title = row.title if len(view.files) == 1 else f"{row.title} ({number})"
            detail = " · ".join(part for part in (row.number, until) if part)
            blob = file.blob
            picture = file_icon(blob.media_type)
            lines.append(EvidenceLine(row.id, title, detail, blob.sha256, file.name, picture, blob.warning))
    return lines


def ask_evidence(
    parent: QWidget,
    desk: Desk,
    title: str,
    views: Iterable[Any],
    chosen: Iterable[str],
    store: Callable[[Any, Any, set[str]], None],
    on_done: Callable[[Any], None] | None = None,
) -> ActDialog:
    """Ask which papers stand behind something; ``store(session, actor, ids)`` keeps the answer."""
    own = set(chosen)
    papers = list(views)
    rows = []
    for view in papers:
        count = ngettext("{count} file", "{count} files", len(view.files)).format(count=len(view.files))
        label = f"{view.row.title} · {count}" if view.files else f"{view.row.title} · {_('no file')}"
        rows.append([Field(view.row.id, label, "check")])
    dialog = ActDialog(
        parent,
        desk,
        title,
        rows,
        _("Keep these"),
        lambda session, actor, values: store(session, actor, {name for name, ticked in values.items() if ticked}),
        values={view.row.id: view.row.id in own for view in papers},
        changes=("document",),
        text=_("Tick the papers of the dossier that prove it.") if papers else _("The dossier has no papers yet."),
        on_done=on_done,
    )
    dialog.open()
    return dialog
