"""The left side of the first start: what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.translate import _
from app.ui.theme import app_icon, icon_pixmap
from app.ui.widgets.labels import Hairline, TextLabel

_WIDTH = 292
_LOGO = 44
_ICON = 20


class LeftPane(QFrame):
    """Three promises, in words and pictures."""

    def __init__(self, note: str) -> None:
        super().__init__()
        self.setProperty("ground", "nav")
        self.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 32, 24, 20)
        column.setSpacing(12)
        logo = QLabel()
        logo.setPixmap(app_icon().pixmap(_LOGO, _LOGO))
        column.addWidget(logo)
        column.addWidget(TextLabel("Sổ OCOP", "title"))
        column.addWidget(TextLabel(_("OCOP dossiers from commune to province, without a network."), tone="text2"))
        column.addWidget(Hairline())
        for picture, words in (
            ("wifi-slash", _("It runs on this machine and sends nothing to the network.")),
            ("floppy-disk", _("Each field is saved as soon as it is left.")),
            ("usb", _("Dossiers travel on a USB stick, signed and receipted.")),
        ):
            line = QHBoxLayout()
            line.setSpacing(10)
            mark = QLabel()
            mark.setPixmap(icon_pixmap(picture, _ICON, "text2", self.devicePixelRatioF()))
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(TextLabel(words, "second", tone="text"), 1)
            column.addLayout(line)
        column.addStretch(1)
        column.addWidget(TextLabel(note, "second"))
