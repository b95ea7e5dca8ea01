"""The page of today: the most urgent first, the four figures, hand-overs without receipt, what was done last."""

from __future__ import annotations

import datetime as dt

from app.models import Certificate, HandOver, Note, Office, RecognitionDecision
from app.services import navigation
from app.services.dossier_due import dues_of, dues_of_many
from app.services.notes import answer_note
from app.services.states import get_dossier
from app.services.today.page import Today, overview
from tests.records.helpers import TODAY, OpenOffice, Work


def _today(work: Work, days: int = 0, **office_days: int) -> Today:
    return overview(work.session, work.actor, work.library, work.today + dt.timedelta(days=days), office_days or None)


def test_an_empty_office_has_nothing_due_and_four_empty_figures(commune: Work) -> None:
    shown = _today(commune)
    assert shown.lines == ()
    assert shown.lapsing == ()
    assert [card.count for card in shown.cards] == [0, 0, 0, 0]
    assert navigation.counts(commune.session, commune.actor, commune.library, commune.today) == {}


def test_late_lines_stand_before_those_that_are_due_later(commune: Work) -> None:
    old = commune.on(TODAY - dt.timedelta(days=60))
    late = old.receive(old.draft())
    fresh = commune.receive(commune.draft())
    shown = _today(commune, check_form=5, propose=15)
    assert [(line.link.id, line.grade) for line in shown.lines] == [(late, "stops"), (fresh, "warns")]
    assert shown.lines[0].left is not None
    assert shown.lines[0].left < 0
    held = shown.cards[0]
    assert (held.count, held.note.params["count"], held.grade) == (2, 1, "stops")


def test_the_end_of_the_former_rules_is_one_line_for_all_dossiers(open_office: OpenOffice) -> None:
    then = open_office("commune").on(dt.date(2026, 5, 20))
    first = then.receive(then.draft())
    day = dt.timedelta(days=10)
    [alone] = _today(then, days=10).lines
    assert (alone.link.kind, alone.link.id) == ("dossier", first)
    then.receive(then.draft())
    now = then.on(then.today + day)
    [line] = _today(now).lines
    assert (line.link.kind, line.link.id, line.title.params["count"], line.act) == ("dossiers", "", 2, "see")
    assert line.due == alone.due
    assert line.link.states == ("filed",)


def test_many_deadlines_are_those_of_one_dossier_after_another(commune: Work) -> None:
    ids = [commune.checked(), commune.receive(commune.draft()), commune.draft()]
    rows = [get_dossier(commune.session, one) for one in ids]
    office_days = {"check_form": 5, "propose": 15}
    together = dues_of_many(commune.session, rows, commune.library, commune.today, office_days)
    for row in rows:
        assert together[row.id] == dues_of(commune.session, row, commune.library, commune.today, office_days)
    assert together[ids[0]]
    assert not together[ids[2]]


def test_a_hand_over_without_receipt_is_told_after_some_days(commune: Work) -> None:
    above = Office(code="66", level="province", name="Ủy ban nhân dân tỉnh (mẫu)")
    commune.session.add(above)
    commune.session.flush()
    sent = HandOver(
        direction="out", purpose="forward", status="written", from_office_id=commune.actor.office_id,
        to_office_id=above.id, sequence=14, at=dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC),
    )  # fmt: skip
    commune.session.add(sent)
    commune.session.flush()
    assert _today(commune, days=1).lines == ()
    [line] = _today(commune, days=12).lines
    assert (line.kind, line.link.kind, line.link.id, line.waiting, line.due) == (
        "receipt",
        "hand_over",
        sent.id,
        12,
        None,
    )
    assert line.title.params["sequence"] == 14
    assert _today(commune).cards[1].note.params["count"] == 1
    pages = navigation.counts(commune.session, commune.actor, commune.library, commune.today)
    assert pages == {"hand_over": 1}


def test_a_question_of_another_office_is_told_until_it_is_answered(commune: Work) -> None:
    other = Office(code="66", level="province", name="Tỉnh Đắk Lắk")
    dossier = commune.draft()
    commune.session.add(other)
    commune.session.flush()
    asked_at = dt.datetime.combine(TODAY - dt.timedelta(days=3), dt.time(17), dt.UTC).astimezone()
    asked = Note(
        dossier_id=dossier, subject="product.name", text="Tên nhãn\nkhác?", office_id=other.id, asked_at=asked_at
    )
    commune.session.add(asked)
    commune.session.flush()
    [line] = [one for one in _today(commune).lines if one.kind == "note"]
    assert (line.link.kind, line.link.id, line.waiting) == ("dossier", dossier, (TODAY - asked_at.date()).days)
    assert line.title.text == "A question waits for an answer: Cà phê bột (mẫu)"
    assert line.detail.text == "Tỉnh Đắk Lắk: Tên nhãn khác?"
    answer_note(commune.session, asked.id, "Đã sửa nhãn", commune.actor)
    assert [one for one in _today(commune).lines if one.kind == "note"] == []


