"""How long work tells where it is, and learns that it was stopped; no Qt here."""

from __future__ import annotations

import sys
from typing import Protocol, TextIO

from app.translate import _


class Progress(Protocol):
    def step(self, done: int, total: int, message: str) -> None:
        """Tell how far the work is (``message`` is a message id).

        Raises:
            Cancelled: the person stopped it; the caller leaves nothing half done.
        """


class NullProgress:
    """For work that nobody watches."""

    def step(self, done: int, total: int, message: str) -> None:
        return None


class PrintProgress:
    """One line that rewrites itself, for a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._last = -1

    def step(self, done: int, total: int, message: str) -> None:
        percent = 100 if total <= 0 else done * 100 // total
        if percent != self._last:
            self._last = percent
            self._stream.write(f"\r{_(message)}: {percent} %" + ("\n" if percent >= 100 else ""))
            self._stream.flush()
