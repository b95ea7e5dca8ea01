"""One administrative unit, and how units of two times hang together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from app.services.printing.place_names import in_sentence
from app.translate import _

UnitLevel = Literal["province", "district", "commune"]
UNIT_LEVELS: tuple[UnitLevel, ...] = ("province", "district", "commune")
KINDS: dict[UnitLevel, tuple[str, ...]] = {
    "province": ("tỉnh", "thành phố"),
    "district": ("huyện", "quận", "thị xã", "thành phố"),
    "commune": ("xã", "phường", "thị trấn", "đặc khu"),
}
"""The common nouns of each level, as papers print them."""
CODE_DIGITS: dict[UnitLevel, int] = {"province": 2, "district": 3, "commune": 5}
"""Length of the official codes: a code says its level by itself, but not its time (numbers were given again)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it was between two days; ``ends`` is the first day on which it no longer was (``None``: still is).

    ``parent_code`` is the unit above (empty for a province), ``province_code`` its province's (its own for a province),
    ``own`` whether an office entered it by hand.
    """

    code: str
    name: str
    kind: str
    level: UnitLevel
    parent_code: str
    province_code: str
    begins: dt.date | None = None
    ends: dt.date | None = None
    own: bool = False

    @property
    def full_name(self) -> str:
        """With its kind, as inside a sentence of a paper: "xã Krông Pắc", "Phường 1", "Thành phố Hồ Chí Minh"."""
        return in_sentence(f"{self.kind} {self.name}", self.level)

    @property
    def title(self) -> str:
        """With its kind, as a line of its own: "Xã Krông Pắc"."""
        words = self.full_name
        return words[:1].upper() + words[1:]

    def holds(self, day: dt.date) -> bool:
        return (self.begins is None or self.begins <= day) and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Link:
    """An old unit beside a new one: the other end of a change, seen from either side.

    ``main`` says that the new unit is the first heir of the old one, ``partial`` that the old one was divided between
    several. Which heir is the main one is the source's opinion, not the law's.
    """

    unit: Unit
    main: bool
    partial: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A unit of the day asked for; ``former`` is the older unit whose name was searched and that led to it."""

    unit: Unit
    former: Unit | None = None
    partial: bool = False
    where: str = ""
    """The units above, such as "tỉnh Đắk Lắk" or, for a former one, "huyện Krông Pắc, tỉnh Đắk Lắk"."""

    @property
    def label(self) -> str:
        """As a list shows it: "xã Krông Pắc", or "thị trấn Phước An (nay: xã Krông Pắc)" in the user's language."""
        if self.former is None or (not self.partial and self.former.full_name == self.unit.full_name):
            return self.unit.full_name
        pattern = _("{old} (partly now: {new})") if self.partial else _("{old} (now: {new})")
        return pattern.format(old=self.former.full_name, new=self.unit.full_name)
