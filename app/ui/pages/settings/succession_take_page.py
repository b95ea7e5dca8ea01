"""Taking over what an ended office held, from its data folder or a copy of it: looked at first, then taken as one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from app.services.keys import OfficeKeys, add_keys
from app.services.names import state_name
from app.services.succession.looking import FolderLine, FolderReport, keys_of_folder, look_at_folder
from app.services.succession.naming import Basis
from app.services.succession.taking import TakenOver, take_over
from app.translate import _, format_number, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.forms.field_box import FieldBox, read_boxes
from app.ui.forms.field_row import FieldRow
from app.ui.pages.hand_over.look_view import KINDS
from app.ui.pages.page import Page
from app.ui.pages.settings.succession_page import basis_rows
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.theme import font
from app.ui.widgets.act import Act
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.strip import Strip

_WIDTH = 1000
_CHANGES = (
    "producer", "product", "dossier", "document", "assessment", "result", "decision", "certificate", "hand_over",
    "office", "note", "sheet", "idea",
)  # fmt: skip


class TakeOverPage(Page):
    """The folder is only read: what is looked at is a verified copy, removed when the page is left."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.report: FolderReport | None = None
        self.header = PageHeader(self)
        self.header.set_title(_("Take over from a data folder"))
        self.header.set_back(_("Succession"), self._back)
        self.body.addWidget(self.header)
        self.choose = Act(self, _("Choose the folder…"), self._on_choose, "Ctrl+O", "folder-open")
        self.take = Act(self, _("Take over"), self._on_take, "Ctrl+Return", "tray-arrow-down")
        Act(self, _("Back"), self._back, "Esc")
        self.strip = Strip("", "info")
        self.strip.setObjectName("take_over.strip")
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self.strip)
        self._basis = Card(_("On what the succession rests"))
        self.boxes: dict[str, FieldBox] = {}
        for row in basis_rows():
            line = FieldRow(self._basis)
            boxes = [FieldBox(field, desk.today, line) for field in row]
            line.resize(_WIDTH, line.height())
            line.set_boxes(boxes)
            self.boxes.update({box.field.name: box for box in boxes})
            self._basis.body.addWidget(line)
        self._keys = QWidget()
        rows = QVBoxLayout(self._keys)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self.theirs = self._secret(rows, "their_passphrase", _("Passphrase of the ended office's key (may stay empty)"))
        self._keys_hint = TextLabel(_("With its key, bundles that were sealed for it open here too."), "second")
        rows.addWidget(self._keys_hint)
        self._basis.body.addWidget(self._keys)
        self._own = QWidget()
        rows = QVBoxLayout(self._own)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self.own = self._secret(rows, "own_passphrase", _("Passphrase of this office, to keep that key with its own"))
        self._basis.body.addWidget(self._own)
        self._column.addWidget(self._basis)
        columns = [
            Column("product", _("Product"), "two_line", 230, stretch=True),
            Column("state", _("State"), width=150),
            Column("held", _("Whose hands"), width=170),
            Column("kind", _("Verdict"), "badge", width=120),
            Column("why", _("What it means"), width=230),
        ]
        self.table = TableView(
            desk,
            "take_over",
            columns,
            ListSource([]),
            title=_("Dossiers of the ended office"),
            counted=lambda count: ngettext("{count} dossier", "{count} dossiers", count).format(count=count),
        )
        self.table.setMinimumHeight(190)
        self._column.addWidget(self.table, 1)
        self._column.addStretch(0)
        self.body.addWidget(VScroll(holder), 1)
        self.destroyed.connect(lambda *_gone, held=self.__dict__: _close(held))
        self._show(None)

    def _secret(self, rows: QVBoxLayout, name: str, label: str) -> QLineEdit:
        words = TextLabel(label, "label")
        words.setFont(font("label"))
        field = QLineEdit()
        field.setObjectName(f"field.{name}")
        field.setAccessibleName(label)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setMaximumWidth(460)
        words.setBuddy(field)
        rows.addWidget(words)
        rows.addWidget(field)
        return field

    def set_narrow(self, narrow: bool) -> None:
        self.table.leave_out(("held", "why") if narrow else ())

    # --- looking ------------------------------------------------------------------------------------------------------

    def _on_choose(self) -> None:
        dialog = FileDialog(self, _("Choose the data folder of the ended office"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(lambda name: self.look_at(Path(name)))
        dialog.open()

    def look_at(self, folder: Path) -> None:
        """Copy, check and compare; nothing is changed here or there."""
        self._show(None)
        context = self.desk.context
        self.desk.run_long(
            _("Looking at {name}").format(name=folder.name),
            lambda progress: look_at_folder(
                context.database, context.paths, context.store, folder, context.library, progress
            ),
            on_done=self._show,
            owner=self,
        )

    def _show(self, report: FolderReport | None) -> None:
        _close(self.__dict__)
        self.report = report
        for part in (self._basis, self.table):
            part.setVisible(report is not None)
        self.theirs.clear()
        self.own.clear()
        can = report is not None and not report.problem
        self.take.setEnabled(can)
        self.header.set_acts(self.take if can else self.choose, [self.choose] if can else [])
        self._column.setStretch(self._column.count() - 1, 1 if report is None else 0)  # else the strip fills the page
        if report is None:
            self.header.set_subtitle("")
            text = _("Choose the data folder of the office that ended, or a copy of its whole book on a stick.")
            self.strip.set_text(text, "info", _("It is only read. You see what it holds before anything is taken."))
            return
        self.header.set_subtitle(f"{report.name} ({report.code})")
        self.strip.set_text(*_told(report))
        self._keys.setVisible(report.keys == "locked")
        self._own.setVisible(report.keys != "none" and self.desk.context.keys_protected)
        self.table.set_source(ListSource([_row(one) for one in report.lines]))
        if self.boxes["from_on"].editor.is_empty():
            self.boxes["from_on"].editor.set_value(self.desk.today())
        if self.isVisible():  # the button that had the keys is gone
            QTimer.singleShot(0, self, self.boxes["number"].editor.focus)

    # --- taking -------------------------------------------------------------------------------------------------------

    def _on_take(self) -> None:
        report, values = self.report, read_boxes(self.boxes)
        if report is None or values is None:
            return
        basis = Basis(values["number"], values["on"], values["issuer"])
        day: dt.date = values["from_on"]
        with_keys = report.keys == "open" or (report.keys == "locked" and bool(self.theirs.text()))
        theirs, own = self.theirs.text() or None, self.own.text() or None
        desk, context = self.desk, self.desk.context
        if with_keys and context.keys_protected and own is None:
            if report.keys == "locked":  # a person asked for the key, so both are needed
                self.own.setFocus()
                return
            with_keys = False
        desk.flush()

        def work(progress: Any) -> TakenOver:
            inherited: OfficeKeys | None = None
            if with_keys:
                inherited = keys_of_folder(report, theirs)
                add_keys(context.paths.keys, inherited, own)
                context.forget_keys()
            return take_over(
                context.database, context.paths.database, context.paths.backups, context.store, report, day, basis,
                desk.read(desk.actor), context.library, desk.today(), inherited=inherited, progress=progress,
            )  # fmt: skip

        self.take.setEnabled(False)
        desk.run_long(
            _("Taking over from {office}").format(office=report.name),
            work,
            changes=_CHANGES,
            on_done=self._taken,
            on_error=self._failed,
            on_cancel=lambda: self.take.setEnabled(True),
            owner=self,
        )

    def _failed(self, error: BaseException) -> None:
        self.take.setEnabled(True)
        self.desk.show_error(error)

    def _taken(self, taken: TakenOver) -> None:
        count = len(taken.dossier_ids)
        text = ngettext("{count} dossier is taken over.", "{count} dossiers are taken over.", count)
        self.desk.toast(text.format(count=count))
        self._back()

    def _back(self) -> None:
        self._show(None)
        self.desk.go(Route("succession"))

    def default_focus(self) -> QWidget | None:
        return self.boxes["number"].editor.inputs()[0] if self.report is not None else self.header.primary_button


def _told(report: FolderReport) -> tuple[str, str, str]:
    """What was found: sentence, grade, and the figures."""
    figures = [
        ngettext("{count} dossier", "{count} dossiers", len(report.lines)).format(count=len(report.lines)),
        _("{count} of them in its hands").format(count=report.held),
        _("{count} here already").format(count=report.here_already),
        _("{count} certificates").format(count=len(report.certificates)),
        _("{count} number series").format(count=len(report.series)),
        _("{count} attachments").format(count=format_number(report.file_count)),
        _("{count} journal entries").format(count=format_number(report.journal_entries)),
    ]
    detail = " · ".join(figures)
    if report.clashes:
        text = _("Both offices have these number series; each paper goes on naming its own office: {years}.")
        detail += "\n" + text.format(years=", ".join(sorted({str(one.year) for one in report.clashes})))
    if report.problem:
        return report.problem, "danger", detail
    refused = sum(not one.takeable and one.kind in ("refused", "conflict") for one in report.lines)
    if refused:
        text = ngettext(
            "The data is sound; {count} dossier cannot be taken as it stands.",
            "The data is sound; {count} dossiers cannot be taken as they stand.",
            refused,
        )
        return text.format(count=refused), "warn", detail
    return _("The data is sound and can be taken over."), "ok", detail


def _row(one: FolderLine) -> dict[str, object]:
    word, grade = KINDS[one.kind]
    held = _("in its hands") if one.held else _("on its way here") if one.inbound else _("elsewhere")
    return {
        "id": one.dossier_id,
        "product": (one.product, one.producer),
        "state": str(state_name(one.status)).capitalize(),
        "held": held,
        "kind": (_(word), grade),
        "why": one.said,
    }


def _close(held: dict[str, Any]) -> None:
    """Remove the copy that was looked at."""
    report: FolderReport | None = held.get("report")
    if report is not None:
        report.close()
        held["report"] = None
