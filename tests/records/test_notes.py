"""Notes on the fields of a dossier: asked, answered, settled, each with one entry."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from sqlmodel import select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import JournalEntry, Note
from app.models.base import new_id
from app.services import dossier_moves, notes, offices
from app.services.offices import OfficeData
from tests.records.helpers import TODAY, Work


def test_a_note_says_who_asked_what_and_where(commune: Work) -> None:
    dossier = commune.draft()
    before = commune.entries()
    text = unicodedata.normalize("NFD", "Đề nghị nộp phiếu kiểm nghiệm")
    row = notes.write_note(commune.session, dossier, "producer.name", text, commune.actor)
    assert row.text == "Đề nghị nộp phiếu kiểm nghiệm"
    assert (row.author, row.author_role, row.office_id) == (
        "Nguyễn Văn Cán (mẫu)",
        "officer",
        commune.actor.office_id,
    )
    assert commune.entries() == before + 1
    assert commune.last_act() == "write_note"
    entry = commune.session.exec(select(JournalEntry).where(JournalEntry.act == "write_note")).one()
    assert entry.dossier_id == dossier
    assert "kiểm nghiệm" not in entry.data, "what people write to each other stays out of the journal"
    stored = commune.session.get_one(Note, row.id)
    assert stored.revision == 1
    assert stored.content_hash in entry.data


def test_an_answer_to_an_answer_joins_the_question(commune: Work) -> None:
    dossier = commune.draft()
    question = notes.write_note(commune.session, dossier, "dossier", "Hỏi", commune.actor)
    first = notes.answer_note(commune.session, question.id, "Đáp", commune.actor)
    second = notes.answer_note(commune.session, first.id, "Đáp tiếp", commune.actor)
    assert second.answers_id == question.id
    (thread,) = notes.notes_of(commune.session, dossier)
    assert [one.text for one in thread.answers] == ["Đáp", "Đáp tiếp"]
    assert thread.question.subject == second.subject == "dossier"


def test_a_settled_note_takes_no_answer_until_it_is_taken_up_again(commune: Work) -> None:
    dossier = commune.draft()
    question = notes.write_note(commune.session, dossier, "product.name", "Sửa tên", commune.actor)
    [asked] = notes.notes_of(commune.session, dossier)
    assert (asked.question.subject, asked.resolved, asked.waiting) == ("product.name", False, True)
    settled = notes.resolve_note(commune.session, question.id, commune.actor)
    assert settled.resolved_at is not None
    [after] = notes.notes_of(commune.session, dossier)
    assert (after.resolved, after.waiting) == (True, False)
    with pytest.raises(NotAllowed, match="settled"):
        notes.answer_note(commune.session, question.id, "muộn", commune.actor)
    with pytest.raises(NotAllowed, match="settled"):
        notes.resolve_note(commune.session, question.id, commune.actor)
    assert notes.reopen_note(commune.session, question.id, commune.actor).resolved_at is None
    with pytest.raises(NotAllowed, match="not settled"):
        notes.reopen_note(commune.session, question.id, commune.actor)
    notes.answer_note(commune.session, question.id, "Đã sửa", commune.actor)
    assert commune.session.get_one(Note, question.id).revision == 3


@pytest.mark.parametrize("subject", ["", "Tên sản phẩm", "a" * 121, "../x", "producer.", "document:"])
def test_a_note_needs_a_field(commune: Work, subject: str) -> None:
    dossier = commune.draft()
    with pytest.raises(InvalidInput, match="field"):
        notes.write_note(commune.session, dossier, subject, "Hỏi", commune.actor)


def test_a_note_needs_text_a_writer_and_the_dossier_here(commune: Work) -> None:
    dossier = commune.draft()
    with pytest.raises(InvalidInput, match="Write what"):
        notes.write_note(commune.session, dossier, "dossier", " \n ", commune.actor)
    with pytest.raises(NotAllowed):
        notes.write_note(commune.session, dossier, "dossier", "Hỏi", commune.as_role("reader").actor)
    elsewhere = replace(commune.actor, office_id=new_id())
    with pytest.raises(NotAllowed, match="can only be read here"):
        notes.write_note(commune.session, dossier, "dossier", "Hỏi", elsewhere)
    with pytest.raises(NotFound):
        notes.answer_note(commune.session, "nowhere", "Đáp", commune.actor)
    assert notes.notes_of(commune.session, dossier) == []


def test_notes_of_a_closed_dossier_can_still_be_written_by_its_holder(commune: Work) -> None:
    dossier = commune.draft()
    dossier_moves.withdraw(commune.session, dossier, "rút", commune.actor, commune.library, TODAY)
    row = notes.write_note(commune.session, dossier, "document:x", "Vì sao rút?", commune.actor)
    assert [one.question.id for one in notes.notes_of(commune.session, dossier, "document:x")] == [row.id]
    assert notes.notes_of(commune.session, dossier, "dossier") == []


def test_only_questions_of_other_offices_wait_here(commune: Work) -> None:
    other = offices.register_office(
        commune.session, OfficeData(code="66", level="province", name="Tỉnh"), commune.actor
    )
    dossier = commune.draft()
    own = notes.write_note(commune.session, dossier, "dossier", "Tự nhắc", commune.actor)
    assert notes.waiting_notes(commune.session, commune.actor.office_id) == []
    asked = Note(dossier_id=dossier, subject="producer.name", text="Hỏi", office_id=other.id)
    commune.session.add(asked)
    commune.session.flush()
    (waiting,) = notes.waiting_notes(commune.session, commune.actor.office_id)
    assert (waiting.thread.question.id, waiting.product_name) == (asked.id, "Cà phê bột (mẫu)")
    assert waiting.thread.question.office_name == "Tỉnh"
    notes.answer_note(commune.session, asked.id, "Đáp", commune.actor)
    assert notes.waiting_notes(commune.session, commune.actor.office_id) == []
    assert own.answers_id is None
