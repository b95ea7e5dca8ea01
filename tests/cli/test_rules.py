"""``so-ocop rules``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidInput, NotAllowed
from app.paths import resource_path
from app.services.rules.library import RuleLibrary
from tests.cli.conftest import Cli, Done

SET = "qd-26-2026/13"


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """The best answer to every criterion of the set of coffee."""
    rules = RuleLibrary(resource_path()).criteria_set(SET)
    best = {one.id: 1 + max(range(len(one.options)), key=lambda at: one.options[at].points) for one in rules.criteria}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(best), encoding="utf-8")
    return file


def test_list_names_every_regime_and_set_once(cli: Cli) -> None:
    listed = cli("rules", "list", "--json").json
    assert len(listed["regimes"]) == 4
    ids = [one["id"] for one in listed["sets"]]
    assert len(ids) == len(set(ids)) == 78
    heads = {"id", "number", "revision", "name", "complete", "verified", "grade", "inferred"}
    assert heads == set(listed["sets"][0])
    text = cli("rules", "list").out
    assert SET in text
    assert "on part totals" in text


def test_list_says_from_what_each_text_was_read_and_whether_anything_is_inferred(cli: Cli) -> None:
    listed = cli("rules", "list", "--json").json
    grades = {one["id"]: one["grade"] for one in listed["regimes"]}
    assert grades["2026-two-tier"] == "transcription"
    assert "signed" not in grades.values()
    sets = {one["id"]: (one["grade"], one["inferred"]) for one in listed["sets"]}
    assert sets["qd-26-2026/4"] == ("transcription", True)
    assert sets["qd-26-2026/14"] == ("transcription", False)
    assert sets["qd-148-2023/1"][0] == "none"
    text = cli("rules", "list").out
    assert "transcription" in text
    assert "verified" not in text


def test_check_finds_the_shipped_files_sound(cli: Cli) -> None:
    assert cli("rules", "check", "--json").json == {"valid": True, "faults": []}
    assert cli("rules", "check").code == 0


def test_check_names_file_pointer_and_line_of_every_fault(cli: Cli, tmp_path: Path) -> None:
    raw = json.loads(resource_path("criteria", "qd-26-2026", "13.json").read_text(encoding="utf-8"))
    raw["criteria"][0]["options"][0]["points"] = "9.00"
    wrong, broken = tmp_path / "wrong.json", tmp_path / "broken.json"
    wrong.write_text(json.dumps(raw), encoding="utf-8")
    broken.write_text('{\n"schema": 1,\n}', encoding="utf-8")
    done = cli("rules", "check", wrong, broken, resource_path("regimes", "2026-two-tier.json"), "--json")
    assert done.code == 5
    first, second = done.json["faults"]
    assert first["file"].endswith("wrong.json")
    assert first["pointer"].startswith("/criteria/0")
    assert second["line"] == 3
    assert cli("rules", "check", wrong).out.count("wrong.json") == 1


def test_check_knows_each_kind_of_file_by_its_fields(cli: Cli, tmp_path: Path) -> None:
    files = [
        resource_path("criteria", "qd-148-2023", "01.json"),
        resource_path("regimes", "2019-three-tier.json"),
        next(resource_path("classification").glob("*.json")),
        next(resource_path("holidays").glob("*.json")),
    ]
    assert cli("rules", "check", *files).code == 0
    other = tmp_path / "other.json"
    other.write_text("[]", encoding="utf-8")
    assert cli("rules", "check", other).code == 5
    assert cli("rules", "check", tmp_path / "none.json").code == 3


def test_a_faulty_rule_of_the_office_is_found_beside_the_shipped_ones(cli: Cli, folder: Path) -> None:
    (folder / "rules" / "holidays").mkdir(parents=True)
    (folder / "rules" / "holidays" / "2026.json").write_text("{", encoding="utf-8")
    done = cli("rules", "check", "--json")
    assert done.code == 5
    assert [one["file"] for one in done.json["faults"]] == ["holidays/2026.json"]


def _own_set(folder: Path, **change: object) -> Path:
    raw = json.loads(resource_path("criteria", "qd-26-2026", "13.json").read_text(encoding="utf-8")) | change
    own = folder / "rules" / "criteria" / "qd-26-2026" / "13.json"
    own.parent.mkdir(parents=True)
    own.write_text(json.dumps(raw), encoding="utf-8")
    return own


def test_a_faulty_rule_of_the_office_is_told_by_every_command_that_reads_rules(
    cli: Cli, folder: Path, answers: Path
) -> None:
    _own_set(folder, parts=[])
    listed = cli("rules", "list")
    assert listed.code == 5
    assert listed.err.startswith("warning: qd-26-2026/13.json /parts")
    assert "qd-26-2026/14" in listed.out
    shown = cli("rules", "show", "2026-two-tier", "--json")
    assert (shown.code, shown.err.count("13.json")) == (0, 1)
    assert shown.json["id"] == "2026-two-tier"
    scored = cli("rules", "score", "--set", SET, "--answers", answers)
    assert "warning: qd-26-2026/13.json" in scored.err


def test_an_own_file_that_hides_behind_one_of_its_id_and_revision_is_a_fault(cli: Cli, folder: Path) -> None:
    own = _own_set(folder, name="Cà phê của huyện")
    done = cli("rules", "check", "--json")
    assert done.code == 5
    assert [(one["file"], one["pointer"]) for one in done.json["faults"]] == [("qd-26-2026/13.json", "/revision")]
    assert "qd-26-2026/13 is already here as revision 1" in done.json["faults"][0]["message"]
    assert cli("rules", "list").code == 5
    own.write_bytes(resource_path("criteria", "qd-26-2026", "13.json").read_bytes())
    assert cli("rules", "check").code == 0
    own.write_text(json.dumps(json.loads(own.read_text(encoding="utf-8")) | {"revision": 2}), encoding="utf-8")
    assert (cli("rules", "check").code, cli("rules", "list").code) == (0, 0)


def test_show_prints_a_set_with_its_options_and_a_regime_with_its_levels(cli: Cli) -> None:
    shown = cli("rules", "show", SET, "--json").json
    assert shown["set"] == SET
    assert len(shown["sha256"]) == 64
    assert "Cà phê, cacao" in cli("rules", "show", SET).out
    regime = cli("rules", "show", "2026-two-tier", "--json").json
    assert regime["certificate_months"] == 36
    assert "recognises 3, 4" in cli("rules", "show", "2026-two-tier").out
    assert cli("rules", "show", "qd-26-2026/99").code == 3
    assert cli("rules", "show", "nothing").code == 3


def test_show_writes_numbers_and_code_words_as_the_language_does(cli: Cli) -> None:
    said = cli("rules", "show", "qd-26-2026/26", lang="vi").out
    assert "40,00" in said
    assert not re.search(r"\(\d+\.\d\d\)|: \d+\.\d\d$", said, re.MULTILINE)
    regime = cli("rules", "show", "2026-two-tier", lang="vi").out
    assert not re.search(r"commune|province|producer|central|registration_form|reassess", regime)
    assert "(chủ thể; Đánh giá lại)" in regime
    assert "4 stars: from 70 to below 90" in cli("rules", "show", "2026-two-tier").out
    assert "5 stars: from 90 to 100" in cli("rules", "show", "2026-two-tier").out


def test_score_prints_the_whole_result_as_json(cli: Cli, answers: Path) -> None:
    done = cli("rules", "score", "--set", SET, "--answers", answers, "--json")
    assert done.code == 0
    score = done.json
    assert (score["set"], score["complete"], score["total"]) == (SET, True, "100.00")
    assert score["parts"] == {"A": "40.00", "B": "25.00", "C": "35.00"}
    assert (score["stars_by_points"], score["stars"], score["missed"], score["knocked_out"]) == (5, 5, {}, [])
    assert score["criteria"]["1.1"] == "3.00"
    assert score["next_star"] is None


def test_score_reads_its_answers_from_the_input(process: Cli, answers: Path) -> None:
    given = json.loads(answers.read_text(encoding="utf-8")) | {"1.5": 1}
    done = process("rules", "score", "--set", SET, "--answers", "-", "--json", stdin=json.dumps(given).encode())
    assert done.json["total"] == "97.00"
    assert done.json["stars"] == 3
    assert done.json["missed"] == {"4": ["1.5"], "5": ["1.5"]}


def test_score_says_what_the_next_star_needs(cli: Cli, answers: Path) -> None:
    answers.write_text(json.dumps(json.loads(answers.read_text()) | {"1.5": 1}), encoding="utf-8")
    said = cli("rules", "score", "--set", SET, "--answers", answers).out
    assert "Total: 97.00 points" in said
    assert "Stars: 3 stars" in said
    assert "criterion 1.5: from 0.00 to at least 2.00" in said


def _answered(cli: Cli, answers: Path, set_id: str, change: dict[str, object], drop: str = "") -> str:
    given = json.loads(answers.read_text(encoding="utf-8")) | change
    given.pop(drop, None)
    answers.write_text(json.dumps(given), encoding="utf-8")
    return cli("rules", "score", "--set", set_id, "--answers", answers).out


def test_the_star_of_a_sheet_with_open_criteria_is_not_told(cli: Cli, answers: Path) -> None:
    said = _answered(cli, answers, SET, {}, drop="1.1")
    assert "Stars by points: not complete yet" in said
    assert "Not yet answered: 1.1" in said
    assert not re.search(r"\d stars?\b", said)


def test_a_sheet_under_an_exclusion_has_no_star_line(cli: Cli, answers: Path) -> None:
    said = _answered(cli, answers, SET, {"knock_outs": ["dq.1"]})
    assert "Excluded by: dq.1" in said
    assert "Stars" not in said


def test_an_answer_that_is_not_counted_because_another_has_no_points_is_told(cli: Cli, answers: Path) -> None:
    said = _answered(cli, answers, SET, {"5.1": 0})
    assert "5.2: counted as 0, because criterion 5.1 has no points." in said
    done = cli("rules", "score", "--set", SET, "--answers", answers, "--json").json
    assert (done["followed"], done["criteria"]["5.2"]) == (["5.2"], "0.00")


def test_what_a_score_rests_on_has_its_place_and_its_reason(cli: Cli, answers: Path) -> None:
    said = _answered(cli, answers, SET, {"1.5": 1})
    notes = [line for line in said.splitlines() if line.startswith("  - ")]
    assert notes
    assert all(re.fullmatch(r"  - [^:\s].*\S.{10,}", line) for line in notes)


def test_score_of_a_set_on_part_totals_is_provisional(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "parts.json"
    file.write_text('{"A": "30.50", "B": 20, "C": 25}', encoding="utf-8")
    done = cli("rules", "score", "--set", "qd-148-2023/1", "--answers", file, "--json")
    assert done.json["total"] == "75.50"
    assert done.json["provisional"] is True


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{"1.1": 9}', "1.1"),
        ('{"1.1": true}', "1.1"),
        ('{"1.1": 1.0}', "1.1"),
        ('{"99.9": 1}', "99.9"),
        ('{"1.1": 1, "1.1": 2}', "1.1"),
        ('{"1.1": 1', "answers.json:1"),
        ("[1]", "answers.json"),
        ('{"1.1": ' + "[" * 500, "32"),
        ('{"1.1": ' + "9" * 5000 + "}", "answers.json"),
        (" " * 1_000_001, "1 MB"),
    ],
    ids=["option", "boolean", "fraction", "criterion", "twice", "broken", "list", "deep", "digits", "large"],
)
def test_answers_that_cannot_be_are_one_error_that_names_the_place(
    cli: Cli, answers: Path, text: str, named: str
) -> None:
    answers.write_text(text, encoding="utf-8")
    done = cli("rules", "score", "--set", SET, "--answers", answers, "--json")
    assert done.code == 2
    assert named in done.err
    assert done.err.count("\n") == 1
    assert done.out == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"1.1": 1.0}', "1.1: 1.0 is no option"),
        ('{"1.1": true}', "1.1: true is no option"),
        ('{"1.1": null}', "1.1: null is no option"),
        ('{"1.1": "2"}', '1.1: "2" is no option'),
        ('{"1.1": 1', "a comma is expected here (column 10)"),
        ('{"1.1": "1', "the text that begins here has no closing quote"),
        ('{"1.1" 1}', "a colon is expected here"),
        ('{"1.1": }', "a value is expected here"),
        ("{1: 1}", "a name in double quotes is expected here"),
        ('{"1.1": "\\q"}', "an escape with a backslash is wrong"),
        ('{"1.1": "a\nb"}', "control character"),
        ('{"1.1": 1} x', "something stands behind the end"),
    ],
)
def test_answers_are_refused_in_words_and_as_they_were_typed(cli: Cli, answers: Path, text: str, said: str) -> None:
    answers.write_text(text, encoding="utf-8")
    call = ("rules", "score", "--set", SET, "--answers", answers)
    assert said in cli(*call).err
    vietnamese = cli(*call, lang="vi").err
    assert not re.search(r"Expecting|Invalid|Unterminated|Extra|Decimal|True|None|property", vietnamese)


def test_what_may_stand_in_a_field_is_listed_without_an_english_word(cli: Cli, folder: Path) -> None:
    raw = json.loads(resource_path("criteria", "qd-26-2026", "13.json").read_text(encoding="utf-8"))
    raw["source"]["grade"] = "read"
    _own_set(folder, source=raw["source"])
    said = cli("rules", "check", lang="vi").out
    assert "'transcription', 'secondary', 'none'" in said
    assert " or " not in said


def test_score_without_its_files_ends_with_not_found(cli: Cli, tmp_path: Path) -> None:
    assert cli("rules", "score", "--set", SET, "--answers", tmp_path / "none.json").code == 3
    assert cli("rules", "score", "--set", SET, "--answers", tmp_path).code == 2


def test_a_leader_records_a_comparison_and_takes_it_back(
    cli: Cli, province: Path, change: Callable[[str], None]
) -> None:
    def standing(done: Done) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in done.json if one["id"] == SET)
        return found

    assert standing(cli("rules", "compared", "list", "--json"))["settled"] is False
    named = ("rules", "compared", "set", SET, "--copy", "26/2026/QĐ-TTg", "--dated", "2026-05-22", "--json")
    assert cli(*named).code == NotAllowed.exit_code  # an officer
    change("UPDATE official SET role = 'leader' WHERE office_id IN (SELECT id FROM office WHERE is_self)")
    assert cli(*named[:-3], "--dated", "yesterday").code == InvalidInput.exit_code
    done = standing(cli(*named))
    assert (done["settled"], done["comparison"]["copy"]) == (True, "26/2026/QĐ-TTg")
    assert done["comparison"]["dated"] == "2026-05-22"
    assert done["sha256"] == RuleLibrary(resource_path()).sha256(SET)
    assert cli("rules", "compared", "revoke", SET, "--reason", "a draft", "--json").json["settled"] is False
