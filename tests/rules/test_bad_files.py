"""Bad rule files: one error each, naming the file and the place, and nothing loaded."""

from __future__ import annotations

import json
import tracemalloc
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import RuleError
from app.services.rules.library import RuleLibrary
from app.services.rules.loader import (
    MAX_BYTES,
    load_classification,
    load_criteria_set,
    load_holiday_year,
    load_regime,
    shown_name,
)

Spoil = Callable[[str, Callable[[Any], None]], Path]
SET = "criteria/qd-26-2026/01.json"
COFFEE = "criteria/qd-26-2026/13.json"
TOURISM = "criteria/qd-26-2026/26.json"
REGIME = "regimes/2026-two-tier.json"


def put(*steps: Any) -> Callable[[Any], None]:
    """A change: follow the steps but the last two, then set key to value."""
    *way, key, value = steps

    def change(data: Any) -> None:
        for step in way:
            data = data[step]
        data[key] = value

    return change


def drop(*steps: Any) -> Callable[[Any], None]:
    *way, key = steps

    def change(data: Any) -> None:
        for step in way:
            data = data[step]
        del data[key]

    return change


def copy_of_the_first_option(data: Any) -> None:
    options = data["criteria"][0]["options"]
    options.append(dict(options[0]))


def a_higher_star_for_fewer_points(data: Any) -> None:
    data["criteria"][0]["options"][0]["star"] = 4
    data["criteria"][0]["min_points"] = {"3": 2, "4": 1}


BAD_SETS = {
    "wrong section sum": (SET, put("sections", 0, "max", 17), "/sections/0/max"),
    "wrong part sum": (SET, put("parts", 1, "max", 24), "/parts/1/max"),
    "wrong group sum": (COFFEE, put("groups", 0, "max", 9), "/groups/0/max"),
    "duplicate criterion": (SET, put("criteria", 1, "id", "1.1"), "/criteria/1/id"),
    "duplicate section": (SET, put("sections", 1, "id", "1"), "/sections/1/id"),
    "duplicate knock-out": (SET, put("knock_outs", 1, "id", "dq.1"), "/knock_outs/1/id"),
    "duplicate option": (SET, copy_of_the_first_option, "/criteria/0/options/3/text"),
    "unknown field": (SET, put("criteria", 3, "weight", 1), "/criteria/3/weight"),
    "unknown field with a slash": (SET, put("a/b~c", 1), "/a~1b~0c"),
    "missing field": (SET, drop("criteria", 2, "title"), "/criteria/2/title"),
    "point above its maximum": (SET, put("criteria", 0, "options", 1, "points", 4), "/criteria/0/options/1/points"),
    "maximum that no option reaches": (SET, put("criteria", 0, "max", 4), "/criteria/0/max"),
    "float points": (SET, put("criteria", 0, "options", 1, "points", 1.5), "/criteria/0/options/1/points"),
    "points of three decimals": (
        SET,
        put("criteria", 0, "options", 1, "points", "1.125"),
        "/criteria/0/options/1/points",
    ),
    "negative points": (SET, put("criteria", 0, "options", 0, "points", -1), "/criteria/0/options/0/points"),
    "points that are true": (SET, put("criteria", 0, "options", 0, "points", True), "/criteria/0/options/0/points"),
    "points that are a word": (SET, put("criteria", 0, "options", 0, "points", "một"), "/criteria/0/options/0/points"),
    "infinite points": (SET, put("criteria", 0, "options", 0, "points", "Infinity"), "/criteria/0/options/0/points"),
    "criterion without options": (SET, put("criteria", 0, "options", []), "/criteria/0/options"),
    "minimum that no option gives": (SET, put("criteria", 2, "min_points", {"5": "2.5"}), "/criteria/2/options/2/star"),
    "minimum without its mark": (SET, put("criteria", 2, "min_points", {"4": 2, "5": 3}), "/criteria/2/min_points/4"),
    "minimum for a star that is none": (
        COFFEE,
        put("criteria", 0, "min_points", {"3": 2, "9": 3}),
        "/criteria/0/min_points/9",
    ),
    "minimums that fall": (COFFEE, a_higher_star_for_fewer_points, "/criteria/0/min_points/4"),
    "unknown section": (SET, put("criteria", 0, "section", "99"), "/criteria/0/section"),
    "section of another part": (SET, put("criteria", 0, "part", "B"), "/criteria/0/part"),
    "unknown group": (COFFEE, put("criteria", 0, "group", "6.1"), "/criteria/0/group"),
    "unknown case": (TOURISM, put("criteria", 22, "options", 0, "case", "3"), "/criteria/22/options/0/case"),
    "knock-out at no criterion": (SET, put("knock_outs", 1, "criterion", "9.9"), "/knock_outs/1/criterion"),
    "knock-out by criteria that are not named": (
        SET,
        put("knock_outs", 1, "trigger", "zero_points"),
        "/knock_outs/1/criteria",
    ),
    "dependence on a later criterion": (
        SET,
        put("criteria", 0, "depends_on", {"criterion": "5.1"}),
        "/criteria/0/depends_on/criterion",
    ),
    "wrong kind of value": (SET, put("complete", "yes please"), "/complete"),
    "unknown schema": (SET, put("schema", 2), "/schema"),
    "complete without criteria": (SET, put("criteria", []), "/criteria"),
}


