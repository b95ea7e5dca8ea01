"""The library: regimes by date, sets by id and hash, an office's own files, and what must be named as unverified."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from app.errors import NotFound, RuleError
from app.services.rules.library import RuleLibrary
from app.services.rules.summary import summary

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("filed", "regime"),
    [
        ("2019-08-21", "2019-three-tier"),
        ("2023-02-23", "2019-three-tier"),
        ("2023-02-24", "2023-three-tier"),
        ("2025-07-05", "2023-three-tier"),
        ("2025-07-06", "2025-two-tier"),
        ("2026-05-21", "2025-two-tier"),
        ("2026-05-22", "2026-two-tier"),
        ("2031-01-01", "2026-two-tier"),
    ],
)
def test_the_filing_date_alone_chooses_the_regime(library: RuleLibrary, filed: str, regime: str) -> None:
    assert library.for_dossier(dt.date.fromisoformat(filed), TODAY).id == regime


def test_a_draft_shows_the_regime_of_today(library: RuleLibrary) -> None:
    assert library.for_dossier(None, dt.date(2026, 5, 21)).id == "2025-two-tier"
    assert library.for_dossier(None, TODAY).id == "2026-two-tier"


def test_a_day_before_the_first_decision_has_no_regime(library: RuleLibrary) -> None:
    with pytest.raises(NotFound):
        library.for_dossier(dt.date(2019, 8, 20), TODAY)


def test_all_shipped_files_are_sound_and_fit_together(library: RuleLibrary) -> None:
    assert library.check_all() == []


@pytest.mark.parametrize("regime_id", ["2019-three-tier", "2023-three-tier", "2025-two-tier", "2026-two-tier"])
def test_every_regime_offers_26_sets_in_order(library: RuleLibrary, regime_id: str) -> None:
    regime = library.regime(regime_id)
    sets = library.criteria_sets(regime)
    assert [item.number for item in sets] == list(range(1, 27))
    assert library.set_id_for(regime, 13) == sets[12].id
    assert library.parts_max_for_set(sets[12].id) == regime.parts


def test_the_hash_of_a_set_is_that_of_its_bytes(library: RuleLibrary, resources: Path) -> None:
    data = (resources / "criteria/qd-26-2026/13.json").read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    assert library.sha256("qd-26-2026/13") == sha256
    assert library.criteria_set("qd-26-2026/13", sha256).number == 13
    with pytest.raises(NotFound):
        library.criteria_set("qd-26-2026/13", "0" * 64)


@pytest.mark.parametrize(
    "set_id", ["qd-26-2026/27", "qd-26-2026", "x/1", "../regimes/1", "qd-26-2026/١", "qd-26-2026/*"]
)
def test_an_unknown_set_is_not_found(library: RuleLibrary, set_id: str) -> None:
    with pytest.raises(NotFound):
        library.criteria_set(set_id)


def test_star_rules_of_a_set_come_from_the_newest_regime_of_its_decision(library: RuleLibrary) -> None:
    assert library.regime_of_set("qd-148-2023/1").id == "2025-two-tier"
    assert library.star_rules_for_set("qd-1048-2019/1").as_written[1] == "4 sao: 70 đến 89"


def own_revision(resources: Path, own: Path, revision: int, name: str = "01.json") -> Path:
    value = json.loads((resources / "criteria/qd-26-2026/01.json").read_text(encoding="utf-8"))
    value["revision"], value["name"] = revision, f"Bản {revision}"
    folder = own / "criteria" / "qd-26-2026"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(value), encoding="utf-8")
    return folder / name


def test_a_higher_revision_of_the_office_wins_and_the_first_stays_by_its_hash(
    library: RuleLibrary, resources: Path, tmp_path: Path
) -> None:
    first = library.sha256("qd-26-2026/1")
    own_revision(resources, tmp_path, 2)
    own_revision(resources, tmp_path, 3, "01-r3.json")
    both = RuleLibrary(resources, tmp_path)
    assert both.criteria_set("qd-26-2026/1").name == "Bản 3"
    assert both.sha256("qd-26-2026/1") != first
    assert both.criteria_set("qd-26-2026/1", first).name == "Rau, củ, quả, hạt tươi"
    assert both.criteria_sets(both.regime("2026-two-tier"))[0].revision == 3


def test_a_lower_revision_of_the_office_is_not_used(resources: Path, tmp_path: Path) -> None:
    own_revision(resources, tmp_path, 0)
    assert RuleLibrary(resources, tmp_path).criteria_set("qd-26-2026/1").name == "Rau, củ, quả, hạt tươi"


def test_a_set_whose_parts_are_not_its_regimes_is_refused(resources: Path, tmp_path: Path) -> None:
    value = json.loads((resources / "criteria/qd-148-2023/13.json").read_text(encoding="utf-8"))
    value["revision"], value["parts"][0]["max"] = 2, 35
    folder = tmp_path / "criteria" / "qd-148-2023"
    folder.mkdir(parents=True)
    (folder / "13.json").write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        RuleLibrary(resources, tmp_path).criteria_set("qd-148-2023/13")
    assert caught.value.pointer == "/parts/0/max"


def test_a_new_decision_is_a_new_file_and_no_change_of_code(resources: Path, tmp_path: Path) -> None:
    value: dict[str, Any] = json.loads((resources / "regimes/2026-two-tier.json").read_text(encoding="utf-8"))
    (tmp_path / "regimes").mkdir()
    value["period"], value["revision"] = {"begins": "2026-05-22", "ends": "2029-01-01"}, 2
    (tmp_path / "regimes" / "2026-two-tier.json").write_text(json.dumps(value), encoding="utf-8")
    value["id"], value["period"], value["certificate_months"] = "2029", {"begins": "2029-01-01"}, 24
    (tmp_path / "regimes" / "2029.json").write_text(json.dumps(value), encoding="utf-8")
    library = RuleLibrary(resources, tmp_path)
    assert library.for_dossier(dt.date(2028, 12, 31), TODAY).id == "2026-two-tier"
    assert library.for_dossier(dt.date(2029, 1, 1), TODAY).certificate_months == 24


def test_regimes_whose_periods_overlap_are_refused(resources: Path, tmp_path: Path) -> None:
    value = json.loads((resources / "regimes/2026-two-tier.json").read_text(encoding="utf-8"))
    value["id"], value["period"] = "2029", {"begins": "2029-01-01"}
    (tmp_path / "regimes").mkdir()
    (tmp_path / "regimes" / "2029.json").write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        RuleLibrary(resources, tmp_path).regimes()
    assert (caught.value.file, caught.value.pointer) == ("regimes/2029.json", "/period/begins")


def test_inferred_cells_and_the_grade_of_the_source_are_named(library: RuleLibrary) -> None:
    notes = library.unverified_notes(library.criteria_set("qd-26-2026/4"))
    assert "26/2026/QĐ-TTg" in notes[0]
    assert any("1.2" in note and "bộ khác ghi 0" in note for note in notes)
    assert any('"13"' in note for note in notes)


def test_a_set_that_is_sound_still_names_its_transcription_and_readings(library: RuleLibrary) -> None:
    rules = library.criteria_set("qd-26-2026/13")
    notes = library.unverified_notes(rules)
    assert rules.criterion("1.1").verified
    assert "26/2026/QĐ-TTg" in notes[0]
    assert any("6.1.1" in note for note in notes[1:])


def test_a_regime_names_its_inferences_once(library: RuleLibrary) -> None:
    regime = library.regime("2023-three-tier")
    notes = library.unverified_notes(regime)
    assert len(notes) == len(set(notes))
    assert regime.stars.minimum_blocks_star.note in notes
    assert regime.recognised_when_passed_up.note in notes


def test_the_summary_counts_and_lists_a_set_in_the_laws_order(library: RuleLibrary) -> None:
    shown = summary(library.criteria_set("qd-26-2026/13"))
    assert shown["parts"]["A"]["max"] == "40.00"
    assert shown["counts"]["criteria"] == sum(len(section["criteria"]) for section in shown["sections"])
    assert shown["minimums"]["5"]["4.1"] == "5.00"
    assert json.loads(json.dumps(shown)) == shown
