"""A take is undone as one act, as long as nothing rests on it; the same bundle can be taken again afterwards."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from sqlmodel import select

from app.errors import InvalidInput, NotAllowed
from app.models import Dossier, HandOver, JournalEntry, Product, RecordLine, TakenRow
from app.services import take_undo
from app.services.backup import check_database, list_backups
from app.services.database import Database, sqlite_url
from app.services.doctor import examine
from app.services.global_search import search
from app.services.products import set_search_columns
from app.services.revisions import seal
from app.services.take_undo import Undoable, Undone, undo_take, undoable
from tests.handover.custody_acts import override
from tests.handover.world import COMMUNE, PROVINCE, World, content_of, rows_of

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


def test_what_was_here_before_is_put_back_and_the_dossier_is_on_its_way_again(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    office = world[PROVINCE]
    with office.on(world.day), office.database.transaction() as session:
        product = session.exec(select(Product)).one()
        product.name = "(mẫu) Cà phê bột đổi tên"
        set_search_columns(product)
        seal(session, product)
    world.ask_completion(PROVINCE, dossier)
    exported = world.export(PROVINCE, COMMUNE, dossier, purpose="completion")
    before, lines = content_but_history(world, COMMUNE), rows_of(world[COMMUNE], RecordLine)
    [sent] = [row for row in world.hand_overs(COMMUNE) if row.direction == "out"]
    for _round in range(2):
        taken = world.take(COMMUNE, world.look(COMMUNE, exported.path))
        assert words_find(world, COMMUNE, "đổi tên") > 0
        assert undo(world, COMMUNE, taken.hand_over_id).gone == ()
        after = content_but_history(world, COMMUNE)
        assert [table for table in before if before[table] != after[table]] in (["dossier"], ["dossier", "receipt"])
        assert world.standing(COMMUNE, dossier) == ("handed_over", 3, COMMUNE), "on its way here, as the journal says"
        assert words_find(world, COMMUNE, "đổi tên") == 0
        assert words_find(world, COMMUNE, "Cà phê bột số 1") > 0
        assert sound(world, COMMUNE) == []
    assert [row["number"] for row in rows_of(world[COMMUNE], RecordLine)] == [row["number"] for row in lines]
    assert sent.status == "written"
    world.take(COMMUNE, world.look(COMMUNE, exported.path))
    assert world.standing(COMMUNE, dossier) == ("to_complete", 3, COMMUNE)


def test_a_result_is_undone_and_taken_again(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.accept(PROVINCE, dossier)
    world.score(PROVINCE, dossier)
    world.decide(PROVINCE, dossier, "decline")
    exported = world.export(PROVINCE, COMMUNE, dossier, purpose="result")
    before = content_but_history(world, COMMUNE)
    taken = world.take(COMMUNE, world.look(COMMUNE, exported.path))
    assert world.standing(COMMUNE, dossier)[0] == "declined"
    undo(world, COMMUNE, taken.hand_over_id)
    after = content_but_history(world, COMMUNE)
    assert [table for table in before if before[table] != after[table]] in ([], ["receipt"])
    assert sound(world, COMMUNE) == [], "the copy stands where it stood before the entries that came with the result"
    assert world.take(COMMUNE, world.look(COMMUNE, exported.path)).dossier_ids == (dossier,)
    assert world.standing(COMMUNE, dossier)[0] == "declined"
    assert sound(world, COMMUNE) == []


def test_what_rests_on_a_take_is_named_and_keeps_it(world: World) -> None:
    one, two, three = world.assessed(), world.assessed(), world.assessed()
    world.pass_on(COMMUNE, PROVINCE, one, two, three)
    taken = incoming(world, PROVINCE)
    world.accept(PROVINCE, one)
    office = world[PROVINCE]
    with office.on(world.day), office.database.transaction() as session:
        dossier = session.get_one(Dossier, two)
        values = dossier.model_dump(exclude={"id", "content_hash", "lineage", "parent_hash"})
        session.add(Dossier(**values | {"revision": 1, "previous_dossier_id": two}))
        producer = session.get_one(Product, session.get_one(Dossier, three).product_id)
        producer.specification = "hộp 300 g"
        seal(session, producer)
    found = asked(world, PROVINCE, taken.id)
    assert not found.possible
    act, changed, named = found.dependants
    assert (act.kind, act.dossier_id, "accept as valid" in act.said) == ("act", one, True)
    assert "Cán bộ" in act.by
    assert act.at is not None
    assert (changed.kind, "Changed here since: the product" in changed.said) == ("record", True)
    assert (named.kind, "names it: the dossier's own data" in named.said) == ("record", True)
    before = content_of(office)
    with pytest.raises(NotAllowed, match="accept as valid"):
        undo(world, PROVINCE, taken.id)
    assert content_of(office) == before


def test_a_later_bundle_is_undone_first(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.ask_completion(PROVINCE, dossier)
    world.pass_on(PROVINCE, COMMUNE, dossier, purpose="completion")
    first = incoming(world, COMMUNE)
    world.confirm(COMMUNE, dossier)
    world.assess(COMMUNE, dossier)
    world.pass_on(COMMUNE, PROVINCE, dossier)
    kept = [row for row in world.hand_overs(PROVINCE) if row.direction == "in"]
    later = max(kept, key=lambda row: row.sequence)
    assert not asked(world, COMMUNE, first.id).possible
    oldest = min(kept, key=lambda row: row.sequence)
    assert {one.kind for one in asked(world, PROVINCE, oldest.id).dependants} >= {"act"}
    undo(world, PROVINCE, later.id)
    assert world.standing(PROVINCE, dossier) == ("handed_over", 4, PROVINCE)
    assert sound(world, PROVINCE) == []


def test_after_thirty_days_it_is_too_late_and_the_images_are_dropped(world: World) -> None:
    from app.services.bundles.reconcile import reconcile

    world.pass_on(COMMUNE, PROVINCE, world.assessed())
    taken, office = incoming(world, PROVINCE), world[PROVINCE]
    last = world.day + dt.timedelta(days=take_undo.DAYS)
    assert asked(world, PROVINCE, taken.id, last).possible
    late = asked(world, PROVINCE, taken.id, last + dt.timedelta(days=1))
    assert (late.possible, late.until, "30 days" in late.said) == (False, last, True)
    with pytest.raises(NotAllowed, match="30 days"):
        undo(world, PROVINCE, taken.id, last + dt.timedelta(days=1))
    with office.on(last):
        reconcile(office.database, office.paths, office.actor)
    assert rows_of(office, TakenRow)
    with office.on(last + dt.timedelta(days=1)):
        reconcile(office.database, office.paths, office.actor)
    assert rows_of(office, TakenRow) == []
    assert sound(world, PROVINCE) == []


def test_only_an_incoming_bundle_and_only_with_a_reason(world: World) -> None:
    world.pass_on(COMMUNE, PROVINCE, world.assessed())
    [sent] = [row for row in world.hand_overs(COMMUNE) if row.direction == "out"]
    assert not asked(world, COMMUNE, sent.id).possible
    office = world[PROVINCE]
    with pytest.raises(InvalidInput), office.database.transaction() as session:
        undo_take(session, incoming(world, PROVINCE).id, office.actor, world.day, "  ")


def test_a_checked_safety_copy_is_made_before_each_take(world: World) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    report, office = world.look(PROVINCE, exported.path), world[PROVINCE]
    assert list_backups(office.paths.backups) == []
    world.take(PROVINCE, report)
    [copy] = list_backups(office.paths.backups)
    assert copy.path.name.endswith("-before-take.db")
    check_database(copy.path)
    opened = Database(sqlite_url(copy.path))
    try:
        with opened.reading() as session:
            assert session.exec(select(Dossier.id)).all() == [], "as it was before"
            assert session.exec(select(JournalEntry.id)).all() != []
    finally:
        opened.close()


@pytest.mark.parametrize("again", [False, True], ids=["gone", "here before"])
def test_after_an_undone_take_the_sender_takes_the_dossier_back_and_hands_it_over_anew(
    world: World, again: bool
) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    if again:
        world.ask_completion(PROVINCE, dossier)
        world.pass_on(PROVINCE, COMMUNE, dossier, purpose="completion")
        world.confirm(COMMUNE, dossier)
        world.assess(COMMUNE, dossier)
        world.pass_on(COMMUNE, PROVINCE, dossier)
    last = max((row for row in world.hand_overs(PROVINCE) if row.direction == "in"), key=lambda row: row.sequence)
    undo(world, PROVINCE, last.id)
    override(world, COMMUNE, dossier)
    world.pass_on(COMMUNE, PROVINCE, dossier)
    number = world.standing(COMMUNE, dossier)[1]
    assert world.standing(PROVINCE, dossier) == ("received", number, PROVINCE)
    for code in (COMMUNE, PROVINCE):
        assert world.chains_are_whole(code)
        assert sound(world, code) == []
