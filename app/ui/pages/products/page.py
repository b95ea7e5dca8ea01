"""A product's whole life: scores, dossiers by year, certificates, papers, and what the next star takes."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.actors import WRITERS
from app.services.names import application_name, outcome_name, state_name
from app.services.office_tasks import prepares_dossiers
from app.services.product_life import DossierYear, IssuedLine, ProductLife, product_life
from app.services.product_standing import ENDED, TO_COMPLETE
from app.services.summaries import ProductSummary, product_summary
from app.translate import _, format_date
from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.pages.producers.idea_acts import ask_idea
from app.ui.pages.products.life_cards import CertificateCard, NextStarCard, PapersCard
from app.ui.pages.products.score_chart import ScoreChart
from app.ui.papers.previews import preview_paper
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import LinkLabel
from app.ui.widgets.card import Card
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll

_RIGHT = 344
_MOST_ISSUED = 12
_HEAD_AND_FOOT = 34 + 46
_ROW = 32


class ProductPage(Page):
    """One product as it is known in this office."""

    watches = frozenset({"producer", "product", "idea", "dossier", "document", "certificate", "result", "decision"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._life: ProductLife | None = None
        self._summary: ProductSummary | None = None
        self._follows = ""
        writes = desk.person.role in WRITERS
        self._prepares = writes and prepares_dossiers(desk.library, desk.office.level)
        self.header = PageHeader(self)
        self.header.set_back(_("Producers and products"), lambda: desk.go(Route("producers")))
        self._make_acts()
        self.body.addWidget(self.header)
        self.chart = ScoreChart()
        self._scores = Card(_("Scores over the years"))
        self._scores.body.addWidget(self.chart)
        self._source = ListSource()
        self.table = TableView(
            desk,
            "product_dossiers",
            _dossier_columns(),
            self._source,
            title=_("Dossiers by year"),
            empty=EmptyState("folder-open", _("No dossier yet."), [self._new]),
            edits=True,
        )
        self._source.use_columns(self.table.model.columns)
        self.table.opened.connect(lambda record: desk.go(Route("dossier", record)))
        self.table.edited.connect(lambda _record: self.edit())
        self._certificates = CertificateCard(self._view)
        self._papers = PapersCard()
        self._ahead = NextStarCard()
        self._issued = Card(_("Papers issued"))
        self._lay_out()

    def _make_acts(self) -> None:
        self._go_on = Act(self, _("Go to the dossier"), self.open_dossier, "Ctrl+Return", "folder-open")
        self._new = Act(self, _("New dossier"), self.new_dossier, "Ctrl+N", "folder-plus")
        self._edit_act = Act(self, _("Edit"), self.edit, "F2", "pencil-simple")
        self._upgrade = Act(self, _("New upgrade"), partial(self.new_dossier, "upgrade"), "Ctrl+U", "star")
        self._again = Act(self, _("New re-assessment"), partial(self.new_dossier, "reassess"), "Ctrl+Shift+R", "copy")
        self._idea = Act(self, _("Register an idea"), self.new_idea, "Ctrl+I", "lightbulb")
        self._producer = Act(self, _("Open the producer"), self.open_producer, "Ctrl+Shift+O", "storefront")
        self._view = Act(self, _("See the certificate"), self.view_certificate, "Ctrl+P", "eye")
        Act(self, _("Back"), self.desk.back, "Esc")
        Act(self, _("Further down"), partial(self._scroll_by, 1), "Ctrl+PgDown")
        Act(self, _("Further up"), partial(self._scroll_by, -1), "Ctrl+PgUp")

    def _lay_out(self) -> None:
        inner = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._columns.setContentsMargins(0, 0, 4, 0)
        self._columns.setSpacing(12)
        left, right = QWidget(), QWidget()
        self._right = right
        for holder in (left, right):
            holder.setProperty("ground", "none")
        dossiers = Card(_("Dossiers by year"), flush=True)
        dossiers.body.addWidget(self.table)
        first = QVBoxLayout(left)
        first.setContentsMargins(0, 0, 0, 0)
        first.setSpacing(12)
        for card in (self._scores, dossiers, self._issued):
            first.addWidget(card)
        first.addStretch(1)
        second = QVBoxLayout(right)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(12)
        for card in (self._certificates, self._ahead, self._papers):
            second.addWidget(card)
        second.addStretch(1)
        right.setFixedWidth(_RIGHT)
        left.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._columns.addWidget(left, 1)
        self._columns.addWidget(right, 0, Qt.AlignmentFlag.AlignTop)
        self._scroll = VScroll(inner)
        self.body.addWidget(self._scroll, 1)
        self._issued_rows = QVBoxLayout()
        self._issued.body.addLayout(self._issued_rows)

    def set_narrow(self, narrow: bool) -> None:
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if direction == self._columns.direction():
            return
        self._columns.setDirection(direction)
        self._columns.setAlignment(self._right, Qt.AlignmentFlag(0) if narrow else Qt.AlignmentFlag.AlignTop)
        if narrow:
            self._right.setMinimumWidth(0)
            self._right.setMaximumWidth(16777215)
        else:
            self._right.setFixedWidth(_RIGHT)

    # Showing

    def title(self) -> str:
        return self._life.product.name if self._life is not None else ""

    def default_focus(self) -> QWidget:
        return self.table

    def refresh(self) -> None:
        if not self.route.record:
            return
        library, today = self.desk.library, self.desk.today()
        record = self.route.record
        days = dict(self.desk.context.settings.deadlines)

        def read(session: Any) -> tuple[ProductLife, ProductSummary]:
            return (
                product_life(session, record, library, today),
                product_summary(session, record, library, today, days),
            )

        self._life, self._summary = life, summary = self.desk.read(read)
        self._show_head(life, summary)
        self._scores.setVisible(bool(life.scores))
        self.chart.show_scores(life.scores, life.bounds)
        self._source.set_rows([_dossier_row(one) for one in life.dossiers])
        self.table.reload()
        rows = len(life.dossiers)
        self.table.setFixedHeight(_HEAD_AND_FOOT + (max(2, min(rows, 8)) * _ROW if rows else 190))
        if rows and not self.table.current_id():
            self.table.select(life.dossiers[0].dossier_id)
        self._certificates.show_certificates(life.certificates)
        self._papers.show_papers(life.papers)
        self._ahead.show_ahead(life.next_star)
        self._show_issued(life.issued)

    def _show_head(self, life: ProductLife, summary: ProductSummary) -> None:
        product, producer = life.product, life.producer
        self.header.set_title(product.name or _("Product without a name"))
        self.header.set_stars(life.stars)
        self.header.set_state(Badge(summary.standing.text, summary.standing.grade, soft=True))
        in_set = " · ".join(str(one) for one in (product.set_number, summary.set_name) if one)
        line = (producer.name, producer.commune_name, in_set)
        self.header.set_subtitle(" · ".join(part for part in line if part))
        under_way = summary.dossier
        ended = any(one.status in ENDED and one.status != "withdrawn" for one in life.dossiers)
        state = life.certificates[0].state if life.certificates else ""
        self._follows = "" if not ended else "upgrade" if state == "valid" else "reassess" if state == "window" else ""
        for act in (self._again, self._upgrade):
            act.setVisible(ended and under_way is None and self._prepares)
        self._new.setVisible(under_way is None and self._prepares)
        self._go_on.setVisible(under_way is not None or self._prepares)
        words = {"upgrade": _("New upgrade"), "reassess": _("New re-assessment")}.get(self._follows, _("New dossier"))
        if under_way is not None:
            words = _("Open the dossier of {year}").format(year=under_way.year)
        self._idea.setVisible(self._prepares)
        if product.revision == 0:
            words = _("Go on with the form")
        for act in (self._new, self._idea):
            act.setVisible(act.isVisible() and product.revision > 0)
        self._go_on.set_words(words)
        rest = (self._again, self._upgrade, self._new, self._producer, self._idea)
        shown = [act for act in rest if act.words != words]
        self.header.set_acts(self._go_on, [self._edit_act, *shown])

    def _show_issued(self, lines: tuple[IssuedLine, ...]) -> None:
        while self._issued_rows.count():
            widget = self._issued_rows.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._issued.setVisible(bool(lines))
        for line in lines[:_MOST_ISSUED]:
            self._issued_rows.addWidget(self._issued_line(line))

    def _issued_line(self, line: IssuedLine) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        link = LinkLabel(line.title, partial(self.desk.go, Route("dossier", line.dossier_id, tab="papers")))
        row.addWidget(link)
        dated = format_date(line.dated) if line.dated else ""
        row.addWidget(
            TextLabel(" · ".join(one for one in (line.number, dated, line.office_name) if one), "second", wrap=False)
        )
        row.addStretch(1)
        signed = line.status == "signed"
        row.addWidget(Badge(_("Signed") if signed else _("Draft"), "ok" if signed else "neutral"))
        return holder

    def _scroll_by(self, way: int) -> None:
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + way * bar.pageStep() * 3 // 4)

    # Acts

    def edit(self) -> None:
        """F2: the product's form."""
        self.desk.go(Route("product_form", self.route.record))

    def open_dossier(self) -> None:
        """Ctrl+Enter: the dossier under way, else a new one of the kind that comes next."""
        if self._life is not None and self._life.product.revision == 0:
            self.edit()
        elif self._summary is not None and self._summary.dossier is not None:
            self.desk.go(Route("dossier", self._summary.dossier.id))
        elif self._prepares:
            self.new_dossier(self._follows)

    def new_dossier(self, application: str = "") -> None:
        """A new dossier; with a kind of application it starts from the last one."""
        extra = [("product", self.route.record)]
        if application:
            extra.append(("application", application))
        self.desk.go(Route("new_dossier", extra=tuple(extra)))

    def new_idea(self) -> None:
        """Ctrl+I."""
        ask_idea(self, self.desk, self.route.record, lambda _row: self.desk.toast(_("The idea is registered.")))

    def open_producer(self) -> None:
        """Ctrl+Shift+O."""
        if self._life is not None:
            self.desk.go(Route("producer", self._life.producer.id))

    def view_certificate(self) -> None:
        """Ctrl+P: the latest certificate as it was printed."""
        if self._life is not None and self._life.certificates:
            preview_paper(self.desk, "certificate", self._life.certificates[0].row.id)


def _dossier_columns() -> list[Column]:
    return [
        Column("year", _("Year"), width=60),
        Column("kind", _("Kind of dossier"), width=120, stretch=True),
        Column("decision", _("By decision"), width=130),
        Column("points", _("Points"), "number", width=72, decimals=2),
        Column("stars", _("Stars"), "stars", width=104),
        Column("state", _("State"), "badge", width=170),
        Column("council", _("Council"), width=180, shown=False),
    ]


def _dossier_row(one: DossierYear) -> dict[str, object]:
    if one.status in TO_COMPLETE:
        grade = "warn"
    elif one.status == "recognised":
        grade = "ok"
    else:
        grade = "neutral" if one.status in ENDED else "info"
    words = f"{state_name(one.status)}"
    if one.status == "scored" and one.outcome:
        words = f"{outcome_name(one.outcome)}"
    kind = f"{application_name(one.application_type)}"
    return {
        "id": one.dossier_id,
        "year": str(one.year),
        "kind": kind[:1].upper() + kind[1:],
        "decision": one.decision,
        "council": one.council_name or None,
        "points": one.points,
        "stars": one.stars,
        "state": (words[:1].upper() + words[1:], grade),
    }
