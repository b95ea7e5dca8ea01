"""One window per data folder: a second start hands its bundle to the first one and ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 500


class SingleInstance(QObject):
    """A local socket named after the data folder; the folder's lock still stands behind it.

    Args:
        folder: the data folder.
    """

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = "so-ocop-" + hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        self._server: QLocalServer | None = None
        self._on_bundle: Callable[[Path | None], None] | None = None

    def give_to_running(self, bundle: Path | None) -> bool:
        """Whether a window is open on this folder; it is raised, and given the bundle."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write((str(bundle) if bundle else "").encode() + b"\n")
        socket.waitForBytesWritten(_WAIT_MS)
        socket.disconnectFromServer()
        return True

    def listen(self, on_bundle: Callable[[Path | None], None]) -> None:
        """Answer later starts: ``on_bundle`` gets the bundle's path, or None."""
        self._on_bundle = on_bundle
        QLocalServer.removeServer(self._name)  # left by a crash
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(self._name)

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection() if self._server else None
        if socket is None or self._on_bundle is None:
            return
        socket.waitForReadyRead(_WAIT_MS)
        said = bytes(socket.readLine().data()).decode("utf-8", "replace").strip()
        socket.disconnectFromServer()
        self._on_bundle(Path(said) if said else None)
