"""A take is undone as one act, as long as nothing rests on it; the same bundle can be taken again afterwards."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from sqlmodel import Session, select

from app.errors import InvalidInput, NotAllowed
from app.models import Dossier, HandOver, Product, RecordLine, StoredFile, TakenRow
from app.services import take_undo
from app.services.backup import check_database, list_backups
from app.services.demo import commune_steps
from app.services.doctor import examine, is_sound
from app.services.global_search import search
from app.services.revisions import seal
from app.services.take_undo import Undoable, Undone, undo_take, undoable
from tests.handover.world import COMMUNE, PROVINCE, World, rows_of

NOT_COMPARED = {"journal_entry", "hand_over", "hand_over_item", "office", "taken_row", "passed_records", "record_line"}


def content_but_history(world: World, code: str) -> dict[str, list[str]]:
    """Every row of an office but its journal and its book of hand-overs."""
    from sqlalchemy import inspect, text

    found = {}
    with world[code].database.engine.connect() as connection:
        for table in sorted(inspect(connection).get_table_names()):
            if table not in NOT_COMPARED and not table.startswith("record_search"):
                found[table] = sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table}"')).all()))
    return found


def incoming(world: World, code: str) -> HandOver:
    return max((row for row in world.hand_overs(code) if row.direction == "in"), key=lambda row: (row.at, row.id))


def asked(world: World, code: str, hand_over_id: str, day: dt.date | None = None) -> Undoable:
    with world[code].database.reading() as session:
        return undoable(session, hand_over_id, day or world.day)


def undo(world: World, code: str, hand_over_id: str, day: dt.date | None = None) -> Undone:
    office = world[code]
    with office.on(world.day), office.database.transaction() as session:
        return undo_take(session, hand_over_id, office.actor, day or world.day, "nhận nhầm hồ sơ")


def sound(world: World, code: str) -> list[str]:
    findings = examine(world[code].paths, world.library, dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
    return [finding.said for finding in findings if finding.state == "wrong"]


def words_find(world: World, code: str, words: str) -> int:
    with world[code].database.reading() as session:
        return sum(len(group.hits) for group in search(session, words))


def test_a_take_undone_twice_and_taken_again_each_time(world: World) -> None:
    scan = b"%PDF-1.4 only here"
    first = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, first)
    second, third = world.assessed(files=[("riêng.pdf", scan)]), world.assessed()
    exported = world.export(COMMUNE, PROVINCE, second, third)
    before, lines = content_but_history(world, PROVINCE), rows_of(world[PROVINCE], RecordLine)
    for _round in range(2):
        taken = world.take(PROVINCE, world.look(PROVINCE, exported.path))
        assert set(taken.dossier_ids) == {second, third}
        found = asked(world, PROVINCE, taken.hand_over_id)
        assert (found.possible, found.until, found.dependants) == (True, world.day + dt.timedelta(days=30), ())
        assert {one for one, _product in found.dossiers} == {second, third}

        done = undo(world, PROVINCE, taken.hand_over_id)
        assert set(done.gone) == {second, third}
        assert content_but_history(world, PROVINCE) == before
        assert rows_of(world[PROVINCE], RecordLine) == lines, "lists and searches follow"
        assert words_find(world, PROVINCE, "HTX số 2") == 0
        assert world[PROVINCE].store.verify(hashlib.sha256(scan).hexdigest()), "the file itself stays"
        assert not asked(world, PROVINCE, taken.hand_over_id).possible
        assert world.chains_are_whole(PROVINCE)
        assert [entry.act for entry in world.history(PROVINCE, second)][-2:] == ["take_dossier", "undo_take"]
        assert sound(world, PROVINCE) == []
        assert incoming(world, PROVINCE).status == "undone"

    again = world.take(PROVINCE, world.look(PROVINCE, exported.path))
    assert set(again.dossier_ids) == {second, third}
    assert world.standing(PROVINCE, second) == ("received", 2, PROVINCE)
    assert [entry.act for entry in world.history(PROVINCE, second)][-5:] == [
        *("take_dossier", "undo_take") * 2,
        "take_dossier",
    ]
    assert world.take(PROVINCE, world.look(PROVINCE, exported.path)).dossier_ids == ()
    world.ask_completion(PROVINCE, second)
    world.pass_on(PROVINCE, COMMUNE, second, purpose="completion")
    assert world.standing(COMMUNE, second) == ("to_complete", 3, COMMUNE)
    for code in (PROVINCE, COMMUNE):
        assert sound(world, code) == []
