"""The life of an official paper: drafted, printed without a number, then signed, numbered and dated by the clerk.

Numbers follow signatures (Decree 30/2020/NĐ-CP, article 15): the program proposes the next one and warns of gaps and
repeats, but never puts a number on a paper by itself.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import IssuedPaper, StoredFile
from app.models.base import nfc
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.paper_numbers import entered_number
from app.services.revisions import seal
from app.translate import N_


@dataclass(frozen=True)
class SignatureData:
    """What the clerk enters once a paper is signed: number (its symbol may follow), date, signer, scan."""

    number: str
    dated: dt.date
    signer_name: str
    signer_post: str = ""
    scan_sha256: str | None = None
    scan_name: str = ""
    signed_digitally: bool = False


def draft_paper(
    session: Session, actor: Actor, kind: str, *, title: str, dossier_id: str | None = None, symbol: str = ""
) -> IssuedPaper:
    """Begin a paper; an unsigned one of the same kind for the same dossier is used again.

    Raises:
        NotAllowed: the person may only read.
    """
    require_writer(actor)
    if dossier_id is not None:
        begun = session.exec(
            select(IssuedPaper).where(
                IssuedPaper.kind == kind,
                IssuedPaper.dossier_id == dossier_id,
                IssuedPaper.office_id == actor.office_id,
                IssuedPaper.status != "signed",
            )
        ).first()
        if begun is not None:
            return begun
    symbol = symbol.strip().lstrip("/")  # stored as "QĐ-UBND"; the slash stands between it and the number
    paper = IssuedPaper(kind=kind, office_id=actor.office_id, dossier_id=dossier_id, title=title, symbol=symbol)
    seal(session, paper)
    journal.record(
        session, actor, "draft_paper", dossier_id=dossier_id, subject=f"issued_paper:{paper.id}", data={"kind": kind}
    )
    return paper


def get_paper(session: Session, paper_id: str) -> IssuedPaper:
    """The paper's row.

    Raises:
        NotFound: there is no such paper here.
    """
    paper = session.get(IssuedPaper, paper_id)
    if paper is None:
        raise NotFound(N_("This paper is not here."))
    return paper


def mark_printed(session: Session, paper_id: str, actor: Actor) -> int:
    """Count one more printing.

    Returns:
        How often it has been printed now; above 1 the paper says that it is a reprint.

    Raises:
        NotAllowed: another office's paper: its copies are not counted here.
    """
    paper = get_paper(session, paper_id)
    if paper.office_id != actor.office_id:
        raise NotAllowed(N_("This paper belongs to another office."))
    paper.printed_count += 1
    if paper.status == "drafted":
        paper.status = "printed"
    session.add(paper)
    session.flush()
    journal.record(
        session,
        actor,
        "print_paper",
        dossier_id=paper.dossier_id,
        subject=f"issued_paper:{paper.id}",
        data={"kind": paper.kind, "copy": paper.printed_count},
    )
    return paper.printed_count


def sign_paper(
    session: Session, paper_id: str, data: SignatureData, actor: Actor, today: dt.date, *, act: str = "sign_paper"
) -> IssuedPaper:
    """Record that the paper was signed, with its number and date.

    Raises:
        InvalidInput: no number or signer, a date in the future, a scan that is not in the store.
        NotAllowed: already signed, another office's paper, or the person may only read.
    """
    require_writer(actor)
    paper = get_paper(session, paper_id)
    if paper.office_id != actor.office_id:
        raise NotAllowed(N_("This paper belongs to another office."))
    if paper.status == "signed":
        raise NotAllowed(
            N_("This paper is already signed, with number {number}."),
            advice=N_("A signed paper is corrected by a new paper, not by changing it."),
            number=paper.number,
        )
    if not data.number.strip():
        raise InvalidInput("number", N_("A signed paper has a number."))
    if not data.signer_name.strip():
        raise InvalidInput("signer_name", N_("A signed paper has a signer."))
    if data.dated > today:
        raise InvalidInput("dated", N_("A paper cannot be dated in the future."))
    if data.scan_sha256 and session.get(StoredFile, data.scan_sha256) is None:
        raise InvalidInput("scan", N_("The scan of this paper is not in the store."))
    paper.status = "signed"
    paper.number = entered_number(nfc(data.number), paper.symbol)
    paper.dated = data.dated
    paper.signer_name = nfc(data.signer_name.strip())
    paper.signer_post = nfc(data.signer_post.strip())
    paper.scan_sha256 = data.scan_sha256 or None
    paper.scan_name = nfc(data.scan_name)
    paper.signed_digitally = data.signed_digitally
    seal(session, paper)
    journal.record(
        session,
        actor,
        act,
        dossier_id=paper.dossier_id,
        subject=f"issued_paper:{paper.id}",
        data={"kind": paper.kind, "number": paper.number, "dated": paper.dated, "scan": paper.scan_sha256 or ""},
    )
    return paper


def signed_paper(session: Session, dossier_id: str, kind: str) -> IssuedPaper | None:
    """The latest signed paper of that kind for the dossier, of any office; ``None``: there is none."""
    return session.exec(
        select(IssuedPaper)
        .where(IssuedPaper.dossier_id == dossier_id, IssuedPaper.kind == kind, IssuedPaper.status == "signed")
        .order_by(col(IssuedPaper.dated).desc(), col(IssuedPaper.created_at).desc())
    ).first()


@dataclass(frozen=True)
class NumberSeries:
    """A year's numbers of one kind of paper in one office: the next one, gaps and repeats."""

    proposed: int
    gaps: tuple[int, ...]
    repeats: tuple[int, ...]


def number_series(session: Session, office_id: str, kind: str, year: int) -> NumberSeries:
    """What the signed papers of the year say of the series; numbers that are not whole are left out.

    One letter for several dossiers is one paper: the same number on the same day is no repeat.
    """
    papers = session.exec(
        select(col(IssuedPaper.number), col(IssuedPaper.dated)).where(
            IssuedPaper.office_id == office_id,
            IssuedPaper.kind == kind,
            IssuedPaper.status == "signed",
            col(IssuedPaper.dated).between(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        )
    ).all()
    used = sorted(int(number) for number, _day in set(papers) if number.isdecimal())
    seen = set(used)
    gaps = tuple(n for n in range(used[0], used[-1]) if n not in seen) if used else ()
    repeats = tuple(sorted({n for n in seen if used.count(n) > 1}))
    return NumberSeries(proposed=(used[-1] + 1) if used else 1, gaps=gaps, repeats=repeats)
