"""Producers and products: three lists, the chosen record in short beside them, and what can be begun from here."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QWidget

from app.services import listing
from app.services.actors import WRITERS, actor_of
from app.services.ideas import decides_ideas
from app.services.office_tasks import prepares_dossiers
from app.services.product_standing import ENDED
from app.services.record_drafts import new_record_id
from app.services.summaries import IdeaLine, ProductSummary, count_ideas, idea_lines, producer_summary, product_summary
from app.translate import _, format_number, ngettext
from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.pages.producers.idea_acts import ask_decline, ask_idea, ask_select
from app.ui.pages.producers.summary_panel import SummaryPanel
from app.ui.pages.producers.tables import (
    FILTERS,
    filter_fields,
    idea_rows,
    idea_table,
    producer_table,
    product_table,
)
from app.ui.route import Route
from app.ui.tables import TableView
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.tabs import Segmented

_TABS = ("products", "producers", "ideas")


def _tab_words() -> dict[str, str]:
    """The lists by name, as they are called."""
    return {"products": _("Products"), "producers": _("Producers"), "ideas": _("Ideas")}


class ProducersPage(Page):
    """The registers of one office."""

    watches = frozenset({"producer", "product", "idea", "dossier", "certificate", "result"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._ideas: dict[str, IdeaLine] = {}
        self._summary: ProductSummary | None = None
        self._unread: set[str] = set()
        self._decides = False
        writes = desk.person.role in WRITERS
        self._prepares = writes and prepares_dossiers(desk.library, desk.office.level)
        self._make_acts()
        self.header = PageHeader(self)
        self.header.set_title(_("Producers and products"))
        self.segments = Segmented(self)
        self.segments.setObjectName("producers.segments")
        self.filter = QComboBox(self)
        self.filter.setObjectName("producers.filter")
        for name, words in FILTERS:
            self.filter.addItem(_(words), name)
        self.filter.setAccessibleName(_("Show by state"))
        self.filter.setToolTip("Ctrl+T")
        products, self._product_source = product_table(desk, self._empty("package", _("No product is registered yet.")))
        producers, self._producer_source = producer_table(
            desk, self._empty("storefront", _("No producer is registered yet."))
        )
        ideas, self._idea_source = idea_table(
            desk, EmptyState("lightbulb", _("No idea is registered yet."), [self.idea_act])
        )
        self.tables: dict[str, TableView] = {"products": products, "producers": producers, "ideas": ideas}
        self._stack = QStackedWidget(self)
        for table in self.tables.values():
            self._stack.addWidget(table)
        self.panel = SummaryPanel(self)
        self._lay_out()
        self._connect()
        self._show_tab(_TABS[0])

    def _empty(self, icon: str, sentence: str) -> QWidget:
        if self._prepares:
            return EmptyState(icon, sentence, [self.producer_act, self.product_act])
        sentence = _("Nothing is here yet: producers and products come with the dossiers that are handed over.")
        return EmptyState(icon, sentence, [self.receive_act])

    def _make_acts(self) -> None:
        self.product_act = Act(self, _("Register a product"), self.new_product, "Ctrl+N", "plus")
        self.producer_act = Act(self, _("Register a producer"), self.new_producer, "Ctrl+Shift+N", "storefront")
        self.idea_act = Act(self, _("Register an idea"), self.new_idea, "Ctrl+I", "lightbulb")
        self.dossier_act = Act(self, _("Go to the dossier"), self.open_dossier, "Ctrl+O", "folder-open")
        self.page_act = Act(self, _("Product page"), lambda: self._open(self._current()), "", "arrow-square-out")
        self.edit_act = Act(self, _("Edit"), lambda: self._edit(self._current()), "", "pencil-simple")
        self.select_act = Act(self, _("Select"), self.select_idea, "Ctrl+Shift+I", "check")
        self.decline_act = Act(self, _("Decline…"), self.decline_idea, "Ctrl+Shift+D", "prohibit")
        self.receive_act = Act(self, _("Go to the hand-over"), lambda: self.desk.go(Route("hand_over")), "", "usb")
        for act in (self.product_act, self.producer_act, self.idea_act):
            act.setVisible(self._prepares)
        Act(self, _("Next list"), lambda: self._step(1), "Ctrl+PgDown")
        Act(self, _("List before"), lambda: self._step(-1), "Ctrl+PgUp")
        Act(self, _("Show by state"), self._open_filter, "Ctrl+T")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.segments)
        row.addWidget(self.filter)
        row.addStretch(1)
        table = self.tables["products"]
        self._columns = ActButton(table.columns_act, "quiet", with_key=False)
        self._export = ActButton(table.export_act, "quiet", with_key=False)
        row.addWidget(self._columns)
        row.addWidget(self._export)
        self.body.addWidget(self.header)
        self.body.addLayout(row)
        self.body.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.segments.changed.connect(self._on_segment)
        self.filter.activated.connect(lambda _place: self._on_filter())
        for name, table in self.tables.items():
            table.opened.connect(self._open)
            table.edited.connect(self._edit)
            table.selected.connect(lambda _ids, name=name: self._show_later(name))
        self.tables["products"].set_row_acts([self.dossier_act, self.idea_act])
        self.tables["ideas"].set_row_acts([self.select_act, self.decline_act])
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(60)
        self._later.timeout.connect(self._show_summary)

    # Showing

    @property
    def tab(self) -> str:
        """The list that is shown."""
        return self.segments.current() or _TABS[0]

    @property
    def table(self) -> TableView:
        """Its table."""
        return self.tables[self.tab]

    def open(self, route: Route) -> None:
        self.route = route
        wanted = route.value("filter")
        if wanted:
            self.filter.setCurrentIndex(max(0, self.filter.findData(wanted)))
            self._on_filter(reload=False)
        if route.tab in _TABS:
            if not self.segments.current():  # first shown: the counts beside the names come with the rows
                self.segments.set_tabs(list(_tab_words().items()))
            self.segments.set_current(route.tab)
        self.refresh()
        if route.record:
            self.table.select(route.record)

    def refresh(self) -> None:
        self._unread = set(_TABS)
        self._show_tab(self.tab)
        numbers, self._decides = self.desk.read(self._read)
        words = _tab_words()
        self.segments.set_tabs([(name, f"{words[name]} {format_number(numbers[name])}") for name in _TABS])
        products, producers = numbers["products"], numbers["producers"]
        some = ngettext("{count} product", "{count} products", products).format(count=format_number(products))
        others = ngettext("{count} producer", "{count} producers", producers).format(count=format_number(producers))
        self.header.set_subtitle(_("{products} of {producers}").format(products=some, producers=others))
        self._show_summary()

    def _read(self, session: Any) -> tuple[dict[str, int], bool]:
        """How many there are of each, and whether ideas are decided here; the table just read has counted its own."""
        numbers: dict[str, int] = {}
        if not self.table.query.hides and not (self.tab == "products" and self.filter.currentData()):
            numbers[self.tab] = self.table.model.rowCount()
        for name, kind in (("products", "product"), ("producers", "producer")):
            if name not in numbers:
                numbers[name] = listing.count(session, listing.ListQuery(kind))
        if "ideas" not in numbers:
            numbers["ideas"] = count_ideas(session)
        return numbers, decides_ideas(actor_of(session, self.desk.person.id), self.desk.library, self.desk.today())

    def _read_table(self, name: str) -> None:
        """Read a list again, when it is shown; a first row is chosen so that the panel has something to say."""
        if name not in self._unread:
            return
        self._unread.discard(name)
        if name == "ideas":
            lines = self.desk.read(idea_lines)
            self._ideas = {line.row.id: line for line in lines}
            self._idea_source.set_rows(idea_rows(lines))
        table = self.tables[name]
        table.reload()
        if not table.current_id() and table.model.rowCount():
            table.select(table.model.ident_at(0))

    def _show_tab(self, name: str) -> None:
        self._read_table(name)
        self._stack.setCurrentWidget(self.tables[name])
        self.filter.setVisible(name == "products")
        primary = {"products": self.product_act, "producers": self.producer_act, "ideas": self.idea_act}[name]
        others = [act for act in (self.producer_act, self.idea_act, self.product_act) if act is not primary]
        self.header.set_acts(primary, others)
        for button in (self._columns, self._export):
            button.setVisible(name == "products")

    def _on_segment(self, name: str) -> None:
        self._show_tab(name)
        self._show_summary()
        if not self.segments.isAncestorOf(self.focusWidget() or self):
            self.table.setFocus()

    def _step(self, by: int) -> None:
        place = _TABS.index(self.tab) + by
        if 0 <= place < len(_TABS):
            self.segments.set_current(_TABS[place])
            self.table.setFocus()

    def _on_filter(self, *, reload: bool = True) -> None:
        self._product_source.narrow(**filter_fields(self.desk, str(self.filter.currentData() or "")))
        if reload:
            self.tables["products"].reload()
            self.tables["products"].setFocus()
            self._show_summary()

    def _open_filter(self) -> None:
        self.segments.set_current("products")
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.showPopup()

    def set_narrow(self, narrow: bool) -> None:
        """Names stay whole where there is little width: what the summary says too goes."""
        self.tables["producers"].leave_out(("kind",) if narrow else ())
        self.tables["ideas"].leave_out(("kind", "year") if narrow else ())

    def side(self) -> QWidget:
        return self.panel

    def side_title(self) -> str:
        return _("Summary")

    def default_focus(self) -> QWidget:
        return self.table

    def _current(self) -> str:
        return self.table.current_id()

    def _show_later(self, name: str) -> None:
        if name == self.tab:
            self._later.start()

    def _show_summary(self) -> None:
        self._later.stop()
        record = self._current()
        self._summary = None
        self.select_act.setVisible(False)
        self.decline_act.setVisible(False)
        if not record:
            self.panel.clear(_("Choose a line to see it here in short."))
        elif self.tab == "products":
            library, today = self.desk.library, self.desk.today()
            days = dict(self.desk.context.settings.deadlines)
            found = self.desk.read(lambda session: product_summary(session, record, library, today, days))
            self._summary = found
            self.dossier_act.setVisible(found.dossier is not None or self._prepares)
            self.dossier_act.set_words(_("Go to the dossier") if found.dossier else _("New dossier"))
            self.page_act.set_words(_("Product page"))
            self.panel.show_product(found, self.dossier_act, [self.page_act, self.edit_act])
        elif self.tab == "producers":
            library, today = self.desk.library, self.desk.today()
            short = self.desk.read(lambda session: producer_summary(session, record, library, today))
            self.page_act.set_words(_("Open"))
            self.panel.show_producer(short, [self.page_act, self.product_act])
        elif record in self._ideas:
            line = self._ideas[record]
            self.select_act.setVisible(self._decides and line.row.status != "selected")
            self.decline_act.setVisible(self._decides and line.row.status != "declined")
            self.panel.show_idea(line, [self.select_act, self.decline_act])

    # Acts

    def _open(self, record: str) -> None:
        if not record:
            return
        if self.tab == "producers":
            self.desk.go(Route("producer", record))
        elif self.tab == "ideas":
            self.desk.go(Route("product", self._ideas[record].row.product_id))
        else:
            draft = (
                self._summary is not None and self._summary.product.id == record and not self._summary.product.revision
            )
            self.desk.go(Route("product_form" if draft else "product", record))

    def _edit(self, record: str) -> None:
        if record:
            page = {"producers": "producer", "products": "product_form"}.get(self.tab, "")
            self.desk.go(Route(page, record)) if page else self._open(record)

    def new_product(self) -> None:
        """Ctrl+N: begin a product, of the chosen producer where the list of producers is shown."""
        producer = self._current() if self.tab == "producers" else ""
        extra = (("producer", producer),) if producer else ()
        self.desk.go(Route("product_form", new_record_id(), extra=extra))

    def new_producer(self) -> None:
        """Ctrl+Shift+N."""
        self.desk.go(Route("producer", new_record_id()))

    def open_dossier(self) -> None:
        """Ctrl+O: the dossier under way of the chosen product, or a new one."""
        record = self._current()
        if self.tab == "ideas" and record:
            product = self._ideas[record].row.product_id
            self.desk.go(Route("new_dossier", extra=(("product", product), ("idea", record))))
            return
        if self.tab != "products" or not record:
            return
        self._show_summary()
        dossier = self._summary.dossier if self._summary is not None else None
        if dossier is not None and dossier.status not in ENDED:
            self.desk.go(Route("dossier", dossier.id))
        else:
            self.desk.go(Route("new_dossier", extra=(("product", record),)))

    def new_idea(self) -> None:
        """Ctrl+I: register an idea, for the chosen product."""
        product = self._current() if self.tab == "products" else ""

        def done(row: Any) -> None:
            self.segments.set_current("ideas")
            self.tables["ideas"].select(row.id)
            self.desk.toast(_("The idea is registered."))

        ask_idea(self, self.desk, product, done)

    def select_idea(self) -> None:
        """Ctrl+Shift+I: a dossier may then be opened on it."""
        line = self._ideas.get(self._current()) if self.tab == "ideas" else None
        if line is not None:
            said = _("Selected: {name}").format(name=line.product)
            ask_select(
                self, self.desk, line.row.id, declined=line.row.status == "declined",
                on_done=lambda _row: self.desk.toast(said),
            )  # fmt: skip

    def decline_idea(self) -> None:
        """Ctrl+Shift+D: with the reason."""
        line = self._ideas.get(self._current()) if self.tab == "ideas" else None
        if line is not None:
            said = _("Declined: {name}").format(name=line.product)
            ask_decline(self, self.desk, line.row.id, lambda _row: self.desk.toast(said))
