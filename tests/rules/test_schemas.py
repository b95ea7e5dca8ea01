"""The JSON Schemas beside the rule files, and the classification."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from app.services.rules.json_schema import SCHEMAS, schema_text, write_schemas
from app.services.rules.library import RuleLibrary

KINDS = {
    "criteria-set.schema.json": "criteria/*/*.json",
    "regime.schema.json": "regimes/*.json",
    "classification.schema.json": "classification/*.json",
    "holiday-year.schema.json": "holidays/*.json",
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_stored_schema_is_the_models_own(resources: Path, tmp_path: Path, name: str) -> None:
    stored = (resources / "schemas" / name).read_text(encoding="utf-8")
    assert stored == schema_text(name), "run write_schemas(resources/schemas)"
    assert tmp_path / name in write_schemas(tmp_path)
    jsonschema.Draft202012Validator.check_schema(json.loads(stored))


@pytest.mark.parametrize("name", KINDS)
def test_every_file_validates_and_names_its_schema(resources: Path, name: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads((resources / "schemas" / name).read_text("utf-8")))
    paths = sorted(resources.glob(KINDS[name]))
    assert paths
    for path in paths:
        value = json.loads(path.read_text(encoding="utf-8"))
        assert [error.message for error in validator.iter_errors(value)] == [], path
        assert (path.parent / value["$schema"]).resolve() == resources / "schemas" / name


def test_the_schema_refuses_float_points_and_unknown_fields(resources: Path) -> None:
    schema = json.loads((resources / "schemas/criteria-set.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    value = json.loads((resources / "criteria/qd-26-2026/13.json").read_text("utf-8"))
    value["parts"][0]["max"] = 40.5
    assert not validator.is_valid(value)
    value["parts"][0]["max"] = "40.00"
    assert validator.is_valid(value)
    value["weight"] = 1
    assert not validator.is_valid(value)


def test_the_classification_in_force_leads_to_each_set_once(library: RuleLibrary) -> None:
    current = library.classification("26-2026")
    subgroups = [sub for sector in current.sectors for group in sector.groups for sub in group.subgroups]
    assert len(current.sectors) == 6
    assert sum(len(sector.groups) for sector in current.sectors) == 17
    assert sorted(sub.set_number or 0 for sub in subgroups) == list(range(1, 27))
    assert next(sub for sub in subgroups if sub.code == "I.3.c").set_number == 7
    assert [sector.code for sector in current.sectors if sector.tourism] == ["VI"]
    assert all(sub.verified for sub in subgroups)


def test_of_the_second_classification_only_the_rows_read_are_verified(library: RuleLibrary) -> None:
    second = library.classification("148-2023")
    subgroups = [sub for sector in second.sectors for group in sector.groups for sub in group.subgroups]
    assert [sub.code for sub in subgroups if sub.verified] == [
        "I.1.a", "I.1.b", "I.2.a", "I.2.b", "I.3.a", "I.3.b", "I.3.c",
    ]  # fmt: skip
    assert all(sub.note for sub in subgroups if not sub.verified)


def test_the_first_classification_is_known_by_sector_and_inferred_by_set(library: RuleLibrary) -> None:
    first = library.classification("1048-2019")
    subgroups = [sub for sector in first.sectors for group in sector.groups for sub in group.subgroups]
    assert sorted(sub.set_number or 0 for sub in subgroups) == list(range(1, 27))
    assert not any(sub.verified for sub in subgroups)
    assert all(sector.verified for sector in first.sectors)
    names = {item.number: item.name for item in library.criteria_sets(library.regime("2019-three-tier"))}
    assert {sub.set_number: sub.name for sub in subgroups} == names
