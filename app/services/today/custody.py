"""Due lines of custody: what other offices ask back, and dossiers that wait for a choice between two versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlmodel import Session

from app.services.conflicts.listing import open_conflicts
from app.services.custody.dossier_view import waiting_recalls
from app.services.today.lines import DueLine, Link, Sentence
from app.translate import N_

_MOST = 20


def asked_back(session: Session, today: dt.date) -> Iterator[DueLine]:
    """One line for each office that asks for dossiers back and has no answer."""
    for one in waiting_recalls(session)[:_MOST]:
        day = dt.datetime.fromisoformat(one.since).astimezone().date()
        yield DueLine(
            kind="recall",
            link=Link("recall"),
            title=Sentence(
                N_("{office} asks for dossiers back: {count}"), {"office": one.office, "count": len(one.dossier_ids)}
            ),
            detail=Sentence(N_("Give back, answer that it never came, or say why it stays")),
            grade="warns",
            waiting=max(0, (today - day).days),
            act="see",
        )


def waiting_choices(session: Session, today: dt.date) -> Iterator[DueLine]:
    """Dossiers that arrived while their records were changed here too."""
    for one in open_conflicts(session)[:_MOST]:
        yield DueLine(
            kind="conflict",
            link=Link("conflict", one.id),
            title=Sentence(N_("Changed here and there: {product}"), {"product": one.product}),
            detail=Sentence(
                N_("{left} of {count} places are still to be chosen; from {office}"),
                {"left": one.left, "count": one.differing, "office": one.sender},
            ),
            grade="warns",
            waiting=max(0, (today - one.found_at.astimezone().date()).days),
        )
