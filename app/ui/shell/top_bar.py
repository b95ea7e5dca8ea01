"""The bar over the page: the search, the state of saving, help."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.translate import _
from app.ui.shell.search_box import SearchBox
from app.ui.theme import font, icon, icon_pixmap

HEIGHT = 48


class TopBar(QFrame):
    """The search box is given from outside, since it needs the data folder."""

    help_wanted = Signal()

    def __init__(self, search: SearchBox, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("top_bar")
        self.setFixedHeight(HEIGHT)
        self.search = search
        self._mark = QLabel(self)
        self._saved = QLabel(self)
        self._saved.setObjectName("top_bar.saved")
        self._practice = QLabel(self)
        self._practice.setObjectName("top_bar.practice")
        self._practice.setFont(font("strong"))
        self._practice.setProperty("tone", "warn")
        self._leave = QPushButton(_("Leave practice"), self)
        self._leave.setObjectName("top_bar.leave_practice")
        self._help = QPushButton(icon("question", 18), "\u00a0" + _("Help") + "  F1", self)
        self._help.setProperty("kind", "quiet")
        self._help.clicked.connect(self.help_wanted)
        self.side_button = QPushButton(self)
        self.side_button.setObjectName("top_bar.side")
        self.side_button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 6, 24, 4)
        row.setSpacing(8)
        row.addWidget(search, 3)
        row.addStretch(1)
        for one in (self._practice, self._leave, self.side_button, self._mark, self._saved, self._help):
            row.addWidget(one)
        self._practice.hide()
        self._leave.hide()

    @property
    def leave_button(self) -> QPushButton:
        return self._leave

    def show_practice(self, words: str) -> None:
        """Say on every page that the data is practice data."""
        self._practice.setText(words)
        self._practice.show()
        self._leave.show()

    def show_saved(self, moment: dt.datetime) -> None:
        local = moment.astimezone()
        self._mark.setPixmap(icon_pixmap("check", 16, "ok", self.devicePixelRatioF()))
        self._saved.setText(_("Saved at {time}").format(time=f"{local:%H:%M}"))

    def show_side_button(self, words: str) -> None:
        """The panel at the side does not fit: a button shows it; empty words take the button away."""
        self.side_button.setText(words + "  F9")
        self.side_button.setVisible(bool(words))

    def set_narrow(self, narrow: bool) -> None:
        """Little room: the words about saving go, the mark stays."""
        self._saved.setVisible(not narrow)
        self._help.setText("F1" if narrow else "\u00a0" + _("Help") + "  F1")
