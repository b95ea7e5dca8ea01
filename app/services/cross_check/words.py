"""The words that the cross-paper check goes by: abbreviations, labels on papers, units. All data, none in code."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from app.paths import resource_path


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WeightUnit(_Words):
    """Words of one unit, and how many grams or millilitres it has (``of``: weight or volume)."""

    words: tuple[str, ...]
    factor: Decimal
    of: str


class DateWords(_Words):
    """A date of the record, the kinds of paper it stands on (none: its own document's), and the words before it."""

    field: str
    kinds: tuple[str, ...]
    labels: tuple[str, ...]
    place_line: bool
    """The line "…, ngày … tháng … năm …" of the paper gives it too."""


class CheckWords(_Words):
    """``resources/cross_check/words.json``."""

    schema_version: int
    abbreviations: dict[str, str]
    address_abbreviations: dict[str, str]
    address_ignored: tuple[str, ...]
    """Words of administrative units that an address may have or leave out."""
    alike: tuple[tuple[str, ...], ...]
    """Ways of writing one thing that people mix up: different, and found where one stands for the other."""
    honorifics: tuple[str, ...]
    labels: dict[str, tuple[str, ...]]
    about_product: tuple[str, ...]
    """Kinds of document that must name this product."""
    about_producer: tuple[str, ...]
    own_papers: tuple[str, ...]
    """Kinds that are written for this dossier: what differs there is a slip, not somebody else's matter."""
    value_ends: tuple[str, ...]
    weight_units: tuple[WeightUnit, ...]
    dates: tuple[DateWords, ...]


@lru_cache(maxsize=1)
def check_words() -> CheckWords:
    """The words that came with the program."""
    return CheckWords.model_validate_json(resource_path("cross_check", "words.json").read_bytes())
