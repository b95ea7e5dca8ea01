"""The filled button of a page whose due act depends on where the record stands."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.widgets.act import Act


class MainAct(Act):
    """Ctrl+Enter does the act that it stands for, and shows its words."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, "", self._carry_out, "Ctrl+Enter")
        self.setObjectName(name)
        self._due: Act | None = None

    def stand_for(self, act: Act | None) -> Act | None:
        """Take the place of an act, or go where none is due; returns what the header shows."""
        self._due = act
        self.setVisible(act is not None)
        self.setEnabled(act is not None)
        if act is None:
            return None
        self.set_words(act.words)
        return self

    def _carry_out(self) -> None:
        if self._due is not None:
            self._due.trigger()
