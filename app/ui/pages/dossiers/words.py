"""The states of a dossier and of its papers as people see them: a word and the grade of its mark."""

from __future__ import annotations

import datetime as dt

from app.services.names import STATES, state_name
from app.translate import N_, _, ngettext

STATE_GRADES: dict[str, str] = {
    "draft": "neutral",
    "filed": "info",
    "checked": "info",
    "assessed": "info",
    "handed_over": "neutral",
    "received": "info",
    "to_complete": "warn",
    "valid": "info",
    "in_round": "info",
    "scored": "info",
    "passing_up": "warn",
    "returned": "warn",
    "recognised": "ok",
    "declined": "neutral",
    "withdrawn": "neutral",
}
PAPER_GRADES: dict[str, str] = {
    "there": "ok",
    "soon": "warn",
    "lapsed": "danger",
    "missing": "danger",
    "none": "neutral",
}


def begun(words: str) -> str:
    """The words with a capital at their beginning."""
    return words[:1].upper() + words[1:]


def state_badge(status: str) -> tuple[str, str]:
    """Word and grade of a dossier's state."""
    return begun(str(state_name(status))), STATE_GRADES.get(status, "neutral")


def state_words() -> dict[str, str]:
    """Every state with its word, for filters."""
    return {status: str(state_name(status)) for status in STATES}


def due_badge(due: dt.date | None, left: int | None) -> tuple[str, str] | None:
    """A deadline as words and grade: how long there is still, or for how long it has been late."""
    if due is None or left is None:
        return None
    if left < 0:
        return ngettext("{count} day late", "{count} days late", -left).format(count=-left), "danger"
    if left == 0:
        return _("Due today"), "warn"
    words = ngettext("{count} day left", "{count} days left", left).format(count=left)
    return words, "warn" if left <= 5 else "neutral"


APPLICATIONS = {"first": N_("First"), "upgrade": N_("Upgrade"), "reassess": N_("Re-assessment")}
_BODY = "Ủy ban nhân dân"


def application_words(kind: str) -> str:
    """The kind of application in one or two words."""
    return _(APPLICATIONS.get(kind, kind))


def short_office(name: str) -> str:
    """An office's name with the usual abbreviation, where room is short."""
    return name.replace(_BODY, "UBND").replace(_BODY.upper(), "UBND")


def article_words(article: str) -> str:
    """Where the law asks for it; a source that is an address on the net says nothing in a list."""
    return "" if article.startswith("http") else article