def test_a_bundle_that_never_came_is_named(commune: Work) -> None:
    below = Office(code="24504", level="commune", name="Ủy ban nhân dân xã khác (mẫu)")
    commune.session.add(below)
    commune.session.flush()
    for number in (1, 2, 5):
        commune.session.add(
            HandOver(
                direction="in",
                purpose="forward",
                status="taken",
                from_office_id=below.id,
                to_office_id=commune.actor.office_id,
                sequence=number,
                bundle_sha256=f"{number:064x}",
                previous_sha256=f"{number - 1:064x}" if number > 1 else "",
                at=dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC),
            )
        )
    commune.session.flush()
    [line] = _today(commune).lines
    assert (line.kind, line.grade, line.title.params["numbers"]) == ("gap", "warns", "3–4")


def test_a_certificate_that_ends_is_told_with_its_days_for_filing(commune: Work) -> None:
    product, dossier = _certified(commune, ends=TODAY + dt.timedelta(days=150))
    shown = _today(commune)
    [lapsing] = shown.lapsing
    assert (lapsing.product_id, lapsing.window, lapsing.dossier_id) == (product, "open", "")
    [line] = [one for one in shown.lines if one.kind == "window"]
    assert (line.link.id, line.left, line.working) == (product, 30, False)
    assert [one.window for one in _today(commune, days=60).lapsing] == ["closed"]
    assert _today(commune, days=151).lapsing == ()
    certificates = shown.cards[2]
    assert (certificates.count, certificates.note.params["count"]) == (1, 1)
    commune.draft(product, application_type="reassess", year=2027, previous_dossier_id=dossier)
    [opened] = _today(commune).lapsing
    assert (opened.state, bool(opened.dossier_id)) == ("draft", True)
    assert not [one for one in _today(commune).lines if one.kind == "window"]


def _certified(work: Work, ends: dt.date) -> tuple[str, str]:
    """A product with a dossier that was recognised and its certificate."""
    product = work.product(name="Cà phê Mùa Thu")
    row = get_dossier(work.session, work.receive(work.draft(product)))
    row.status = "recognised"
    decision = RecognitionDecision(
        office_id=work.actor.office_id, year=2026, regime_id=row.regime_id, title="QĐ (mẫu)", number="7",
        signed_on=TODAY,
    )  # fmt: skip
    work.session.add(decision)
    work.session.flush()
    work.session.add(
        Certificate(
            dossier_id=row.id,
            product_id=product,
            decision_id=decision.id,
            office_id=work.actor.office_id,
            stars=3,
            year=2026,
            register_number=1,
            register_text="0001/2026",
            product_name="Cà phê Mùa Thu",
            producer_name="Hộ kinh doanh (mẫu)",
            address="",
            valid_from=TODAY - dt.timedelta(days=900),
            valid_to=ends,
        )
    )
    work.session.flush()
    return product, row.id


def test_a_signed_decision_without_certificates_is_told(commune: Work) -> None:
    commune.session.add(
        RecognitionDecision(
            office_id=commune.actor.office_id, year=2026, regime_id="x", title="QĐ (mẫu)", number="12", signed_on=TODAY
        )
    )
    commune.session.flush()
    [line] = _today(commune, days=2).lines
    assert (line.kind, line.grade, line.waiting) == ("decision", "warns", 2)


def test_the_last_acts_are_named_and_lead_to_their_records(commune: Work) -> None:
    product = commune.product(name="Trà hoa vàng")
    dossier = commune.receive(commune.draft(product))
    recent = _today(commune).recent
    assert (recent[0].link.kind, recent[0].link.id) == ("dossier", dossier)
    assert recent[0].what.text.startswith("Trà hoa vàng: ")
    assert ("product", product) in {(one.link.kind, one.link.id) for one in recent}


def test_an_office_that_scores_sees_what_is_before_its_council(open_office: OpenOffice) -> None:
    province = open_office("province")
    shown = _today(province)
    assert [card.id for card in shown.cards] == ["held", "council", "certificates", "products"]
    assert {one.day.year for one in shown.milestones} == {TODAY.year}
    assert shown.milestones
    assert [one.day for one in shown.milestones] == sorted(one.day for one in shown.milestones)
