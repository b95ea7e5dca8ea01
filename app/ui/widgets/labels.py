"""Labels: words in one of the few sizes, a line that is cut where room ends, a key as a chip, a hairline."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.theme import colour, font
from app.ui.widgets.act import written_key

_MAX_TEXT_WIDTH = 760
_TONES = {"second": "text2", "small": "text2"}


class TextLabel(QLabel):
    """Plain words; marks of HTML in them are shown as they stand.

    Args:
        text: the words.
        role: the size: title, card, figure, body, strong, second, label, small.
        wrap: whether the words run over several lines, then never wider than 760 px.
        tone: the colour: text, text2, text3, accent, ok, info, warn, danger; by default that of the role.
    """

    def __init__(
        self, text: str = "", role: str = "body", wrap: bool = True, tone: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(role))
        self.setText(text)
        self.set_tone(tone or _TONES.get(role, "text"))
        if wrap:
            self.setWordWrap(True)
            self.setMaximumWidth(_MAX_TEXT_WIDTH)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """Of the lines at the width that the words really get: layouts offer more than the widest."""
        return super().heightForWidth(min(width, self.maximumWidth()))

    def set_tone(self, tone: str) -> None:
        """Change the colour of the words."""
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)

    def let_copy(self) -> None:
        """Let the words be marked and copied, by mouse and by keys."""
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )


class CutLabel(QLabel):
    """One line of words, cut with "…" where room ends; whole in the tool tip and for screen readers."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(role))
        self.setProperty("tone", tone or _TONES.get(role, "text"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._whole = ""
        self.set_words(text)

    @property
    def words(self) -> str:
        """The whole words, cut or not."""
        return self._whole

    def set_tone(self, tone: str) -> None:
        """Change the colour of the words."""
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)

    def set_words(self, text: str) -> None:
        """Show other words."""
        self._whole = " ".join(text.split())
        self.setAccessibleName(self._whole)
        self.updateGeometry()
        self._cut()

    def sizeHint(self) -> QSize:
        """Room for the whole line."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._whole) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        metrics = self.fontMetrics()
        return QSize(min(metrics.horizontalAdvance(self._whole) + 2, metrics.averageCharWidth() * 8), metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class KeyChip(QLabel):
    """A key, as on the keyboard: "Ctrl+K"."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(written_key(key), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("chip", "true")
        self.setFont(font("small"))
        self.setFixedHeight(22)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class Hairline(QWidget):
    """A line of one px between two parts."""

    def __init__(self, parent: QWidget | None = None, *, upright: bool = False) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the line."""
        QPainter(self).fillRect(self.rect(), colour("border"))
