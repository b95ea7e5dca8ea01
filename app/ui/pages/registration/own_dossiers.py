"""Which of a producer's own dossiers is meant: asked on the pages of the forms when they are opened by themselves."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.dossiers import DossierLine, list_dossiers
from app.services.names import application_name, state_name
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.route import Route
from app.ui.tables import Column, TableView
from app.ui.tables.list_source import ListSource
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState

_OPEN = frozenset({"draft", "filed", "checked", "to_complete", "returned"})


class OwnDossiers(TableView):
    """The dossiers that lie here, the open ones first; Enter opens the form of one.

    Args:
        page: the page whose form is opened.
    """

    def __init__(self, desk: Desk, page: str, parent: QWidget) -> None:
        self._page = page
        self.rows = ListSource()
        start = Act(parent, _("New dossier"), lambda: desk.go(Route("new_dossier")), "Ctrl+N", "plus")
        register = Act(parent, _("Register a product"), lambda: desk.go(Route("product_form")), "", "package")
        columns = [
            Column("name", _("Product"), width=240, stretch=True),
            Column("kind", _("Application"), width=180),
            Column("year", _("Year"), width=80, align="right"),
            Column("state", _("State"), width=200),
        ]
        empty = EmptyState(
            "folder-open",
            _("No dossier yet. It begins with the product; then its two forms are filled in here."),
            [start, register],
        )
        super().__init__(
            desk, f"own.{page}", columns, self.rows, title=_("Dossiers"), counted=_counted, empty=empty, parent=parent
        )
        self.opened.connect(lambda ident: desk.go(Route(page, ident)))

    def load(self) -> str:
        """Read the list; the id of the one dossier that is meant, where there is only one open; else empty."""
        desk = self.desk
        office = desk.office.id
        lines = desk.read(lambda session: list_dossiers(session, holder_office_id=office))
        lines.sort(key=lambda one: (one.row.status not in _OPEN, -one.row.year))
        self.rows.set_rows([_as_row(one) for one in lines])
        self.reload()
        if lines and not self.current_id():
            self.grid.choose(0)
        open_ones = [one.row.id for one in lines if one.row.status in _OPEN]
        return open_ones[0] if len(open_ones) == 1 else ""


def _as_row(line: DossierLine) -> dict[str, object]:
    kind, state = str(application_name(line.row.application_type)), str(state_name(line.row.status))
    return {
        "id": line.row.id,
        "name": line.product_name,
        "kind": kind[:1].upper() + kind[1:],
        "year": str(line.row.year),
        "state": state[:1].upper() + state[1:],
    }


def _counted(count: int) -> str:
    return ngettext("{count} dossier", "{count} dossiers", count).format(count=count)
