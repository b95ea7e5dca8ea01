"""The journal of a dossier in words: what was done, by whom, with the facts that a reader asks for first."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.models import DossierDocument, Office
from app.services.dossier_overview import HistoryLine
from app.services.names import act_name, application_name, state_name
from app.translate import N_, _, format_date, ngettext

_FACTS: tuple[tuple[str, str], ...] = (
    ("receipt", N_("receipt number {value}")),
    ("code", N_("product code {value}")),
    ("number", N_("number {value}")),
    ("dated", N_("of {value}")),
    ("register", N_("register number {value}")),
    ("samples", N_("{value} samples")),
    ("stars", N_("{value} stars")),
    ("met_on", N_("the council met on {value}")),
    ("due", N_("by {value}")),
    ("deadline", N_("late: it was due on {value}")),
    ("valid_to", N_("in force until {value}")),
    ("reason", N_("because: {value}")),
    ("copy", N_("copy no. {value}")),
)
_DATES = frozenset({"dated", "due", "met_on", "deadline", "valid_to"})


@dataclass(frozen=True)
class JournalWords:
    """One act as it is read: ``detail`` may be empty; ``state``: the state that it led to, empty where none."""

    sequence: int
    at: dt.datetime
    what: str
    detail: str
    office: str
    position: str
    state: str


def journal_words(session: Session, dossier_id: str, history: Sequence[HistoryLine]) -> list[JournalWords]:
    """The entries of a dossier in words, the latest first."""
    names = dict(session.exec(select(Office.code, Office.name)).all())
    chosen = select(DossierDocument.id, DossierDocument.title).where(DossierDocument.dossier_id == dossier_id)
    titles = dict(session.exec(chosen).all())
    return [_words(line, names, titles) for line in reversed(history)]


def _words(line: HistoryLine, names: dict[str, str], titles: dict[str, str]) -> JournalWords:
    data: dict[str, Any] = json.loads(line.data)
    said = str(act_name(line.act))
    return JournalWords(
        sequence=line.sequence,
        at=line.at,
        what=said[:1].upper() + said[1:],
        detail=" · ".join(_facts(line.act, data, titles)),
        office=names.get(line.office_code, line.office_code),
        position=line.position,
        state=str(state_name(str(data["to"]))) if data.get("to") else "",
    )


def _day(value: str) -> str:
    """A day as it is read; one that another office's program wrote otherwise is shown as it stands."""
    try:
        return format_date(dt.date.fromisoformat(value[:10]))
    except ValueError:
        return value


def _facts(act: str, data: dict[str, Any], titles: dict[str, str]) -> list[str]:
    found: list[str] = []
    if data.get("application"):
        found.append(str(application_name(str(data["application"]))))
    if str(data.get("document")) in titles:
        found.append(titles[str(data["document"])])
    for name, words in _FACTS:
        value = data.get(name)
        if value in (None, "", [], 0) or isinstance(value, dict | list):
            continue
        if name in _DATES and isinstance(value, str):
            value = _day(value)
        found.append(_(words).format(value=value))
    items = data.get("items")
    if act in ("request_completion", "record_completion_above") and isinstance(items, list):
        found.append(
            ngettext("{count} thing asked for", "{count} things asked for", len(items)).format(count=len(items))
        )
        found += [str(item.get("what", "")) for item in items[:3] if isinstance(item, dict)]
    return found
