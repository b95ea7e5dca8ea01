"""One of a list: opened with F4, or found by typing any part of its words, accents ignored."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QCompleter

from app.errors import InvalidInput
from app.services.search import fold_text
from app.translate import N_, _
from app.ui.forms.fields import Choices, Field
from app.ui.forms.line_editors import LineEditor, LineInput
from app.ui.theme import css, icon

_FOLDED = Qt.ItemDataRole.UserRole + 1
_VALUE = Qt.ItemDataRole.UserRole
_SHOWN_ROWS = 10
_GOING_ON = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class _Finder(QCompleter):
    """Completes by the words without accents; what is put into the field is the text with them."""

    def splitPath(self, path: str) -> list[str]:
        return [fold_text(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class ChoiceEditor(LineEditor):
    """A choice from a list; its value is the chosen one's, empty where nothing is chosen.

    With ``free`` a text that is not in the list is its own value.
    """

    def __init__(self, field: Field) -> None:
        super().__init__(field, LineInput())
        self._value = ""
        self._choices: Choices = ()
        self._model = QStandardItemModel(self.line)
        self._finder = _Finder(self._model, self.line)
        self._finder.setCompletionRole(_FOLDED)
        self._finder.setFilterMode(Qt.MatchFlag.MatchContains)
        self._finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._finder.setMaxVisibleItems(_SHOWN_ROWS)
        self._finder.popup().setObjectName(f"field.{field.name}.list")
        self._finder.popup().setStyleSheet(
            f"QListView {{ border: 1px solid {css('bstrong')}; padding: 0; }}QListView::item {{ min-height: 28px; }}"
        )
        self.line.setCompleter(self._finder)
        self._finder.popup().installEventFilter(self)
        self._finder.activated[QModelIndex].connect(self._on_picked)  # type: ignore[index]
        self._open = QAction(icon("caret-down", 16), _("List (F4)"), self.line)
        self._open.triggered.connect(self.drop_down)
        self.line.addAction(self._open, self.line.ActionPosition.TrailingPosition)
        self._browse: QAction | None = None
        if field.browse is not None:
            self._browse = QAction(icon("list", 18), _("Browse…"), self.line)
            self._browse.triggered.connect(self.browse)
            self.line.addAction(self._browse, self.line.ActionPosition.TrailingPosition)
        self.set_choices(field.choices)

    def set_choices(self, choices: Choices) -> None:
        """Another list; what is chosen stays chosen."""
        self._choices = choices
        self._model.clear()
        for value, text in choices:
            item = QStandardItem(text)
            item.setData(value, _VALUE)
            item.setData(fold_text(text), _FOLDED)
            item.setToolTip(text)
            self._model.appendRow(item)
        if not self.is_changed():
            self.set_value(self._value)

    def model(self) -> QAbstractItemModel:
        """The list as the pop-up shows it, for tests."""
        return self._finder.completionModel()

    def show_text(self, value: object) -> str:
        return next((text for own, text in self._choices if own == value), str(value or "") if self.field.free else "")

    def set_value(self, value: object) -> None:
        self._value = str(value or "")
        super().set_value(value)

    def value(self) -> object:
        """The chosen value: the one whose words were typed, or the only one that has them.

        Raises:
            InvalidInput: no choice, or several, have what is typed.
        """
        typed = " ".join(unicodedata.normalize("NFC", self.typed()).split())
        if not typed:
            return ""
        if typed == self.show_text(self._value):
            return self._value
        exact = [value for value, text in self._choices if text == typed]
        folded = fold_text(typed)
        same = exact or [value for value, text in self._choices if fold_text(text) == folded]
        if same:
            return same[0]
        if self.field.free:
            return typed
        holding = [value for value, text in self._choices if folded in fold_text(text)]
        if len(holding) == 1:
            return holding[0]
        if holding:
            raise InvalidInput(
                self.field.name, N_("{count} choices have “{text}”. Choose one."), count=len(holding), text=typed
            )
        raise InvalidInput(self.field.name, N_("“{text}” is not in the list. Choose one with F4."), text=typed)

    def set_read_only(self, on: bool) -> None:
        super().set_read_only(on)
        self._open.setVisible(not on)
        if self._browse is not None:
            self._browse.setVisible(not on)

    def has_list(self) -> bool:
        return not self._read_only and (bool(self._choices) or self.field.browse is not None)

    def drop_down(self) -> bool:
        """The whole list, standing at what is chosen; F4 on a field with a picker of its own opens that."""
        if self._read_only:
            return False
        if self.field.browse is not None and not self._choices:
            self.browse()
            return True
        if not self._choices:
            return False
        self._finder.setCompletionPrefix("")
        self._finder.complete()
        at = next((row for row, (value, _text) in enumerate(self._choices) if value == self._value), 0)
        index = self._finder.completionModel().index(at, 0)
        self._finder.popup().setCurrentIndex(index)
        self._finder.popup().scrollTo(index)
        return True

    def browse(self) -> None:
        """Open the page's picker."""
        if self.field.browse is not None:
            self.field.browse(self.take)

    def take(self, value: str) -> None:
        """Choose a value of the list, as if it had been picked from it."""
        self._value = value
        self.line.setText(self.show_text(value))
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
        self.left.emit()

    def _on_picked(self, index: QModelIndex) -> None:
        value = str(index.data(_VALUE))
        # The completer writes its text into the line after this; take the value when it has done so.
        QTimer.singleShot(0, self.line, lambda: self.take(value))

    def close_list(self) -> None:
        """While it is open the completer keeps from us that the field is left."""
        self._finder.popup().hide()

    def _in_list(self, event: QEvent) -> bool:
        """Enter or Tab without a row chosen: what is typed is meant."""
        going_on = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _GOING_ON
        if not going_on or self._finder.popup().currentIndex().isValid():
            return False
        self._finder.popup().hide()
        QApplication.sendEvent(self.line, event)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.line:
            return self._in_list(event)
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            plain = event.button() == Qt.MouseButton.LeftButton and not self.line.hasSelectedText()
            if plain and not self.field.free and not self.is_changed() and not self._finder.popup().isVisible():
                QTimer.singleShot(0, self.line, self.drop_down)
        return super().eventFilter(watched, event)
