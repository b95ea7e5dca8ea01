"""What papers say of rules that nobody compared with the signed law."""

from __future__ import annotations

from app.models import RankingResult
from app.services.papers.set_notes import PROVISIONAL, unverified_notes
from app.services.printing.loading_rules import law_facts, minimums_note, settled_set_notes
from app.services.rules.library import RuleLibrary


def test_unverified_sets_of_one_decision_are_told_in_one_sentence(library: RuleLibrary) -> None:
    sets = [library.criteria_set(f"qd-148-2023/{number}") for number in (13, 7, 10)]
    assert all(PROVISIONAL in unverified_notes(one) for one in sets)
    notes = settled_set_notes(sets)
    assert notes[0].startswith("Bộ tiêu chí số 7, 10, 13 theo Quyết định 148/QĐ-TTg chưa được đối chiếu")
    assert PROVISIONAL not in notes
    assert sum("chưa được đối chiếu" in note for note in notes) == 1


def test_a_verified_regime_adds_no_note_and_an_unverified_one_its_source(library: RuleLibrary) -> None:
    for regime in library.regimes():
        notes = law_facts(regime).unverified
        assert bool(notes) != regime.verified
        assert all(regime.source in note for note in notes)
        assert law_facts(regime).citation == regime.basis_line


def test_a_result_from_part_totals_says_what_the_council_recorded() -> None:
    assert minimums_note(RankingResult(minimums_record="")) == ""
    met = minimums_note(RankingResult(minimums_record='{"met_up_to":3,"missed":[]}'))
    assert met.endswith("Hội đồng đã ghi nhận các yêu cầu tối thiểu đã đạt đến hạng 3 sao.")
    none = minimums_note(RankingResult(minimums_record='{"met_up_to":0,"missed":["1.1"]}'))
    assert none.endswith("chưa đạt yêu cầu tối thiểu của hạng nào.")
