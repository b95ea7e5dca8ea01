"""The refused files that are kept: why, when, from whom; look again, copy out for help, delete."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services.bundles.refusal import verified_words
from app.services.quarantine import Quarantined, delete_quarantined, export_quarantined, quarantined
from app.translate import _, format_datetime, ngettext
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.hand_over.pick_view import clear
from app.ui.pages.hand_over.words import breakable, size_text
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.tasks import TaskProgress
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.card import Card
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.strip import Strip

_DETAILS_WIDTH = 344
_UNBOUND = 16_777_215  # Qt's own


class QuarantineView(QWidget):
    """The list and the chosen file in full; below a narrow width one of them."""

    counted = Signal(int)
    """How many files are kept, once they are read."""

    def __init__(self, page: QWidget, desk: Desk) -> None:
        super().__init__()
        self._desk, self._page, self._wanted = desk, page, ""
        self._kept: list[Quarantined] = []
        self._narrow = False
        self.look_act = Act(self, _("Look again"), self._on_look, "Ctrl+L", "magnifying-glass")
        self.copy_act = Act(self, _("Copy out for help…"), self._on_copy, "Ctrl+Shift+O", "export")
        self.delete_act = Act(self, _("Delete…"), self._on_delete, "Del", "trash")
        self.acts = [self.look_act, self.copy_act, self.delete_act]
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(12)
        self.table = self._table()
        self.table.set_row_acts(self.acts)
        columns.addWidget(self.table, 1)
        self.card = Card()
        self.card.setObjectName("quarantine.details")
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 4, 0)
        rows.setSpacing(8)
        self._top = QVBoxLayout()
        self._top.setSpacing(8)
        rows.addLayout(self._top)
        self.buttons = [ActButton(act, "danger" if act is self.delete_act else "plain") for act in self.acts]
        for button in self.buttons:
            rows.addWidget(button)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(4)
        rows.addLayout(self._facts)
        rows.addStretch(1)
        self.card.body.addWidget(VScroll(inner), 1)
        self.card.setFixedWidth(_DETAILS_WIDTH)
        columns.addWidget(self.card)
        self.table.selected.connect(lambda idents: self._show_details(idents[0] if idents else ""))
        self.table.opened.connect(lambda _ident: self.to_details())
        self.setFocusProxy(self.table)
        self._show_details("")

    def _table(self) -> TableView:
        columns = (
            Column("file", _("File"), "two_line", 230, stretch=True),
            Column("reason", _("Why it was refused"), "text", 330),
            Column("at", _("Refused on"), "date", 110),
            Column("size", _("Size"), "text", 90, align="right", sortable=False),
        )
        empty = EmptyState(
            "shield-check",
            _("No file was refused."),
            [],
            _("A file that cannot be taken is kept here whole, with the reason."),
        )
        return TableView(
            self._desk,
            "quarantine",
            columns,
            ListSource(),
            title=_("Refused files"),
            counted=lambda count: ngettext("{count} file", "{count} files", count).format(count=count),
            empty=empty,
        )

    # --- reading ------------------------------------------------------------------------------------------------------

    def load(self, wanted: str = "") -> None:
        """Read what is kept.

        Args:
            wanted: the id, or its beginning, of the file to stand on.
        """
        self._wanted = wanted or self._wanted
        paths = self._desk.context.paths
        self._desk.tasks.read(lambda: quarantined(paths), self._show, self._desk.show_error, self)

    def _show(self, kept: Sequence[Quarantined]) -> None:
        self._kept = list(kept)
        self.table.set_source(ListSource([_row(one) for one in kept]))
        wanted, self._wanted = self._wanted, ""
        found = next((one.id for one in kept if wanted and one.id.startswith(wanted)), "")
        if not (found and self.table.select(found)) and not self.table.current_id() and kept:
            self.table.select(kept[0].id)
        chosen = self.table.selected_ids()
        self._show_details(chosen[0] if chosen else "")
        self.counted.emit(len(kept))
        focus = self.window().focusWidget()
        if self.isVisible() and (focus is None or not self._page.isAncestorOf(focus)):
            self.table.setFocus()  # an empty table could not take the keys

    @property
    def chosen(self) -> Quarantined | None:
        """The file that is chosen."""
        ident = next(iter(self.table.selected_ids()), "")
        return next((one for one in self._kept if one.id == ident), None)

    def _show_details(self, ident: str) -> None:
        for layout in (self._top, self._facts):
            clear(layout)
        one = next((kept for kept in self._kept if kept.id == ident), None)
        for act in self.acts:
            act.setVisible(one is not None)
        if one is None:
            self._top.addWidget(TextLabel(_("Choose a file to see why it was refused."), "body", tone="text2"))
            return
        self._top.addWidget(TextLabel(breakable(one.name), "card"))
        self._top.addWidget(TextLabel(f"{size_text(one.size)} · {format_datetime(one.at)}", "second"))
        self._top.addWidget(Strip(breakable(one.said), "danger", detail=one.to_do))
        sender = one.sender
        facts = [
            (_("From, as the file says"), sender.name),
            (_("For"), sender.receiver),
            (_("Turn no."), str(sender.sequence) if sender.sequence else ""),
            (_("What of the sender is verified"), _(verified_words(sender.verified))),
            (_("How often it was looked at"), str(one.looks)),
            (_("Fingerprint of the key that signed"), sender.fingerprint),
            (_("Checksum (SHA-256)"), one.id),
        ]
        for name, value in facts:
            if value:
                self._facts.addWidget(TextLabel(name, "label"))
                words = TextLabel(breakable(value), "second", tone="text")
                words.let_copy()
                self._facts.addWidget(words)

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _on_look(self) -> None:
        if self.chosen is not None:
            self._desk.go(Route("import", extra=(("kept", self.chosen.id),)))

    def _on_copy(self) -> None:
        one = self.chosen
        if one is None:
            return
        dialog = FileDialog(self._page, _("Where the copy goes"))
        dialog.setObjectName("quarantine.folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._copy(one, Path(name)))
        dialog.open()

    def _copy(self, one: Quarantined, folder: Path) -> None:
        desk, paths = self._desk, self._desk.context.paths

        def work(progress: TaskProgress) -> Path:
            return export_quarantined(paths, one.id, folder, progress)

        def tell(path: Path) -> None:
            words = _("Copied out: {name}, and its reason as a text beside it.")
            desk.toast(words.format(name=path.name))

        desk.run_long(_("Copying {name} out").format(name=one.name), work, on_done=tell, owner=self)

    def _on_delete(self) -> None:
        one, desk = self.chosen, self._desk
        if one is None:
            return

        def delete() -> None:
            context, actor = desk.context, desk.read(desk.actor)
            desk.run_long(
                _("Deleting {name}").format(name=one.name),
                lambda _progress: delete_quarantined(context.database, context.paths, one.id, actor),
                on_done=lambda _gone: self._on_deleted(),
                owner=self,
            )

        text = _("{name}, {size}. This copy is gone then; the journal says who deleted it. The stick is not touched.")
        messages.ask(
            self._page,
            _("Delete this refused file?"),
            text.format(name=one.name, size=size_text(one.size)),
            _("Delete the file"),
            delete,
            danger=True,
        )

    def _on_deleted(self) -> None:
        self._desk.toast(_("The refused file is deleted."))
        self.load()

    # --- room ---------------------------------------------------------------------------------------------------------

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room, the list or the file."""
        self._narrow = narrow
        self.card.setMinimumWidth(0 if narrow else _DETAILS_WIDTH)
        self.card.setMaximumWidth(_UNBOUND if narrow else _DETAILS_WIDTH)
        self.table.leave_out(("size",) if narrow else ())
        self.to_list()

    def to_details(self) -> None:
        """Enter: to what can be done about the file."""
        if self._narrow:
            self.table.hide()
            self.card.show()
        self.buttons[0].setFocus()

    def to_list(self) -> bool:
        """Back to the list; False: it is in front already."""
        was_away = self.table.isHidden()
        self.table.show()
        self.card.setVisible(not self._narrow)
        return was_away


def _row(one: Quarantined) -> dict[str, object]:
    sender = one.sender.name or _("nobody knows from whom")
    return {
        "id": one.id,
        "file": (one.name, sender),
        "reason": one.said,
        "at": one.at.astimezone().date(),
        "size": size_text(one.size),
    }
