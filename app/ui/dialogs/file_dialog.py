"""The one file dialog: it begins where a file of this kind was last, the first time in the person's documents."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

if TYPE_CHECKING:
    from app.ui.state import UiState

_KEY = "folder"
_SUFFIX = re.compile(r"\*(\.\w+)")


class FileDialog(QFileDialog):
    """Asks for a file or a folder with ``open()``.

    What is remembered is kept for each purpose: the dialog's object name, or the kind of file that it asks for.

    Args:
        name: a file name to propose.
        kinds: the name filter, as ``PDF (*.pdf)``.
    """

    def __init__(self, parent: QWidget, title: str, name: str = "", kinds: str = "") -> None:
        super().__init__(parent, title, "", kinds)
        self._name = name
        self.accepted.connect(self._remember)

    @property
    def purpose(self) -> str:
        """The name under which the folder is remembered."""
        if self.objectName() and self.objectName() != "QFileDialog":
            return self.objectName()
        kinds = " ".join(sorted(set(_SUFFIX.findall(" ".join(self.nameFilters())))))
        mode = "save" if self.acceptMode() == QFileDialog.AcceptMode.AcceptSave else self.fileMode().name
        return f"{mode} {kinds}".strip()

    def open(self) -> None:  # type: ignore[override]  # the form with a receiver is not used
        """Show it where the last file of this purpose was."""
        self.setDirectory(str(self._start()))
        if self._name:
            self.selectFile(self._name)
        super().open()

    def _start(self) -> Path:
        state = _state_of(self.parent())
        known = state.get(_KEY, {}) if state is not None else {}
        folder = known.get(self.purpose) if isinstance(known, dict) else None
        if isinstance(folder, str) and folder and Path(folder).is_dir():
            return Path(folder)
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(documents) if documents and Path(documents).is_dir() else Path.home()

    def _remember(self) -> None:
        state, files = _state_of(self.parent()), self.selectedFiles()
        if state is None or not files:
            return
        folder = Path(files[0]) if self.fileMode() == QFileDialog.FileMode.Directory else Path(files[0]).parent
        known = state.get(_KEY, {})
        state.set(_KEY, {**(known if isinstance(known, dict) else {}), self.purpose: str(folder)})


def _state_of(widget: QObject | None) -> UiState | None:
    """What the window over a widget remembers."""
    while widget is not None:
        desk = getattr(widget, "desk", None) or getattr(widget, "_desk", None)
        if desk is not None:
            return getattr(desk, "state", None)
        widget = widget.parent()
    return None
