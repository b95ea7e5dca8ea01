"""Receiving a dossier: the filing day fixes its rules, gives its numbers, and must lie in the window."""

from __future__ import annotations

import datetime as dt

import pytest

from app.errors import InvalidInput, NotAllowed
from app.models import Certificate, RecognitionDecision
from app.services import (
    deadlines,
    dossier_checks,
    dossiers,
    products,
)
from app.services.states import get_dossier
from tests.records.helpers import TODAY, OpenOffice, Work

OLD_LAW_LAST_DAY = dt.date(2026, 5, 21)
NEW_LAW_FIRST_DAY = dt.date(2026, 5, 22)


def test_receipt_freezes_regime_and_set_and_gives_both_numbers(commune: Work) -> None:
    draft = commune.draft()
    before = commune.entries()
    row = dossiers.dossier_row(commune.session, commune.receive(draft))
    assert commune.entries() == before + 1
    assert commune.last_act() == "receive_first"
    assert (row.status, row.regime_id, row.set_id) == ("filed", "2026-two-tier", "qd-26-2026/13")
    assert row.set_sha256 == commune.library.sha256("qd-26-2026/13")
    assert row.receipt_number == "1-1/PĐK-66-24502-2026"
    assert row.product_code == "66-24502-1-2026"
    assert len(get_dossier(commune.session, draft).regime_sha256) == 64


@pytest.mark.parametrize(
    ("filed_on", "regime", "criteria_set"),
    [(OLD_LAW_LAST_DAY, "2025-two-tier", "qd-148-2023/13"), (NEW_LAW_FIRST_DAY, "2026-two-tier", "qd-26-2026/13")],
)
def test_the_filing_day_alone_decides_the_rules(
    commune: Work, filed_on: dt.date, regime: str, criteria_set: str
) -> None:
    row = dossiers.dossier_row(commune.session, commune.receive(commune.draft(), filed_on))
    assert (row.regime_id, row.set_id) == (regime, criteria_set)


def test_frozen_rules_stay_when_the_law_changes_afterwards(commune: Work) -> None:
    then = commune.on(OLD_LAW_LAST_DAY)
    dossier = get_dossier(then.session, then.receive(then.draft()))
    much_later = dt.date(2027, 1, 4)
    assert dossiers.regime_of(dossier, commune.library, much_later).id == "2025-two-tier"
    draft = get_dossier(commune.session, commune.draft())
    assert dossiers.regime_of(draft, commune.library, OLD_LAW_LAST_DAY).id == "2025-two-tier"
    assert dossiers.regime_of(draft, commune.library, much_later).id == "2026-two-tier"


def test_a_product_of_an_old_classification_is_classified_anew(commune: Work) -> None:
    then = commune.on(dt.date(2021, 6, 1))
    coffee = then.product(classification_code="I.14")
    assert products.product_row(then.session, coffee).set_number == 6
    draft = commune.draft(coffee)
    with pytest.raises(InvalidInput) as refused:
        commune.receive(draft)
    assert refused.value.field == "classification_code"
    assert dossiers.dossier_row(commune.session, draft).status == "draft"
    products.change_product(
        commune.session, coffee, {"classification_code": "I.6"}, commune.actor, commune.library, TODAY
    )
    assert dossiers.dossier_row(commune.session, commune.receive(draft)).set_id == "qd-26-2026/13"


def test_a_code_that_means_something_else_now_is_not_carried_over(commune: Work) -> None:
    rice_then = commune.on(dt.date(2021, 6, 1)).product(classification_code="I.6")
    with pytest.raises(InvalidInput, match="another decision"):
        commune.receive(commune.draft(rice_then))


def test_receiving_in_the_future_is_refused_and_changes_nothing(commune: Work) -> None:
    draft = commune.draft()
    before = commune.entries()
    with pytest.raises(InvalidInput) as refused:
        commune.receive(draft, TODAY + dt.timedelta(days=1))
    assert refused.value.field == "filed_on"
    assert commune.entries() == before
    assert dossiers.dossier_row(commune.session, draft).status == "draft"


def test_a_province_cannot_receive_from_a_producer(open_office: OpenOffice) -> None:
    province = open_office("province")
    with pytest.raises(NotAllowed, match="does not prepare dossiers"):
        province.draft()


def test_running_numbers_go_on_per_year_and_are_never_given_twice(commune: Work) -> None:
    producer = commune.producer()
    numbers = []
    for name, filed_on in (("A", dt.date(2026, 5, 25)), ("B", TODAY), ("C", dt.date(2025, 12, 30))):
        year = filed_on.year
        draft = commune.draft(commune.product(producer, name=name), year=year)
        numbers.append(dossiers.dossier_row(commune.session, commune.receive(draft, filed_on)).receipt_number)
    assert numbers == ["1-1/PĐK-66-24502-2026", "2-2/PĐK-66-24502-2026", "1/PĐK-66-24502-2025"]
    again = commune.draft(commune.product(producer, name="D"))
    with pytest.raises(InvalidInput, match="already given") as refused:
        commune.receive(again, running=2)
    assert refused.value.params["next"] == 3
    assert dossiers.dossier_row(commune.session, commune.receive(again, running=7)).receipt_number.startswith("7-4/")


