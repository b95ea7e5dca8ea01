"""One thing the officer can do on a page: its words, key and icon, shown by buttons and menus alike."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.theme import icon as theme_icon

# How keys are written: as on the keyboards sold in Viet Nam, in both languages.
_WRITTEN = {
    "Return": "Enter",
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
    "Del": "Delete",
    "PgDown": "PgDn",
    "Ins": "Insert",
}
_TYPED = {written: typed for typed, written in _WRITTEN.items()} | {"Enter": "Enter"}


def _mapped(key: str, names: dict[str, str]) -> str:
    return "+".join(names.get(part, part) for part in key.split("+"))


def sequences(key: str) -> list[QKeySequence]:
    """What Qt listens to for a key text; "Enter" means both Enter keys of the keyboard.

    Args:
        key: as in a QKeySequence text ("Ctrl+B", "Alt+Left") or as it is written on buttons ("Alt+←").
    """
    if not key:
        return []
    typed = _mapped(key, _TYPED)
    found = [QKeySequence(typed)]
    if typed.split("+")[-1] == "Enter":
        found.append(QKeySequence(typed.removesuffix("Enter") + "Return"))
    return found


def written_key(key: str) -> str:
    """The key as it is shown: "Ctrl+Enter", "Alt+←", "Ctrl+PgDn"."""
    return _mapped(key, _WRITTEN)


class Act(QAction):
    """An act of a page or dialog; its key works while the keys are anywhere inside its parent.

    Args:
        parent: the page, dialog or panel that the act belongs to; the act adds itself to it.
        text: verb and object, already in the language of the moment.
        slot: called without arguments.
        key: a QKeySequence text; shown in the button and the menu.
        icon: a name of Phosphor's.
    """

    def __init__(
        self,
        parent: QWidget,
        text: str,
        slot: Callable[[], object] | None = None,
        key: str = "",
        icon: str = "",
        enabled: bool = True,
    ) -> None:
        super().__init__(parent)
        self._slot = slot
        self.icon_name = icon
        self.key = key
        self.words = ""
        self.reason = ""
        self.set_words(text)
        self.setShortcuts(sequences(key))
        self.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.setAutoRepeat(False)
        if icon:
            self.setIcon(theme_icon(icon))
        self.setEnabled(enabled)
        self.triggered.connect(self._run)
        parent.addAction(self)

    def _run(self, _checked: bool = False) -> None:
        if self._slot is not None:
            self._slot()

    @property
    def key_text(self) -> str:
        """The key as buttons show it, or nothing."""
        return written_key(self.key)

    def set_words(self, text: str) -> None:
        """Change the words, e.g. when the number of ticked rows changes."""
        self.words = text
        self.setText(text.replace("&", "&&"))
        self.setToolTip(self.reason or text)

    def set_reason(self, reason: str) -> None:
        """Say in a tool tip why the act cannot be done now; the page says it in a sentence beside the button too."""
        self.reason = reason
        self.setToolTip(reason or self.words)
