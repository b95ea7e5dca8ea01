"""The papers of a dossier as one list: what its regime asks for, what lies there, and how each of them stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, select

from app.models import Dossier, IssuedPaper, Office, Product
from app.models.dossier import DossierStatus
from app.services.actors import Actor
from app.services.documents import DocumentView, documents_of
from app.services.dossier_checks import SAMPLES
from app.services.dossiers import regime_of
from app.services.paper_numbers import written_number
from app.services.rules.facts import LEVELS
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import DocumentKind
from app.services.states import get_dossier
from app.translate import N_

SOON_DAYS = 60
"""A paper that lapses within so many days is marked: no law says how many."""

_ENDED = (DossierStatus.RECOGNISED, DossierStatus.DECLINED, DossierStatus.WITHDRAWN)

PaperState = Literal["there", "soon", "lapsed", "missing", "none"]
STATES: dict[str, str] = {
    "there": N_("There"),
    "soon": N_("Lapses soon"),
    "lapsed": N_("Lapsed"),
    "missing": N_("Missing"),
    "none": N_("Not there"),
}
"""``none``: not there, and nothing asks for it."""


@dataclass(frozen=True)
class IssuedLine:
    """A paper that an office issued on the dossier, in words that a list needs."""

    id: str
    kind: str
    title: str
    office_id: str
    status: str
    number: str
    dated: dt.date | None
    printed_count: int


@dataclass(frozen=True)
class PaperLine:
    """One line. ``id``: the document's, else ``kind:<kind>``; ``title``: as the regime or the person names it.

    ``issued``: the paper of the program that stands for it; ``samples``: how many, where the line is a thing.
    """

    id: str
    kind: str
    title: str
    state: PaperState
    asked: bool
    mandatory: bool
    physical: bool
    article: str
    form: str
    expires_on: dt.date | None
    document: DocumentView | None = None
    issued: IssuedLine | None = None
    samples: int | None = None


@dataclass(frozen=True)
class PaperList:
    """``there`` of ``mandatory``: how many of the papers that must be there are."""

    lines: tuple[PaperLine, ...]
    there: int
    mandatory: int
    kinds: tuple[tuple[str, str], ...]
    """Kinds of paper that may be attached, as (kind, title)."""


def paper_list(session: Session, dossier_id: str, actor: Actor, library: RuleLibrary, today: dt.date) -> PaperList:
    """The dossier's papers in the order of its regime, those that no rule names at the end.

    Asked for are those of the levels up to the one that holds the dossier, or this office's own where that is higher.

    Raises:
        NotFound: no such dossier, or no rules for its day.
    """
    dossier = get_dossier(session, dossier_id)
    views: dict[str, list[DocumentView]] = {}
    for view in documents_of(session, dossier_id):
        views.setdefault(view.row.kind, []).append(view)
    issued = _issued(session, dossier_id)
    lines: list[PaperLine] = []
    kinds: list[tuple[str, str]] = []
    for kind in _wanted(session, dossier, actor, library, today):
        kinds.append((kind.kind, kind.title))
        lines += _of_kind(kind, views.pop(kind.kind, []), issued, dossier, today)
    for left in views.values():
        lines += [_other(view, today) for view in left]
    must = {line.kind for line in lines if line.mandatory}
    there = {line.kind for line in lines if line.mandatory and line.state in ("there", "soon")}
    return PaperList(tuple(lines), len(there), len(must), tuple(kinds))


def issued_papers_of(session: Session, dossier_id: str) -> list[IssuedLine]:
    """The papers that offices issued on the dossier, oldest first."""
    return [line for _level, line in _issued(session, dossier_id)]


def _wanted(
    session: Session, dossier: Dossier, actor: Actor, library: RuleLibrary, today: dt.date
) -> Iterator[DocumentKind]:
    regime = regime_of(dossier, library, today)
    holder = session.get(Office, dossier.holder_office_id)
    level = max((LEVELS.index(actor.level), LEVELS.index(holder.level) if holder else 0))
    sector = session.get_one(Product, dossier.product_id).classification_code.partition(".")[0]
    seen: set[str] = set()
    for kind in regime.documents:
        fits = dossier.application_type in kind.applications and sector not in kind.not_for_sectors
        if fits and LEVELS.index(kind.stage) <= level and kind.kind not in seen:
            seen.add(kind.kind)
            yield kind


def _of_kind(
    kind: DocumentKind,
    views: Sequence[DocumentView],
    issued: Sequence[tuple[str, IssuedLine]],
    dossier: Dossier,
    today: dt.date,
) -> Iterator[PaperLine]:
    paper_kind = kind.issued_as or kind.kind
    own = [line for level, line in issued if level == kind.stage and line.kind == paper_kind]
    paper = next((line for line in own if line.status == "signed"), own[-1] if own else None)
    for view in views:
        yield _line(kind, view, paper, dossier, _state_of(view, today))
    if not views:
        there = (paper is not None and paper.status == "signed") or (
            kind.kind == SAMPLES and bool(dossier.sample_count)
        )
        state: PaperState = (
            "there" if there else "missing" if kind.mandatory and dossier.status not in _ENDED else "none"
        )
        yield _line(kind, None, paper, dossier, state)


def _line(
    kind: DocumentKind, view: DocumentView | None, issued: IssuedLine | None, dossier: Dossier, state: PaperState
) -> PaperLine:
    return PaperLine(
        id=view.row.id if view else f"kind:{kind.kind}",
        kind=kind.kind,
        title=kind.title,
        state=state,
        asked=True,
        mandatory=kind.mandatory,
        physical=kind.physical,
        article=kind.article or kind.source,
        form=kind.form,
        expires_on=view.row.expires_on if view else None,
        document=view,
        issued=issued,
        samples=dossier.sample_count if kind.kind == SAMPLES else None,
    )


def _other(view: DocumentView, today: dt.date) -> PaperLine:
    row = view.row
    return PaperLine(
        id=row.id,
        kind=row.kind,
        title=row.title,
        state=_state_of(view, today),
        asked=False,
        mandatory=False,
        physical=False,
        article="",
        form="",
        expires_on=row.expires_on,
        document=view,
    )


def _state_of(view: DocumentView, today: dt.date) -> PaperState:
    end = view.row.expires_on
    if end is None:
        return "there"
    if end < today:
        return "lapsed"
    return "soon" if end <= today + dt.timedelta(days=SOON_DAYS) else "there"


def _issued(session: Session, dossier_id: str) -> list[tuple[str, IssuedLine]]:
    rows = session.exec(
        select(IssuedPaper, Office.level)
        .join(Office, col(Office.id) == col(IssuedPaper.office_id))
        .where(IssuedPaper.dossier_id == dossier_id)
        .order_by(col(IssuedPaper.created_at))
    )
    return [
        (
            level,
            IssuedLine(
                id=paper.id,
                kind=paper.kind,
                title=paper.title,
                office_id=paper.office_id,
                status=paper.status,
                number=written_number(paper.number, paper.symbol),
                dated=paper.dated,
                printed_count=paper.printed_count,
            ),
        )
        for paper, level in rows
    ]
