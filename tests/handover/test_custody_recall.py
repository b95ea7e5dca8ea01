"""Exporting again, recall and its answers, the leader's override, and what becomes of the copy that gives way."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlmodel import select

from app.errors import InvalidInput, NotAllowed
from app.models import DocumentFile, DossierDocument, Product
from app.services.custody import recalls, taking_back
from app.services.custody.fork_view import kept_records
from app.services.doctor import examine
from app.services.journal_replay import replay
from app.services.revisions import seal
from tests.handover.custody_acts import (
    again,
    answer_letter,
    ask,
    asked_of,
    custody_letter,
    every_branch_is_whole,
    forks,
    kept,
    letter_arrives,
    override,
    recall_letter,
    recall_states,
)
from tests.handover.world import COMMUNE, DAY, OTHER, PROVINCE, World, content_of, rows_of


def inside(path: Path) -> tuple[list[dict[str, object]], list[str], bytes]:
    """Dossiers of the index, names of the files, and the journal of a bundle that is not sealed."""
    with ZipFile(path) as file:
        [index] = [name for name in file.namelist() if name.endswith("/data/index.json")]
        folder = index.removesuffix("data/index.json")
        files = sorted(name for name in file.namelist() if name.startswith(f"{folder}data/files/"))
        names = [name.rpartition("/")[2] for name in files]
        return json.loads(file.read(index))["dossiers"], names, file.read(f"{folder}data/journal.jsonl")


def test_a_lost_stick_is_written_again_with_the_same_content_whatever_was_changed_since(world: World) -> None:
    one, two = world.assessed(files=[("a.pdf", b"%PDF-1.4 a")]), world.assessed()
    first = world.export(COMMUNE, PROVINCE, one, two)
    office = world[COMMUNE]
    with office.on(world.day), office.database.transaction() as session:
        for product in session.exec(select(Product)):  # the register of products stays this office's
            product.specification = "hộp 200 g"
            seal(session, product)
    second = again(world, COMMUNE, first.hand_over_id)
    assert inside(second.path) == inside(first.path)
    assert (first.sequence, second.sequence) == (1, 2)
    assert {row.sequence: row.status for row in world.hand_overs(COMMUNE)} == {1: "replaced", 2: "written"}
    assert world.standing(COMMUNE, one) == ("handed_over", 2, PROVINCE)

    world.take(PROVINCE, world.look(PROVINCE, second.path))
    late = world.look(PROVINCE, first.path)
    assert [verdict.kind for verdict in late.verdicts] == ["already_here", "already_here"]
    assert world.standing(PROVINCE, one) == ("received", 2, PROVINCE)
    with pytest.raises(NotAllowed, match="later number"):
        again(world, COMMUNE, first.hand_over_id)
    assert every_branch_is_whole(world, COMMUNE)
    assert every_branch_is_whole(world, PROVINCE)


def test_the_first_file_may_still_arrive_first(world: World) -> None:
    first = world.export(COMMUNE, PROVINCE, world.assessed())
    second = again(world, COMMUNE, first.hand_over_id)
    third = again(world, COMMUNE, second.hand_over_id)
    world.take(PROVINCE, world.look(PROVINCE, first.path))
    for path in (second.path, third.path):
        assert [verdict.kind for verdict in world.look(PROVINCE, path).verdicts] == ["already_here"]
    assert [row.status for row in sorted(world.hand_overs(COMMUNE), key=lambda row: row.sequence)] == [
        "replaced", "replaced", "written",
    ]  # fmt: skip


def test_what_has_gone_on_is_not_written_again(world: World) -> None:
    dossier = world.assessed()
    first = world.pass_on(COMMUNE, PROVINCE, dossier)
    world.ask_completion(PROVINCE, dossier)
    world.pass_on(PROVINCE, COMMUNE, dossier, purpose="completion")
    before = content_of(world[COMMUNE])
    with pytest.raises(NotAllowed):
        again(world, COMMUNE, first.hand_over_id)
    assert content_of(world[COMMUNE]) == before


def test_a_recall_stays_asked_and_read_only_until_the_dossier_is_released(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    recall = ask(world, COMMUNE, dossier)
    assert world.standing(COMMUNE, dossier) == ("handed_over", 2, PROVINCE)
    with pytest.raises(NotAllowed, match="asked back already"):
        ask(world, COMMUNE, dossier)
    with pytest.raises(NotAllowed):
        world.confirm(COMMUNE, dossier)

    assert letter_arrives(world, COMMUNE, PROVINCE, recall_letter(world, COMMUNE, recall)).kind == "new"
    assert letter_arrives(world, COMMUNE, PROVINCE, recall_letter(world, COMMUNE, recall)).kind == "known"
    assert recall_states(world, PROVINCE, dossier) == [("in", "asked")]
    released = world.export(PROVINCE, COMMUNE, dossier, purpose="release")
    assert world.standing(PROVINCE, dossier) == ("handed_over", 3, COMMUNE)
    assert recall_states(world, PROVINCE, dossier) == [("in", "released")]

    world.take(COMMUNE, world.look(COMMUNE, released.path))
    assert world.standing(COMMUNE, dossier) == ("assessed", 3, COMMUNE)  # as it stood before it left
    assert recall_states(world, COMMUNE, dossier) == [("out", "released")]
    assert kept(world, COMMUNE) == kept(world, PROVINCE) == []
    world.pass_on(COMMUNE, PROVINCE, dossier)
    assert world.standing(PROVINCE, dossier) == ("received", 4, PROVINCE)
    assert every_branch_is_whole(world, PROVINCE)


def test_a_dossier_is_released_only_to_the_office_that_it_came_from(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    before = content_of(world[PROVINCE])
    with pytest.raises(NotAllowed, match="did not hand this dossier over"):
        world.export(PROVINCE, OTHER, dossier, purpose="release")
    world.accept(PROVINCE, dossier)
    world.score(PROVINCE, dossier)
    before = content_of(world[PROVINCE])
    with pytest.raises(NotAllowed, match="cannot be given back"):
        world.export(PROVINCE, COMMUNE, dossier, purpose="release")
    assert content_of(world[PROVINCE]) == before


def test_what_was_never_taken_is_given_up_and_refused_when_it_arrives_after_all(world: World) -> None:
    dossier = world.assessed()
    late = world.export(COMMUNE, PROVINCE, dossier)
    recall = ask(world, COMMUNE, dossier)
    letter_arrives(world, COMMUNE, PROVINCE, recall_letter(world, COMMUNE, recall))
    seen = world.look(PROVINCE, late.path)
    assert [(one.kind, "asked for it back" in one.said) for one in seen.verdicts] == [("new", True)]

    office = world[PROVINCE]
    asked = asked_of(world, PROVINCE, dossier)
    office.act(DAY, lambda s: recalls.release_untaken(s, asked.id, office.actor).id)
    with pytest.raises(NotAllowed, match="given the dossier up"):  # what was looked at before is judged again
        world.take(PROVINCE, seen)
    answer = answer_letter(world, PROVINCE, asked.id)
    assert letter_arrives(world, PROVINCE, COMMUNE, answer).kind == "new"
    assert letter_arrives(world, PROVINCE, COMMUNE, answer).kind == "known"
    assert world.standing(COMMUNE, dossier) == ("assessed", 3, COMMUNE)
    assert recall_states(world, COMMUNE, dossier) == [("out", "released")]
    assert [row.status for row in world.hand_overs(COMMUNE)] == ["recalled"]

    assert [one.kind for one in world.look(PROVINCE, late.path).verdicts] == ["refused"]
    world.pass_on(COMMUNE, PROVINCE, dossier)
    assert world.standing(PROVINCE, dossier) == ("received", 4, PROVINCE)
    assert [one.kind for one in world.look(PROVINCE, late.path).verdicts] == ["already_here"]


def test_a_recall_can_be_declined_with_a_reason_and_asked_again(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    recall = ask(world, COMMUNE, dossier)
    letter_arrives(world, COMMUNE, PROVINCE, recall_letter(world, COMMUNE, recall))
    office, asked = world[PROVINCE], asked_of(world, PROVINCE, dossier)
    with pytest.raises(InvalidInput):
        office.act(DAY, lambda s: recalls.decline_recall(s, asked.id, " ", office.actor).id)
    with pytest.raises(NotAllowed, match="taken here"):
        office.act(DAY, lambda s: recalls.release_untaken(s, asked.id, office.actor).id)
    office.act(DAY, lambda s: recalls.decline_recall(s, asked.id, "Đã đưa vào đợt", office.actor).id)
    assert letter_arrives(world, PROVINCE, COMMUNE, answer_letter(world, PROVINCE, asked.id)).kind == "new"
    with world[COMMUNE].database.reading() as session:
        [line] = recalls.recall_lines(session, dossier)
    assert (line.state, line.answer) == ("declined", "Đã đưa vào đợt")
    assert world.standing(COMMUNE, dossier) == ("handed_over", 2, PROVINCE)
    ask(world, COMMUNE, dossier, "Xin xem xét lại")
    assert recall_states(world, COMMUNE, dossier) == [("out", "asked")]


def test_only_a_leader_overrides_and_says_why(world: World) -> None:
    dossier = world.assessed()
    office = world[COMMUNE]
    with pytest.raises(NotAllowed):  # it is here
        override(world, COMMUNE, dossier)
    world.export(COMMUNE, PROVINCE, dossier)
    before = content_of(office)
    with pytest.raises(NotAllowed, match="Only a leader"):
        office.act(DAY, lambda s: taking_back.override_custody(s, dossier, "vội", office.actor).id)
    with pytest.raises(InvalidInput):
        override(world, COMMUNE, dossier, "  ")
    assert content_of(office) == before
    override(world, COMMUNE, dossier)
    assert world.standing(COMMUNE, dossier) == ("assessed", 3, COMMUNE)
    entry = world.history(COMMUNE, dossier)[-1]
    assert (entry.act, json.loads(entry.data)["reason"]) == ("override_custody", "Thẻ nhớ bị mất")
    assert entry.office_sequence is not None


def test_where_an_override_meets_the_work_of_the_other_office_that_is_kept_as_a_fork(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    override(world, COMMUNE, dossier)
    world.ask_completion(PROVINCE, dossier)
    world.attach(PROVINCE, dossier, "other", ("tinh.pdf", b"%PDF-1.4 of the province"))
    documents = len(rows_of(world[PROVINCE], DossierDocument))

    notice = custody_letter(world, COMMUNE, dossier)
    assert letter_arrives(world, COMMUNE, PROVINCE, notice).kind == "new"
    assert letter_arrives(world, COMMUNE, PROVINCE, notice).kind == "known"
    assert world.standing(PROVINCE, dossier) == ("assessed", 3, COMMUNE)
    with pytest.raises(NotAllowed):
        world.attach(PROVINCE, dossier, "other", ("b.pdf", b"%PDF-1.4 b"))
    [fork] = forks(world, PROVINCE, dossier)
    assert (fork.mine, fork.kept.custody_number, fork.stands.custody_number) == (True, 2, 3)
    assert [act for act, _at, _office in fork.kept.acts] == ["take_dossier", "request_completion", "attach_document"]
    assert [act for act, _at, _office in fork.stands.acts] == ["override_custody"]
    assert fork.kept.records["dossier_document"] == documents
    with world[PROVINCE].database.reading() as session:
        assert "tinh.pdf" in json.dumps(kept_records(session, fork.id))

    world.pass_on(COMMUNE, PROVINCE, dossier)  # the version that stands comes to it again
    assert world.standing(PROVINCE, dossier) == ("received", 4, PROVINCE)
    assert len(forks(world, PROVINCE, dossier)) == 1, "what was kept once is not kept again"
    names = [row["name"] for row in rows_of(world[PROVINCE], DocumentFile)]
    assert "tinh.pdf" not in names
    assert every_branch_is_whole(world, PROVINCE)
    row = world.dossier(PROVINCE, dossier)
    assert row is not None
    assert replay(world.history(PROVINCE, dossier)) == (row.status, row.custody_number, row.holder_office_id)
    found = examine(world[PROVINCE].paths, world.library, dt.datetime.now().astimezone())
    assert [one.said for one in found if one.area == "journal" and one.state != "ok"] == []


def test_a_version_that_arrives_and_gives_way_is_kept_beside_the_one_here(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.ask_completion(PROVINCE, dossier)
    world.attach(PROVINCE, dossier, "other", ("tinh.pdf", b"%PDF-1.4 of the province"))
    back = world.export(PROVINCE, COMMUNE, dossier, purpose="completion")  # number 3, and so is the override's
    override(world, COMMUNE, dossier)
    report = world.look(COMMUNE, back.path)
    assert [one.kind for one in report.verdicts] == ["fork"]
    world.take(COMMUNE, report)
    assert world.standing(COMMUNE, dossier) == ("assessed", 3, COMMUNE)
    [fork] = forks(world, COMMUNE, dossier)
    assert not fork.mine
    assert "request_completion" in [act for act, _at, _office in fork.kept.acts]
    assert [one.kind for one in world.look(COMMUNE, back.path).verdicts] == ["already_here"]
    assert every_branch_is_whole(world, COMMUNE)
    world.pass_on(COMMUNE, PROVINCE, dossier)
    assert world.standing(PROVINCE, dossier) == ("received", 4, PROVINCE)
    assert [one.mine for one in forks(world, PROVINCE, dossier)] == [True]
    assert every_branch_is_whole(world, PROVINCE)
