"""A rule pack from a file: of whom it is, which rules it brings, and putting it in use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.paths import resource_path
from app.services.actors import WRITERS
from app.services.letters.enclosures import Standing
from app.services.letters.rule_packs import judge_pack, take_rule_pack
from app.services.office_keys.key_change import read_small_file
from app.services.rules.pack import LARGEST, SUFFIX, RulePack, read_pack
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.page import Page
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.strip import Strip


class RulePackPage(Page):
    """Route extra ``file``. All of a pack is put in use, or nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._content = b""
        self._opened = ""
        self.header = PageHeader(self)
        self.header.set_title(_("Rule pack"))
        self.header.set_back(_("Rules"), self._back)
        self.body.addWidget(self.header)
        self.strip = Strip(_("Open the rule pack that the province gave you."), "info")
        self.strip.setObjectName("rule_pack.strip")
        self.body.addWidget(self.strip)
        self.take = Act(self, _("Put these rules in use"), self._on_take, "Ctrl+Return")
        self.file = Act(self, _("Open a rule pack…"), self._on_file, "Ctrl+O", "folder-open")
        Act(self, _("Back"), self._back, "Esc")
        columns = [Column("id", _("File"), width=520, stretch=True), Column("size", _("Bytes"), "number", width=110)]
        self.table = TableView(
            desk,
            "rule_pack",
            columns,
            ListSource([]),
            title=_("Files of the pack"),
            counted=lambda count: ngettext("{count} rule file", "{count} rule files", count).format(count=count),
        )
        self.table.setMinimumHeight(150)
        self.body.addWidget(self.table, 1)
        self.header.set_acts(self.file, [])

    def open(self, route: Route) -> None:
        self.route = route
        file = route.value("file")
        if file and file != self._opened:
            self._opened = file
            self.read_file(Path(file))

    def _on_file(self) -> None:
        dialog = FileDialog(self, _("Open a rule pack"), "", _("Rule packs") + f" (*{SUFFIX})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.read_file(Path(name)))
        dialog.open()

    def read_file(self, path: Path) -> None:
        """Show what a pack brings; nothing is changed."""
        desk = self.desk
        rules = desk.context.paths.rules

        def work() -> tuple[bytes, RulePack, Standing]:
            content = read_small_file(path, LARGEST)
            pack = read_pack(content)
            return content, pack, desk.read(lambda session: judge_pack(session, pack, resource_path(), rules))

        desk.tasks.read(work, self._show, desk.show_error, self)

    def _show(self, found: tuple[bytes, RulePack, Standing]) -> None:
        content, pack, standing = found
        self._content = content
        self.header.set_title(pack.title)
        self.header.set_subtitle(_("From {office}").format(office=pack.issuer.name))
        rows = [{"id": one.path, "size": len(one.content)} for one in pack.files]
        self.table.set_source(ListSource(rows))
        grade = {"new": "info", "known": "ok"}.get(standing.kind, "danger")
        detail = _("The rules in use are unchanged.") if standing.kind == "refused" else pack.note
        self.strip.set_text(standing.said, grade, detail)
        can = standing.kind == "new" and self.desk.person.role in WRITERS
        self.take.setEnabled(can)
        self.header.set_acts(self.take if can else self.file, [self.file] if can else [])
        if self.isVisible():
            self.table.setFocus()

    def _on_take(self) -> None:
        desk, content = self.desk, self._content
        context = desk.context
        desk.flush()

        def work(_progress: object) -> Any:
            return take_rule_pack(
                context.database, content, resource_path(), context.paths.rules, desk.read(desk.actor)
            )

        desk.run_long(_("Putting rules in use"), work, changes="settings", on_done=self._taken, owner=self)

    def _taken(self, _standing: Any) -> None:
        self.desk.context.reload_library()
        self.desk.toast(_("The rules are in use."))
        self._opened = ""
        self._back()

    def _back(self) -> None:
        self.desk.go(Route("settings", tab="rules"))

    def default_focus(self) -> QWidget | None:
        return self.header.primary_button
