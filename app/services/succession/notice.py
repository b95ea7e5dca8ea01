"""The notice of a succession, and an ended office's last act: written here, judged and taken on arrival."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Literal, NamedTuple

from sqlmodel import Session, col, select

from app.errors import AppError, NotFound
from app.models import Office, OfficeKey, StoredFile
from app.models.base import utc_now
from app.models.office import office_id
from app.services import journal
from app.services.actors import Actor
from app.services.bundles.envelope import Envelope
from app.services.bundles.records import OFFICE_FIELDS
from app.services.letters.enclosures import Enclosure, Standing
from app.services.letters.forms import write_form
from app.services.letters.succession_form import LegalBasis, OfficeFacts, SuccessionForm
from app.services.office_keys.list_making import is_below, lies_elsewhere
from app.services.succession.holdings import certificates_of, follow_journal, journal_parts, number_series_of
from app.services.succession.known import ended_offices
from app.services.succession.naming import (
    Basis,
    enter_succession,
    known_succession,
    person_of,
    require_head,
    require_possible,
)
from app.services.succession.old_keys import retire_keys
from app.translate import N_

JOURNAL_TYPE = "application/x-ndjson"
LAST_ACT: Literal["succession"] = "succession"
"""The kind of envelope, and purpose, of an ended office's last act."""


class Carried(NamedTuple):
    """How an enclosure came: its envelope, where the bundle's files lie, who signed it (if known), this office."""

    envelope: Envelope
    folder: Path
    sender: Office | None
    office: Office


def succession_enclosure(session: Session, predecessor_id: str, actor: Actor) -> Enclosure:
    """The notice of a succession that is recorded here, for the neighbours.

    Raises:
        NotFound: no such succession is recorded. NotAllowed: not by a leader or administrator.
    """
    require_head(actor)
    form = _form(session, predecessor_id, actor)
    return Enclosure("succession", f"Thông báo kế tục: {form.predecessor.name}", write_form(form))


def last_act_enclosures(session: Session, office: Office, actor: Actor) -> tuple[Enclosure, ...]:
    """What an office that ends hands over beside its dossiers: number series, list of certificates, its journal.

    Raises:
        NotFound: no successor is named. NotAllowed: not by a leader or administrator.
    """
    require_head(actor)
    kept, parts = journal_parts(session)
    form = _form(session, office.id, actor).model_copy(
        update={
            "series": number_series_of(session, office.id),
            "certificates": certificates_of(session, office.id),
            "journal": kept,
        }
    )
    pieces = [
        Enclosure("office_journal", f"Nhật ký của cơ quan, phần {number}/{len(parts)}", part)
        for number, part in enumerate(parts, start=1)
    ]
    return (Enclosure("succession", f"Bàn giao toàn bộ: {office.name}", write_form(form)), *pieces)


def _form(session: Session, predecessor_id: str, actor: Actor) -> SuccessionForm:
    row = known_succession(session, predecessor_id)
    if row is None:
        raise NotFound(
            N_("No succession of this office is recorded here."),
            advice=N_("Name the successor first, with the decision that it rests on."),
        )
    before, after = session.get_one(Office, row.predecessor_office_id), session.get_one(Office, row.successor_office_id)
    name, position = person_of(session, actor)
    return SuccessionForm(
        predecessor=_facts(before),
        predecessor_key=before.sign_public_key or _last_key(session, before.id) or None,
        successor=_facts(after),
        from_on=row.from_on.isoformat(),
        basis=LegalBasis(
            number=row.basis_number, on=row.basis_on.isoformat() if row.basis_on else None, issuer=row.basis_issuer
        ),
        stated_at=utc_now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        stated_by=name or "—",
        position=position,
    )


def _facts(office: Office) -> OfficeFacts:
    return OfficeFacts.model_validate({name: getattr(office, name) for name in OFFICE_FIELDS})


def _last_key(session: Session, office: str) -> str:
    """The key that the office had when it ended."""
    chosen = select(OfficeKey.sign_public_key).where(OfficeKey.office_id == office, OfficeKey.state == "succeeded")
    return session.exec(chosen.order_by(col(OfficeKey.since).desc())).first() or ""