@pytest.mark.parametrize("name", BAD_SETS)
def test_a_bad_criteria_set_is_one_error_with_file_and_pointer(spoiled: Spoil, name: str) -> None:
    relative, change, pointer = BAD_SETS[name]
    path = spoiled(relative, change)
    with pytest.raises(RuleError) as caught:
        load_criteria_set(path)
    assert (caught.value.file, caught.value.pointer) == (shown_name(path), pointer)
    assert caught.value.what.startswith(f"{shown_name(path)} {pointer}: ")
    assert "{" not in caught.value.what


BAD_REGIMES = {
    "overlapping star classes": (put("stars", "classes", 1, "max", 91), "/stars/classes/0/min"),
    "gap between star classes": (put("stars", "classes", 1, "min", 71), "/stars/classes/1/min"),
    "classes that end below 100": (put("stars", "classes", 0, "max", 99), "/stars/classes/0/max"),
    "top class without its end": (put("stars", "classes", 0, "max_inclusive", False), "/stars/classes/0/max_inclusive"),
    "two classes of one star": (put("stars", "classes", 1, "star", 5), "/stars/classes/1/star"),
    "no classes": (put("stars", "classes", []), "/stars/classes"),
    "parts that do not make 100": (put("parts", "A", 41), "/parts"),
    "a missing part": (drop("parts", "C"), "/parts"),
    "unknown part": (put("parts", "D", 0), "/parts/D"),
    "next level that is not there": (put("levels", 1, "next", "district"), "/levels/1/next"),
    "next level below": (put("levels", 2, "next", "commune"), "/levels/2/next"),
    "passing up to nowhere": (drop("levels", 2, "next"), "/levels/2/next"),
    "deadline of no days": (put("levels", 1, "deadlines", "propose", "days", 0), "/levels/1/deadlines/propose/days"),
    "deadline of another task": (
        put("levels", 1, "deadlines", {"score": {"days": 5}}),
        "/levels/1/deadlines/score",
    ),
    "period that ends first": (put("period", "ends", "2026-05-22"), "/period/ends"),
    "a day that does not exist": (put("period", "begins", "2026-02-30"), "/period/begins"),
    "paper of a level that is not there": (put("documents", 0, "stage", "district"), "/documents/0/stage"),
    "paper given twice": (put("documents", 1, "kind", "registration_form"), "/documents/1/kind"),
    "quorum above all": (put("council", "quorum_numerator", 5), "/council/quorum_numerator"),
    "window that closes first": (
        put("reassessment", "latest_days_before_expiry", 200),
        "/reassessment/latest_days_before_expiry",
    ),
    "unknown task": (put("levels", 0, "tasks", ["write"]), "/levels/0/tasks/0"),
    "nobody receives": (put("levels", 1, "tasks", ["propose"]), "/levels"),
}


