"""The list that drops down under a line: while it is open one of its rows is always marked."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit

from app.ui.forms.fields import Choices
from app.ui.theme import css

_VALUE = Qt.ItemDataRole.UserRole
_SHOWN_ROWS = 10
_EDGES = 40  # the padding of a row, and the scroll bar
_WIDEST = 560
_Key = Qt.Key
_STEPS = {_Key.Key_Down: 1, _Key.Key_Up: -1, _Key.Key_PageDown: _SHOWN_ROWS, _Key.Key_PageUp: -_SHOWN_ROWS}


class ChoiceList(QObject):
    """Rows of choices under a line, which keeps the keys of writing.

    The completer only lends its pop-up: it neither filters the rows nor writes into the line.
    """

    picked = Signal(str)
    """The value of a row that was clicked."""

    def __init__(self, line: QLineEdit, name: str) -> None:
        super().__init__(line)
        self._line = line
        self._model = QStandardItemModel(self)
        self._finder = QCompleter(self._model, self)
        self._finder.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._finder.setMaxVisibleItems(_SHOWN_ROWS)
        self._finder.setWidget(line)
        self.popup: QAbstractItemView = self._finder.popup()
        self.popup.setObjectName(f"{name}.list")
        self.popup.setStyleSheet(
            f"QListView {{ border: 1px solid {css('bstrong')}; padding: 0; }}QListView::item {{ min-height: 28px; }}"
        )
        self._finder.activated[QModelIndex].connect(self._on_picked)  # type: ignore[index]

    def _on_picked(self, index: QModelIndex) -> None:
        self.picked.emit(str(index.data(_VALUE)))

    def show_rows(self, rows: Choices, at: int = 0) -> None:
        """Drop the list down with these rows, or change what it shows; without any row it is shut."""
        if not rows:
            self.hide()
            return
        self._model.clear()
        for value, text in rows:
            item = QStandardItem(text)
            item.setData(value, _VALUE)
            item.setToolTip(text)
            self._model.appendRow(item)
        self._finder.complete(self._below())
        self._mark(at)

    def _below(self) -> QRect:
        """Where the list hangs: as wide as the line or as its longest row, so that a narrow cell cuts no name."""
        rows = self.popup.sizeHintForColumn(0) + _EDGES
        return QRect(0, 0, max(self._line.width(), min(rows, _WIDEST)), self._line.height())

    def hide(self) -> None:
        if shiboken6.isValid(self.popup):  # a window that is closed with a box open takes the list away first
            self.popup.hide()

    def is_open(self) -> bool:
        return self.popup.isVisible()

    def marked(self) -> str | None:
        """The value of the marked row; None while the list is shut."""
        index = self.popup.currentIndex()
        return str(index.data(_VALUE)) if self.is_open() and index.isValid() else None

    def texts(self) -> list[str]:
        """The rows as they are shown."""
        return [self._model.item(row).text() for row in range(self._model.rowCount())]

    def move(self, event: QKeyEvent) -> bool:
        """Up, Down and their pages go through the rows and halt at both ends; False for any other key."""
        step = _STEPS.get(_Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        row = self.popup.currentIndex().row() + step
        self._mark(max(0, min(self._model.rowCount() - 1, row)))
        return True

    def _mark(self, row: int) -> None:
        index = self._finder.completionModel().index(row, 0)
        self.popup.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.popup.scrollTo(index)
