"""One member's score sheet: one key per criterion, totals and minimums always in sight, signed when complete."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QWidget

from app.errors import AppError
from app.services.actors import WRITERS
from app.services.council_sheet import SheetView, sheet_view
from app.services.score_sheets import EnteredBy
from app.services.star_class import from_hundredths
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.pages.council.part_sheet import PartSheet
from app.ui.pages.council.sheet_acts import ask_reopen, sign_sheet
from app.ui.pages.council.sheet_draft import SheetDraft
from app.ui.pages.council.sheet_side import PAPER, SCREEN, SheetSide
from app.ui.pages.council.strips import Strips, sheet_strips
from app.ui.pages.council.words import SHEET_STATES, round_title
from app.ui.pages.page import Page
from app.ui.papers.open_document import open_attached
from app.ui.papers.previews import preview_paper
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.criteria import CriteriaBar, CriteriaIndex, CriteriaList, sections_of
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.evidence import EvidenceLine
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.strip import Strip

_WAY = "sheet_way"
_KEYS_FROM = 1250  # px: below it the keys would take the room of what is missing


class SheetPage(Page):
    """Answers are saved one by one; another sheet of the same member is one key away."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: SheetView | None = None
        self.draft = SheetDraft(desk, self)
        self._shown_set = ""
        self._told = ""
        self._narrow = False
        self._make_acts()
        self.header = PageHeader(self)
        self.list = CriteriaList(self)
        self.index = CriteriaIndex(self)
        self.index.setFixedWidth(232)
        self.bar = CriteriaBar(self)
        self.parts = PartSheet(desk, self)
        self.side_panel = SheetSide(self)
        self.side_panel.setFixedWidth(288)
        self.list.answered.connect(self.draft.answer)
        self.list.current_changed.connect(self._on_criterion)
        self.list.knock_out_changed.connect(self.draft.exclude)
        self.draft.changed.connect(self._on_changed)
        self.draft.saved.connect(self._on_saved)
        self.draft.failed.connect(self._not_saved)
        self.index.chosen.connect(self.list.open_section)
        self.bar.missing_asked.connect(self.list.next_open)
        self.parts.changed.connect(self.draft.set_part)
        self.parts.closed.connect(self.go_up)
        side = self.side_panel
        side.knock_out_changed.connect(self.draft.exclude)
        side.note_left.connect(self._on_note)
        side.note.done.connect(self._to_work)
        side.way_changed.connect(self._on_way)
        side.file_wanted.connect(self._open_file)
        self._work = QStackedWidget(self)
        self._work.addWidget(self.list)
        self._work.addWidget(self.parts)
        self._work.addWidget(
            EmptyState("lock-simple", _("Signed. Points stay hidden until scoring is locked"), [self.reopen_act])
        )
        self._strips = Strips()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.index)
        row.addWidget(self._work, 1)
        row.addWidget(side)
        self.body.addWidget(self.header)
        self.body.addLayout(self._strips)
        self.body.addLayout(row, 1)
        self.body.addWidget(self.bar)

    def _make_acts(self) -> None:
        self.sign_act = Act(self, _("Sign the sheet"), self.sign, "Ctrl+Enter")
        self.sign_act.setObjectName("sheet.sign")
        self.reopen_act = Act(self, _("Reopen the sheet…"), self.reopen, "Ctrl+R", "arrow-bend-up-left")
        self.before_act = Act(self, _("Previous product"), partial(self.to_dossier, -1), "Ctrl+PgUp", "caret-left")
        self.after_act = Act(self, _("Next product"), partial(self.to_dossier, 1), "Ctrl+PgDown", "caret-right")
        self.member_act = Act(self, _("Another member…"), self.choose_member, "Ctrl+M", "users-three")
        self.next_act = Act(self, _("Next sheet without signature"), self.to_next, "Ctrl+Shift+PgDown")
        self.evidence_act = Act(self, _("Open the evidence"), self._on_evidence, "F4")
        self.note_act = Act(self, _("My note for the discussion"), self._to_note, "L")
        self.side_act = Act(
            self, _("Evidence and notes"), lambda: self.side_panel.setVisible(self.side_panel.isHidden()), "Ctrl+E"
        )
        self.print_act = Act(self, _("Print the sheet"), self.print, "Ctrl+P", "printer")
        self.missing_act = Act(self, _("Next criterion without answer"), self._to_missing, "F8")
        self.way_act = Act(self, _("At the screen or from paper"), self._other_way, "Ctrl+Shift+M")
        Act(self, _("Back to the round"), self.go_up, "Esc")

    # --- what is shown ------------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        self.route = route
        self.refresh()

    def refresh(self) -> None:
        """Read the sheet at once: who scores must not type into the one before."""
        desk, route = self.desk, self.route
        try:
            view = desk.read(
                lambda session: sheet_view(
                    session,
                    route.value("round"),
                    route.record,
                    route.value("member"),
                    desk.actor(session),
                    desk.library,
                )
            )
        except AppError as error:
            desk.show_error(error)
            return
        self._show(view)

    def _show(self, view: SheetView) -> None:
        self.view = view
        complete = view.criteria_set.complete
        self.header.set_back(round_title(view.round), self.go_up)
        self.header.set_title(view.entry.product_name)
        grade, word = SHEET_STATES["recused" if not view.place else view.status]
        self.header.set_state(Badge(_(word), grade, soft=True))
        self.header.set_subtitle(
            _("Sheet of {member} · product {place} of {count} · set {number}: {name}").format(
                member=view.member.full_name,
                place=view.place or "–",
                count=len(view.order),
                number=view.criteria_set.number,
                name=view.criteria_set.name,
            )
        )
        self.header.set_acts(
            None, [self.before_act, self.after_act, self.member_act, self.print_act, self.next_act, self.side_act]
        )
        locked = view.refused is not None
        found = frozenset(view.sheet.knock_outs) if view.sheet else frozenset()
        self.side_panel.way.set_current(self._way())
        self.side_panel.show_view(view, found, locked)
        self.side_panel.note.setPlainText(view.sheet.opinion if view.sheet else "")
        self._work.setCurrentIndex(2 if view.hidden else 0 if complete else 1)
        self.index.setVisible(complete and not view.hidden and not self._narrow)
        self.bar.setVisible(not view.hidden)
        self.bar.show_keys(complete and self.width() >= _KEYS_FROM)
        if complete:
            if self._shown_set != view.criteria_set.id:
                self._shown_set = view.criteria_set.id
                self.list.show_set(sections_of(view.criteria_set))
            self.list.set_read_only(locked)
        else:
            name = f"{view.member.id}:{view.entry.dossier_id}"
            totals = {n: from_hundredths(v) for n, v in view.sheet.points.items()} if view.sheet else {}
            self.parts.show_sheet(name, view.criteria_set, totals, locked)
        self.draft.show(view, self._way())
        first = view.criteria_set.criteria[0].id if complete else ""
        if complete:
            wanted = next((one.id for one in view.criteria_set.criteria if one.id not in self.draft.options), first)
            self.list.open(wanted)
            self._on_criterion(wanted)
        else:
            self.side_panel.show_criterion(None)
        self._strips.show_strips(sheet_strips(view, self._told))
        self._told = ""
        signed = view.status == "signed"
        self.bar.set_act(self.sign_act if not locked else self.reopen_act if signed else None)
        self.reopen_act.setVisible(signed)
        self.sign_act.setVisible(not locked)
        self._to_work()

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.index.setVisible(not narrow and self.view is not None and self.view.criteria_set.complete)
        self.side_panel.setVisible(not narrow)
        self.side_act.setVisible(narrow)

    def default_focus(self) -> QWidget | None:
        if self.view is not None and not self.view.criteria_set.complete:
            return self.parts.first_input()
        return self.list

    def _to_work(self) -> None:
        focus = self.default_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.TabFocusReason)  # a number that stands there is typed over

    def title(self) -> str:
        return self.view.entry.product_name if self.view else ""

    def leave(self) -> bool:
        if self.view is not None and not self.view.criteria_set.complete and not self.parts.commit():
            return False
        self._on_note()
        return True

    def _on_changed(self) -> None:
        totals = self.draft.totals()
        if self.view is None or totals is None:
            return
        if self.view.criteria_set.complete:
            self.list.set_states(self.draft.states())
            self.index.show_totals(totals)
        self.bar.show_totals(totals)

    # --- what is answered ---------------------------------------------------------------------------------------------

    def _on_note(self) -> None:
        self.draft.say(self.side_panel.note.words())

    def _other_way(self) -> None:
        if self.view is not None and self.view.refused is None:
            way = SCREEN if self._way() == PAPER else PAPER
            self._on_way(way)
            self.side_panel.way.set_current(self._way())

    def _on_way(self, way: str) -> None:
        if self.view is not None and way != self._way():
            self.desk.state.set(_WAY, way)
            self.draft.way = self._way()
            if self.view.status != "missing":
                self.draft.save()

    def _way(self) -> EnteredBy:
        """Whether the member sits here, or a paper sheet is typed in."""
        view = self.view
        if view is None or self.desk.person.role not in WRITERS or view.member.official_id == self.desk.person.id:
            return SCREEN  # type: ignore[return-value]
        if view.round.scoring_locked and view.member.id in view.round.paper_members.split():
            return PAPER  # type: ignore[return-value]
        return PAPER if self.desk.state.get(_WAY) == PAPER else SCREEN  # type: ignore[return-value]

    def _on_saved(self) -> None:
        if self.view is not None and self.view.status == "missing":
            self.header.set_state(Badge(_(SHEET_STATES["draft"][1]), "info", soft=True))

    def _not_saved(self, error: BaseException) -> None:
        self.desk.show_error(error)
        self.refresh()

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _to_missing(self) -> None:
        view = self.view
        if view is None:
            return
        if view.criteria_set.complete:
            self.list.setFocus()
            self.list.next_open()
        elif self.draft.score is not None and self.draft.score.unanswered:
            self.parts.focus(self.draft.score.unanswered[0])

    def sign(self) -> None:
        """Sign a complete sheet and go on to the member's next one; an incomplete one shows what it lacks."""
        view = self.view
        if view is None or view.refused is not None or not self.leave():
            return
        score = self.draft.score
        if score is None or not score.complete:
            count = len(score.unanswered) if score else 0
            words = ngettext("{count} answer is missing: {names}", "{count} answers are missing: {names}", count)
            names = ", ".join(score.unanswered[:8]) if score else ""
            # Not a toast: it would cover the totals.
            self._strips.show_strips([Strip(words.format(count=count, names=names), "warn")])
            self._to_missing()
            return
        data, done = self.draft.data(), lambda _none: self._signed(view)
        sign_sheet(self, self.desk, data, score.total, done)

    def _signed(self, view: SheetView) -> None:
        following = view.next_unsigned
        words = _("{product}: the sheet of {member} is signed.").format(
            product=view.entry.product_name, member=view.member.full_name
        )
        if following:
            self._told = words
            self._go(following, view.member.id)
        else:
            self.desk.toast(words)
            self.go_up()

    def reopen(self) -> None:
        """Reopen the signed sheet with a reason."""
        view = self.view
        if view is not None and view.status == "signed":
            ask_reopen(self, self.desk, view, lambda _id: self.refresh())

    def print(self) -> None:
        """The sheet as it stands, or a blank one."""
        view = self.view
        if view is None or not self.leave():
            return
        self.desk.flush()
        self.refresh()
        sheet = self.view.sheet if self.view is not None else None
        if sheet is not None:
            preview_paper(self.desk, "score_sheet", sheet.id)
        else:
            preview_paper(self.desk, "score_sheet_blank", view.entry.dossier_id)

    def _on_criterion(self, name: str) -> None:
        view = self.view
        if view is None or not name:
            return
        criterion = view.criteria_set.criterion(name)
        self.side_panel.show_criterion(criterion)
        self.index.show_here(criterion.section)

    def _on_evidence(self) -> None:
        self.side_panel.show()
        if not self.side_panel.evidence.open_next():
            self.desk.toast(_("No paper is named for it."))

    def _open_file(self, line: EvidenceLine) -> None:
        open_attached(self, self.desk, line.sha256, line.file_name, warning=line.warning)

    def _to_note(self) -> None:
        self.side_panel.to_note()

    # --- to other sheets ----------------------------------------------------------------------------------------------

    def _go(self, dossier_id: str, member_id: str) -> None:
        extra = (("round", self.route.value("round")), ("member", member_id))
        self.desk.go(Route("sheet", dossier_id, extra=extra))

    def to_dossier(self, by: int) -> None:
        """The member's sheet on the product after or before this one."""
        if self.view is not None:
            wanted = self.view.beside(by)
            if wanted:
                self._go(wanted, self.view.member.id)
            else:
                self.desk.toast(_("This is the last product.") if by > 0 else _("This is the first product."))

    def to_next(self) -> None:
        """The member's next sheet without a signature."""
        if self.view is not None and self.view.next_unsigned:
            self._go(self.view.next_unsigned, self.view.member.id)
        else:
            self.desk.toast(_("Every sheet of this member is signed."))

    def choose_member(self) -> None:
        """Another member's sheet on the same product."""
        view = self.view
        if view is None:
            return
        menu = QMenu(self)
        for one in view.members:
            act = menu.addAction(f"{one.number}. {one.full_name}")
            act.setCheckable(True)
            act.setChecked(one.id == view.member.id)
            act.triggered.connect(lambda _on=False, ident=one.id: self._go(view.entry.dossier_id, ident))
        menu.setActiveAction(menu.actions()[[one.id for one in view.members].index(view.member.id)])
        menu.popup(self.header.mapToGlobal(self.header.rect().bottomRight() - QPoint(menu.sizeHint().width(), 0)))

    def go_up(self) -> None:
        """Back to the board, on this sheet."""
        extra = (("member", self.route.value("member")),)
        self.desk.go(Route("round", self.route.value("round"), tab="board", focus=self.route.record, extra=extra))
