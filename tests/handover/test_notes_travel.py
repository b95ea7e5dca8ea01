"""Notes of both offices go with the dossier and add up; a question whose answer comes without it is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlmodel import select

from app.errors import BundleRejected, NotAllowed
from app.models import Dossier, Note
from app.services import notes
from app.services.bundles.dossier_sheet import read_dossier
from app.services.bundles.index import IndexedDossier
from app.services.bundles.records import collect
from app.services.canonical import canonical_json
from app.services.revisions import seal
from tests.handover.world import COMMUNE, PROVINCE, World, rows_of


def said(world: World, code: str, dossier: str) -> list[tuple[str, str, list[str], bool]]:
    with world[code].database.reading() as session:
        return [
            (one.question.office_name, one.question.text, [answer.text for answer in one.answers], one.resolved)
            for one in notes.notes_of(session, dossier)
        ]


def act(world: World, code: str, work: Any) -> Any:
    return world[code].act(world.day, work)


def test_a_question_comes_back_answered_and_is_settled(world: World) -> None:
    dossier = world.assessed()
    commune, province = world[COMMUNE].actor, world[PROVINCE].actor
    act(world, COMMUNE, lambda session: notes.write_note(session, dossier, "dossier", "Kèm mẫu thử", commune))
    world.pass_on(COMMUNE, PROVINCE, dossier)
    assert said(world, PROVINCE, dossier) == [("Ủy ban nhân dân xã Mẫu", "Kèm mẫu thử", [], False)]

    with pytest.raises(NotAllowed, match="only be read"):
        act(world, COMMUNE, lambda session: notes.write_note(session, dossier, "dossier", "Muộn", commune))
    question = act(
        world, PROVINCE, lambda session: notes.write_note(session, dossier, "product.name", "Tên nhãn khác", province)
    )
    world.ask_completion(PROVINCE, dossier)
    world.pass_on(PROVINCE, COMMUNE, dossier, purpose="completion")
    with world[COMMUNE].database.reading() as session:
        (waiting,) = notes.waiting_notes(session, commune.office_id)
    assert (waiting.dossier_id, waiting.thread.question.text) == (dossier, "Tên nhãn khác")
    act(world, COMMUNE, lambda session: notes.answer_note(session, question.id, "Đã sửa nhãn", commune))
    world.confirm(COMMUNE, dossier)
    world.assess(COMMUNE, dossier)
    world.pass_on(COMMUNE, PROVINCE, dossier)
    act(world, PROVINCE, lambda session: notes.resolve_note(session, question.id, province))
    assert said(world, PROVINCE, dossier) == [
        ("Ủy ban nhân dân xã Mẫu", "Kèm mẫu thử", [], False),
        ("Ủy ban nhân dân tỉnh Mẫu", "Tên nhãn khác", ["Đã sửa nhãn"], True),
    ]
    assert len(rows_of(world[COMMUNE], Note)) == len(rows_of(world[PROVINCE], Note)) == 3
    assert world.chains_are_whole(COMMUNE)
    assert world.chains_are_whole(PROVINCE)


def test_an_answer_without_its_question_is_refused(world: World, tmp_path: Any) -> None:
    dossier = world.draft()
    office = world[COMMUNE]
    act(world, COMMUNE, lambda session: notes.write_note(session, dossier, "dossier", "Hỏi", office.actor))
    path = tmp_path / "records"
    for stray in (None, "elsewhere"):

        def collected(session: Any, stray: str | None = stray) -> Any:
            note = session.exec(select(Note)).one()
            note.answers_id = stray
            seal(session, note)
            return collect(session, session.get_one(Dossier, dossier))

        one = act(world, COMMUNE, collected)
        path.write_bytes(canonical_json({"schema": 1, "dossier": dossier, "records": one.records}))
        indexed = IndexedDossier(
            id=dossier, product="x", producer="y", code="", status="draft", custody=1, records="0" * 64,
            files=one.files, journal_entries=len(world.history(COMMUNE, dossier)),
        )  # fmt: skip
        if stray is None:
            arrived = read_dossier(indexed, path, world.history(COMMUNE, dossier))
            assert [record.row.subject for record in arrived.records[Note]] == ["dossier"]  # type: ignore[attr-defined]
            continue
        with pytest.raises(BundleRejected, match="another dossier"):
            read_dossier(indexed, path, world.history(COMMUNE, dossier))
    assert json.loads(path.read_bytes())["records"]["note"][0]["answers_id"] == "elsewhere"
