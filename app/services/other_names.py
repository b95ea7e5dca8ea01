"""What people type who do not know the law's word for a product set or a kind of producer: only for finding it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from app.paths import resource_path

OtherNames = Mapping[str, tuple[str, ...]]
"""The other names by the value of the choice."""


@lru_cache(maxsize=1)
def _loaded() -> dict[str, OtherNames]:
    raw = json.loads(resource_path("words", "other-names.json").read_text(encoding="utf-8"))
    return {part: {key: tuple(names) for key, names in raw[part].items()} for part in ("subgroups", "producer_kinds")}


def names_of_subgroups() -> OtherNames:
    """By the name of a subgroup, as the classifications of all decisions write it."""
    return _loaded()["subgroups"]


def names_of_producer_kinds() -> OtherNames:
    """By the id of a kind of producer."""
    return _loaded()["producer_kinds"]
