"""Whether the papers say the same: every difference with both places, and which papers nobody has read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.cross_check.check import check_papers
from app.services.cross_check.record import gather
from app.services.cross_check.results import FACTS, CrossCheck, Difference
from app.services.dossier_page import DossierPageData
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.evidence.worker import FileWorker
from app.ui.pages.dossiers.places import route_of_subject
from app.ui.papers.open_document import open_attached
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip


class MatchTab(QWidget):
    """The cross-paper check. ``on_count`` hears how many differences were found."""

    def __init__(self, desk: Desk, parent: QWidget, on_paper: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._desk = desk
        self._data: DossierPageData | None = None
        self._checked_for = ""
        self._running = False
        self._differences: dict[str, Difference] = {}
        self._on_paper = on_paper
        self.count: int | None = None
        self.on_count: Callable[[], None] | None = None
        self.check_act = Act(self, _("Check again"), self.check, "F5", "arrows-clockwise")
        Act(self, _("Open the file"), self._open_file, "F4", "eye")
        self._words = TextLabel("", "body", tone="text2")
        line = QHBoxLayout()
        line.addWidget(self._words, 1)
        line.addWidget(ActButton(self.check_act, "link"))
        self.strip = Strip("", "warn")
        self.strip.hide()
        columns = [
            Column("fact", _("What"), "badge", 150, sortable=False),
            Column("a", _("One place"), "two_line", 200, sortable=False),
            Column("b", _("The other place"), "two_line", 220, stretch=True, sortable=False),
            Column("times", _("Times"), "number", 70, sortable=False),
        ]
        self.source = ListSource()
        words = _("No differences were found in what could be read.")
        self.table = TableView(
            desk,
            "match",
            columns,
            self.source,
            title=_("Differences between the papers"),
            counted=_counted,
            empty=EmptyState("check-circle", words, []),
            keys=[_("Enter go there"), _("F4 open the file")],
        )
        self.source.use_columns(columns)
        self.table.opened.connect(self._go_there)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(line)
        rows.addWidget(self.strip)
        rows.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def show_data(self, data: DossierPageData) -> None:
        """Another dossier, or the same one changed: what was found stays until it is checked again."""
        changed = self._data is None or self._data.row.id != data.row.id
        self._data = data
        if changed:
            self._checked_for = ""
            self.count = None
            self._show(CrossCheck((), ()), said=False)

    def shown(self) -> None:
        """The tab is looked at: check at the first time."""
        if self._data is not None and self._checked_for != self._data.row.id:
            self.check()

    def check(self) -> None:
        """Read and compare all papers; long at the first time."""
        if self._data is None or self._running:
            return
        desk, ident = self._desk, self._data.row.id
        self._running = True
        self._checked_for = ident
        reader = FileWorker.of(desk).reader
        desk.run_long(
            _("Comparing the papers"),
            lambda progress: check_papers(desk.read(lambda session: gather(session, ident)), reader, progress),
            on_done=lambda found: self._done(ident, found),
            on_error=self._failed,
            on_cancel=self._stopped,
            owner=self,
        )

    def _done(self, ident: str, found: CrossCheck) -> None:
        self._running = False
        if self._data is not None and self._data.row.id == ident:
            self._show(found, said=True)
        elif self.isVisible():
            self.shown()

    def _failed(self, error: BaseException) -> None:
        self._stopped()
        self._desk.show_error(error)

    def _stopped(self) -> None:
        self._running = False
        self._checked_for = ""

    def _show(self, found: CrossCheck, *, said: bool) -> None:
        self._differences = {str(place): one for place, one in enumerate(found.differences)}
        self.source.set_rows(
            {
                "id": ident,
                "fact": (_(FACTS[one.fact]), "warn" if one.grade == "warns" else "neutral"),
                "a": (one.value_a, one.place_a.text),
                "b": (one.value_b, one.place_b.text),
                "times": one.times,
            }
            for ident, one in self._differences.items()
        )
        self.table.reload()
        total = len(found.papers)
        if said:
            words = ngettext("{read} of {count} file read.", "{read} of {count} files read.", total)
            self._words.setText(words.format(read=len(found.read), count=total))
            self.count = len(found.differences)
        else:
            self._words.setText(_("Names, addresses, weights and dates are compared over record and papers."))
        self._show_unread(found, total)
        if self.on_count is not None:
            self.on_count()

    def _show_unread(self, found: CrossCheck, total: int) -> None:
        unread = len(found.scanned) + len(found.unreadable)
        self.strip.setVisible(bool(unread))
        if not unread:
            return
        parts = []
        if found.scanned:
            words = _("{count} of {total} are scans, which could not be read")
            parts.append(words.format(count=len(found.scanned), total=total))
        if found.unreadable:
            words = _("{count} of {total} cannot be read")
            parts.append(words.format(count=len(found.unreadable), total=total))
        names = ", ".join(dict.fromkeys(one.title for one in (*found.scanned, *found.unreadable)))
        self.strip.set_text("; ".join(parts), "warn", _("Compare by eye: {names}").format(names=names))

    def _go_there(self, ident: str) -> None:
        one = self._differences[ident]
        if self._data is None:
            return
        for place in (one.place_b, one.place_a):
            if place.subject.startswith("document:"):
                self._on_paper(place.subject.partition(":")[2])
                return
            route = route_of_subject(place.subject, self._data)
            if route is not None:
                self._desk.go(route)
                return

    def _open_file(self) -> None:
        one = self._differences.get(self.table.current_id())
        if one is None or self._data is None:
            return
        wanted = {one.place_a.sha256, one.place_b.sha256} - {""}
        for line in self._data.papers.lines:
            for file in line.document.files if line.document else ():
                if file.blob.sha256 in wanted:
                    open_attached(self, self._desk, file.blob.sha256, file.name, warning=file.blob.warning)
                    return


def _counted(count: int) -> str:
    return ngettext("{count} difference", "{count} differences", count).format(count=count)
