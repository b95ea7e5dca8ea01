"""What this office's certificates carry beside what the law asks for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QWidget

from app.errors import AppError
from app.services.emblem import drop_emblem, emblem_of, save_emblem
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.settings.tab import SettingsTab
from app.ui.widgets.act import Act
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel

_SIDE = 96


class CertificatesTab(SettingsTab):
    """Two switches and a picture; each holds for what is printed from now on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        options = desk.context.settings.certificate
        card = Card(_("On every certificate"))
        self.qr = self._check("qr", _("A QR code that anybody can check without a network"), options.qr)
        self.number = self._check("register_number", _("The number in the office's register"), options.register_number)
        for box in (self.qr, self.number):
            card.body.addWidget(box)
        self.column.addWidget(card)
        picture = Card(_("The picture between issuer and motto"))
        picture.body.addWidget(
            TextLabel(
                _("None comes with the program. Load one only if your office may print it; PNG or JPEG."), tone="text2"
            )
        )
        line = QHBoxLayout()
        line.setSpacing(16)
        self.picture = QLabel()
        self.picture.setObjectName("settings.emblem")
        self.picture.setFixedHeight(_SIDE)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.picture)
        self._load = Act(self, _("Choose a picture…"), self._on_load, "Ctrl+O", "image")
        self._drop = Act(self, _("Print none"), self._on_drop, "Ctrl+Delete", "x")
        for act in (self._load, self._drop):
            line.addWidget(self.button(act))
        line.addStretch(1)
        picture.body.addLayout(line)
        self.column.addWidget(picture)
        self.column.addStretch(1)

    def _check(self, name: str, words: str, on: bool) -> QCheckBox:
        box = QCheckBox(words, self)
        box.setObjectName(f"field.{name}")
        box.setChecked(on)
        box.setEnabled(self.may_write)
        box.toggled.connect(lambda ticked: self._set(name, ticked))
        return box

    def _set(self, name: str, on: bool) -> None:
        setattr(self.desk.context.settings.certificate, name, on)
        self.save_settings()

    def refresh(self) -> None:
        kept = emblem_of(self.desk.context.paths)
        self._drop.setVisible(kept is not None and self.may_write)
        self._load.setVisible(self.may_write)
        if kept is None:
            self.picture.setText(_("No picture"))
            return
        shown = QPixmap(str(kept))
        self.picture.setPixmap(shown.scaledToHeight(_SIDE, Qt.TransformationMode.SmoothTransformation))

    def first_input(self) -> QWidget:
        return self.qr

    def _on_load(self) -> None:
        dialog = FileDialog(self, _("Choose a picture"), "", _("Pictures") + " (*.png *.jpg *.jpeg)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.load(Path(name)))
        dialog.open()

    def load(self, path: Path) -> None:
        """Keep a picture for the certificates."""
        try:
            save_emblem(self.desk.context.paths, path)
        except AppError as error:
            self.desk.show_error(error)
        self.refresh()

    def _on_drop(self) -> None:
        drop_emblem(self.desk.context.paths)
        self.refresh()
