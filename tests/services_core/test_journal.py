"""The two chains of the journal: what was written cannot be changed unseen, and moves tell where a dossier stands."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.models import Dossier, JournalEntry, Office
from app.models.base import utc_now
from app.models.office import office_id
from app.services import journal
from app.services.journal_replay import Replayed, replay
from tests.services_core.conftest import Desk

CHANGES = {
    "at": utc_now() - dt.timedelta(days=1),
    "act": "another_act",
    "office_code": "66",
    "actor": "somebody",
    "actor_position": "Chủ tịch",
    "subject": "product:1",
    "data": '{"why":"nothing"}',
    "dossier_previous": "ab" * 32,
    "dossier_hash": "cd" * 32,
    "dossier_sequence": 99,
}


def written(desk: Desk) -> str:
    dossier = desk.dossier()
    for number in range(3):
        journal.record(desk.session, desk.actor, "note", dossier_id=dossier, data={"number": number, "text": "Đắk Lắk"})
    return dossier


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("place", [0, 2, 3])
def test_any_altered_field_of_an_entry_is_found_in_both_chains(desk: Desk, field: str, place: int) -> None:
    dossier = written(desk)
    entries = journal.dossier_history(desk.session, dossier)
    assert journal.broken_link(entries) is None
    assert journal.broken_office_link(desk.session) is None
    setattr(entries[place], field, CHANGES[field])
    broken = journal.broken_link(entries)
    assert broken is not None
    assert broken.id in {entries[place].id, entries[min(place + 1, 3)].id}
    if field not in ("dossier_previous", "dossier_sequence"):  # the office's chain covers the dossier chain's hash
        found = journal.broken_office_link(desk.session)
        assert found is not None
        assert found.id == entries[place].id


@pytest.mark.parametrize("field", ["office_sequence", "office_previous", "office_hash"])
def test_an_altered_office_chain_is_found(desk: Desk, field: str) -> None:
    written(desk)
    entries = desk.session.exec(select(JournalEntry).order_by(JournalEntry.office_sequence)).all()  # type: ignore[arg-type]
    setattr(entries[1], field, 77 if field == "office_sequence" else "ab" * 32)
    assert journal.broken_office_link(desk.session) is not None


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_entry_taken_out_or_moved_is_found(desk: Desk, place: int) -> None:
    entries = journal.dossier_history(desk.session, written(desk))
    assert journal.broken_link([*entries[:place], *entries[place + 1 :]]) is not None
    moved = list(entries)
    moved[place], moved[place + 1] = moved[place + 1], moved[place]
    assert journal.broken_link(moved) is not None
    assert journal.broken_link(entries[:-1]) is None, "a shorter chain is whole: it is an older one"


def test_an_entry_deleted_from_the_database_is_found_in_the_offices_chain(desk: Desk) -> None:
    written(desk)
    desk.session.execute(text("DELETE FROM journal_entry WHERE office_sequence = 2"))
    desk.session.expire_all()
    found = journal.broken_office_link(desk.session)
    assert found is not None
    assert found.office_sequence == 3


def test_acts_of_several_dossiers_at_once_join_their_own_chains(desk: Desk) -> None:
    one, two = written(desk), desk.dossier()
    acts = [journal.Act("note", dossier_id=dossier, data={"n": n}) for n, dossier in enumerate([one, two, one, two])]
    entries = journal.record_many(desk.session, desk.actor, [*acts, journal.Act("set_up", subject="office:1")])
    assert [entry.dossier_sequence for entry in entries] == [5, 2, 6, 3, None]
    assert [b.office_previous == a.office_hash for a, b in pairwise(entries)] == [True] * 4
    for dossier in (one, two):
        assert journal.broken_link(journal.dossier_history(desk.session, dossier)) is None
    assert journal.broken_office_link(desk.session) is None


@pytest.mark.parametrize("away", ["handed over", "held by another"])
def test_an_act_on_a_dossier_that_is_elsewhere_stays_in_this_offices_chain(desk: Desk, away: str) -> None:
    dossier = written(desk)
    before = [entry.id for entry in journal.dossier_history(desk.session, dossier)]
    row = desk.session.get_one(Dossier, dossier)
    if away == "handed over":
        row.status = "handed_over"
    else:
        other = Office(id=office_id("99"), code="99", level="province", name="Tỉnh")
        desk.session.add(other)
        desk.session.flush()
        row.holder_office_id = other.id
    entry = journal.record(desk.session, desk.actor, "print_paper", dossier_id=dossier, data={"copy": 2})
    assert (entry.dossier_id, entry.dossier_sequence, entry.subject) == (None, None, f"dossier:{dossier}")
    assert json.loads(entry.data) == {"copy": 2, "dossier": dossier}
    assert [entry.id for entry in journal.dossier_history(desk.session, dossier)] == before
    assert journal.broken_office_link(desk.session) is None


def test_hashes_do_not_depend_on_the_keyboard_or_on_the_order_of_the_data(desk: Desk) -> None:
    dossier = desk.dossier()
    entry = journal.record(desk.session, desk.actor, "note", dossier_id=dossier, data={"b": 1, "a": "Đắk"})
    stored = entry.dossier_hash
    entry.data = '{"a":"Đắk","b":1}'
    assert journal.dossier_entry_hash(entry) == stored
    entry.at = entry.at.astimezone(dt.timezone(dt.timedelta(hours=7)))
    assert journal.dossier_entry_hash(entry) == stored


def move(act: str, source: str, target: str, custody: int = 1, holder: str = "here") -> JournalEntry:
    data = journal.data_text({"from": source, "to": target, "custody": custody, "holder": holder})
    return JournalEntry(at=utc_now(), act=act, office_code="1", actor="", data=data)


OPENED = move("open_dossier", "", "draft")
FILED = move("receive_first", "draft", "filed")
CHECKED = move("confirm_complete", "filed", "checked")
SENT = move("hand_over", "checked", "handed_over", 2, "there")
TAKEN = move("take_dossier", "handed_over", "received", 2, "there")


def test_the_moves_alone_tell_where_a_dossier_stands() -> None:
    note = JournalEntry(at=utc_now(), act="attach_document", office_code="1", actor="", data='{"to": "nowhere"}')
    assert replay([OPENED]) == Replayed("draft", 1, "here")
    assert replay([OPENED, note, FILED, CHECKED, note]) == Replayed("checked", 1, "here")
    assert replay([OPENED, FILED, CHECKED, SENT]) == Replayed("handed_over", 2, "there")
    assert replay([OPENED, FILED, CHECKED, SENT, TAKEN]) == Replayed("received", 2, "there")
    paper = move("record_return_above", "handed_over", "returned", 3, "here")
    assert replay([OPENED, FILED, CHECKED, SENT, paper]) == Replayed("returned", 3, "here")


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [FILED],
        [OPENED, OPENED],
        [OPENED, CHECKED],
        [OPENED, FILED, TAKEN],
        [OPENED, move("receive_first", "draft", "checked")],
        [OPENED, move("receive_first", "draft", "filed", 2)],
        [OPENED, move("receive_first", "draft", "filed", 1, "there")],
        [OPENED, move("hand_over", "draft", "handed_over", 1, "there")],
        [OPENED, move("hand_over", "draft", "handed_over", 3, "there")],
        [OPENED, move("hand_over", "draft", "handed_over", 2, "here")],
        [OPENED, FILED, CHECKED, SENT, move("take_dossier", "handed_over", "received", 3, "there")],
        [OPENED, JournalEntry(at=utc_now(), act="receive_first", office_code="1", actor="", data="{}")],
    ],
)
def test_moves_that_do_not_follow_from_each_other_tell_nothing(entries: list[JournalEntry]) -> None:
    assert replay(entries) is None


def test_an_actor_without_rights_still_has_a_name_in_the_journal(desk: Desk) -> None:
    entry = journal.record(desk.session, replace(desk.actor, position="Phó Chủ tịch"), "note", subject="office:1")
    assert (entry.actor, entry.actor_position, entry.office_code) == (
        desk.actor.official_id,
        "Phó Chủ tịch",
        "99-M1",
    )
