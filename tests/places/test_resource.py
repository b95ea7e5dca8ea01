"""The shipped units are whole, agree with what is known of them, and are sound as files."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections import Counter
from pathlib import Path

import jsonschema
import pytest

from app.errors import RuleError
from app.services.places.book import Places
from app.services.places.unit import CODE_DIGITS, KINDS
from app.services.rules.file_check import check_file
from app.services.rules.library import RuleLibrary

BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
SCHEMAS = {
    "places.json": "places.schema.json",
    "units-three-levels.json": "place-layer.schema.json",
    "units-two-levels.json": "place-layer.schema.json",
    "changes-2025-07-01.json": "place-changes.schema.json",
}


def test_the_numbers_of_units_are_those_of_the_law(shipped: Places) -> None:
    old, new = shipped.tree(BEFORE).units.values(), shipped.tree(AFTER).units.values()
    assert Counter(unit.level for unit in old) == {"province": 63, "district": 696, "commune": 10_035}
    assert Counter(unit.level for unit in new) == {"province": 34, "commune": 3_321}
    assert Counter(unit.kind for unit in new if unit.level == "commune") == {"xã": 2_621, "phường": 687, "đặc khu": 13}
    assert Counter(unit.kind for unit in new if unit.level == "province") == {"tỉnh": 28, "thành phố": 6}
    assert sum(unit.kind == "thành phố" for unit in old if unit.level == "province") == 6


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_every_unit_has_a_sound_code_kind_name_and_place(shipped: Places, day: dt.date) -> None:
    tree = shipped.tree(day)
    for unit in tree.units.values():
        assert len(unit.code) == CODE_DIGITS[unit.level]
        assert unit.kind in KINDS[unit.level]
        assert unit.name == unicodedata.normalize("NFC", " ".join(unit.name.split()))
        assert unit.holds(day)
        above = tree.above(unit)
        assert (
            len(above) == {"province": 0, "district": 1, "commune": len(shipped.layer_on(day).levels) - 1}[unit.level]
        )
        assert unit.province_code == (above[-1].code if above else unit.code)


def test_every_old_commune_leads_somewhere_and_every_new_one_comes_from_one(shipped: Places) -> None:
    (change,) = shipped.index.changes
    table = shipped.table(change)
    old, new = shipped.tree(BEFORE), shipped.tree(AFTER)
    without_communes = {
        unit.code for unit in old.units.values() if unit.level == "district" and unit.code not in old.below
    }
    assert without_communes == {"318", "471", "498", "536", "755"}
    communes = {unit.code for unit in old.units.values() if unit.level == "commune"}
    assert {code for code in table.forward if len(code) > 2} == communes | without_communes
    assert {code for code in table.forward if len(code) == 2} == {unit.code for unit in shipped.provinces(BEFORE)}
    assert set(table.backward) == set(new.units)
    for code, targets in table.forward.items():
        assert {len(target) for target in targets} == {2 if len(code) == 2 else 5}


def test_a_commune_goes_where_its_province_goes(shipped: Places) -> None:
    (change,) = shipped.index.changes
    table = shipped.table(change)
    old, new = shipped.tree(BEFORE).units, shipped.tree(AFTER).units
    strays = [
        (code, target)
        for code, targets in table.forward.items()
        for target in targets
        if new[target].province_code not in table.forward[old[code].province_code]
    ]
    assert strays == []


def test_the_sources_are_named_with_version_license_and_day(shipped: Places, folder: Path) -> None:
    source, compared = shipped.index.sources
    assert (source.package, source.license) == ("vietnamadminunits", "MIT")
    assert "Copyright (c) 2025 Tran Ngoc Minh Hieu" in (folder / "README.md").read_text(encoding="utf-8")
    differences = json.loads((folder / "differences.json").read_text(encoding="utf-8"))
    assert differences["here"] == f"{source.package}=={source.version}"
    assert differences["there"] == f"{compared.package}=={compared.version}"


def test_of_the_present_units_only_spellings_are_told_differently(shipped: Places, folder: Path) -> None:
    differences = json.loads((folder / "differences.json").read_text(encoding="utf-8"))
    present = [one for one in differences["units"] if one["layer"] == shipped.layer_on(AFTER).id]
    assert {one["kind"] for one in present} == {"spelling"}
    for one in present:
        assert (
            one["here"]
            == f"{shipped.tree(AFTER).units[one['code']].kind} {shipped.tree(AFTER).units[one['code']].name}"
        )
    (change,) = shipped.index.changes
    for one in differences["successors"]:
        assert list(shipped.table(change).forward[one["old"]]) == one["here"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_file_fits_its_schema_and_names_it(folder: Path, name: str) -> None:
    value = json.loads((folder / name).read_text(encoding="utf-8"))
    schema_path = folder.parent / "schemas" / SCHEMAS[name]
    assert (folder / value["$schema"]).resolve() == schema_path
    validator = jsonschema.Draft202012Validator(json.loads(schema_path.read_text(encoding="utf-8")))
    assert next(validator.iter_errors(value), None) is None


def test_the_check_of_all_rules_reads_every_file_of_units(folder: Path, tmp_path: Path) -> None:
    for path in sorted(folder.glob("*.json")):
        check_file(path)
    own = tmp_path / "rules"
    (own / "places").mkdir(parents=True)
    (own / "places" / "own-units.json").write_text('{"schema": 1, "units": [{"code": "1"}]}', encoding="utf-8")
    assert [fault.file for fault in RuleLibrary(folder.parent, own).check_own()] == ["places/own-units.json"]


@pytest.mark.parametrize(
    ("name", "old", "new", "pointer"),
    [
        ("units-two-levels.json", '"00008","phường"', '"00004","phường"', "/provinces/0/3/1"),
        ("units-two-levels.json", '"00008","phường"', '"00008","quận"', "/provinces/0/3/1"),
        ("changes-2025-07-01.json", '["02","08"]', '["01","08"]', "/provinces/1"),
        ("places.json", '"begins": "2025-07-01"', '"begins": "2025-07-02"', "/layers/1"),
    ],
)
def test_a_spoiled_file_is_refused_at_its_place(
    folder: Path, tmp_path: Path, name: str, old: str, new: str, pointer: str
) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError) as refused:
        check_file(tmp_path / name)
    assert refused.value.pointer == pointer


def test_a_damaged_file_is_told_when_units_are_asked_for(folder: Path, tmp_path: Path) -> None:
    for path in folder.glob("*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "units-two-levels.json").write_text('{"schema": 1, "provinces": [["01"', encoding="utf-8")
    damaged = Places(tmp_path)
    assert len(damaged.provinces(BEFORE)) == 63
    with pytest.raises(RuleError) as refused:
        damaged.provinces(AFTER)
    assert refused.value.file.endswith("units-two-levels.json")
