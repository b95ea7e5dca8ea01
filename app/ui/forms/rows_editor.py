"""A small table inside a form: people with titles, figures by year. The whole list is saved when a cell is left."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.translate import _
from app.ui.forms.editor import Editor
from app.ui.forms.fields import Field
from app.ui.theme import font
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton


class RowsEditor(Editor):
    """Rows of the field's ``columns``; its value is a list of dicts, rows without any entry left out.

    Ctrl+Shift+N adds a row, Ctrl+Shift+Delete takes the row out, Ctrl+Shift+Up and Down move it.
    """

    def __init__(self, field: Field, make_cell: Callable[[Field], Editor]) -> None:
        self._make_cell = make_cell
        self._rows: list[list[Editor]] = []
        frame = QWidget()
        frame.setProperty("ground", "none")
        frame.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._grid_holder = QWidget(frame)
        self._grid_holder.setProperty("ground", "none")
        self._grid = QGridLayout(self._grid_holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        for place, own in enumerate(field.columns):
            head = QLabel(own.label, self._grid_holder)
            head.setFont(font("second"))
            head.setProperty("tone", "text2")
            head.setTextFormat(Qt.TextFormat.PlainText)
            head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            head.setToolTip(own.label)
            self._grid.addWidget(head, 0, place)
            self._grid.setColumnStretch(place, own.span)
        column.addWidget(self._grid_holder)
        self._acts = self._make_acts(frame)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        self._buttons = [ActButton(act, "link" if place == 0 else "quiet") for place, act in enumerate(self._acts)]
        for button in self._buttons:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus if button is not self._buttons[0] else Qt.FocusPolicy.TabFocus)
            line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)
        self._at = 0
        super().__init__(field, frame)
        self._buttons[0].setObjectName(f"field.{field.name}.add")
        self._settled = self.typed()
        self._show_acts()

    def _make_acts(self, frame: QWidget) -> list[Act]:
        return [
            Act(frame, _("Add a row"), self.add_row, "Ctrl+Shift+N", "plus"),
            Act(frame, _("Take the row out"), self.remove_row, "Ctrl+Shift+Del"),
            Act(frame, _("Up"), lambda: self.move_row(-1), "Ctrl+Shift+Up"),
            Act(frame, _("Down"), lambda: self.move_row(1), "Ctrl+Shift+Down"),
        ]

    def _show_acts(self) -> None:
        for place, (act, button) in enumerate(zip(self._acts, self._buttons, strict=True)):
            needed = 0 if place == 0 else 1 if place == 1 else 2
            act.setEnabled(not self._read_only and len(self._rows) >= needed)
            button.setVisible(act.isEnabled())

    def inputs(self) -> list[QWidget]:
        cells = [widget for row in self._rows for cell in row for widget in cell.inputs()]
        return [*cells, *self._buttons[:1]]

    def stops(self) -> list[QWidget]:
        cells = [widget for row in self._rows for cell in row for widget in cell.stops()]
        return cells or [*self._buttons[:1]]

    def cell(self, row: int, column: str) -> Editor:
        """The editor of one cell.

        Raises:
            IndexError: no such row or column.
        """
        place = [own.name for own in self.field.columns].index(column)
        return self._rows[row][place]

    def row_count(self) -> int:
        """How many rows stand there, empty ones too."""
        return len(self._rows)

    def _append(self) -> list[Editor]:
        number = len(self._rows)
        cells = []
        for place, own in enumerate(self.field.columns):
            cell = self._make_cell(replace(own, name=f"{self.field.name}.{number}.{own.name}"))
            cell.setParent(cell.widget)
            cell.widget.setParent(self._grid_holder)
            cell.edited.connect(self.edited)
            cell.left.connect(self.left)
            cell.told.connect(self.told)
            cell.entered.connect(lambda cell=cell: self._on_cell_entered(cell))
            cell.set_read_only(self._read_only)
            self._grid.addWidget(cell.widget, number + 1, place)
            cell.widget.show()
            cells.append(cell)
        self._rows.append(cells)
        self._put_before_button([one for cell in cells for one in cell.inputs()])
        return cells

    def _put_before_button(self, inputs: list[QWidget]) -> None:
        """Tab goes through the rows, to the button below them, then to the next field: not by age in the window."""
        after = button = self._buttons[0]
        for one in inputs:
            QWidget.setTabOrder(after, one)
            after = one  # type: ignore[assignment]
        QWidget.setTabOrder(after, button)

    def _drop_last(self) -> None:
        for cell in self._rows.pop():
            cell.blockSignals(True)
            self._grid.removeWidget(cell.widget)
            cell.widget.hide()
            cell.widget.deleteLater()

    def _on_cell_entered(self, cell: Editor) -> None:
        self._at = next((place for place, row in enumerate(self._rows) if cell in row), self._at)
        self.entered.emit()

    def _texts(self) -> list[list[str]]:
        return [[cell.typed() for cell in row] for row in self._rows]

    def typed(self) -> str:
        rows = [row for row, cells in zip(self._texts(), self._rows, strict=True) if not _is_blank(cells)]
        return json.dumps(rows, ensure_ascii=False)

    def set_typed(self, text: str) -> None:
        rows = json.loads(text) if text else []
        self._resize(len(rows))
        for cells, texts in zip(self._rows, rows, strict=True):
            for cell, one in zip(cells, texts, strict=False):
                cell.set_typed(one)

    def is_empty(self) -> bool:
        return all(_is_blank(cells) for cells in self._rows)

    def value(self) -> object:
        """The rows; a cell that cannot be read is marked, and its reason raised for the whole field."""
        rows: list[dict[str, Any]] = []
        refused: InvalidInput | None = None
        for number, cells in enumerate(self._rows, start=1):
            if _is_blank(cells):
                continue
            row: dict[str, Any] = {}
            for own, cell in zip(self.field.columns, cells, strict=True):
                try:
                    row[own.name] = cell.value()
                    cell.set_wrong(False)
                except InvalidInput as unread:
                    cell.set_wrong(True)
                    refused = refused or InvalidInput(
                        self.field.name, "{place}: {reason}", place=_("Row {row}, {column}").format(
                            row=number, column=own.label), reason=unread.what)  # fmt: skip
            rows.append(row)
        if refused is not None:
            raise refused
        return rows

    def set_value(self, value: object) -> None:
        rows = value if isinstance(value, list | tuple) else []
        self._resize(len(rows))
        for cells, row in zip(self._rows, rows, strict=True):
            for own, cell in zip(self.field.columns, cells, strict=True):
                cell.set_value(row.get(own.name))
                cell.set_wrong(False)
        self.settle_typed()

    def settle(self, value: object) -> None:
        """Write the saved rows as they are shown; a row just added and still empty stays."""
        rows = value if isinstance(value, list | tuple) else []
        filled = [cells for cells in self._rows if not _is_blank(cells)]
        for cells, row in zip(filled, rows, strict=False):
            for own, cell in zip(self.field.columns, cells, strict=True):
                cell.settle(row.get(own.name))
        self.settle_typed()

    def _resize(self, count: int) -> None:
        before = len(self._rows)
        while len(self._rows) > count:
            self._drop_last()
        while len(self._rows) < count:
            self._append()
        self._at = max(0, min(self._at, count - 1))
        if before != count:
            self._show_acts()
            self.grown.emit()

    def add_row(self) -> None:
        """A new empty row at the end, with the cursor in it."""
        if self._read_only:
            return
        blank = next((cells for cells in self._rows if _is_blank(cells)), None)
        cells = blank or self._append()
        self._show_acts()
        self.grown.emit()
        cells[0].focus()

    def remove_row(self) -> None:
        """Take out the row that has the cursor; Ctrl+Z brings it back."""
        if self._read_only or not self._rows:
            return
        place = min(self._at, len(self._rows) - 1)
        self._put_texts([texts for at, texts in enumerate(self._texts()) if at != place])
        if self._rows:
            self._rows[min(place, len(self._rows) - 1)][0].focus()
        else:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def move_row(self, by: int) -> None:
        """Change places with the row above (-1) or below (1)."""
        texts, place = self._texts(), self._at
        if self._read_only or not 0 <= place + by < len(texts) or place >= len(texts):
            return
        texts[place], texts[place + by] = texts[place + by], texts[place]
        column = next((at for at, cell in enumerate(self._rows[place]) if cell.has_focus()), 0)
        self._put_texts(texts)
        self._rows[place + by][column].focus()

    def _put_texts(self, rows: list[list[str]]) -> None:
        self._resize(len(rows))
        for cells, texts in zip(self._rows, rows, strict=True):
            for cell, text in zip(cells, texts, strict=True):
                cell.set_typed(text)
        self.edited.emit()
        self.left.emit()

    def undo_typing(self) -> bool:
        return any(cell.has_focus() and cell.undo_typing() for cells in self._rows for cell in cells)

    def redo_typing(self) -> bool:
        return any(cell.has_focus() and cell.redo_typing() for cells in self._rows for cell in cells)

    def end_typing(self) -> None:
        for cells in self._rows:
            for cell in cells:
                cell.end_typing()

    def set_read_only(self, on: bool) -> None:
        super().set_read_only(on)
        for cells in self._rows:
            for cell in cells:
                cell.set_read_only(on)
        self._show_acts()

    def set_wrong(self, on: bool) -> None:
        """The cells are marked one by one, when they are read."""
        if not on:
            for cells in self._rows:
                for cell in cells:
                    cell.set_wrong(False)

    def has_list(self) -> bool:
        return any(cell.has_focus() and cell.has_list() for cells in self._rows for cell in cells)

    def drop_down(self) -> bool:
        return any(cell.has_focus() and cell.drop_down() for cells in self._rows for cell in cells)

    def close_list(self) -> None:
        for cells in self._rows:
            for cell in cells:
                cell.close_list()

    def focus(self) -> None:
        (self.stops() or self.inputs())[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return False  # the cells tell for themselves when they are entered and left


def _is_blank(cells: list[Editor]) -> bool:
    return all(cell.is_empty() for cell in cells)
