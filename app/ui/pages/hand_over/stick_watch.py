"""Looks after what sticks are in while a wizard is shown, in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.services.sticks import StoragePlace, all_places, downloads_folder
from app.ui.desk import Desk

_EVERY_MS = 2000
_USED = "hand_over.folders"
_KEPT = 5


class StickWatch(QObject):
    """``changed`` tells the places whenever they are not as before; call ``start`` and ``stop`` with the page.

    Args:
        with_downloads: Downloads too, where bundles arrive that came by mail.
        beside: further work in the same thread, told what the places are; its result is the signal's second value.
    """

    changed = Signal(object, object)

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        *,
        with_downloads: bool = False,
        beside: Callable[[list[StoragePlace]], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._with_downloads, self._beside = desk, with_downloads, beside
        self._is_looking = False
        self._last: object = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now, then every two seconds."""
        self._last = None
        self._timer.start()
        self.look()

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Look once, unless a look is under way."""
        if self._is_looking:
            return
        self._is_looking = True
        used = used_folders(self._desk)
        downloads = downloads_folder() if self._with_downloads else None
        self._desk.tasks.read(lambda: self._found(used, downloads), self._tell, self._failed, self)

    def _found(self, used: list[Path], downloads: Path | None) -> tuple[list[StoragePlace], object]:
        places = all_places(used, downloads=downloads)
        return places, self._beside(places) if self._beside is not None else None

    def _tell(self, found: tuple[list[StoragePlace], object]) -> None:
        self._is_looking = False
        if found != self._last:
            self._last = found
            self.changed.emit(*found)

    def _failed(self, error: BaseException) -> None:
        self._is_looking = False
        self._timer.stop()
        self._desk.show_error(error)


def used_folders(desk: Desk) -> list[Path]:
    """The folders that were chosen by hand before, the last one first."""
    return [Path(name) for name in desk.state.get(_USED, []) if isinstance(name, str)]


def remember_folder(desk: Desk, folder: Path) -> None:
    """Offer this folder the next time too."""
    names = [str(folder), *(str(path) for path in used_folders(desk) if path != folder)]
    desk.state.set(_USED, names[:_KEPT])
