"""What the acts of the page of one assessment need of it."""

from __future__ import annotations

from app.services.assessment_view import AssessmentView, ItemView
from app.services.missing import Missing
from app.ui.desk import Desk
from app.ui.pages.assessment.item_step import StepCard
from app.ui.pages.page import Page
from app.ui.widgets.page_header import PageHeader


class AssessBase(Page):
    """The page fills in the rest."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.record = ""
        self.view: AssessmentView | None = None
        self.header = PageHeader(self)

    @property
    def item(self) -> ItemView | None:
        """The item that is shown."""
        raise NotImplementedError

    @property
    def card(self) -> StepCard | None:
        """The card that is shown."""
        raise NotImplementedError

    def step(self, by: int) -> None:
        """The next step (1) or the one before (-1)."""
        raise NotImplementedError

    def show_step(self, name: str) -> None:
        """Show a step."""
        raise NotImplementedError

    def go_to_missing(self, one: Missing) -> None:
        """Open what is missing."""
        raise NotImplementedError

    def toggle_preview(self) -> None:
        """The paper in place of the fields, and back."""
        raise NotImplementedError

    def commit(self) -> bool:
        """Save what is being typed; False where it is refused."""
        raise NotImplementedError

    def close_page(self) -> None:
        """Esc: back to where one came from; nothing typed is lost."""
        self.desk.back()
