"""What can be handed over, how large it is, the book of hand-overs, and the code of a receipt."""

from __future__ import annotations

import datetime as dt

import pytest

from app.errors import InvalidInput, NotAllowed
from app.services.hand_over_choices import Choice, bundle_size, choices, receivers, sizes
from app.services.hand_over_log import HandOverLine, hand_over_details, hand_over_lines, taken_before
from app.services.handovers import ReceiptData, record_receipt
from app.services.known_keys import key_state, take_card
from app.services.office_cards import read_card
from app.services.receipt_codes import check_receipt, receipt_code
from tests.handover.world import COMMUNE, OTHER, PROVINCE, World

LATER = dt.date(2026, 9, 21)


def choices_at(world: World, code: str, *wanted: str) -> list[Choice]:
    office = world[code]
    with office.database.reading() as session:
        return choices(session, office.actor, world.library, world.day, wanted)


def lines_at(world: World, code: str, direction: str) -> list[HandOverLine]:
    with world[code].database.reading() as session:
        return hand_over_lines(session, direction, LATER)


def test_a_finished_dossier_goes_up_and_an_unfinished_one_says_why_not(world: World) -> None:
    ready, draft = world.assessed(), world.draft()
    found = {one.dossier_id: one for one in choices_at(world, COMMUNE)}
    assert (found[ready].ready, found[ready].purpose, found[ready].receiver_level) == (True, "forward", "province")
    assert not found[draft].ready
    assert found[draft].advice
    with world[COMMUNE].database.reading() as session:
        [office] = receivers(session, "province")
    assert office.code == PROVINCE


def test_what_has_left_is_no_choice_any_more(world: World) -> None:
    dossier = world.assessed()
    world.export(COMMUNE, PROVINCE, dossier)
    assert choices_at(world, COMMUNE) == []
    assert choices_at(world, COMMUNE, dossier) == []


def test_a_request_for_completion_goes_back_to_the_office_that_sent_it(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    assert choices_at(world, PROVINCE) == []
    world.ask_completion(PROVINCE, dossier)
    [one] = [choice for choice in choices_at(world, PROVINCE) if choice.ready]
    assert (one.purpose, one.receiver_level) == ("completion", "commune")
    world.pass_on(PROVINCE, COMMUNE, dossier, purpose="completion")
    assert world.standing(COMMUNE, dossier)[2] == COMMUNE


def test_a_result_is_offered_until_it_was_sent_and_afterwards_only_where_it_is_asked_for(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.accept(PROVINCE, dossier)
    world.score(PROVINCE, dossier, parts=None)
    world.decide(PROVINCE, dossier, "decline")
    [one] = choices_at(world, PROVINCE)
    assert (one.purpose, one.ready, one.sent_on) == ("result", True, None)
    world.export(PROVINCE, COMMUNE, dossier, purpose="result")
    assert choices_at(world, PROVINCE) == []
    [again] = choices_at(world, PROVINCE, dossier)
    assert again.sent_on is not None


def test_the_size_told_before_is_never_less_than_the_bundle(world: World) -> None:
    content = b"%PDF-1.4 " + bytes(range(256)) * 4000
    one, two = world.assessed(files=[("bản quét.pdf", content)]), world.assessed()
    with world[COMMUNE].database.reading() as session:
        known = sizes(session, [one, two])
    assert known[one].size > len(content)
    assert world.export(COMMUNE, PROVINCE, one, two, encrypted=True).size <= bundle_size(known.values())


def test_the_book_counts_the_days_until_the_receipt(world: World) -> None:
    dossier = world.assessed()
    exported = world.pass_on(COMMUNE, PROVINCE, dossier)
    [line] = lines_at(world, COMMUNE, "out")
    assert (line.status, line.waiting, line.count, line.open) == ("written", 20, 1, True)
    [came] = lines_at(world, PROVINCE, "in")
    assert (came.status, came.waiting, came.sequence) == ("taken", None, 1)
    with world[PROVINCE].database.reading() as session:
        assert taken_before(session, [exported.sha256, "0" * 64]) == {exported.sha256: came.id}
    office = world[COMMUNE]
    code = receipt_code(exported.sha256, PROVINCE)
    data = ReceiptData(received_on=LATER, received_by="Lê Thị Ánh", number=code)
    office.act(LATER, lambda session: record_receipt(session, exported.hand_over_id, data, office.actor, LATER))
    [line] = lines_at(world, COMMUNE, "out")
    assert (line.open, line.waiting, line.receipt, line.received_by) == (False, None, code, "Lê Thị Ánh")
    with office.database.reading() as session:
        details = hand_over_details(session, exported.hand_over_id, LATER)
    assert [one.id for one in details.dossiers] == [dossier]
    assert details.receiver_code == PROVINCE
    assert len(details.fingerprint.split()) == 16


def test_a_code_of_another_bundle_is_refused_and_a_papers_number_is_not() -> None:
    mine = receipt_code("a" * 64, "99")
    check_receipt(mine, "a" * 64, "99")
    check_receipt(mine.lower().replace("0", "O"), "a" * 64, "99")
    check_receipt("15/BBBN-UBND", "a" * 64, "99")
    check_receipt("20260921", "a" * 64, "99")
    with pytest.raises(InvalidInput) as refused:
        check_receipt(receipt_code("b" * 64, "99"), "a" * 64, "99")
    assert refused.value.field == "number"


def test_a_card_completes_an_office_that_was_met_by_its_bundle(world: World) -> None:
    from app.models import Office
    from app.models.office import office_id

    office = world[PROVINCE]
    card = read_card(world._template / "cards" / f"{OTHER}.ocop-card")

    def met(session: object) -> None:
        row = session.get_one(Office, office_id(OTHER))  # type: ignore[attr-defined]
        row.age_recipient = ""
        session.add(row)  # type: ignore[attr-defined]

    office.act(world.day, met)
    row = office.act(world.day, lambda session: take_card(session, card, office.actor))
    assert (key_state(row), row.age_recipient) == ("confirmed", card.age_recipient)
    with pytest.raises(NotAllowed):
        office.act(
            world.day,
            lambda session: take_card(session, card.model_copy(update={"sign_public_key": "0" * 64}), office.actor),
        )
