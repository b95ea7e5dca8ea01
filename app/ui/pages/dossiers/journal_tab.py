"""The journal of a dossier in words, the latest first; and whether its chain is whole."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.dossier_page import DossierPageData
from app.services.journal_words import journal_words
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.pages.dossiers.words import begun, short_office
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.strip import Strip


class JournalTab(QWidget):
    """A table of acts."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        self.strip = Strip("", "danger")
        self.strip.hide()
        rows.addWidget(self.strip)
        columns = [
            Column("what", _("Act"), "two_line", 240, stretch=True, sortable=False),
            Column("at", _("When"), "date", 136, sortable=False),
            Column("office", _("Office"), width=190, sortable=False),
            Column("state", _("Then"), width=130, sortable=False),
        ]
        self.source = ListSource()
        self.table = TableView(
            desk, "journal", columns, self.source, title=_("Journal"), counted=_counted, keys=[_("Ctrl+F filter")]
        )
        self.source.use_columns(columns)
        rows.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def show_data(self, data: DossierPageData) -> None:
        """Show the acts of a dossier."""
        history = data.overview.history
        lines = self._desk.read(lambda session: journal_words(session, data.row.id, history))
        self.source.set_rows(
            {
                "id": str(line.sequence),
                "what": (line.what, line.detail),
                "at": line.at,
                "office": " · ".join(part for part in (short_office(line.office), line.position) if part),
                "state": begun(line.state),
            }
            for line in lines
        )
        self.table.reload()
        broken = data.overview.broken_at
        if broken is not None:
            words = _("The journal does not follow from itself at entry {number}: it was changed from outside.")
            self.strip.set_text(words.format(number=broken))
        self.strip.setVisible(broken is not None)


def _counted(count: int) -> str:
    return ngettext("{count} act", "{count} acts", count).format(count=count)
