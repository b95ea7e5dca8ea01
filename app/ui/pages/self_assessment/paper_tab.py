"""The printed report on a tab of its own: written when it is looked at."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.translate import _
from app.ui.desk import Desk
from app.ui.papers.live_preview import PaperPreview


class PaperTab(PaperPreview):
    """The self-assessment report as it would be printed now."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, "self_assessment", _("As it would be printed now"), parent)
