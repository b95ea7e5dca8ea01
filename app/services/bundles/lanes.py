"""Bytes handed from one thread to another in order, with a bound on how many wait and errors told to both sides."""

from __future__ import annotations

import threading
from collections import deque

from app.services.bundles.limits import MIB

_ROOM = 8 * MIB


class Abandoned(Exception):
    """The other side no longer wants the bytes."""


class Lane:
    """One thread puts pieces in, another takes them out; at most 8 MiB (or one piece) wait between them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[bytes] = deque()
        self._held = 0
        self._ended = False
        self._closed = False
        self._error: BaseException | None = None

    def put(self, piece: bytes) -> None:
        """Hand a piece over, waiting for room.

        Raises:
            Abandoned: the taker closed the lane; its own error where it closed it with one.
        """
        with self._changed:
            while self._held and self._held + len(piece) > _ROOM and not self._closed:
                self._changed.wait()
            if self._closed:
                raise self._error or Abandoned
            self._waiting.append(piece)
            self._held += len(piece)
            self._changed.notify_all()

    def end(self, error: BaseException | None = None) -> None:
        """Nothing more comes: the taker gets what waits, then the end, or the error."""
        with self._changed:
            self._ended = True
            self._error = self._error or error
            self._changed.notify_all()

    def take(self) -> bytes:
        """The next piece, waiting for one; empty at the end.

        Raises:
            Abandoned: the lane was closed; the error where it ended with one.
        """
        with self._changed:
            while not self._waiting and not self._ended and not self._closed:
                self._changed.wait()
            if self._waiting:
                piece = self._waiting.popleft()
                self._held -= len(piece)
                self._changed.notify_all()
                return piece
            if self._error is not None:
                raise self._error
            if self._closed:
                raise Abandoned
            return b""

    def close(self, error: BaseException | None = None) -> None:
        """Nothing more is wanted; what waits is dropped and whoever waits goes on."""
        with self._changed:
            self._closed = True
            self._error = self._error or error
            self._waiting.clear()
            self._held = 0
            self._changed.notify_all()

    @property
    def error(self) -> BaseException | None:
        return self._error
