"""One window per data folder: a second start hands its bundle to the first one and ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_WAIT_MS = 500
_YOUNG, _PATIENCE = 3.0, 2.0


class SingleInstance(QObject):
    """A local socket named after the data folder; the folder's lock still stands behind it.

    A mark in the folder tells that there may be such a socket: without it nothing is asked, and Qt's network library
    is not loaded before the window stands. A mark that a crash left costs one question.

    Args:
        folder: the data folder.
    """

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._mark = folder / "window.open"
        self._server: QLocalServer | None = None
        self._on_bundle: Callable[[Path | None], None] | None = None

    def give_to_running(self, bundle: Path | None) -> bool:
        """Whether a window is open on this folder; it is raised, and given the bundle. If not, this one marks it."""
        try:
            age = time.time() - self._mark.stat().st_mtime
        except OSError:
            age = None
        # A mark made just now is that of a start which does not listen yet: somebody clicked twice.
        until = time.monotonic() + (_PATIENCE if age is not None and 0 <= age < _YOUNG else 0.0)
        while age is not None:
            if self._give(bundle):
                return True
            if time.monotonic() >= until:
                break
            time.sleep(0.05)
        with suppress(OSError):
            self._mark.touch()
        return False

    def _give(self, bundle: Path | None) -> bool:
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name())
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write((str(bundle) if bundle else "").encode() + b"\n")
        socket.waitForBytesWritten(_WAIT_MS)
        socket.disconnectFromServer()
        return True

    def listen(self, on_bundle: Callable[[Path | None], None]) -> None:
        """Answer later starts: ``on_bundle`` gets the bundle's path, or None."""
        from PySide6.QtNetwork import QLocalServer

        with suppress(OSError):
            self._mark.touch()  # the folder may be new
        self._on_bundle = on_bundle
        QLocalServer.removeServer(self._name())  # left by a crash
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(self._name())

    def close(self) -> None:
        """Answer no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        with suppress(OSError):
            self._mark.unlink(missing_ok=True)

    def _name(self) -> str:
        import hashlib

        return "so-ocop-" + hashlib.sha256(str(self._folder).encode()).hexdigest()[:16]

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection() if self._server else None
        if socket is None or self._on_bundle is None:
            return
        socket.waitForReadyRead(_WAIT_MS)
        said = bytes(socket.readLine().data()).decode("utf-8", "replace").strip()
        socket.disconnectFromServer()
        self._on_bundle(Path(said) if said else None)
