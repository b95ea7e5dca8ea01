"""What the acts of the list of assessments need of it."""

from __future__ import annotations

from app.services.assessment_list import ToAssess
from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.tables import TableView
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.tabs import Segmented


class ListBase(Page):
    """The page fills in the rest."""

    table: TableView

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: dict[str, ToAssess] = {}
        self.header = PageHeader(self)
        self.groups = Segmented(self)

    def ticked(self) -> list[ToAssess]:
        """The ticked dossiers, in the order of the list."""
        raise NotImplementedError
