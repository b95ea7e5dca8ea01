"""Where things lie, and what is seldom changed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.services.practice import is_practice
from app.translate import _
from app.ui import messages
from app.ui.desk import Desk
from app.ui.pages.first_start.practice import renew_practice, start_practice
from app.ui.pages.settings.tab import SettingsTab
from app.ui.widgets.act import Act
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel


class AdvancedTab(SettingsTab):
    """Folders, sealing, and practice data."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        paths = desk.context.paths
        folders = Card(_("Folders"))
        self._data = Act(self, _("Open the data folder"), lambda: _open(paths.root), "Ctrl+O", "folder-open")
        self._logs = Act(self, _("Open the log folder"), lambda: _open(paths.logs), "Ctrl+L", "file-text")
        for label, path, act in (
            (_("Data folder"), paths.root, self._data),
            (_("Log folder"), paths.logs, self._logs),
        ):
            folders.body.addWidget(TextLabel(label, "label"))
            line = QHBoxLayout()
            where = TextLabel(str(path), "body")
            where.let_copy()
            line.addWidget(where, 1)
            line.addWidget(self.button(act))
            folders.body.addLayout(line)
        folders.body.addWidget(TextLabel(_("The log names no person and no dossier's content."), "second"))
        self.column.addWidget(folders)
        bundles = Card(_("Bundles"))
        self.seal = QCheckBox(_("Seal bundles for the receiving office by default"), self)
        self.seal.setObjectName("field.encrypt_by_default")
        self.seal.setChecked(desk.context.settings.encrypt_by_default)
        self.seal.setEnabled(self.may_write)
        self.seal.toggled.connect(self._on_seal)
        bundles.body.addWidget(self.seal)
        self.column.addWidget(bundles)
        if not is_practice(paths):
            practice = Card(_("Practice data"))
            practice.body.addWidget(
                TextLabel(_("Made up, in a folder of its own; every page and every paper says so."), tone="text2")
            )
            line = QHBoxLayout()
            line.setSpacing(8)
            begin = Act(
                self,
                _("Open practice data"),
                lambda: start_practice(desk, desk.office.level, self),
                "Ctrl+Shift+T",
                "graduation-cap",
            )
            anew = Act(self, _("Make it anew…"), self._on_anew, "Ctrl+Shift+N", "arrows-clockwise")
            for act in (begin, anew):
                line.addWidget(self.button(act))
            line.addStretch(1)
            practice.body.addLayout(line)
            self.column.addWidget(practice)
        self.column.addStretch(1)

    def first_input(self) -> QWidget:
        return self.seal

    def _on_seal(self, on: bool) -> None:
        self.desk.context.settings.encrypt_by_default = on
        self.save_settings()

    def _on_anew(self) -> None:
        messages.ask(
            self,
            _("Make practice data anew?"),
            _("What was tried in it so far is gone. The office's own book is not touched."),
            _("Make it anew"),
            lambda: renew_practice(self.desk, self.desk.office.level, self),
            danger=True,
        )


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
