"""One dossier: who holds it, its papers, what is missing, its notes, its journal, and the move that comes next."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import NotFound
from app.services.dossier_page import DossierPageData, dossier_page
from app.services.missing import Missing
from app.services.names import application_name
from app.services.office_papers import LETTER
from app.translate import _, format_date, ngettext
from app.ui.desk import Desk
from app.ui.pages.dossiers.assess_tab import AssessTab
from app.ui.pages.dossiers.custody_box import CustodyBox
from app.ui.pages.dossiers.documents_tab import DocumentsTab
from app.ui.pages.dossiers.fields_dialog import ask_fields, ask_product_code
from app.ui.pages.dossiers.journal_tab import JournalTab
from app.ui.pages.dossiers.match_tab import MatchTab
from app.ui.pages.dossiers.moves import MOVES, Mover, offered
from app.ui.pages.dossiers.notes_list import NoteActs, NotesTab, side_notes
from app.ui.pages.dossiers.places import OWN_FIELDS, route_of_missing
from app.ui.pages.dossiers.print_menu import ask_letter_signature, can_write_letter, open_print_menu
from app.ui.pages.dossiers.words import article_words, begun, state_badge
from app.ui.pages.page import Page
from app.ui.route import Route
from app.ui.widgets.act import Act, sequences
from app.ui.widgets.badge import Badge
from app.ui.widgets.card import Card
from app.ui.widgets.missing_panel import MissingLine, MissingPanel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.tabs import TabStrip
from app.ui.widgets.track import Holding, Track, TrackMove

TABS = ("papers", "assessment", "match", "notes", "journal")
_NEVER_FIRST = ("withdraw", "take_out_of_round")
_ALIASES = {"documents": "papers", "": "papers", "assess": "assessment", "check": "match"}


class DossierPage(Page):
    """Everything of one dossier; what it shows is read at once."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "dossier",
            "document",
            "assessment",
            "note",
            "paper",
            "result",
            "round",
            "producer",
            "product",
            "decision",
            "certificate",
            "hand_over",
            "conflict",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.data: DossierPageData | None = None
        self._is_narrow = False
        self._moves: list[Act] = []
        self.header = PageHeader(self)
        self.header.set_back(_("Dossiers"), lambda: desk.go(Route("dossiers")))
        self.track = Track()
        self._card = Card()
        self._card.body.setContentsMargins(11, 9, 11, 9)
        self._card.body.addWidget(self.track)
        self.tabs = TabStrip(self)
        self.tabs.setObjectName("dossier.tabs")
        self.panel = MissingPanel(self)
        self.panel.chosen.connect(self._go_to_target)
        self.panel.counted.connect(self.side_changed)
        self.mover = Mover(self, desk, self.go_to)
        self.note_acts = NoteActs(self, desk)
        self._make_tabs()
        self.body.setSpacing(10)
        self.body.addWidget(self.header)
        self.body.addWidget(self._card)
        self.custody = CustodyBox(self, desk)
        self.body.addWidget(self.custody)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)
        self.tabs.changed.connect(self._on_tab)
        self._make_acts()

    def _make_tabs(self) -> None:
        self.documents = DocumentsTab(self.desk, self)
        self.documents.on_note = self._note_on
        self.assess_tab = AssessTab(self.desk, self)
        self.match_tab = MatchTab(self.desk, self, self._to_paper)
        self.match_tab.on_count = self._show_tabs
        self.notes_tab = NotesTab(self.desk, self.note_acts, self)
        self.journal_tab = JournalTab(self.desk, self)
        self._parts: dict[str, QWidget] = {
            "papers": self.documents,
            "assessment": self.assess_tab,
            "match": self.match_tab,
            "notes": self.notes_tab,
            "journal": self.journal_tab,
        }
        self._stack = QStackedWidget(self)
        for part in self._parts.values():
            self._stack.addWidget(part)

    def _make_acts(self) -> None:
        desk = self.desk
        self.print_act = Act(self, _("Print…"), self._open_print, "Ctrl+P", "printer")
        self.form_act = Act(self, _("Registration form"), lambda: self._go("registration"), "Ctrl+Shift+1", "file-text")
        self.self_act = Act(
            self, _("Self-assessment"), lambda: self._go("self_assessment"), "Ctrl+Shift+2", "list-checks"
        )
        self.letter_act = Act(self, _("The letter of proposal is signed…"), self._sign_letter, "Ctrl+Shift+S")
        self.fields_act = Act(self, _("Fields of the dossier…"), self._ask_fields, "Ctrl+Shift+N", "pencil-simple")
        self.code_act = Act(self, _("Product code…"), self._ask_code, "Ctrl+Shift+3", "pencil-simple")
        self.product_act = Act(self, _("To the product"), self._to_product, "Ctrl+Shift+M", "package")
        Act(self, _("To the next missing item"), self.panel.next, "F8")
        Act(self, _("To the missing item before"), self.panel.previous, "Shift+F8")
        Act(self, _("Next part"), lambda: self.tabs.step(1), "Ctrl+PgDown")
        Act(self, _("Part before"), lambda: self.tabs.step(-1), "Ctrl+PgUp")
        Act(self, _("Back"), desk.back, "Esc")

    # --- showing ------------------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        self.route = route
        if self.data is not None and self.data.row.id != route.record:
            self.data = None
        self.refresh()
        if self.data is None:
            return
        wanted = _ALIASES.get(route.tab, route.tab)
        if route.focus and not route.tab:
            wanted = "papers"
        if wanted in TABS:
            self.tabs.set_current(wanted)
        self._show_part()
        if route.focus:
            self._focus(route.focus)

    def _focus(self, name: str) -> None:
        if name in OWN_FIELDS:
            self._ask_fields(name)
        else:
            self.documents.focus_kind(name.removeprefix("document:"))

    def refresh(self) -> None:
        if not self.route.record:
            return
        desk, ident = self.desk, self.route.record
        days = desk.context.settings.deadlines
        try:
            self.data = desk.read(
                lambda session: dossier_page(session, ident, desk.actor(session), desk.library, desk.today(), days)
            )
        except NotFound as error:
            self.data = None
            desk.show_error(error)
            desk.back()
            return
        self._show_head(self.data)
        self._show_track(self.data)
        self._show_missing(self.data)
        self.custody.show_data(self.data)
        self._show_moves(self.data)
        self.documents.show_data(self.data)
        self.match_tab.show_data(self.data)
        self._show_tabs()
        self._show_part()

    def title(self) -> str:
        return self.data.overview.product if self.data is not None else ""

    def default_focus(self) -> QWidget | None:
        focused = self.focusWidget()
        if self.route.focus and focused is not None:
            return focused
        return self._parts[self.tabs.current() or "papers"]

    def side(self) -> QWidget:
        return self.panel

    def side_title(self) -> str:
        return self.panel.words

    def set_narrow(self, narrow: bool) -> None:
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            self.documents.set_narrow(narrow)
            self.custody.set_narrow(narrow)
            self.body.setSpacing(4 if narrow else 10)
            self._card.body.setContentsMargins(11, 3 if narrow else 9, 11, 3 if narrow else 9)
            self.header.set_back("" if narrow else _("Dossiers"), lambda: self.desk.go(Route("dossiers")))

    def _show_head(self, data: DossierPageData) -> None:
        row, seen = data.row, data.overview
        self.header.set_title(seen.product)
        self.header.set_stars(data.stars if data.row.status in ("scored", "recognised", "passing_up") else None)
        word, grade = state_badge(row.status)
        self.header.set_state(Badge(word, grade, soft=True))
        kind = begun(str(application_name(row.application_type)))
        law = data.regime.decisions[0].number if data.regime.decisions else data.regime.title
        parts = [f"{kind} {row.year}", seen.producer, _("under {law}").format(law=law)]
        if row.receipt_number:
            parts.insert(1, row.receipt_number)
        self.header.set_subtitle(" · ".join(parts))

    def _show_track(self, data: DossierPageData) -> None:
        moves = []
        for step in data.track.moves:
            day = format_date(step.on) if step.on else ""
            if step.due is not None:
                day = _("by {day}").format(day=_short(step.due, self.desk.today()))
            moves.append(TrackMove(step.label, day, step.state))
        self.track.set_moves(moves)
        holdings = []
        for one in data.track.holders:
            days = ""
            if one.days is not None:
                days = ngettext("{count} day", "{count} days", one.days).format(count=one.days)
            words = _("{office} holds it").format(office=one.words) if one.here else one.words
            holdings.append(Holding(words, days, one.here))
        self.track.set_holders(holdings)

    def _show_missing(self, data: DossierPageData) -> None:
        lines = [
            MissingLine(one.grade, one.text, article_words(one.article), str(place))
            for place, one in enumerate(data.missing)
        ]
        self.panel.set_items(lines)
        self.panel.set_extra(side_notes(data, self.desk, self.note_acts))

    def _show_tabs(self) -> None:
        data = self.data
        if data is None:
            return
        papers = _("Papers {there}/{all}").format(there=data.papers.there, all=data.papers.mandatory)
        if not data.papers.mandatory:
            papers = _("Papers")
        tabs = [("papers", papers)]
        if data.regime.commune_items:
            tabs.append(("assessment", _("Commune assessment")))
        found = self.match_tab.count
        tabs.append(("match", _("Papers agree?") if found is None else _("Differences {count}").format(count=found)))
        notes = sum(not one.resolved for one in data.notes)
        tabs.append(("notes", _("Notes {count}").format(count=notes) if notes else _("Notes")))
        tabs.append(("journal", _("Journal")))
        self.tabs.set_tabs(tabs)

    def _on_tab(self, _name: str) -> None:
        self._show_part()
        if self.isVisible():
            self._parts[self.tabs.current()].setFocus()

    def _show_part(self) -> None:
        name = self.tabs.current() or "papers"
        part = self._parts[name]
        self._stack.setCurrentWidget(part)
        if self.data is None:
            return
        if isinstance(part, AssessTab | NotesTab | JournalTab):
            part.show_data(self.data)
        elif isinstance(part, MatchTab):
            part.shown()

    # --- moves --------------------------------------------------------------------------------------------------------

    def _show_moves(self, data: DossierPageData) -> None:
        old = self._moves
        self._moves = []
        names = offered(data)
        usual = names[0] if names and names[0] not in _NEVER_FIRST else ""
        primary: Act | None = None
        for name in names:
            words = MOVES[name]
            key = words.key
            if name == usual and not name.startswith("hand_"):
                key = "Ctrl+Return"
            act = Act(self, _(words.words), partial(self._run, name), key, words.icon)
            act.setObjectName(f"move.{name}")
            if name == usual:
                primary = act
                if key != "Ctrl+Return":
                    act.setShortcuts([*act.shortcuts(), *sequences("Ctrl+Enter")])
            self._moves.append(act)
        self.letter_act.setVisible(can_write_letter(self.desk, data) and "hand_over" in names)
        self.fields_act.setVisible(data.editable)
        self.code_act.setVisible(data.held_here and data.row.filed_on is not None and not data.certificate_id)
        others = [act for act in self._moves if act is not primary] + self.custody.acts
        more = [self.form_act, self.self_act, self.fields_act, self.code_act, self.product_act]
        if self.letter_act.isVisible():
            others.insert(0, self.letter_act)
        self.header.set_acts(primary, [self.print_act, *others, *[act for act in more if act.isVisible()]])
        for act in old:
            self.removeAction(act)
            act.deleteLater()

    def _run(self, name: str) -> None:
        if self.data is not None:
            self.mover.run(name, self.data)

    def _go(self, page: str) -> None:
        if self.data is not None:
            self.desk.go(Route(page, self.data.row.id))

    def _to_product(self) -> None:
        if self.data is not None:
            self.desk.go(Route("product", self.data.row.product_id))

    def _open_print(self) -> None:
        if self.data is not None:
            at = self.header.mapToGlobal(QPoint(self.header.width() // 2, self.header.height()))
            open_print_menu(self, self.desk, self.data, at)

    def _sign_letter(self) -> None:
        if self.data is not None:
            ask_letter_signature(self, self.desk, [self.data.row.id])

    def _ask_fields(self, focus: str = "") -> None:
        if self.data is not None and self.data.editable:
            ask_fields(self, self.desk, self.data.row, focus)

    def _ask_code(self) -> None:
        if self.data is not None and self.code_act.isVisible():
            ask_product_code(self, self.desk, self.data.row)

    # --- missing things and notes -------------------------------------------------------------------------------------

    def _go_to_target(self, target: str) -> None:
        if self.data is not None and target.isdigit() and int(target) < len(self.data.missing):
            self.go_to(self.data.missing[int(target)])

    def go_to(self, one: Missing) -> None:
        """The place where a missing thing is entered."""
        if self.data is None:
            return
        route = route_of_missing(one, self.data)
        if route is not None:
            self.desk.go(route)
        elif one.subject.startswith("document:"):
            self._to_missing_paper(one.field)
        elif one.subject == "dossier.product_code":
            self._ask_code()
        elif one.field in OWN_FIELDS:
            self._ask_fields(one.field)

    def _to_missing_paper(self, kind: str) -> None:
        data = self.data
        assert data is not None
        if kind == "commune_report" and self.desk.office.level == "commune" and "assess_items" in data.moves:
            self.desk.go(Route("assess", data.row.id))
            return
        self._to_paper(kind)
        if kind == LETTER and can_write_letter(self.desk, data):
            self._sign_letter()

    def _to_paper(self, ident: str) -> None:
        self.tabs.set_current("papers")
        self.documents.focus_kind(ident)

    def _note_on(self, subject: str) -> None:
        if self.data is not None:
            self.note_acts.write(self.data, subject)


def _short(day: dt.date, today: dt.date) -> str:
    """With its year where that is another than this one."""
    return f"{day:%d/%m}" if day.year == today.year else format_date(day)
