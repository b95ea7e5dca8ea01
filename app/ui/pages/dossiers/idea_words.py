"""An idea in one line of a list."""

from __future__ import annotations

from typing import Any

from app.translate import N_, _, format_date

IDEA_WORDS = {
    "new": N_("a new product"),
    "existing": N_("a product that is made already"),
    "upgrade": N_("upgrade"),
    "reassess": N_("re-assessment"),
}
IDEA_STATES = {"registered": N_("registered"), "selected": N_("selected")}
_MOST = 60  # letters of its description


def idea_text(idea: Any) -> str:
    """Day, kind, state and the beginning of the description of an idea's row."""
    words = (
        format_date(idea.registered_on),
        _(IDEA_WORDS.get(idea.kind, idea.kind)),
        _(IDEA_STATES.get(idea.status, idea.status)),
        idea.description[:_MOST] if idea.description else "",
    )
    return " · ".join(part for part in words if part)
