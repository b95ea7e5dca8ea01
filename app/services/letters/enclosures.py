"""Enclosures as they are sent and as they are judged on arrival: plain data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.services.letters.forms import EnclosureKind
from app.translate import _

StandingKind = Literal["new", "known", "refused"]


@dataclass(frozen=True)
class Enclosure:
    """A small file to be carried. ``title`` is for the person who looks; one line."""

    kind: EnclosureKind
    title: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Standing:
    """What taking an enclosure would do here: ``new``, ``known`` (nothing), ``refused``.

    ``reason`` is a message id with ``params``: why it is refused, or what it says.
    """

    kind: StandingKind
    reason: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> str:
        return _(self.reason).format(**self.params) if self.reason else ""


@dataclass(frozen=True)
class EnclosureVerdict:
    """One enclosure of a sound bundle."""

    kind: EnclosureKind
    sha256: str
    title: str
    standing: Standing
