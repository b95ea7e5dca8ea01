"""The head of a table: titles, the arrow of the sorted column, and under them, when asked for, the row of filters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from app.translate import _
from app.ui.tables.columns import Column
from app.ui.tables.delegate import PAD
from app.ui.theme import colour, font, icon_pixmap
from app.ui.widgets.labels import Hairline

HEAD = 34
_FILTERS = 40
_ARROW = 14
_DELAY_MS = 180


class FilterEdit(QLineEdit):
    """The filter of one column."""

    left_down = Signal()  # the keys go to the rows
    closed = Signal()

    def __init__(self, column: Column, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"filter.{column.name}")
        self.setPlaceholderText(_("Filter"))
        self.setAccessibleName(_("Filter by {column}").format(column=column.name_in_words))
        self.setClearButtonEnabled(column.width >= 140 or column.stretch)

    def event(self, event: QEvent) -> bool:
        """Esc belongs to the filter before any act of the page."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears, then closes; Enter and the arrow down go to the rows."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left_down.emit()
        else:
            super().keyPressEvent(event)


class TableHeader(QHeaderView):
    """Draws its sections itself; the filters are line edits of its own below them."""

    filters_changed = Signal()
    filters_left = Signal()
    filters_closed = Signal()

    def __init__(self, columns: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self._sorted: tuple[int, bool] | None = None
        self._edits: dict[int, FilterEdit] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.filters_changed)
        self._colours = {name: colour(name) for name in ("surface", "surface2", "border", "text2", "bstrong")}
        self._line = Hairline(parent=self)
        self._line.hide()
        self.setFont(font("label"))
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sectionResized.connect(self._place_edits)
        self.sectionMoved.connect(self._place_edits)
        self.setAccessibleName(_("Heads of the columns"))

    # --- sorting ------------------------------------------------------------------------------------------------------

    def show_sorted(self, place: int, descending: bool) -> None:
        """Draw the arrow at a column; a place below 0 draws none."""
        self._sorted = (place, descending) if place >= 0 else None
        self.viewport().update()

    # --- filters ------------------------------------------------------------------------------------------------------

    @property
    def has_filters(self) -> bool:
        """Whether the row of filters is open."""
        return bool(self._edits)

    def open_filters(self) -> None:
        """Open the row of filters."""
        if self._edits:
            return
        for place, column in enumerate(self._columns):
            if column.can_filter:
                edit = FilterEdit(column, self)
                edit.textEdited.connect(self._on_edited)
                edit.textChanged.connect(self._on_changed)
                edit.left_down.connect(self._on_left)
                edit.closed.connect(self.filters_closed)
                self._edits[place] = edit
        self._relayout()

    def close_filters(self) -> None:
        """Close the row of filters; what was typed is forgotten."""
        self._timer.stop()
        for edit in self._edits.values():
            edit.hide()
            edit.deleteLater()
        self._edits.clear()
        self._relayout()

    def filters(self) -> dict[str, str]:
        """What was typed, by the name of the column; blank ones left out."""
        return {
            self._columns[place].name: edit.text().strip()
            for place, edit in self._edits.items()
            if edit.text().strip() and not self.isSectionHidden(place)
        }

    def clear_filters(self) -> None:
        """Empty all filters, at once."""
        for edit in self._edits.values():
            edit.blockSignals(True)
            edit.clear()
            edit.blockSignals(False)
        self._timer.stop()
        self.filters_changed.emit()

    def filter_edit(self, name: str) -> FilterEdit | None:
        """The filter of a column, where the row of filters is open."""
        return next((edit for place, edit in self._edits.items() if self._columns[place].name == name), None)

    def focus_filters(self, place: int = -1) -> None:
        """Give the keys to the filter of a column, or to the first one shown."""
        order = sorted(self._edits, key=self.visualIndex)
        shown = [one for one in order if not self.isSectionHidden(one)]
        if shown:
            edit = self._edits[place if place in shown else shown[0]]
            edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            edit.selectAll()

    def _on_edited(self, _text: str) -> None:
        self._timer.start()

    def _on_changed(self, text: str) -> None:
        if not text:  # the button in the edit that clears it tells of no edit
            self._timer.start()

    def _on_left(self) -> None:
        self.flush()
        self.filters_left.emit()

    def flush(self) -> None:
        """Apply what was typed a moment ago."""
        if self._timer.isActive():
            self._timer.stop()
            self.filters_changed.emit()

    # --- where things are ---------------------------------------------------------------------------------------------

    def _relayout(self) -> None:
        self.updateGeometries()
        self.updateGeometry()
        self.geometriesChanged.emit()

    def sizeHint(self) -> QSize:
        """The titles, and the filters where they are open."""
        return QSize(super().sizeHint().width(), HEAD + (_FILTERS if self._edits else 0))

    def updateGeometries(self) -> None:
        """Keep room for the filters below the titles."""
        self.setViewportMargins(0, 0, 0, _FILTERS if self._edits else 0)
        super().updateGeometries()
        self._line.setVisible(bool(self._edits))
        self._line.setGeometry(0, HEAD + _FILTERS - 1, self.width(), 1)
        self._place_edits()

    def place_edits(self) -> None:
        """Put the filters under their columns, after the table was scrolled sideways."""
        self._place_edits()

    def _place_edits(self, *_changed: int) -> None:
        previous: QWidget | None = None
        for place in sorted(self._edits, key=self.visualIndex):
            edit = self._edits[place]
            edit.setVisible(not self.isSectionHidden(place))
            left = self.sectionViewportPosition(place)
            edit.setGeometry(QRect(left + 4, HEAD + 2, max(20, self.sectionSize(place) - 8), 32))
            if previous is not None:
                QWidget.setTabOrder(previous, edit)
            previous = edit

    # --- drawing ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and line of the whole head, then its sections."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._colours["surface"])
        painter.setPen(self._colours["border"])
        bottom = self.viewport().height() - 1
        painter.drawLine(0, bottom, self.viewport().width(), bottom)
        painter.end()
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Title and, once sorted, the arrow beside it."""
        if not rect.isValid() or not 0 <= logicalIndex < len(self._columns):
            return
        column = self._columns[logicalIndex]
        is_under = column.can_sort and rect.contains(self.viewport().mapFromGlobal(self.cursor().pos()))
        painter.save()
        painter.fillRect(rect.adjusted(0, 0, 0, -1), self._colours["surface2" if is_under else "surface"])
        painter.setPen(self._colours["border"])
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(PAD, 0, -PAD, -1)
        painter.setFont(self.font())
        painter.setPen(self._colours["text2"])
        is_sorted = self._sorted is not None and self._sorted[0] == logicalIndex
        space = room.width() - (_ARROW + 4 if is_sorted else 0)
        title = painter.fontMetrics().elidedText(column.title, Qt.TextElideMode.ElideRight, space)
        words = painter.fontMetrics().horizontalAdvance(title)
        left = {"left": room.left(), "right": room.right() + 1 - words, "center": room.center().x() - words // 2}
        start = left[column.side]
        painter.drawText(QRect(start, room.top(), words + 2, room.height()), Qt.AlignmentFlag.AlignVCenter, title)
        if is_sorted and self._sorted is not None:
            name = "caret-down" if self._sorted[1] else "caret-up"
            arrow = icon_pixmap(name, _ARROW, "text2", self.devicePixelRatioF())
            beside = start - _ARROW - 4 if column.side == "right" else start + words + 4
            painter.drawPixmap(QPoint(beside, room.center().y() - _ARROW // 2 + 1), arrow)
        painter.restore()