def test_blanks_may_stay_to_be_filled_in_by_hand(commune: Work) -> None:
    row = dossiers.dossier_row(commune.session, commune.receive(commune.draft(), by_hand=True))
    assert row.receipt_number == "……-……/PĐK-66-24502-2026"
    assert row.product_code == ""


def reassessment(work: Work, valid_to: dt.date) -> str:
    return work.draft(
        application_type="reassess", previous_certificate="01/QĐ-UBND ngày 01/12/2023", previous_valid_to=valid_to
    )


@pytest.mark.parametrize(("days", "inside"), [(181, False), (180, True), (150, True), (120, True), (119, False)])
def test_reassessment_is_filed_180_to_120_days_before_the_end(commune: Work, days: int, inside: bool) -> None:
    draft = reassessment(commune, TODAY + dt.timedelta(days=days))
    warned = [one.subject for one in dossier_checks.what_is_missing(commune.session, draft, commune.library, TODAY)]
    assert ("dossier.filed_on" in warned) is not inside
    if inside:
        assert dossiers.dossier_row(commune.session, commune.receive(draft)).status == "filed"
        return
    before = commune.entries()
    with pytest.raises(InvalidInput) as refused:
        commune.receive(draft)
    assert refused.value.field == "filed_on"
    end = TODAY + dt.timedelta(days=days)
    assert refused.value.params["earliest"] == f"{end - dt.timedelta(days=180):%d/%m/%Y}"
    assert refused.value.params["latest"] == f"{end - dt.timedelta(days=120):%d/%m/%Y}"
    assert commune.entries() == before
    assert dossiers.dossier_row(commune.session, draft).status == "draft"


def test_reassessment_without_a_known_end_is_not_received(commune: Work) -> None:
    draft = commune.draft(application_type="reassess", previous_certificate="01/QĐ-UBND")
    with pytest.raises(InvalidInput) as refused:
        commune.receive(draft)
    assert refused.value.field == "previous_valid_to"
    inside = TODAY + dt.timedelta(days=150)
    dossiers.change_dossier(commune.session, draft, {"previous_valid_to": inside}, commune.actor, TODAY)
    assert commune.receive(draft) == draft
    with pytest.raises(NotAllowed, match="no longer changes"):
        dossiers.change_dossier(commune.session, draft, {"previous_valid_to": TODAY}, commune.actor, TODAY)


def test_the_certificate_made_here_opens_the_window(commune: Work) -> None:
    product = commune.product()
    old = commune.draft(product, year=2025)
    session, office = commune.session, commune.actor.office_id
    decision = RecognitionDecision(office_id=office, year=2023, regime_id="2023-three-tier", title="Quyết định")
    session.add(decision)
    session.flush()
    session.add(
        Certificate(
            dossier_id=old,
            product_id=product,
            decision_id=decision.id,
            office_id=office,
            stars=3,
            year=2023,
            register_number=1,
            register_text="01",
            product_name="Cà phê",
            producer_name="HTX",
            address="",
            valid_from=dt.date(2023, 10, 1),
            valid_to=TODAY + dt.timedelta(days=130),
        )
    )
    session.flush()
    draft = commune.draft(product, application_type="reassess", previous_dossier_id=old)
    assert dossiers.dossier_row(session, commune.receive(draft)).status == "filed"


def test_the_communes_fifteen_working_days_skip_tet(commune: Work) -> None:
    regime = commune.library.regime("2026-two-tier")
    found = deadlines.deadline_for(commune.library, regime, "commune", "propose", dt.date(2027, 1, 25))
    assert found is not None
    off = [
        day
        for year in commune.library.calendar().years
        if year.year == 2027
        for one in year.days_off
        for day in one.days()
    ]
    day, left = dt.date(2027, 1, 25), 15
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5 and day not in off
    assert found.due == day
    assert found.due > dt.date(2027, 2, 15)
    assert (found.days, found.by_law, found.article) == (15, True, "Điều 7.2")


def test_where_the_law_has_no_deadline_the_offices_own_holds(commune: Work) -> None:
    regime = commune.library.regime("2026-two-tier")
    friday = dt.date(2026, 6, 5)
    assert deadlines.deadline_for(commune.library, regime, "province", "check_form", friday) is None
    own = deadlines.deadline_for(commune.library, regime, "province", "check_form", friday, {"check_form": 3})
    assert own is not None
    assert (own.due, own.by_law) == (dt.date(2026, 6, 10), False)
