"""Yes or no, and one of a few that are all in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from app.ui.forms.editor import Editor
from app.ui.forms.fields import Field

_FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_CHOOSING = (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class CheckEditor(Editor):
    """A tick; its words stand beside it, so the field has no label above."""

    def __init__(self, field: Field) -> None:
        self.box = QCheckBox(field.label)
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        super().__init__(field, self.box)
        self._settled = "0"
        self.box.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.edited.emit()
        self.left.emit()

    def typed(self) -> str:
        return "1" if self.box.isChecked() else "0"

    def set_typed(self, text: str) -> None:
        self.box.setChecked(text == "1")

    def value(self) -> object:
        return self.box.isChecked()

    def set_value(self, value: object) -> None:
        self.box.setChecked(bool(value))
        self.settle_typed()

    def is_empty(self) -> bool:
        return not self.box.isChecked()

    def set_read_only(self, on: bool) -> None:
        self.box.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on)
        super().set_read_only(on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._read_only and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            return True
        return super().eventFilter(watched, event)


class RadioEditor(Editor):
    """One of a few choices, each in sight; arrows choose, the value is the chosen one's."""

    def __init__(self, field: Field) -> None:
        frame = QWidget()
        frame.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        frame.setMinimumHeight(32)
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self._group = QButtonGroup(frame)
        self._buttons: dict[str, QRadioButton] = {}
        for value, text in field.choices:
            button = QRadioButton(text)
            button.setObjectName(f"field.{field.name}.{value}")
            self._group.addButton(button)
            self._buttons[value] = button
            row.addWidget(button)
        row.addStretch(1)
        super().__init__(field, frame)
        for button in self._buttons.values():
            self.watch(button)
            button.clicked.connect(self._on_clicked)

    def inputs(self) -> list[QWidget]:
        chosen = self._buttons.get(self.typed())
        first = [chosen] if chosen else []
        return [*first, *(button for button in self._buttons.values() if button is not chosen)]

    def stops(self) -> list[QWidget]:
        return self.inputs()[:1]

    def _on_clicked(self) -> None:
        self.edited.emit()
        self.left.emit()

    def typed(self) -> str:
        return next((value for value, button in self._buttons.items() if button.isChecked()), "")

    def set_typed(self, text: str) -> None:
        self._group.setExclusive(False)
        for value, button in self._buttons.items():
            button.setChecked(value == text)
        self._group.setExclusive(True)

    def value(self) -> object:
        return self.typed()

    def set_value(self, value: object) -> None:
        self.set_typed(str(value or ""))
        self.settle_typed()

    def set_read_only(self, on: bool) -> None:
        self.widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on)
        super().set_read_only(on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._read_only and isinstance(event, QKeyEvent) and event.key() in _CHOOSING:
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._choose_first(watched, event):
            return True
        return super().eventFilter(watched, event)

    def _choose_first(self, watched: QObject, event: QKeyEvent) -> bool:
        """Where nothing is chosen yet, an arrow chooses too: forward the next button, back the one before or this."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.typed() or event.key() not in _CHOOSING[1:] or held != Qt.KeyboardModifier.NoModifier:
            return False
        buttons = list(self._buttons.values())
        at = next((place for place, button in enumerate(buttons) if button is watched), -1)
        if at < 0:
            return False
        step = 1 if event.key() in _FORWARD else -1
        meant = buttons[max(0, min(len(buttons) - 1, at + step))]
        meant.setFocus(Qt.FocusReason.TabFocusReason)
        meant.click()
        return True
