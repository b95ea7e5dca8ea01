"""Notes of the offices on any field of a dossier: asked, answered, settled; they travel with the dossier.

Only the office that holds the dossier writes, so two copies never fork; the answer goes with the next hand-over.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import Dossier, Note, Office, Official, Product
from app.models.base import utc_now
from app.models.dossier import DossierStatus
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.clean_text import clean_line, clean_text
from app.services.revisions import seal
from app.services.states import get_dossier, require_custody
from app.translate import N_

_SUBJECT = re.compile(r"[a-z][a-z0-9_]*(?:[.:/][A-Za-z0-9_.\-]+)*")
_LONGEST_SUBJECT = 120


@dataclass(frozen=True)
class NoteRow:
    """One note. ``subject`` as the side panel names fields; ``resolved_at`` of a settled question; times UTC."""

    id: str
    dossier_id: str
    subject: str
    text: str
    office_id: str
    office_name: str
    author: str
    author_position: str
    author_role: str
    asked_at: dt.datetime
    answers_id: str | None
    resolved_at: dt.datetime | None


@dataclass(frozen=True)
class NoteThread:
    """A question with its answers, oldest first."""

    question: NoteRow
    answers: tuple[NoteRow, ...] = ()

    @property
    def resolved(self) -> bool:
        """Whether it is settled."""
        return self.question.resolved_at is not None

    @property
    def waiting(self) -> bool:
        """Whether no other office has answered, and it is not settled."""
        last = self.answers[-1] if self.answers else self.question
        return not self.resolved and last.office_id == self.question.office_id


@dataclass(frozen=True)
class WaitingNote:
    """A question of another office in a dossier that is held here."""

    thread: NoteThread
    dossier_id: str
    product_name: str


def write_note(session: Session, dossier_id: str, subject: str, text: str, actor: Actor) -> NoteRow:
    """Ask or remark something on a field of a dossier that is here.

    Args:
        subject: the field as ``record.field``, ``document:<id>`` or ``dossier``.

    Raises:
        InvalidInput: no text, or no field that there can be. NotAllowed: the dossier is not here, or the person may
            only read.
    """
    dossier = get_dossier(session, dossier_id)
    place = clean_line(subject, "subject")
    if len(place) > _LONGEST_SUBJECT or not _SUBJECT.fullmatch(place):
        raise InvalidInput("subject", N_("“{subject}” is no field that a note can be written on."), subject=place)
    return _written(session, dossier, place, text, actor, "write_note")


def answer_note(session: Session, note_id: str, text: str, actor: Actor) -> NoteRow:
    """Answer a question; an answer to an answer joins the same question.

    Raises:
        NotFound. InvalidInput: no text. NotAllowed: the question is settled, or the dossier is not here.
    """
    question = _question(session, note_id)
    if question.resolved_at is not None:
        raise NotAllowed(N_("This note is settled."), advice=N_("Take it up again to go on with it."))
    dossier = get_dossier(session, question.dossier_id)
    return _written(session, dossier, question.subject, text, actor, "answer_note", question.id)


def resolve_note(session: Session, note_id: str, actor: Actor) -> NoteRow:
    """Mark a question as settled. Raises ``NotFound``; ``NotAllowed``: settled already, or the dossier is not here."""
    question = _question(session, note_id)
    _require_place(session, question.dossier_id, actor)
    if question.resolved_at is not None:
        raise NotAllowed(N_("This note is settled."))
    question.resolved_at, question.resolved_office_id = utc_now(), actor.office_id
    return _sealed(session, question, actor, "resolve_note")


def reopen_note(session: Session, note_id: str, actor: Actor) -> NoteRow:
    """Take a settled question up again. Raises ``NotFound``; ``NotAllowed``: not settled, the dossier is not here."""
    question = _question(session, note_id)
    _require_place(session, question.dossier_id, actor)
    if question.resolved_at is None:
        raise NotAllowed(N_("This note is not settled."))
    question.resolved_at, question.resolved_office_id = None, None
    return _sealed(session, question, actor, "reopen_note")


def notes_of(session: Session, dossier_id: str, subject: str | None = None) -> list[NoteThread]:
    """The dossier's questions with their answers, oldest first; one field's, or all."""
    return _threads(session, [dossier_id], subject)


def waiting_notes(session: Session, office_id: str) -> list[WaitingNote]:
    """Questions of other offices that wait for an answer of this one, oldest first: those of dossiers held by it."""
    asked = select(Note.dossier_id).where(col(Note.resolved_at).is_(None), Note.office_id != office_id)
    rows = session.exec(
        select(Dossier.id, Product.name)
        .join(Product, col(Product.id) == col(Dossier.product_id))
        .where(
            Dossier.holder_office_id == office_id,
            Dossier.status != DossierStatus.HANDED_OVER.value,
            col(Dossier.id).in_(asked),
        )
    )
    held: dict[str, str] = dict(rows.all())
    return [
        WaitingNote(thread, thread.question.dossier_id, held[thread.question.dossier_id])
        for thread in _threads(session, sorted(held), None)
        if thread.waiting and thread.question.office_id != office_id
    ]


def _threads(session: Session, dossier_ids: Sequence[str], subject: str | None) -> list[NoteThread]:
    found: list[NoteRow] = []
    for start in range(0, len(dossier_ids), journal.IDS_AT_ONCE):
        chosen = (
            select(Note, Office.name)
            .join(Office, col(Office.id) == col(Note.office_id))
            .where(col(Note.dossier_id).in_(dossier_ids[start : start + journal.IDS_AT_ONCE]))
        )
        if subject is not None:
            chosen = chosen.where(Note.subject == subject)
        found += [_row(note, name) for note, name in session.exec(chosen)]
    found.sort(key=lambda one: (one.asked_at, one.id))
    answers: dict[str, list[NoteRow]] = {}
    for one in found:
        if one.answers_id is not None:
            answers.setdefault(one.answers_id, []).append(one)
    return [NoteThread(one, tuple(answers.get(one.id, ()))) for one in found if one.answers_id is None]


def _written(
    session: Session, dossier: Dossier, subject: str, text: str, actor: Actor, act: str, answers_id: str | None = None
) -> NoteRow:
    _require_place(session, dossier.id, actor)
    said = clean_text(text, "text")
    if not said:
        raise InvalidInput("text", N_("Write what the note says."))
    official = session.get(Official, actor.official_id)
    note = Note(
        dossier_id=dossier.id,
        subject=subject,
        text=said,
        office_id=actor.office_id,
        author=official.full_name if official else "",
        author_position=actor.position,
        author_role=actor.role,
        answers_id=answers_id,
    )
    return _sealed(session, note, actor, act)


def _require_place(session: Session, dossier_id: str, actor: Actor) -> None:
    require_writer(actor)
    require_custody(get_dossier(session, dossier_id), actor)


def _sealed(session: Session, note: Note, actor: Actor, act: str) -> NoteRow:
    seal(session, note)
    journal.record(
        session,
        actor,
        act,
        dossier_id=note.dossier_id,
        subject=f"note:{note.id}",
        data={"on": note.subject, "answers": note.answers_id, "revision": note.content_hash},
    )
    return _row(note, session.get_one(Office, note.office_id).name)


def _question(session: Session, note_id: str) -> Note:
    note = session.get(Note, note_id)
    if note is not None and note.answers_id is not None:
        note = session.get(Note, note.answers_id)
    if note is None:
        raise NotFound(N_("This note is not here."))
    return note


def _row(note: Note, office_name: str) -> NoteRow:
    values = {name: getattr(note, name) for name in NoteRow.__dataclass_fields__ if name != "office_name"}
    return NoteRow(**values, office_name=office_name)
