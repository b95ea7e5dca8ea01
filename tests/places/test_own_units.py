"""Units entered by hand: beside the shipped ones or in their stead, from their first day on."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app.errors import InvalidInput, NotFound, RuleError
from app.paths import DataPaths
from app.services.places.book import Places
from app.services.places.files import load_own_units
from app.services.places.own_units import add_own_unit, remove_own_unit

MERGED = dt.date(2027, 1, 1)
DAY = dt.timedelta(days=1)
KRONG_PAC, EA_KLY = "24490", "24502"
NEW: dict[str, Any] = {
    "code": "24999", "name": "Krông Mới", "kind": "xã", "level": "commune", "parent": "66", "valid_from": MERGED,
}  # fmt: skip


def test_a_missing_unit_is_there_from_its_first_day(places: Places) -> None:
    unit = add_own_unit(places, NEW)
    assert (unit.full_name, unit.province_code, unit.own) == ("xã Krông Mới", "66", True)
    assert places.unit("24999", MERGED) == unit
    assert places.unit("24999", MERGED - DAY) is None
    assert unit in places.communes("66", MERGED)
    assert [match.unit for match in places.find("krong moi", MERGED)] == [unit]
    assert places.find("krong moi", MERGED - DAY) == []
    assert len(places.communes("66", MERGED)) == len(places.communes("66", MERGED - DAY)) + 1


def test_it_is_kept_in_the_office_s_own_file(places: Places, folder: Path) -> None:
    add_own_unit(places, NEW | {"name": "xã  Kro\u0302ng Mới", "note": "Nghị quyết mẫu"})
    assert places.own_file is not None
    value = json.loads(places.own_file.read_text(encoding="utf-8"))
    schema = json.loads((folder.parent / "schemas" / "own-units.schema.json").read_text(encoding="utf-8"))
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(value)) == []
    assert [unit.name for unit in load_own_units(places.own_file).units] == ["Krông Mới"]
    again = Places(folder, places.own_file)
    unit = again.unit("24999", MERGED)
    assert unit is not None
    assert unit.full_name == "xã Krông Mới"
    assert list(places.own_file.parent.iterdir()) == [places.own_file]


def test_its_place_is_among_the_office_s_own_rules(tmp_path: Path) -> None:
    assert DataPaths(tmp_path).own_units == tmp_path / "rules" / "places" / "own-units.json"


def test_a_merger_ends_what_it_replaces(places: Places) -> None:
    add_own_unit(places, NEW | {"replaces": [KRONG_PAC, EA_KLY]})
    assert places.unit(KRONG_PAC, MERGED) is None
    assert places.unit(KRONG_PAC, MERGED - DAY) is not None
    assert [link.unit.name for link in places.successors(KRONG_PAC, MERGED - DAY)] == ["Krông Mới"]
    assert {link.unit.code for link in places.predecessors("24999")} == {KRONG_PAC, EA_KLY}
    # the oldest names lead through both changes, and the code of a unit of the older layer is not mistaken for it
    match = places.find("thị trấn Phước An, Krông Pắc", MERGED)[0]
    assert match.former is not None
    assert (match.former.name, match.unit.name) == ("Phước An", "Krông Mới")
    assert places.find("Krông Pắc", MERGED, "commune")[0].label == "xã Krông Pắc (now: xã Krông Mới)"
    before = dt.date(2025, 6, 30)
    old = places.unit(KRONG_PAC, before)
    assert old is not None
    assert old.name == "Phước An"
    assert [link.unit.name for link in places.now_called(KRONG_PAC, "xã Krông Pắc", MERGED - DAY)] == []


def test_a_division_leads_to_every_part(places: Places) -> None:
    for code, name in (("24998", "Krông Một"), ("24999", "Krông Hai")):
        add_own_unit(places, NEW | {"code": code, "name": name, "replaces": [KRONG_PAC]})
    links = places.successors(KRONG_PAC, MERGED - DAY)
    assert [(link.unit.name, link.main, link.partial) for link in links] == [
        ("Krông Một", True, True), ("Krông Hai", False, True),
    ]  # fmt: skip


def test_a_unit_may_get_another_kind_under_its_code(places: Places) -> None:
    changed = NEW | {"code": KRONG_PAC, "name": "Krông Pắc", "kind": "phường", "replaces": [KRONG_PAC]}
    add_own_unit(places, changed)
    for day, full_name in ((MERGED - DAY, "xã Krông Pắc"), (MERGED, "phường Krông Pắc")):
        unit = places.unit(KRONG_PAC, day)
        assert unit is not None
        assert unit.full_name == full_name
    assert [match.label for match in places.find("Krông Pắc", MERGED)][:2] == [
        "phường Krông Pắc", "xã Krông Pắc (now: phường Krông Pắc)",
    ]  # fmt: skip


def test_an_older_unit_with_a_last_day_is_there_until_then(places: Places) -> None:
    first, last = dt.date(2019, 1, 1), dt.date(2024, 12, 31)
    old = NEW | {"parent": "654", "valid_from": first, "valid_to": last}
    unit = add_own_unit(places, old)
    assert places.where(unit) == "huyện Krông Pắc, tỉnh Đắk Lắk"
    assert unit in places.communes("66", last, "654")
    assert places.unit("24999", last + DAY) is None
    assert places.unit("24999", MERGED) is None


def test_an_own_unit_of_the_older_layer_does_not_live_on_without_its_district(places: Places) -> None:
    add_own_unit(places, NEW | {"parent": "654", "valid_from": dt.date(2019, 1, 1)})
    assert places.unit("24999", dt.date(2025, 6, 30)) is not None
    assert places.unit("24999", dt.date(2025, 7, 1)) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "2499"}, "code"),
        ({"code": "249"}, "code"),
        ({"code": "24A99"}, "code"),
        ({"code": KRONG_PAC}, "code"),
        ({"name": "  "}, "name"),
        ({"name": "xã "}, "name"),
        ({"kind": "quận"}, "kind"),
        ({"kind": "làng"}, "kind"),
        ({"parent": ""}, "parent"),
        ({"parent": "67"}, "parent"),
        ({"parent": "654"}, "parent"),
        ({"level": "district", "code": "990", "kind": "huyện"}, "level"),
        ({"valid_from": "mai"}, "valid_from"),
        ({"valid_to": MERGED - DAY}, "valid_to"),
        ({"replaces": ["24997"]}, "replaces"),
        ({"colour": "xanh"}, "colour"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_written(
    places: Places, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_own_unit(places, NEW | change)
    assert refused.value.field == field
    assert places.own_file is not None
    assert not places.own_file.exists()


def test_the_same_unit_is_not_entered_twice_and_can_be_taken_out(places: Places) -> None:
    add_own_unit(places, NEW)
    with pytest.raises(InvalidInput):
        add_own_unit(places, NEW)
    remove_own_unit(places, "24999", MERGED)
    assert places.unit("24999", MERGED) is None
    with pytest.raises(NotFound):
        remove_own_unit(places, "24999", MERGED)


def test_a_faulty_own_file_counts_for_nothing_and_is_not_written_over(places: Places) -> None:
    assert places.own_file is not None
    places.own_file.parent.mkdir(parents=True)
    places.own_file.write_text('{"schema": 1, "units": [}', encoding="utf-8")
    assert len(places.provinces(MERGED)) == 34
    assert isinstance(places.own_fault, RuleError)
    with pytest.raises(RuleError):
        add_own_unit(places, NEW)
    assert places.own_file.read_text(encoding="utf-8") == '{"schema": 1, "units": [}'
