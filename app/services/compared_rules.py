"""Which rule files this office compared with the signed text it holds; journalled, and taken back with a reason.

The comparison counts for the bytes that were compared. A newer revision, or a file that a pack put in its place, has
another SHA-256 and is uncompared again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import Certificate, ComparedRule, Dossier, Official, RecognitionDecision
from app.models.base import utc_now
from app.services import journal
from app.services.actors import Actor
from app.services.clean_text import clean_line, clean_text
from app.services.names import role_name
from app.services.result_rows import RankingResultRow
from app.services.rules.comparing import is_signed
from app.services.rules.criteria import CriteriaSet
from app.services.rules.library import RuleLibrary
from app.services.rules.rule_files import RuleFile, rule_files
from app.services.score_notes import Unverified
from app.translate import N_, _

MAY_COMPARE = ("leader", "administrator")


@dataclass(frozen=True)
class Comparison:
    """Who compared a file, when, and with which copy of the text."""

    id: str
    person: str
    position: str
    compared_on: dt.date
    copy_number: str
    copy_on: dt.date | None
    note: str


@dataclass(frozen=True)
class FileStanding:
    """A rule file and what this office knows of it. ``changed``: an earlier form of it was compared, this one not."""

    file: RuleFile
    comparison: Comparison | None
    changed: bool

    @property
    def settled(self) -> bool:
        """Whether no paper has to say that it was not compared."""
        return self.file.signed or self.comparison is not None


@dataclass(frozen=True)
class SignedCopy:
    """The copy of the signed text that lay beside the file: its number, its date, and a note such as where it is."""

    number: str
    dated: dt.date | None = None
    note: str = ""


def compared_hashes(session: Session) -> frozenset[str]:
    """The SHA-256 of every file that this office compared."""
    return frozenset(session.exec(select(ComparedRule.sha256).where(col(ComparedRule.revoked_at).is_(None))))


def rules_as_compared(session: Session, library: RuleLibrary) -> RuleLibrary:
    """The rules as papers and screens of this office tell them; nothing is computed or stored from this form."""
    return library.as_compared(compared_hashes(session))


def doubts_of(session: Session, result: RankingResultRow, criteria_set: CriteriaSet) -> tuple[Unverified, ...]:
    """What a result rests on that is not verified; what comparing its set settled is left out, inferences never.

    The result keeps all of them: another office, to which it goes, has its own comparisons.
    """
    noted = tuple(
        Unverified(one.get("kind", "set"), one.get("where", ""), one.get("as_written", ""), one.get("why", ""))
        for one in result.detail.get("unverified", [])
    )
    if result.set_sha256 not in compared_hashes(session):
        return noted
    inferred = {one.id for one in criteria_set.criteria if one.inferred}
    return tuple(
        one
        for one in noted
        if one.kind not in ("set", "source", "criterion") or (one.kind == "criterion" and one.where in inferred)
    )


def file_standings(session: Session, library: RuleLibrary) -> list[FileStanding]:
    """Every rule file with its comparison. Raises ``RuleError`` where a file is faulty."""
    rows = session.exec(
        select(ComparedRule).where(col(ComparedRule.revoked_at).is_(None)).order_by(col(ComparedRule.created_at))
    ).all()
    by_hash = {row.sha256: row for row in rows}
    names = {(row.kind, row.rule_id) for row in rows}
    found = []
    for file in rule_files(library):
        row = by_hash.get(file.sha256)
        found.append(
            FileStanding(file, _comparison(row) if row is not None else None, row is None and _name(file) in names)
        )
    return found


def uncompared_of_certificates(session: Session, library: RuleLibrary, targets: Sequence[str]) -> list[str]:
    """The rules behind certificates that nobody compared with the signed text, in the files' own words.

    A certificate names none of it: it repeats the decision, which does. Whoever prints one is told before.

    Args:
        targets: ids of certificates, or of decisions (all that they gave).

    Raises:
        NotFound: a set or regime of theirs is not in the library.
    """
    compared = compared_hashes(session)
    chosen = or_(col(Certificate.id).in_(targets), col(Certificate.decision_id).in_(targets))
    rows = session.exec(
        select(RecognitionDecision.regime_id, Dossier.set_id, Dossier.set_sha256)
        .join(Certificate, col(Certificate.decision_id) == RecognitionDecision.id)
        .join(Dossier, col(Dossier.id) == Certificate.dossier_id)
        .where(chosen)
        .distinct()
        .order_by(col(RecognitionDecision.regime_id), col(Dossier.set_id))
    ).all()
    found: dict[str, None] = {}
    for regime_id in dict.fromkeys(row[0] for row in rows):
        regime = library.regime(regime_id)
        if not is_signed(regime) and library.regime_sha256(regime_id) not in compared:
            found[regime.title] = None
    for _regime, set_id, sha256 in rows:
        if set_id and (sha256 or library.file_sha256(set_id)) not in compared:
            criteria = library.criteria_set(set_id, sha256 or None)
            if not is_signed(criteria):
                found[_("criteria set {number} of {decision}").format(
                    number=criteria.number, decision=criteria.source.decision
                )] = None  # fmt: skip
    return list(found)


def record_comparison(
    session: Session,
    library: RuleLibrary,
    names: Iterable[str],
    copy: SignedCopy,
    actor: Actor,
    *,
    sha256: str = "",
    today: dt.date | None = None,
) -> list[FileStanding]:
    """Record that this office compared rule files with the signed text.

    Args:
        names: ids of regimes and criteria sets, and years of holidays.
        copy: the text that was held beside them.
        sha256: of the one file that was looked at; refused where the file is another one by now.
        today: the day of the comparison; by default this computer's.

    Returns:
        How these files stand now, in the order of the names.

    Raises:
        NotAllowed: neither leader nor administrator, or the file has changed. NotFound: no such file.
        InvalidInput: no file, no number of the copy, a copy of a day to come, or a file compared already.
    """
    _require_right(actor)
    today = today or dt.datetime.now().astimezone().date()
    chosen = list(dict.fromkeys(names))
    number, note = clean_line(copy.number, "copy_number"), clean_text(copy.note, "note")
    if not chosen:
        raise InvalidInput("names", N_("Choose the rule files that were compared."))
    if not number:
        raise InvalidInput("copy_number", N_("Say with which copy it was compared: the number of the signed text."))
    if copy.dated is not None and copy.dated > today:
        raise InvalidInput("copy_on", N_("The copy cannot be of a day to come."))
    known = {one.file.id: one for one in file_standings(session, library)}
    for name in chosen:
        standing = known.get(name)
        if standing is None:
            raise NotFound(N_("There is no rule file {name}."), name=name)
        if standing.settled:
            raise InvalidInput("names", N_("{name} is compared already."), name=name)
        if sha256 and standing.file.sha256 != sha256:
            raise NotAllowed(
                N_("The rule file {name} has changed meanwhile."), advice=N_("Compare it as it is now."), name=name
            )
    person = _person(session, actor)
    for name in chosen:
        file = known[name].file
        row = ComparedRule(
            kind=file.kind,
            rule_id=file.id,
            sha256=file.sha256,
            copy_number=number,
            copy_on=copy.dated,
            note=note,
            compared_on=today,
            person=person,
            position=actor.position,
        )
        session.add(row)
        journal.record(
            session,
            actor,
            "compare_rules",
            subject=f"rules:{file.id}",
            data={
                "sha256": file.sha256,
                "copy": number,
                "dated": copy.dated.isoformat() if copy.dated else "",
                "note": note,
            },
        )
    session.flush()
    return _of(session, library, chosen)


def revoke_comparison(session: Session, library: RuleLibrary, name: str, reason: str, actor: Actor) -> FileStanding:
    """Take the comparison of a file back: papers say again that it was not compared.

    Raises:
        NotAllowed: neither leader nor administrator. NotFound: the file is not compared. InvalidInput: no reason.
    """
    _require_right(actor)
    why = clean_text(reason, "reason")
    if not why:
        raise InvalidInput("reason", N_("Say why the comparison is taken back."))
    standing = next((one for one in file_standings(session, library) if one.file.id == name), None)
    if standing is None or standing.comparison is None:
        raise NotFound(N_("This office has not compared {name}."), name=name)
    rows = session.exec(
        select(ComparedRule).where(ComparedRule.sha256 == standing.file.sha256, col(ComparedRule.revoked_at).is_(None))
    ).all()
    for row in rows:
        row.revoked_at, row.revoked_by, row.revoke_reason = utc_now(), _person(session, actor), why
        session.add(row)
    journal.record(
        session,
        actor,
        "revoke_comparison",
        subject=f"rules:{name}",
        data={"sha256": standing.file.sha256, "reason": why},
    )
    session.flush()
    return _of(session, library, [name])[0]


def _of(session: Session, library: RuleLibrary, names: Sequence[str]) -> list[FileStanding]:
    known = {one.file.id: one for one in file_standings(session, library)}
    return [known[name] for name in names]


def _name(file: RuleFile) -> tuple[str, str]:
    return file.kind, file.id


def _comparison(row: ComparedRule) -> Comparison:
    return Comparison(row.id, row.person, row.position, row.compared_on, row.copy_number, row.copy_on, row.note)


def _person(session: Session, actor: Actor) -> str:
    return session.get_one(Official, actor.official_id).full_name


def _require_right(actor: Actor) -> None:
    if actor.role not in MAY_COMPARE:
        raise NotAllowed(
            N_("A person with the role “{role}” cannot do this."),
            advice=N_("Ask the leader or the administrator of the office to do it."),
            role=role_name(actor.role),
        )
