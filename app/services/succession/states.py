"""In which state a dossier comes to the successor of the office that held it."""

from __future__ import annotations

from app.models.dossier import DossierStatus as S
from app.services.rules.facts import LEVELS

_UNFINISHED = frozenset({S.IN_ROUND, S.SCORED})
_DONE_BELOW = frozenset({S.ASSESSED, S.PASSING_UP})


def status_after(status: S, level: str, new_level: str) -> S:
    """The state of a dossier in the successor's hands.

    What was in a round of a council that has ended, or scored and not decided on, is to be scored by the successor's
    own. What was finished for the level above, where the successor stands, has arrived there. All else stays.

    Args:
        level, new_level: of the office that ended, and of its successor.
    """
    if status in _UNFINISHED:
        return S.VALID
    if status in _DONE_BELOW and LEVELS.index(new_level) > LEVELS.index(level):
        return S.RECEIVED
    return status
