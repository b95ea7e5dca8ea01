"""What stops an act, each thing a link to its place; the act itself is carried out once nothing is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.services.missing import Missing
from app.translate import _, ngettext
from app.ui.pages.dossiers.words import article_words
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton, LinkLabel
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.scroll import VScroll

_WIDTH = 660


class StopsDialog(QDialog):
    """Opened by an act that is not possible yet.

    Args:
        go_to: goes to the place of a thing.
        remedy: words and slot of the one act that helps, if there is one.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        stops: Sequence[Missing],
        go_to: Callable[[Missing], None],
        remedy: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stops_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(12)
        rows.addWidget(TextLabel(title, "card"))
        words = ngettext("{count} thing stops it:", "{count} things stop it:", len(stops))
        rows.addWidget(TextLabel(words.format(count=len(stops)), "body", tone="text2"))
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.setSpacing(2)
        self._links: list[LinkLabel] = []
        for one in stops:
            link = LinkLabel(one.text, partial(self._choose, go_to, one), parent=inner)
            self._links.append(link)
            lines.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            if article_words(one.article):
                label = TextLabel(one.article, "second")
                label.setContentsMargins(6, 0, 0, 4)
                lines.addWidget(label)
        lines.addStretch(1)
        rows.addWidget(VScroll(inner), 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        close = QPushButton(_("Close") + "   Esc", self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        buttons.addWidget(close)
        if remedy is not None:
            act = Act(self, remedy[0], partial(self._remedy, remedy[1]), "Ctrl+Return")
            buttons.addWidget(ActButton(act, "primary", parent=self))
        rows.addLayout(buttons)
        room = parent.window().size()
        self.resize(min(_WIDTH, room.width() - 40), min(190 + 50 * len(stops), room.height() - 40))
        if self._links:
            self._links[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses what has the keys."""
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QPushButton):
            focus.click()
            return
        super().keyPressEvent(event)

    def _choose(self, go_to: Callable[[Missing], None], one: Missing) -> None:
        self.accept()
        go_to(one)

    def _remedy(self, slot: Callable[[], None]) -> None:
        self.accept()
        slot()
