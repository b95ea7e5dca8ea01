"""The whole way from a valid dossier to a printed certificate, by the services alone."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from app.errors import InvalidInput, NotAllowed
from app.models import Dossier, IssuedPaper, RankingResult
from app.services import certificate_register, certificates, journal, outcomes, recognition, results
from app.services.certificate_code import read_code
from app.services.product_codes import products_without_code
from app.services.recognition import DecisionData
from app.services.result_rows import results_of
from app.services.results import close_round
from app.services.rules.criteria import CriteriaSet
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime

from .chain import decided, four_stars, issued, scored, signed
from .conftest import NOW, THREE_TIER, TODAY, Bench


def test_a_dossier_goes_from_the_round_to_its_certificate(bench: Bench) -> None:
    dossier = scored(bench)
    result = bench.close(dossier)
    assert result.stars == result.stars_by_points == 4
    assert not result.provisional
    assert outcomes.propose_outcome(result, bench.regime, "province") == "recognise"
    decision_id = decided(bench, dossier)
    assert signed(bench, decision_id).warnings == ()
    [certificate] = issued(bench, decision_id)
    assert (certificate.valid_from, certificate.valid_to) == (dt.date(2026, 9, 15), dt.date(2029, 9, 15))
    assert certificate.register_text == "0001/2026"
    assert certificate.stars == 4
    claim = read_code(certificate.code, bench.public_key)
    assert (claim.register_number, claim.stars, claim.product) == ("0001/2026", 4, "Cà phê bột")
    assert claim.decision_number == "100/QĐ-UBND"
    assert bench.session.get_one(Dossier, dossier).status == "recognised"
    acts = [entry.act for entry in journal.dossier_history(bench.session, dossier)]
    assert acts == [
        "put_in_round",
        *["sign_sheet"] * 5,
        "close_result",
        "name_in_decision",
        "recognise",
        "issue_certificate",
    ]
    assert journal.broken_link(journal.dossier_history(bench.session, dossier)) is None
    assert journal.broken_office_link(bench.session) is None


def test_journal_entries_of_sheets_hold_no_points(bench: Bench) -> None:
    dossier = scored(bench)
    for entry in journal.dossier_history(bench.session, dossier):
        assert "points" not in entry.data
        assert "total" not in entry.data


def test_issuing_twice_gives_the_same_certificates(bench: Bench) -> None:
    dossier = scored(bench)
    bench.close(dossier)
    decision_id = decided(bench, dossier)
    signed(bench, decision_id)
    first = issued(bench, decision_id)
    assert issued(bench, decision_id) == first
    entries = journal.dossier_history(bench.session, dossier)
    assert sum(entry.act == "issue_certificate" for entry in entries) == 1


def test_register_numbers_run_on_without_gaps_and_an_earlier_certificate_is_replaced(bench: Bench) -> None:
    first = scored(bench)
    bench.close(first)
    one = decided(bench, first)
    signed(bench, one, "1")
    issued(bench, one)
    product = bench.session.get_one(Dossier, first).product_id
    second = bench.dossier()
    bench.session.get_one(Dossier, second).product_id = product
    bench.council()
    bench.enter(second)
    bench.score(second, [four_stars(bench)] * 5)
    bench.lock()
    bench.close(second)
    two = decided(bench, second)
    warnings = signed(bench, two, "4").warnings
    assert [str(warning) for warning in warnings] == ["2 numbers between 1 and 4 of 2026 belong to no decision here."]
    [certificate] = issued(bench, two)
    assert certificate.register_text == "0002/2026"
    latest, earlier = certificate_register.register(bench.session, bench.office.id)[::-1]
    assert (latest.certificate.status, earlier.certificate.status) == ("valid", "replaced")
    assert latest.decision_number == "4"


def test_a_repeated_decision_number_of_the_year_is_refused(bench: Bench) -> None:
    first, second = bench.dossier(), bench.dossier()
    bench.council()
    bench.enter(first, second)
    for dossier in (first, second):
        bench.score(dossier, [four_stars(bench)] * 5)
    bench.lock()
    assert not close_round(bench.session, bench.round_id, bench.clerk, bench.library, TODAY).refused
    one, two = decided(bench, first), decided(bench, second)
    signed(bench, one, "7")
    with pytest.raises(InvalidInput, match="already taken"):
        signed(bench, two, "7")
    assert bench.session.get_one(Dossier, second).status == "scored"


def test_a_decision_cannot_be_dated_in_the_future_or_before_the_result(bench: Bench) -> None:
    dossier = scored(bench)
    bench.close(dossier)
    decision_id = decided(bench, dossier)
    with pytest.raises(InvalidInput, match="future"):
        signed(bench, decision_id, dated=TODAY + dt.timedelta(days=1))
    with pytest.raises(InvalidInput, match="the council met on product 1 on 15/09/2026"):
        signed(bench, decision_id, dated=TODAY - dt.timedelta(days=1))
    assert bench.session.get_one(Dossier, dossier).status == "scored"
    with pytest.raises(NotAllowed, match="not signed"):
        issued(bench, decision_id)


def test_a_signed_decision_is_not_signed_again_nor_discarded(bench: Bench) -> None:
    dossier = scored(bench)
    bench.close(dossier)
    decision_id = decided(bench, dossier)
    signed(bench, decision_id)
    with pytest.raises(NotAllowed, match="already signed"):
        signed(bench, decision_id, "101")
    with pytest.raises(NotAllowed, match="signed"):
        recognition.discard_decision(bench.session, decision_id, "Nhầm", bench.clerk)


def test_a_result_named_in_a_draft_is_reopened_only_after_the_draft_is_discarded(bench: Bench) -> None:
    dossier = scored(bench)
    result = bench.close(dossier)
    decision_id = decided(bench, dossier)
    with pytest.raises(NotAllowed, match="already"):
        decided(bench, dossier)
    with pytest.raises(NotAllowed, match="decision names"):
        results.reopen_result(bench.session, result.id, "Chấm lại", bench.clerk, bench.library)
    recognition.discard_decision(bench.session, decision_id, "Chấm lại", bench.clerk)
    results.reopen_result(bench.session, result.id, "Chấm lại", bench.clerk, bench.library)
    assert bench.session.get_one(Dossier, dossier).status == "in_round"
    again = bench.close(dossier)
    assert [one.outcome for one in results_of(bench.session, dossier)].count("reopened") == 1
    assert again.total_sum_hundredths == result.total_sum_hundredths
    assert signed(bench, decided(bench, dossier)).decision.items[0].result_id == again.id


def test_products_of_two_regimes_do_not_share_a_decision(bench: Bench) -> None:
    dossier = scored(bench)
    bench.close(dossier)
    data = DecisionData("recognise", 2026, "2025-two-tier", (dossier,))
    with pytest.raises(NotAllowed, match="under one regime"):
        recognition.draft_decision(bench.session, data, bench.clerk, bench.library, TODAY)


def test_the_paper_behind_a_decision_carries_number_date_and_signer(bench: Bench) -> None:
    dossier = scored(bench)
    bench.close(dossier)
    decision_id = decided(bench, dossier)
    row = signed(bench, decision_id, "205").decision
    paper = bench.session.get_one(IssuedPaper, row.paper_id)
    assert (paper.kind, paper.status, paper.number, paper.dated) == ("recognition_decision", "signed", "205", TODAY)
    assert (row.number, row.signed_on) == ("205", TODAY)


PARTS_69_99 = [{"A": "28.00", "B": "17.00", "C": "25.00"}] * 4 + [{"A": "28.00", "B": "17.00", "C": "24.95"}]


def on_parts(district: Bench, sheets: list[dict[str, str]]) -> tuple[str, results.RankingResultRow]:
    dossier = district.dossier(1)
    district.council(len(sheets))
    district.enter(dossier)
    district.score(dossier, sheets)
    district.lock()
    return dossier, district.close(dossier)


def test_69_99_is_three_stars_and_is_not_passed_up(district: Bench) -> None:
    _, result = on_parts(district, PARTS_69_99)
    assert result.average == Fraction(6999, 100)
    assert result.stars_by_points == 3
    assert result.detail["average"] == "69.99"
    assert outcomes.propose_outcome(result, district.regime, "district") == "recognise"


def test_just_below_seventy_is_decided_on_the_exact_average(district: Bench) -> None:
    sheets = [{"A": "28", "B": "17", "C": "25"}] * 2 + [{"A": "28", "B": "17", "C": "24.99"}]
    dossier, result = on_parts(district, sheets)
    assert result.average == Fraction(20999, 300)
    assert result.detail["average"] == "69.997"
    assert outcomes.propose_outcome(result, district.regime, "district") == "recognise"
    with pytest.raises(NotAllowed, match="at least 70"):
        outcomes.decide_outcome(district.session, dossier, "pass_up", "", district.clerk, district.library, TODAY)


def test_seventy_is_passed_up_and_not_recognised_here_meanwhile(district: Bench) -> None:
    dossier, result = on_parts(district, [{"A": "28", "B": "17", "C": "25"}] * 3)
    assert outcomes.propose_outcome(result, district.regime, "district") == "pass_up"
    results.record_minimums(district.session, result.id, 5, (), district.clerk, district.library)
    with pytest.raises(NotAllowed, match="does not recognise"):
        decided(district, dossier)
    state = outcomes.decide_outcome(district.session, dossier, "pass_up", "", district.clerk, district.library, TODAY)
    assert state == "passing_up"
    assert district.session.get_one(RankingResult, result.id).outcome == "pass_up"


class _RecognisesMeanwhile:
    """The library with the unsettled switch turned: what is passed on is recognised here meanwhile."""

    def __init__(self, library: RuleLibrary) -> None:
        self._library = library

    def regime(self, regime_id: str) -> Regime:
        regime = self._library.regime(regime_id)
        switch = regime.recognised_when_passed_up.model_copy(update={"value": True})
        return regime.model_copy(update={"recognised_when_passed_up": switch})

    def criteria_set(self, set_id: str, sha256: str | None = None) -> CriteriaSet:
        return self._library.criteria_set(set_id, sha256)


def test_where_the_regime_says_so_what_is_passed_up_is_recognised_here_meanwhile(district: Bench) -> None:
    dossier, result = on_parts(district, [{"A": "28", "B": "17", "C": "25"}] * 3)
    results.record_minimums(district.session, result.id, 5, (), district.clerk, district.library)
    library = _RecognisesMeanwhile(district.library)
    session, clerk = district.session, district.clerk
    data = DecisionData("recognise", 2026, district.regime.id, (dossier,))
    decision = recognition.draft_decision(session, data, clerk, library, TODAY)
    assert [item.stars for item in decision.items] == [3]
    recognition.sign_decision(session, decision.id, district.signature(), clerk, library, TODAY)
    with pytest.raises(NotAllowed, match="not passed on as well"):
        outcomes.decide_outcome(session, dossier, "pass_up", "", clerk, district.library, TODAY)
    assert outcomes.decide_outcome(session, dossier, "pass_up", "", clerk, library, TODAY) == "passing_up"
    [certificate] = certificates.issue_certificates(session, decision.id, clerk, library, None, TODAY)
    assert (certificate.stars, certificate.code) == (3, "")


def test_a_provisional_star_gets_no_decision_until_the_minimums_are_recorded(district: Bench) -> None:
    dossier, result = on_parts(district, PARTS_69_99)
    assert result.provisional
    with pytest.raises(NotAllowed, match="provisional"):
        decided(district, dossier)
    with pytest.raises(InvalidInput, match="Say which minimums"):
        results.record_minimums(district.session, result.id, 2, (), district.clerk, district.library)
    final = results.record_minimums(district.session, result.id, 3, (), district.clerk, district.library)
    assert (final.stars, final.provisional) == (3, False)
    decision_id = decided(district, dossier)
    signed(district, decision_id)
    [certificate] = issued(district, decision_id)
    assert certificate.stars == 3


def test_a_recorded_missed_minimum_lowers_the_star_and_is_declined(district: Bench) -> None:
    dossier, result = on_parts(district, PARTS_69_99)
    final = results.record_minimums(
        district.session, result.id, 2, ("Thiếu phiếu kiểm nghiệm",), district.clerk, district.library
    )
    assert final.stars == 2
    assert outcomes.propose_outcome(final, district.regime, "district") == "decline"
    with pytest.raises(NotAllowed, match="does not recognise"):
        decided(district, dossier)


def test_a_returned_dossier_is_recognised_with_the_levels_highest_star(district: Bench) -> None:
    dossier, result = on_parts(district, [{"A": "30", "B": "18", "C": "25"}] * 3)
    results.record_minimums(district.session, result.id, 4, (), district.clerk, district.library)
    row = district.session.get_one(Dossier, dossier)
    row.status = "returned"
    assert (
        outcomes.propose_outcome(
            district.session.get_one(RankingResult, result.id), district.regime, "district", returned=True
        )
        == "recognise"
    )
    decision_id = decided(district, dossier)
    assert signed(district, decision_id).decision.items[0].stars == 3
    assert district.session.get_one(Dossier, dossier).status == "recognised"


def test_below_its_threshold_the_province_sends_a_dossier_back(make_bench: object) -> None:
    province: Bench = make_bench("province", THREE_TIER)  # type: ignore[operator]
    dossier, result = on_parts(province, PARTS_69_99)
    assert outcomes.propose_outcome(result, province.regime, "province") == "send_back"
    with pytest.raises(InvalidInput, match="reason"):
        outcomes.decide_outcome(province.session, dossier, "send_back", " ", province.clerk, province.library, TODAY)
    state = outcomes.decide_outcome(
        province.session, dossier, "send_back", "Dưới 70 điểm", province.clerk, province.library, TODAY
    )
    assert state == "returned"


def test_recognising_is_not_decided_without_a_decision(bench: Bench) -> None:
    dossier = scored(bench)
    bench.close(dossier)
    with pytest.raises(InvalidInput, match="signing the decision"):
        outcomes.decide_outcome(bench.session, dossier, "recognise", "", bench.clerk, bench.library, TODAY)


def test_ninety_points_are_approved_and_passed_up_without_a_certificate(bench: Bench) -> None:
    dossier = bench.dossier()
    bench.council(3)
    bench.enter(dossier)
    bench.score(dossier, [bench.best()] * 3)
    bench.lock()
    result = bench.close(dossier)
    assert (result.average, result.stars) == (100, 5)
    assert outcomes.propose_outcome(result, bench.regime, "province") == "pass_up"
    data = DecisionData("approve", 2026, NOW, (dossier,))
    decision = recognition.draft_decision(bench.session, data, bench.clerk, bench.library, TODAY)
    signed(bench, decision.id)
    with pytest.raises(NotAllowed, match="gives no certificates"):
        issued(bench, decision.id)
    outcomes.decide_outcome(bench.session, dossier, "pass_up", "", bench.clerk, bench.library, TODAY)
    assert bench.session.get_one(Dossier, dossier).status == "passing_up"


def test_a_product_without_code_is_named_before_and_when_certificates_are_refused(bench: Bench) -> None:
    dossier = scored(bench)
    bench.close(dossier)
    row = bench.session.get_one(Dossier, dossier)
    row.product_code = ""
    decision_id = decided(bench, dossier)
    [name] = products_without_code(bench.session, decision_id)
    signed(bench, decision_id)
    with pytest.raises(NotAllowed, match="have no product code") as refused:
        issued(bench, decision_id)
    assert name in refused.value.what
    row.product_code = "66-24502-1-2026"
    assert len(issued(bench, decision_id)) == 1
