"""What is worth knowing above the page: nothing can be written, the score is signed, another set applies now."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.self_assessment_view import SelfAssessmentView
from app.translate import _
from app.ui.widgets.strip import Strip


def strips_of(view: SelfAssessmentView, at_scores: bool, parent: QWidget) -> list[Strip]:
    """The strips as the self-assessment stands; that the score is signed is said where it is shown."""
    found = []
    if view.locked is not None:
        found.append(Strip(view.locked.what, "neutral", icon="lock-simple", parent=parent))
    elif at_scores and view.score is not None and view.score.signed_on is not None:
        words = _("The score is signed; it is changed after reopening, and the signed one is kept.")
        found.append(Strip(words, "neutral", icon="lock-simple", parent=parent))
    if view.score is not None and view.criteria_set is not None and view.score.set_id != view.criteria_set.id:
        words = _("The score was made by the set {other}; now another set applies: answer it anew.")
        found.append(Strip(words.format(other=view.score.set_id), "warn", parent=parent))
    return found
