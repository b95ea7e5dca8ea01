"""The papers that stand behind something, each with its file to open; and the way to attach more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.translate import _
from app.ui.theme import icon_pixmap
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton, LinkLabel
from app.ui.widgets.labels import CutLabel, KeyChip, TextLabel


@dataclass(frozen=True)
class EvidenceLine:
    """One file (or a paper without one). ``icon``: Phosphor's name; ``sha256`` empty: nothing to open."""

    document_id: str
    title: str
    detail: str = ""
    sha256: str = ""
    file_name: str = ""
    icon: str = "file"
    warning: str = ""


def file_icon(media_type: str) -> str:
    """The picture of a kind of file."""
    if media_type.startswith("image/"):
        return "image"
    if media_type == "application/pdf":
        return "file-pdf"
    return {"application/msword": "file-doc"}.get(media_type, "file-text" if "word" in media_type else "file")


class EvidenceBox(QFrame):
    """``opened`` tells the line whose file is wanted; ``open_next`` goes through the files one after the other (F4).

    Args:
        attach: the act that chooses further papers; None: none can be.
    """

    opened = Signal(object)

    def __init__(self, title: str = "", attach: Act | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setObjectName("evidence")
        self._lines: list[EvidenceLine] = []
        self._at = -1
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 8, 8)
        box.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._title = CutLabel(title or _("Evidence"), "label")
        head.addWidget(self._title, 1)
        self._chip = KeyChip("F4", self)
        self._chip.setToolTip(_("Open the evidence"))
        head.addWidget(self._chip)
        box.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        box.addLayout(self._rows)
        if attach is not None:
            box.addWidget(ActButton(attach, "link", parent=self), 0, Qt.AlignmentFlag.AlignLeft)
        self._empty = ""
        self.set_lines([], "")

    def set_title(self, title: str) -> None:
        """What the papers stand behind."""
        self._title.set_words(title)

    def set_lines(self, lines: Sequence[EvidenceLine], empty: str) -> None:
        """Show these; ``empty`` is said where there are none."""
        if [*lines] == self._lines and empty == self._empty:
            return
        self._lines, self._empty, self._at = list(lines), empty, -1
        while self._rows.count():
            item = self._rows.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for line in self._lines:
            self._rows.addWidget(self._row(line))
        if not self._lines:
            self._rows.addWidget(TextLabel(empty, "second", parent=self))
        self._chip.setVisible(any(line.sha256 for line in self._lines))

    def _row(self, line: EvidenceLine) -> QWidget:
        row = QWidget(self)
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        picture = QLabel(row)
        picture.setPixmap(icon_pixmap(line.icon, 18, "text2", self.devicePixelRatioF()))
        box.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(CutLabel(line.title, "body", parent=row))
        if line.detail:  # below the title: the box is narrow, and a day must not be cut
            words.addWidget(CutLabel(line.detail, "second", parent=row))
        box.addLayout(words, 1)
        if line.sha256:
            link = LinkLabel(_("Open"), lambda: self.opened.emit(line), parent=row)
            link.setAccessibleName(_("Open {name}").format(name=line.title))
            box.addWidget(link)
        return row

    def open_next(self) -> bool:
        """Open the next file, from the last on to the first; False where there is none."""
        files = [place for place, line in enumerate(self._lines) if line.sha256]
        if not files:
            return False
        self._at = next((place for place in files if place > self._at), files[0])
        self.opened.emit(self._lines[self._at])
        return True
