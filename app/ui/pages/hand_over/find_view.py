"""The first step of receiving: the bundles that lie on sticks and in Downloads, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.bundles.envelope import Envelope
from app.services.bundles.parts import part_name
from app.services.sticks import SUFFIX, FoundBundle
from app.translate import _, format_datetime, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.hand_over.words import PURPOSES, size_text
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import TextLabel

_LEAST = 108  # the head and a row and a half


def made_at(envelope: Envelope) -> dt.datetime:
    """When the sender made it, UTC."""
    return dt.datetime.strptime(envelope.created_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)


class FindView(QWidget):
    """Enter or the filled button looks at the row chosen."""

    opened = Signal(str)
    pointed = Signal(str)
    file_chosen = Signal(str)

    def __init__(self, page: QWidget, desk: Desk) -> None:
        super().__init__()
        self._page, self._desk = page, desk
        self._found: dict[str, FoundBundle] = {}
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        line = QHBoxLayout()
        line.addWidget(TextLabel(_("Bundles on sticks and in Downloads"), "card", wrap=False), 1)
        self.file_act = Act(page, _("Choose another file…"), self.ask_file, "Ctrl+O", "folder-open")
        line.addWidget(ActButton(self.file_act, "link"))
        rows.addLayout(line)
        columns = (
            Column("sender", _("From"), "two_line", 240, stretch=True),
            Column("number", _("Turn no."), "number", 84),
            Column("made", _("Made"), "date", 140),
            Column("count", _("Dossiers"), "number", 84),
            Column("size", _("Size"), "text", 90, align="right", sortable=False),
            Column("state", _("State"), "badge", 190),
        )
        empty = EmptyState(
            "usb",
            _("No bundle was found."),
            [Act(self, _("Choose a file…"), self.ask_file, "", "folder-open")],
            _("Put the stick in: what lies on it shows here by itself."),
            primary=False,
        )
        self.table = TableView(
            desk,
            "import.files",
            columns,
            ListSource(),
            title=_("Bundles"),
            counted=lambda count: ngettext("{count} bundle", "{count} bundles", count).format(count=count),
            empty=empty,
            keys=[_("Enter look")],
        )
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # the room that is left
        self.table.setMinimumHeight(_LEAST)
        rows.addWidget(self.table, 1)
        self.table.opened.connect(self.opened)
        self.table.selected.connect(lambda idents: self.pointed.emit(idents[0] if idents else ""))
        self.setFocusProxy(self.table)

    def show_found(self, found: Sequence[FoundBundle], taken: Mapping[str, str], own_code: str) -> None:
        """Show what lies there.

        Args:
            taken: the bundles taken before, by SHA-256.
            own_code: this office's code: a bundle for another one is not for here.
        """
        before = self.table.current_id()
        self._found = {str(one.path): one for one in found}
        rows = [_row(one, taken, own_code) for one in found]
        self.table.set_source(ListSource(rows))
        if not (before and self.table.select(before)):
            first = next((row for row in rows if row["fresh"]), rows[0] if rows else None)
            if first is not None:
                self.table.select(str(first["id"]))

    @property
    def chosen(self) -> FoundBundle | None:
        """The row chosen."""
        return self._found.get(self.table.current_id())

    def get(self, path: str) -> FoundBundle | None:
        """A bundle of the list."""
        return self._found.get(path)

    def ask_file(self) -> None:
        """Let the person choose a file."""
        dialog = FileDialog(self._page, _("Choose a bundle"), "", f"{_('Bundles')} (*{SUFFIX})")
        dialog.setObjectName("import.file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.file_chosen)
        dialog.open()


_PURPOSES_OF = {"hand_over": "forward", "return": "completion"}
"""The kinds of an envelope that are called otherwise than what they are for."""


def _row(one: FoundBundle, taken: Mapping[str, str], own_code: str) -> dict[str, object]:
    envelope = one.envelope
    row: dict[str, object] = {
        "id": str(one.path),
        "fresh": False,
        "size": size_text(one.size),
        "made": one.modified,
    }
    part = part_name(one.path)
    name = part.name if part is not None else one.path.name
    if envelope is None:
        state = _("Not a sound bundle") if part is None else _("Not all parts")
        return row | {"sender": (name, f"{one.place} · {one.problem}"), "state": (state, "danger")}
    if part is not None:
        name += " · " + ngettext("{count} part", "{count} parts", part.count).format(count=part.count)
    purpose = _PURPOSES_OF.get(envelope.kind, envelope.kind)
    if purpose in PURPOSES:
        name = f"{_(PURPOSES[purpose])} · {name}"
    row |= {
        "sender": (envelope.sender.name, f"{name} · {one.place}"),
        "number": envelope.sequence,
        "made": made_at(envelope),
        "count": envelope.counts.dossiers or None,
    }
    if envelope.receiver.code != own_code:
        return row | {"state": (_("For {office}").format(office=envelope.receiver.name), "warn")}
    if one.sha256 in taken:
        return row | {"state": (_("Taken before"), "neutral")}
    return row | {"state": (_("For this office"), "ok"), "fresh": True}


def found_text(one: FoundBundle) -> str:
    """Name, size and time of a file in one line; of one in parts the bundle's name."""
    part = part_name(one.path)
    name = part.name if part is not None else one.path.name
    return " · ".join((name, size_text(one.size), format_datetime(one.modified)))