@pytest.mark.parametrize("name", BAD_REGIMES)
def test_a_bad_regime_is_one_error_with_file_and_pointer(spoiled: Spoil, name: str) -> None:
    change, pointer = BAD_REGIMES[name]
    path = spoiled(REGIME, change)
    with pytest.raises(RuleError) as caught:
        load_regime(path)
    assert (caught.value.file, caught.value.pointer) == (shown_name(path), pointer)
    assert "{" not in caught.value.what


def test_broken_json_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "01.json"
    path.write_text('{\n "schema": 1,\n "id": "x",,\n}', encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_criteria_set(path)
    assert (caught.value.file, caught.value.line) == (shown_name(path), 3)
    assert caught.value.what.startswith(f"{shown_name(path)}:3: ")


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_refused_with_its_pointer(tmp_path: Path, resources: Path, constant: str) -> None:
    text = (resources / SET).read_text(encoding="utf-8").replace('"max": 40', f'"max": {constant}', 1)
    path = tmp_path / "01.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_criteria_set(path)
    assert caught.value.pointer == "/parts/0/max"


def test_a_key_that_stands_twice_is_refused_with_its_pointer(tmp_path: Path, resources: Path) -> None:
    text = (resources / SET).read_text(encoding="utf-8").replace('"max": 40', '"max": 40, "max": 40', 1)
    path = tmp_path / "01.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_criteria_set(path)
    assert caught.value.pointer == "/parts/0/max"


def test_a_file_of_100_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "01.json"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(RuleError) as caught:
            load_criteria_set(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.file == shown_name(path)
    assert peak < MAX_BYTES


def test_deep_nesting_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "01.json"
    path.write_text("\n" + "[" * 100_000, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_criteria_set(path)
    assert caught.value.line == 2


def test_brackets_inside_texts_do_not_count_as_nesting(spoiled: Spoil) -> None:
    path = spoiled(SET, put("notes", ['[{"' * 100 + "\\"]))
    assert load_criteria_set(path).notes[0].startswith('[{"')


def test_a_byte_order_mark_and_letters_typed_apart_are_read_as_nfc(tmp_path: Path, resources: Path) -> None:
    text = (resources / SET).read_text(encoding="utf-8")
    path = tmp_path / "01.json"
    path.write_bytes(b"\xef\xbb\xbf" + unicodedata.normalize("NFD", text).encode())
    assert load_criteria_set(path) == load_criteria_set(resources / SET)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe{}", b"[]", b"null", b"3", b'"x"', b"9" * 5000])
def test_what_is_no_rule_file_is_one_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    for load in (load_criteria_set, load_regime, load_classification, load_holiday_year):
        with pytest.raises(RuleError):
            load(path)


def test_a_missing_file_is_a_rule_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as caught:
        load_regime(tmp_path / "none.json")
    assert caught.value.file == f"{tmp_path.name}/none.json"


def test_holidays_of_another_year_and_swaps_on_weekdays_are_refused(spoiled: Spoil) -> None:
    path = spoiled("holidays/2026.json", put("days_off", 0, "first", "2025-12-31"))
    with pytest.raises(RuleError) as caught:
        load_holiday_year(path)
    assert caught.value.pointer == "/days_off/0"
    path = spoiled("holidays/2026.json", put("worked_days", 0, "date", "2026-01-12"))
    with pytest.raises(RuleError) as caught:
        load_holiday_year(path)
    assert caught.value.pointer == "/worked_days/0/date"


def test_a_bad_file_of_the_office_is_listed_and_nothing_of_it_is_used(tmp_path: Path, resources: Path) -> None:
    own = tmp_path / "criteria" / "qd-26-2026"
    own.mkdir(parents=True)
    value = json.loads((resources / SET).read_text(encoding="utf-8"))
    value["revision"], value["sections"][0]["max"] = 2, 19
    (own / "01.json").write_text(json.dumps(value), encoding="utf-8")
    library = RuleLibrary(resources, tmp_path)
    faults = library.check_all()
    assert [(fault.file, fault.pointer) for fault in faults] == [("qd-26-2026/01.json", "/sections/0/max")]
    with pytest.raises(RuleError):
        library.criteria_set("qd-26-2026/1")
    assert library.criteria_set("qd-26-2026/2").number == 2
