"""A warning that a service gives back: the act was done, and this should be known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.translate import _


@dataclass(frozen=True)
class Notice:
    """Message id (marked with ``N_`` where it is made) and its parameters."""

    message: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return _(self.message).format(**self.params)
