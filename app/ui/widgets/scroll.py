"""A column that scrolls up and down only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

_BAR = 14


class VScroll(QScrollArea):
    """Shows a widget as wide as there is room, scrolls it up and down, and keeps what has the keys in sight."""

    def __init__(self, widget: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        widget.setProperty("ground", widget.property("ground") or "none")
        self.setWidget(widget)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._show_focus)

    def _show_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        inner = self.widget()
        if now is not None and inner is not None and inner.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the widget the height that its words need at this width."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the widget holds has changed."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        # Left to itself the area asks for the height at the least width, where every line is broken.
        inner = self.widget()
        layout = inner.layout() if inner is not None else None
        if layout is None or not layout.hasHeightForWidth():
            return
        width = max(self.viewport().width(), inner.minimumSizeHint().width())
        height = layout.totalHeightForWidth(width)
        if inner.minimumHeight() != height:
            inner.setMinimumHeight(height)

    def minimumSizeHint(self) -> QSize:
        """As wide as the widget needs at least, so that nothing is cut at the side."""
        inner = self.widget()
        width = inner.minimumSizeHint().width() + _BAR if inner is not None else 0
        return QSize(max(width, 120), 80)

    def sizeHint(self) -> QSize:
        """As large as the widget wants."""
        inner = self.widget()
        return inner.sizeHint() + QSize(_BAR, 0) if inner is not None else super().sizeHint()
