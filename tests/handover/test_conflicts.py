"""Records changed both here and there: compared with their common ancestor, chosen unit by unit, and merged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput, NotFound
from app.models import DocumentFile, DossierDocument, JournalEntry, PassedRecords, Producer, Product, RecordConflict
from app.services.bundles.look import LookReport
from app.services.conflicts.keeping import keep_conflicts
from app.services.conflicts.listing import Conflict, OpenConflict, conflict_of, open_conflicts
from app.services.conflicts.merge import Side, Unit, merged, undecided, units_of
from app.services.conflicts.settling import Settled, keep_choices, settle_conflict
from app.services.conflicts.sides import files_kept, unpacked
from app.services.passed_records import KEPT_OF_EACH, forget_old
from app.services.revisions import common_ancestor, compare, join_lineages, seal
from tests.handover.test_take_undo import sound
from tests.handover.world import COMMUNE, PROVINCE, World, content_of, rows_of


def change(world: World, code: str, model: type[Any], values: dict[str, Any], *, saved: bool = True) -> None:
    """The office changes its only record of that table."""
    office = world[code]
    with office.on(world.day), office.database.transaction() as session:
        row = session.get_one(model, rows_of(office, model)[0]["id"])
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        if saved:
            seal(session, row)


def parted(world: World, here: dict[str, Any], there: dict[str, Any], *, saved: bool = True) -> tuple[str, Path]:
    """A dossier that comes back from the province while its product was changed in both places."""
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    change(world, COMMUNE, Product, here, saved=saved)
    change(world, PROVINCE, Product, there)
    world.ask_completion(PROVINCE, dossier)
    return dossier, world.export(PROVINCE, COMMUNE, dossier, purpose="completion").path


def kept(world: World, code: str, report: LookReport) -> tuple[str, ...]:
    office = world[code]
    with office.on(world.day):
        return keep_conflicts(office.database, office.store, report)


def listed(world: World, code: str) -> list[OpenConflict]:
    with world[code].database.reading() as session:
        return open_conflicts(session)


def whole(world: World, code: str, conflict: str) -> Conflict:
    with world[code].database.reading() as session:
        return conflict_of(session, conflict)


def settle(world: World, code: str, conflict: str, choices: dict[str, dict[str, Side]]) -> Settled:
    office = world[code]
    with office.on(world.day), office.database.transaction() as session:
        return settle_conflict(session, conflict, choices, office.actor)


def test_a_product_changed_here_and_there_is_merged_field_by_field_and_everybody_takes_it(world: World) -> None:
    here = {"specification": "hộp 200 g", "brand": "Đồi Gió", "net_weight": "200 g"}
    there = {"specification": "hộp 500 g", "standard": "TCVN 5251", "net_weight": "200 g"}
    dossier, path = parted(world, here, there)
    report = world.look(COMMUNE, path)
    assert report.takeable == ()
    [conflict] = kept(world, COMMUNE, report)
    assert kept(world, COMMUNE, report) == (conflict,), "keeping it again changes nothing"
    [head] = listed(world, COMMUNE)
    assert (head.dossier_id, head.differing, head.left) == (dossier, 1, 1)
    [record] = whole(world, COMMUNE, conflict).records
    assert (record.what, record.ancestor_known) == ("the product", True)
    told = {unit.name: (unit.standing, unit.mine, unit.theirs, unit.ancestor) for unit in record.units}
    assert told["specification"][:3] == ("differ", "hộp 200 g", "hộp 500 g")
    assert told["specification"][3] not in (None, "hộp 200 g", "hộp 500 g")
    assert told["brand"][:2] == ("mine", "Đồi Gió")
    assert told["standard"][0] == "theirs"
    assert told["net_weight"][0] == told["name"][0] == "agree"
    assert (
        next(unit for unit in record.units if unit.name == "specification").label == "the product's packing and weight"
    )
    assert record.theirs_changed.by == "Ủy ban nhân dân tỉnh Mẫu"

    with pytest.raises(InvalidInput, match="packing and weight"):
        settle(world, COMMUNE, conflict, {})
    done = settle(world, COMMUNE, conflict, {record.key: {"specification": "theirs"}})
    assert list(done.revisions) == [record.key]
    [product] = rows_of(world[COMMUNE], Product)
    assert {name: product[name] for name in ("specification", "brand", "standard")} == {
        "specification": "hộp 500 g", "brand": "Đồi Gió", "standard": "TCVN 5251",
    }  # fmt: skip
    act = max(rows_of(world[COMMUNE], JournalEntry), key=lambda row: row["office_sequence"] or 0)
    assert act["act"] == "settle_conflict"
    field = json.loads(act["data"])["records"][0]["fields"]["specification"]
    assert (field["mine"], field["theirs"], field["stands"]) == (
        {"specification": "hộp 200 g"}, {"specification": "hộp 500 g"}, "theirs",
    )  # fmt: skip
    assert listed(world, COMMUNE) == []

    again = world.look(COMMUNE, path)
    assert again.takeable == (dossier,)
    world.take(COMMUNE, again)
    assert world.standing(COMMUNE, dossier) == ("to_complete", 3, COMMUNE)
    assert rows_of(world[COMMUNE], Product) == [product], "the merged product stands"
    assert sound(world, COMMUNE) == []
    world.confirm(COMMUNE, dossier)
    world.assess(COMMUNE, dossier)
    world.pass_on(COMMUNE, PROVINCE, dossier)
    [theirs] = rows_of(world[PROVINCE], Product)
    assert (theirs["content_hash"], theirs["brand"]) == (product["content_hash"], "Đồi Gió")
    assert sound(world, PROVINCE) == []


def test_fields_saved_and_never_deliberately_are_not_overwritten(world: World) -> None:
    _dossier, path = parted(world, {"brand": "Đồi Gió"}, {"standard": "TCVN 5251"}, saved=False)
    report = world.look(COMMUNE, path)
    assert [one.kind for one in report.verdicts] == ["conflict"]
    [conflict] = kept(world, COMMUNE, report)
    assert [head.left for head in listed(world, COMMUNE)] == [0], "only one side changed each field"
    settle(world, COMMUNE, conflict, {})
    world.take(COMMUNE, world.look(COMMUNE, path))
    [product] = rows_of(world[COMMUNE], Product)
    assert (product["brand"], product["standard"]) == ("Đồi Gió", "TCVN 5251")


def test_a_person_who_stops_half_way_finds_the_choices_again(world: World) -> None:
    _dossier, path = parted(
        world, {"specification": "hộp 200 g", "brand": "A"}, {"specification": "hộp 500 g", "brand": "B"}
    )
    office = world[COMMUNE]
    [conflict] = kept(world, COMMUNE, world.look(COMMUNE, path))
    [record] = whole(world, COMMUNE, conflict).records
    with office.database.transaction() as session:
        keep_choices(session, conflict, {record.key: {"brand": "mine"}}, office.actor)
    [head] = listed(world, COMMUNE)
    assert (head.differing, head.left) == (2, 1)
    kept(world, COMMUNE, world.look(COMMUNE, path))
    assert listed(world, COMMUNE) == [head], "looking again keeps the draft"
    before = content_of(office)
    for wrong in ({record.key: {"smell": "mine"}}, {"product:x": {"brand": "mine"}}, {record.key: {"brand": "both"}}):
        with pytest.raises(InvalidInput):
            settle(world, COMMUNE, conflict, wrong)  # type: ignore[arg-type]
    assert content_of(office) == before
    settle(world, COMMUNE, conflict, {record.key: {"specification": "mine"}})
    [product] = rows_of(office, Product)
    assert (product["brand"], product["specification"]) == ("A", "hộp 200 g")
    with pytest.raises(NotFound):
        settle(world, COMMUNE, conflict, {})
    [row] = rows_of(office, RecordConflict)
    assert row["settled_at"] is not None


def test_files_of_a_document_are_chosen_one_by_one_and_all_lie_in_the_store(world: World) -> None:
    dossier = world.assessed(files=[("một.pdf", b"%PDF-1.4 one"), ("hai.pdf", b"%PDF-1.4 two")])
    world.pass_on(COMMUNE, PROVINCE, dossier)
    office = world[COMMUNE]
    document = next(row["id"] for row in rows_of(office, DossierDocument) if row["kind"] == "other")
    for code, name, content in ((COMMUNE, "đây.pdf", b"%PDF-1.4 here"), (PROVINCE, "đó.pdf", b"%PDF-1.4 there")):
        replaced(world, code, document, name, content)
    world.ask_completion(PROVINCE, dossier)
    path = world.export(PROVINCE, COMMUNE, dossier, purpose="completion").path
    [conflict] = kept(world, COMMUNE, world.look(COMMUNE, path))
    [record] = whole(world, COMMUNE, conflict).records
    files = {unit.label: unit for unit in record.units if unit.name.startswith("part:")}
    both = next(unit for unit in files.values() if unit.standing == "differ")
    assert all(office.store.verify(sha256) for sha256 in both.files)
    with office.database.reading() as session:
        assert both.files[1] in files_kept(session), "what only the conflict names is not swept away"
    added = [unit for unit in files.values() if unit.standing in ("mine", "theirs")]
    assert sorted(unit.standing for unit in added) == ["mine", "theirs"], "what each side added stays"
    settle(world, COMMUNE, conflict, {record.key: {both.name: "theirs"}})
    names = sorted(row["name"] for row in rows_of(office, DocumentFile) if row["document_id"] == document)
    assert names == ["hai.pdf", "thêm đây.pdf", "thêm đó.pdf", "đó.pdf"]
    world.take(COMMUNE, world.look(COMMUNE, path))
    assert sound(world, COMMUNE) == []


def replaced(world: World, code: str, document: str, name: str, content: bytes) -> None:
    """The first file of a document becomes another, and one more is added."""
    from app.services.documents import keep_file

    office = world[code]
    stored = []
    for number, body in enumerate((content, content + b" more")):
        source = world.folder / f"{code}-{number}.pdf"
        source.write_bytes(body)
        stored.append(office.store.put(source))
    with office.on(world.day), office.database.transaction() as session:
        for blob in stored:
            keep_file(session, blob)
        row = session.get_one(DossierDocument, document)
        first = min(
            (one for one in rows_of(office, DocumentFile) if one["document_id"] == document),
            key=lambda one: one["position"],
        )
        file = session.get_one(DocumentFile, first["id"])
        file.sha256, file.name = stored[0].sha256, name
        added = DocumentFile(document_id=document, sha256=stored[1].sha256, name=f"thêm {name}", position=3)
        session.add_all([file, added])
        session.flush()
        seal(session, row)


def test_personal_values_are_in_no_journal_but_are_kept(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    change(world, COMMUNE, Producer, {"phone": "0912345678"})
    change(world, PROVINCE, Producer, {"phone": "0987654321"})
    world.ask_completion(PROVINCE, dossier)
    path = world.export(PROVINCE, COMMUNE, dossier, purpose="completion").path
    [conflict] = kept(world, COMMUNE, world.look(COMMUNE, path))
    [record] = whole(world, COMMUNE, conflict).records
    settle(world, COMMUNE, conflict, {record.key: {"phone": "mine"}})
    assert not any("09" in row["data"] and "0987654321" in row["data"] for row in rows_of(world[COMMUNE], JournalEntry))
    assert not any("0912345678" in row["data"] for row in rows_of(world[COMMUNE], JournalEntry))
    [row] = rows_of(world[COMMUNE], RecordConflict)
    assert unpacked(row["theirs"])["producer"][0]["phone"] == "0987654321"
    assert unpacked(row["mine"])["producer"][0]["phone"] == "0912345678"


def test_without_a_known_ancestor_every_difference_is_chosen(world: World) -> None:
    dossier, path = parted(world, {"brand": "Đồi Gió"}, {"standard": "TCVN 5251"})
    with world[COMMUNE].database.transaction() as session:
        for row in rows_of(world[COMMUNE], PassedRecords):
            session.delete(session.get_one(PassedRecords, row["sha256"]))
    [conflict] = kept(world, COMMUNE, world.look(COMMUNE, path))
    [record] = whole(world, COMMUNE, conflict).records
    assert not record.ancestor_known
    assert {unit.name for unit in record.differing} == {"brand", "standard"}
    assert dossier


def test_of_each_dossier_only_the_latest_passings_are_kept(world: World) -> None:
    from app.services.passed_records import keep_passed

    office = world[COMMUNE]
    with office.database.transaction() as session:
        keep_passed(session, [(f"{number:064d}", "d", b"{}") for number in range(KEPT_OF_EACH + 3)])
        keep_passed(session, [(f"{0:064d}", "d", b"{}"), (f"{99:064d}", "e", b"{}")])
        assert forget_old(session) == 3
        assert forget_old(session) == 0
    assert len(rows_of(office, PassedRecords)) == KEPT_OF_EACH + 1


# The merge itself.

COLUMNS = ("id", "title", "number", "commune_name", "commune_code", "note")
TEXT = st.sampled_from(["", "a", "b", "c"])
PARTS = st.dictionaries(st.sampled_from("xyz"), TEXT, max_size=3)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    parts = [{"id": key, "name": name, "position": 1, "document_id": "r"} for key, name in draw(PARTS).items()]
    return {"id": "r", "children": parts} | {name: draw(TEXT) for name in COLUMNS[1:]}


def mirrored(choices: dict[str, Side]) -> dict[str, Side]:
    return {name: "theirs" if side == "mine" else "mine" for name, side in choices.items()}


def units(ancestor: dict[str, Any] | None, mine: dict[str, Any], theirs: dict[str, Any]) -> list[Unit]:
    return units_of("dossier_document", COLUMNS, ancestor, mine, theirs)


@settings(max_examples=80, deadline=None)
@given(ancestor=st.none() | records(), mine=records(), theirs=records(), side=st.sampled_from(["mine", "theirs"]))
def test_a_merge_is_the_same_whichever_office_makes_it_and_loses_no_value(
    ancestor: dict[str, Any] | None, mine: dict[str, Any], theirs: dict[str, Any], side: Side
) -> None:
    here, there = units(ancestor, mine, theirs), units(ancestor, theirs, mine)
    choices: dict[str, Side] = {unit.name: side for unit in undecided(here, {})}
    assert [unit.name for unit in undecided(there, {})] == list(choices)
    if choices:
        with pytest.raises(ValueError, match="chosen"):
            merged(here, {})
    made = merged(here, choices)
    assert made == merged(there, mirrored(choices))
    parts = {part["id"]: part for part in made["children"]}
    for unit in here:
        found = (
            parts.get(unit.name.removeprefix("part:")) if unit.is_part else {name: made[name] for name in unit.fields}
        )
        assert found in (unit.mine, unit.theirs), "nothing is made up"
        if unit.standing == "mine":
            assert found == unit.mine != unit.ancestor, "what only one side changed is kept"
        elif unit.standing == "theirs":
            assert found == unit.theirs != unit.ancestor
        elif unit.standing == "differ":
            assert found == unit.value(side)
            assert unit.mine != unit.theirs
    told = {name for unit in here for name in unit.fields if not unit.is_part}
    assert told == set(COLUMNS)
    assert {unit.name for unit in here if unit.is_part} == {
        f"part:{part['id']}" for part in (*mine["children"], *theirs["children"])
    }


HASHES = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)


@settings(max_examples=50, deadline=None)
@given(shared=HASHES, ours=st.integers(1, 3), theirs=st.integers(1, 3))
def test_a_merged_revision_is_newer_than_both_and_than_all_before_them(
    shared: list[str], ours: int, theirs: int
) -> None:
    mine = [*shared, *(f"m{number}" for number in range(ours))]
    other = [*shared, *(f"t{number}" for number in range(theirs))]
    one, two = (mine[-1], " ".join(mine[:-1])), (other[-1], " ".join(other[:-1]))
    assert compare(one, two) == "forked"
    assert common_ancestor(one, two) == common_ancestor(two, one) == (shared[-1] if shared else "")
    joined = ("M", join_lineages(one, two, "M"))
    assert joined == ("M", join_lineages(two, one, "M"))
    for path in (mine, other):
        for place, digest in enumerate(path):
            assert compare((digest, " ".join(path[:place])), joined) == "newer"
            assert compare(joined, (digest, " ".join(path[:place]))) == "older"
    back = (one[0], join_lineages(one, two, one[0]))  # everything as it was here
    assert compare(two, back) == "newer"
    assert compare(back, two) == "older"


def test_going_back_to_an_earlier_content_is_the_later_revision() -> None:
    assert compare(("b", "a"), ("a", "a b")) == "newer"
    assert compare(("a", "a b"), ("b", "a")) == "older"
