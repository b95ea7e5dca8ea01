"""Units on a day, what became of them, and finding them."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from app.services.places.book import Places
from app.services.places.unit import Match, Unit
from app.translate import set_language

BEFORE, AFTER, LATER = dt.date(2025, 6, 30), dt.date(2025, 7, 1), dt.date(2026, 5, 22)


def _unit(places: Places, code: str, day: dt.date) -> Unit:
    unit = places.unit(code, day)
    assert unit is not None
    return unit


def _labels(matches: list[Match]) -> list[str]:
    return [match.label for match in matches]


def test_the_day_decides_between_the_two_layers(shipped: Places) -> None:
    assert (len(shipped.provinces(BEFORE)), len(shipped.provinces(AFTER))) == (63, 34)
    assert (shipped.has_districts(BEFORE), shipped.has_districts(AFTER)) == (True, False)
    assert _unit(shipped, "24490", BEFORE).full_name == "thị trấn Phước An"
    assert _unit(shipped, "24490", AFTER).full_name == "xã Krông Pắc"
    assert shipped.unit("67", BEFORE) is not None
    assert shipped.unit("67", AFTER) is None


def test_districts_and_communes_are_those_of_the_province_on_that_day(shipped: Places) -> None:
    assert len(shipped.districts("66", BEFORE)) == 15
    assert shipped.districts("66", AFTER) == ()
    of_district = shipped.communes("66", BEFORE, "654")
    assert {"Ea Yông", "Phước An", "Ea Kly"} <= {unit.name for unit in of_district}
    assert set(of_district) < set(shipped.communes("66", BEFORE))
    assert len(shipped.communes("66", AFTER)) == 102
    assert shipped.communes("67", AFTER) == ()


def test_lists_are_in_vietnamese_order_and_numbers_by_number(shipped: Places) -> None:
    names = [unit.name for unit in shipped.provinces(AFTER)]
    assert names[:7] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk"]
    numbers = [unit.name for unit in shipped.communes("79", BEFORE, "774") if unit.name.isdigit()]
    assert len(numbers) > 5
    assert all(int(one) < int(other) for one, other in itertools.pairwise(numbers))


@pytest.mark.parametrize(
    ("code", "day", "full_name", "title"),
    [
        ("79", AFTER, "Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("46", AFTER, "thành phố Huế", "Thành phố Huế"),
        ("66", AFTER, "tỉnh Đắk Lắk", "Tỉnh Đắk Lắk"),
        ("644", BEFORE, "thị xã Buôn Hồ", "Thị xã Buôn Hồ"),
        ("774", BEFORE, "Quận 5", "Quận 5"),
        ("24490", AFTER, "xã Krông Pắc", "Xã Krông Pắc"),
    ],
)
def test_names_carry_their_kind_as_papers_write_it(
    shipped: Places, code: str, day: dt.date, full_name: str, title: str
) -> None:
    unit = _unit(shipped, code, day)
    assert (unit.full_name, unit.title) == (full_name, title)


def test_where_a_unit_lies_is_told_in_its_own_time(shipped: Places) -> None:
    assert shipped.where(_unit(shipped, "24490", BEFORE)) == "huyện Krông Pắc, tỉnh Đắk Lắk"
    assert shipped.where(_unit(shipped, "24490", AFTER)) == "tỉnh Đắk Lắk"
    assert shipped.where(_unit(shipped, "66", AFTER)) == ""


def test_what_became_of_a_commune_and_what_it_was_made_of(shipped: Places) -> None:
    (heir,) = shipped.successors("24490")
    assert (heir.unit.full_name, heir.main, heir.partial) == ("xã Krông Pắc", True, False)
    made_of = shipped.predecessors("24490")
    assert {link.unit.name for link in made_of} == {"Phước An", "Ea Yông", "Hòa An", "Hòa Tiến"}
    assert all(link.main and not link.partial for link in made_of)
    assert shipped.successors("24490", AFTER) == ()
    assert shipped.predecessors("24490", BEFORE) == ()


def test_a_divided_commune_keeps_all_its_heirs_with_the_main_one_first(shipped: Places) -> None:
    heirs = shipped.successors("00553")
    assert len(heirs) == 3
    assert [heir.main for heir in heirs] == [True, False, False]
    assert all(heir.partial for heir in heirs)
    for heir in heirs:
        back = [link for link in shipped.predecessors(heir.unit.code) if link.unit.code == "00553"]
        assert [(link.main, link.partial) for link in back] == [(heir.main, True)]


def test_provinces_and_districts_lead_on_too(shipped: Places) -> None:
    assert [link.unit.full_name for link in shipped.successors("67")] == ["tỉnh Lâm Đồng"]
    assert {link.unit.name for link in shipped.predecessors("68")} == {"Lâm Đồng", "Đắk Nông", "Bình Thuận"}
    assert [link.unit.full_name for link in shipped.successors("471")] == ["đặc khu Cồn Cỏ"]
    krong_pac = shipped.successors("654")
    assert {link.unit.name for link in krong_pac} >= {"Krông Pắc", "Ea Kly", "Ea Phê"}
    assert all(link.partial and not link.main for link in krong_pac)
    assert shipped.successors("99999") == ()


def test_an_ended_unit_is_followed_to_a_later_day(shipped: Places) -> None:
    old = _unit(shipped, "24490", BEFORE)
    assert [link.unit.name for link in shipped.heirs(old, LATER)] == ["Krông Pắc"]
    assert [link.unit for link in shipped.heirs(old, BEFORE)] == [old]


@pytest.mark.parametrize("query", ["krong pac", "KRÔNG PẮC", "xã Krông Pắc", "Krông Pắc, Đắk Lắk", "24490"])
def test_a_unit_is_found_however_it_is_typed(shipped: Places, query: str) -> None:
    assert shipped.find(query, LATER)[0].label == "xã Krông Pắc"


def test_an_old_name_leads_to_the_unit_of_today(shipped: Places) -> None:
    match = shipped.find("Phước An, Krông Pắc", LATER)[0]
    assert match.former is not None
    assert (match.unit.code, match.former.kind) == ("24490", "thị trấn")
    assert match.label == "thị trấn Phước An (now: xã Krông Pắc)"
    assert match.where == "huyện Krông Pắc, tỉnh Đắk Lắk"
    assert _labels(shipped.find("dak nong", LATER, "province")) == ["tỉnh Đắk Nông (now: tỉnh Lâm Đồng)"]
    assert "partly now" in shipped.find("huyện Krông Pắc", LATER, limit=100)[-1].label


def test_before_the_change_only_the_units_of_that_day_are_found(shipped: Places) -> None:
    found = shipped.find("phuoc an krong pac", BEFORE)
    assert [(match.unit.full_name, match.former) for match in found] == [("thị trấn Phước An", None)]


def test_exact_accents_come_first_and_a_renewed_name_is_shown_once(shipped: Places) -> None:
    assert shipped.find("Hòa An", LATER, "commune")[0].unit.name == "Hòa An"
    plain, accented = shipped.find("hoa an", LATER, "commune"), shipped.find("Hóa An", LATER, "commune")
    assert plain[0].former is None
    assert (accented[0].former or accented[0].unit).name == "Hóa An"
    assert _labels(shipped.find("Ea Kly", LATER)).count("xã Ea Kly") == 1
    assert "xã Ea Kly (now: xã Ea Kly)" not in _labels(shipped.find("Ea Kly", LATER))


def test_at_equal_match_units_of_today_come_first_then_those_nearby(shipped: Places) -> None:
    far, near = shipped.find("Tân Tiến", LATER, "commune"), shipped.find("Tân Tiến", LATER, "commune", near="66")
    assert near[0].unit.name == "Tân Tiến"
    assert (near[0].unit.province_code, near[0].former) == ("66", None)
    assert far[0].unit.province_code != "66"
    former = [match.former is not None for match in near if match.unit.name == "Tân Tiến"]
    assert former == sorted(former)


def test_an_old_unit_that_keeps_its_name_is_shown_by_it(shipped: Places) -> None:
    match = next(one for one in shipped.find("krong p", LATER, "commune", near="66") if one.unit.name == "Cư Pui")
    assert match.former is not None
    assert match.label == "xã Cư Pui"


def test_apostrophes_levels_and_limits_are_respected(shipped: Places) -> None:
    for query in ("ea hleo", "Ea H'Leo", "Ea H\u2019Leo"):
        assert shipped.find(query, LATER)[0].unit.name == "Ea H'Leo"
    assert {match.unit.level for match in shipped.find("an", LATER, "province")} == {"province"}
    assert len(shipped.find("an", LATER, limit=7)) == 7
    assert shipped.find("  ", LATER) == []
    assert shipped.find("an", LATER, limit=0) == []
    assert shipped.find("khong co dau xyz", LATER) == []


def test_a_label_is_in_the_language_of_the_user(shipped: Places) -> None:
    match = shipped.find("thi tran phuoc an krong pac", LATER)[0]
    set_language("vi")
    assert match.label.startswith("thị trấn Phước An (")
    assert match.label.endswith("xã Krông Pắc)")


def test_a_record_with_an_old_unit_is_told_what_it_is_now(shipped: Places) -> None:
    assert [link.unit.name for link in shipped.now_called("24490", "thị trấn Phước An", LATER)] == ["Krông Pắc"]
    assert [link.unit.name for link in shipped.now_called("24490", "Phuoc An", LATER)] == ["Krông Pắc"]
    assert shipped.now_called("24490", "xã Krông Pắc", LATER) == ()
    assert shipped.now_called("24490", "thị trấn Phước An", BEFORE) == ()
    assert shipped.now_called("M1", "xã Mẫu", LATER) == ()
