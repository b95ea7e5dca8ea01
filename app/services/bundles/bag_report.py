"""What was found wrong or odd in a bag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.translate import _


@dataclass(frozen=True)
class BagProblem:
    """One finding: ``kind`` for programs, ``entry`` where, ``message`` (a message id) and its values why."""

    kind: str
    entry: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """The finding in the language of the moment."""
        return _(self.message).format(**self.params)

    def __str__(self) -> str:
        return f"{self.entry}: {self.said}" if self.entry else self.said


@dataclass
class BagReport:
    """All findings of one check; ``files`` and ``size`` (bytes) count the payload. Errors make it invalid."""

    version: str = ""
    encoding: str = ""
    algorithms: tuple[str, ...] = ()
    files: int = 0
    size: int = 0
    info: list[tuple[str, str]] = field(default_factory=list)
    errors: list[BagProblem] = field(default_factory=list)
    warnings: list[BagProblem] = field(default_factory=list)

    @property
    def valid(self) -> bool:
        return not self.errors

    def error(self, kind: str, entry: str, message: str, **params: object) -> None:
        self.errors.append(BagProblem(kind, entry, message, params))

    def warn(self, kind: str, entry: str, message: str, **params: object) -> None:
        self.warnings.append(BagProblem(kind, entry, message, params))
