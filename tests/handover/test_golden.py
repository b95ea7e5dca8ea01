"""Bundles that earlier versions of the program wrote are taken, and give what they gave then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.services.bundles.envelope import VERSION
from app.services.rules.library import RuleLibrary
from tests.handover.golden import FACTS, FOLDER, take_kept

KEPT = [
    pytest.param(folder, one["file"], id=f"{folder.name}-{one['file']}")
    for folder in sorted(FOLDER.glob("v*"))
    for one in json.loads((folder / FACTS).read_text(encoding="utf-8"))["bundles"]
]


def test_bundles_of_every_version_so_far_are_kept() -> None:
    assert {folder.name for folder in FOLDER.glob("v*")} == {f"v{number}" for number in range(1, VERSION + 1)}


@pytest.mark.parametrize(("folder", "file"), KEPT)
def test_a_kept_bundle_is_taken_as_it_was(folder: Path, file: str, library: RuleLibrary) -> None:
    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    [one] = [one for one in facts["bundles"] if one["file"] == file]
    assert take_kept(folder, file, one["receiver"], facts["recovery"], library) == one["expected"]
