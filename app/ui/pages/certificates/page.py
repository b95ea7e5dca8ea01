"""The register of certificates, and the office's decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.actors import WRITERS
from app.services.certificate_page import certificates_to_print
from app.services.certificate_standing import (
    PARTS,
    CertificateStanding,
    Part,
    part_counts,
    part_fields,
    standings,
    watched_days,
)
from app.services.decision_overview import DecisionLine, decision_lines
from app.services.list_rows import CertificateListRow
from app.services.office_tasks import recognises
from app.translate import N_, _, format_number, ngettext
from app.ui.desk import Desk
from app.ui.pages.certificates.validity_bar import BarLegend, LastDays, paint_last_days
from app.ui.pages.certificates.verify_dialog import VerifyDialog
from app.ui.pages.certificates.words import certificates_count, decision_badge, last_days, standing_badge
from app.ui.pages.page import Page
from app.ui.papers.previews import preview_paper
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.tables.listing_source import ListingSource
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import Segmented, TabStrip

_CERTIFICATES, _DECISIONS = "certificates", "decisions"
_PARTS: dict[Part, str] = {
    "all": N_("All {count}"),
    "valid": N_("In force {count}"),
    "window": N_("Can be filed now {count}"),
    "soon": N_("Ending soon {count}"),
    "expired": N_("Expired {count}"),
    "ended": N_("Revoked or replaced {count}"),
}


class CertificatesPage(Page):
    """Enter opens a certificate or decision; the parts of the register are counted on their buttons."""

    watches: ClassVar[frozenset[str]] = frozenset({"certificate", "decision", "dossier", "product", "result"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._regime = desk.library.for_dossier(None, desk.today())
        self._span = watched_days(self._regime)
        self.decides = recognises(desk.library, desk.office.level) and desk.person.role in WRITERS  # type: ignore[arg-type]
        self._counts: dict[Part, int] = {}
        self._drafts = 0
        self._unread: set[str] = set()
        self.header = PageHeader(self)
        self.header.set_title(_("Certificates"))
        self._make_acts()
        self.tabs = TabStrip(self)
        self.tabs.changed.connect(self._on_tab)
        self.parts = Segmented(self)
        self.parts.changed.connect(self._on_part)
        self.note = Strip("", "info")
        self.note.hide()
        self._make_tables()
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._certificates_tab())
        self._stack.addWidget(self.decisions)
        self.body.addWidget(self.header)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)
        self._name_tabs()
        self._name_parts()
        self._show_acts()

    def _make_acts(self) -> None:
        go = self.desk.go
        self.new_act = Act(self, _("New decision"), lambda: go(Route("decision")), "Ctrl+N", "note-pencil")
        self.print_act = Act(self, _("See and print"), self.print_chosen, "Ctrl+P", "printer")
        self.verify_act = Act(self, _("Check a code…"), self.verify, "Ctrl+Shift+K", "qr-code")
        self.product_act = Act(self, _("Open the product"), self.open_product, "Ctrl+O", "package")
        self.again_act = Act(
            self, _("Re-assessment dossier"), self.start_reassessment, "Ctrl+Shift+N", "arrows-clockwise"
        )
        Act(self, _("Next tab"), lambda: self.tabs.step(1), "Ctrl+PgDown")
        Act(self, _("Tab before"), lambda: self.tabs.step(-1), "Ctrl+PgUp")
        Act(self, _("Next part"), lambda: self._step_part(1), "Ctrl+Right")
        Act(self, _("Part before"), lambda: self._step_part(-1), "Ctrl+Left")

    def _make_tables(self) -> None:
        desk = self.desk
        self.source = ListingSource(
            desk,
            "certificate",
            self._as_row,
            sort="valid_to",
            before=lambda session, rows: standings(session, [row.id for row in rows], self._regime, desk.today()),
        )
        self.table = TableView(
            desk,
            "certificates",
            [
                Column("number", _("Register no."), width=104, filterable=False),
                Column("name", _("Product"), stretch=True, width=240),
                Column("producer", _("Producer"), width=160),
                Column("commune", _("Commune"), width=140, shown=False),
                Column("stars", _("Class"), "stars", width=106),
                Column("valid_from", _("Date of the decision"), "date", width=126, filterable=False),
                Column(
                    "last_days",
                    _("Last {days} days").format(days=self._span),
                    "drawn",
                    width=122,
                    sortable=False,
                    filterable=False,
                    paint=paint_last_days,
                    text=_bar_words,
                ),
                Column("valid_to", _("Valid to"), "date", width=104, filterable=False),
                Column("state", _("State"), "badge", width=160, sortable=False, filterable=False),
            ],
            self.source,
            title=_("Certificates"),
            counted=certificates_count,
            empty=self._nothing(),
        )
        self.table.opened.connect(lambda ident: desk.go(Route("certificate", ident)))
        self.table.selected.connect(lambda _ids: self._show_acts())
        self.table.set_row_acts([self.print_act, self.product_act, self.again_act])
        self._decisions = ListSource()
        self.decisions = TableView(
            desk,
            "decisions",
            [
                Column("number", _("Paper number"), width=140),
                Column("title", _("Decision"), stretch=True, width=170),
                Column("signed_on", _("Date"), "date", width=112),
                Column("products", _("Products"), "number", width=90),
                Column("certificates", _("Certificates"), "number", width=136),
                Column("state", _("State"), "badge", width=190),
            ],
            self._decisions,
            title=_("Decisions"),
            counted=lambda count: ngettext("{count} decision", "{count} decisions", count).format(count=count),
            empty=EmptyState(
                "gavel",
                _("No decision has been drafted yet."),
                [self.new_act] if self.decides else [],
                _("A decision names the results that the council has closed."),
            ),
        )
        self.decisions.opened.connect(lambda ident: desk.go(Route("decision", ident)))

    def _nothing(self) -> EmptyState:
        if self.decides:
            words = _("They are made from a signed decision, all in one act.")
        else:
            words = _("They arrive with the results from the office that recognises.")
        return EmptyState(
            "certificate", _("No certificate here yet."), [self.new_act] if self.decides else [self.verify_act], words
        )

    def _certificates_tab(self) -> QWidget:
        tab = QWidget(self)
        box = QVBoxLayout(tab)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        line = QHBoxLayout()
        line.addWidget(self.parts)
        line.addStretch(1)
        box.addLayout(line)
        box.addWidget(self.note)
        box.addWidget(self.table, 1)
        rule = self._regime.reassessment
        window = (rule.earliest_days_before_expiry, rule.latest_days_before_expiry) if rule is not None else None
        self.legend = BarLegend(self._span, window, rule.article if rule is not None else "", tab)
        box.addWidget(self.legend)
        return tab

    # What is shown

    def open(self, route: Route) -> None:
        if route.tab in (_CERTIFICATES, _DECISIONS):
            self.tabs.set_current(route.tab)
        if route.extra:
            ends, states = route.value("ends_to"), route.value("states")
            part: Part = "soon" if ends else "valid" if states == "valid" else "ended" if states else "all"
            self.tabs.set_current(_CERTIFICATES)
            self.parts.set_current(route.value("part") or part)
        super().open(route)

    def refresh(self) -> None:
        desk = self.desk
        self._unread = {_CERTIFICATES}  # the decisions come with what is fetched
        self._read_shown()
        desk.fetch(
            lambda session: (
                part_counts(session, self._regime, desk.today()),
                decision_lines(session, desk.office.id),
            ),
            self._show,
            owner=self,
        )

    def default_focus(self) -> QWidget:
        return self.decisions if self.tabs.current() == _DECISIONS else self.table

    def set_narrow(self, narrow: bool) -> None:
        self.legend.setVisible(not narrow)
        self.table.leave_out(("producer", "valid_from") if narrow else ())

    def menu_acts(self) -> list[Act]:
        return [self.new_act, self.print_act, self.verify_act, self.product_act, self.again_act]

    def _show(self, found: tuple[dict[Part, int], list[DecisionLine]]) -> None:
        self._counts, decisions = found
        self._drafts = sum(one.state in ("draft", "printed") for one in decisions)
        self._decisions.set_rows(
            {
                "id": one.id,
                "number": one.number or None,
                "title": one.title,
                "signed_on": one.signed_on,
                "products": one.products,
                "certificates": one.certificates,
                "state": decision_badge(one.state, one.kind),
            }
            for one in decisions
        )
        self._unread.add(_DECISIONS)
        self._name_tabs()
        self._name_parts()
        self._read_shown()
        self._show_acts()

    def _read_shown(self) -> None:
        """Read the table that is shown again, if that is due; its first row is chosen where none is."""
        name = self.tabs.current() or _CERTIFICATES
        table = self.decisions if name == _DECISIONS else self.table
        if name in self._unread:
            self._unread.discard(name)
            table.reload()
        if table.model.rowCount() and not table.current_id():
            table.grid.choose(0)

    def _name_tabs(self) -> None:
        drafts = f" ({self._drafts})" if self._drafts else ""
        tabs = [(_CERTIFICATES, _("Certificates")), (_DECISIONS, _("Decisions") + drafts)]
        if not self.decides and not self._decisions.rows:
            tabs = tabs[:1]
        self.tabs.set_tabs(tabs)
        self.tabs.setVisible(len(tabs) > 1)

    def _name_parts(self) -> None:
        counts = {part: format_number(self._counts.get(part, 0)) for part in PARTS}
        shown = [part for part in PARTS if part != "window" or self._regime.reassessment is not None]
        self.parts.blockSignals(True)
        self.parts.set_tabs([(part, _(_PARTS[part]).format(count=counts[part])) for part in shown])
        self.parts.blockSignals(False)

    def _show_acts(self) -> None:
        at_certificates = self.tabs.current() != _DECISIONS
        chosen = bool(self.table.current_id()) and at_certificates
        for act in (self.print_act, self.product_act, self.again_act):
            act.setVisible(chosen)
        self.new_act.setVisible(self.decides)
        primary = self.new_act if self.decides else self.print_act if chosen else None
        others = [self.print_act, self.verify_act, self.again_act, self.product_act]
        self.header.set_acts(primary, [one for one in others if one is not primary and one.isVisible()])

    def _as_row(self, row: CertificateListRow, found: dict[str, CertificateStanding]) -> dict[str, object]:
        standing = found[row.id]
        today = self.desk.today()
        return {
            "number": row.number,
            "name": row.name,
            "producer": row.producer,
            "commune": row.commune,
            "stars": row.stars,
            "valid_from": row.valid_from,
            "last_days": last_days(standing, self._span, today),
            "valid_to": row.valid_to,
            "state": standing_badge(standing, today),
            "product_id": row.product_id,
        }

    # Choosing

    def _on_tab(self, name: str) -> None:
        self._stack.setCurrentIndex(int(name == _DECISIONS))
        self._read_shown()
        self.default_focus().setFocus()
        self._show_acts()

    def _on_part(self, name: str) -> None:
        self.source.narrow(**part_fields(cast(Part, name), self._regime, self.desk.today()))
        self.table.reload()
        if self.table.model.rowCount() and not self.table.current_id():
            self.table.grid.choose(0)
        self._show_acts()

    def _step_part(self, by: int) -> None:
        names: list[Part] = list(PARTS)
        if self._regime.reassessment is None:
            names.remove("window")
        place = names.index(cast(Part, self.parts.current())) + by
        self.parts.set_current(names[max(0, min(len(names) - 1, place))])

    # Acts

    def print_chosen(self) -> None:
        """Show the chosen certificates that hold as one PDF, to be printed."""
        desk = self.desk
        chosen: Sequence[str] = self.table.selected_ids()
        found, is_own = desk.read(lambda session: certificates_to_print(session, chosen, desk.actor(session)))
        if not found:
            self.note.set_text(_("None of the chosen certificates holds any more: they are not printed."), "warn")
            self.note.show()
            return
        self.note.hide()
        preview_paper(desk, "certificate", found, counted=is_own and desk.person.role in WRITERS)

    def verify(self) -> None:
        """Check the text of a QR code."""
        VerifyDialog(self, self.desk).open()

    def _current_product(self) -> str:
        row: Any = self.table.model.row_at(self.table.grid.currentIndex().row())
        return str(row["product_id"]) if row is not None else ""

    def open_product(self) -> None:
        """The whole life of the product."""
        product = self._current_product()
        if product:
            self.desk.go(Route("product", product))

    def start_reassessment(self) -> None:
        """A new dossier for the product, for re-assessment, which takes over from its last one."""
        product = self._current_product()
        if product:
            self.desk.go(Route("new_dossier", extra=(("product", product), ("application", "reassess"))))


def _bar_words(value: object) -> str:
    return value.words if isinstance(value, LastDays) else ""