def judge_succession(session: Session, form: SuccessionForm, carried: Carried) -> Standing:
    """What taking the notice, or the last act, would do here."""
    sender, last_act = carried.envelope.sender.code, carried.envelope.kind == LAST_ACT
    codes = (form.predecessor.code, form.successor.code)
    if carried.office.code == form.predecessor.code:
        return Standing("refused", N_("The notice says that this office itself has ended."))
    if last_act and (sender, carried.office.code) != codes:
        return Standing("refused", N_("An office hands over everything only for itself, and to the one that it names."))
    before = session.get(Office, office_id(form.predecessor.code)) or _office(form.predecessor)
    after = session.get(Office, office_id(form.successor.code)) or _office(form.successor)
    row = known_succession(session, before.id)
    if row is not None and row.successor_office_id == after.id and not (last_act and row.way != "bundle"):
        return Standing("known", N_("This succession is known here."))
    if not last_act and not _may_tell(carried.sender, before):
        if sender != form.successor.code:
            return Standing("refused", N_("Only the ended office, or an office above it, tells of a succession."))
        return Standing(
            "refused",
            N_(
                "Only {after} itself says that it carries on for {before}. Ask the office above for the decision, then "
                "name the successor here."
            ),
            {"before": before.name, "after": after.name},
        )
    try:
        require_possible(session, before, after)
    except AppError as error:
        return Standing("refused", "{said}", {"said": error.what})
    if last_act and not _journal_is_whole(form, carried.folder):
        return Standing("refused", N_("The journal of the ended office is missing, or does not follow."))
    facts = {
        "before": before.name, "after": after.name, "day": dt.date.fromisoformat(form.from_on).strftime("%d/%m/%Y"),
        "number": form.basis.number,
    }  # fmt: skip
    return Standing("new", N_("{after} carries on for {before} from {day}, by {number}."), facts)


def _may_tell(sender: Office | None, before: Office) -> bool:
    """Whether an office's word is enough: the ended office's own, or that of one above it in its province.

    The successor's alone is not: else any office could make itself the successor of one that still works.
    """
    if sender is None:
        return False
    return sender.id == before.id or (is_below(before.level, sender.level) and not lies_elsewhere(before, sender))


def _office(facts: OfficeFacts) -> Office:
    return Office(id=office_id(facts.code), **facts.model_dump())


def _journal_is_whole(form: SuccessionForm, folder: Path) -> bool:
    if form.journal is None:
        return False
    try:
        parts = [(folder / one).read_bytes() for one in form.journal.files]
    except OSError:
        return False
    return follow_journal(parts) == (form.journal.entries, form.journal.head, 0)


def take_succession(session: Session, form: SuccessionForm, carried: Carried, actor: Actor) -> None:
    """Know the succession; of a last act also what came with it. The ended office's key is retired.

    Raises:
        NotAllowed: another successor is known here.
    """
    last_act = carried.envelope.kind == LAST_ACT
    for facts in (form.predecessor, form.successor):
        if session.get(Office, office_id(facts.code)) is None:
            session.add(_office(facts))
    session.flush()
    before = session.get_one(Office, office_id(form.predecessor.code))
    after = session.get_one(Office, office_id(form.successor.code))
    on = dt.date.fromisoformat(form.basis.on) if form.basis.on else None
    basis = Basis(form.basis.number, on, form.basis.issuer)
    row = enter_succession(session, before, after, dt.date.fromisoformat(form.from_on), basis, "notice")
    row.person, row.position = form.stated_by, form.position
    if last_act and form.journal is not None:
        row.way, row.taken_at = "bundle", utc_now()
        row.dossiers, row.certificates = carried.envelope.counts.dossiers, len(form.certificates)
        row.series = json.dumps([one.model_dump(mode="json") for one in form.series])
        row.journal_files = json.dumps(list(form.journal.files))
        row.journal_entries, row.journal_head = form.journal.entries, form.journal.head
    session.add(row)
    session.flush()
    retire_keys(session, before, key_hex=form.predecessor_key or "")
    data = {"predecessor": before.code, "successor": after.code, "from_on": form.from_on, "number": form.basis.number}
    act = "take_over" if last_act else "take_succession"
    journal.record(session, actor, act, subject=f"office:{before.id}", data=data)


def judge_journal_part(session: Session, carried: Carried) -> Standing:
    """A part of an ended office's journal is kept beside its last act."""
    if carried.envelope.kind != LAST_ACT:
        return Standing("refused", N_("An office's journal leaves it only by its last act."))
    return Standing("new", N_("A part of the ended office's own journal, to be kept."))


def keep_journal_part(session: Session, sha256: str, size: int) -> None:
    """Name the part that lies in the store already."""
    if session.get(StoredFile, sha256) is None:
        session.add(StoredFile(sha256=sha256, size=size, media_type=JOURNAL_TYPE))
        session.flush()


def notice_receivers(session: Session) -> list[Office]:
    """The offices that should get a notice: those with a confirmed key that have not ended."""
    ended = ended_offices(session)
    chosen = select(Office).where(col(Office.is_self).is_(False), col(Office.key_confirmed_at).is_not(None))
    return [one for one in session.exec(chosen.order_by(Office.code)) if one.id not in ended]
