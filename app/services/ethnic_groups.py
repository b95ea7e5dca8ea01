"""The names of the ethnic groups, for the choice in forms; another spelling may be written as well."""

from __future__ import annotations

import json
from functools import lru_cache

from app.paths import resource_path


@lru_cache(maxsize=1)
def ethnic_groups() -> tuple[str, ...]:
    """The 54 groups in the order of the statistics office's list, the largest first."""
    loaded = json.loads(resource_path("people", "ethnic-groups.json").read_text(encoding="utf-8"))
    return tuple(loaded["groups"])
