"""What the window remembers of itself between two starts: widths, columns, the last place, text not yet saved."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

_log = logging.getLogger("app.ui.state")
_DELAY_MS = 400
FILE_NAME = "window.json"


class UiState(QObject):
    """One small JSON file in the data folder. Losing it loses comfort only, so a damaged one is left behind silently.

    Args:
        folder: the data folder.
    """

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = folder / FILE_NAME
        self._values = _read(self._path)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.save)

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Remember a value that JSON can hold; ``None`` forgets it. Written a moment later."""
        if value is None:
            if self._values.pop(key, None) is None:
                return
        elif self._values.get(key) == value:
            return
        else:
            self._values[key] = value
        self._timer.start()

    def save(self) -> None:
        """Write it now."""
        self._timer.stop()
        waiting = self._path.with_suffix(".tmp")
        try:
            waiting.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(waiting, self._path)
        except OSError as error:
            _log.warning("the window's state was not written: %s", error)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
