"""One member's score sheet: one key per criterion, totals and minimums always in sight, signed when complete."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.errors import AppError
from app.services import score_sheets
from app.services.actors import WRITERS
from app.services.council_sheet import SheetView, sheet_view
from app.services.score_sheets import EnteredBy, SheetData
from app.services.scoring import SheetScore, score_sheet
from app.services.sheet_answers import KNOCK_OUTS_KEY, parse_answers
from app.services.star_class import from_hundredths, stars_ascending
from app.translate import _, format_date, ngettext
from app.ui import messages
from app.ui.desk import Desk
from app.ui.pages.council.part_sheet import PartSheet
from app.ui.pages.council.sheet_side import PAPER, SCREEN, SheetSide
from app.ui.pages.council.words import SHEET_STATES, round_title
from app.ui.pages.page import Page
from app.ui.papers.open_document import open_attached
from app.ui.papers.previews import preview_paper
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.criteria import CriteriaBar, CriteriaIndex, CriteriaList, sections_of, states_of, totals_of
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
        self.score: SheetScore | None = None
        self._options: dict[str, int] = {}
        self._parts: dict[str, Decimal] = {}
        self._found: frozenset[str] = frozenset()
        self._opinion = ""
        self._shown_set = ""
        self._saving = self._again = False
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
        self.list.answered.connect(self._on_answer)
        self.list.current_changed.connect(self._on_criterion)
        self.list.knock_out_changed.connect(self._on_knock_out)
        self.index.chosen.connect(self.list.open_section)
        self.bar.missing_asked.connect(self.list.next_open)
        self.parts.changed.connect(self._on_part)
        self.parts.closed.connect(self.go_up)
        side = self.side_panel
        side.knock_out_changed.connect(self._on_knock_out)
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
        self._strips = QVBoxLayout()
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
        self.before_act = Act(self, _("Before"), partial(self.to_dossier, -1), "Ctrl+PgUp", "caret-left")
        self.after_act = Act(self, _("After"), partial(self.to_dossier, 1), "Ctrl+PgDown", "caret-right")
        self.member_act = Act(self, _("Another member…"), self.choose_member, "Ctrl+M", "users-three")
        self.next_act = Act(self, _("Next sheet without signature"), self.to_next, "Ctrl+Shift+PgDown")
        self.evidence_act = Act(self, _("Open the evidence"), self._on_evidence, "F4")
        self.note_act = Act(self, _("My note for the discussion"), self._to_note, "L")
        self.side_act = Act(self, _("Evidence and notes"), self._toggle_side, "F9")
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
        sheet = view.sheet
        complete = view.criteria_set.complete
        self._options = {name: value for name, value in sheet.options.items() if value is not None} if sheet else {}
        self._parts = {} if complete or not sheet else {n: from_hundredths(v) for n, v in sheet.points.items()}
        self._found = frozenset(sheet.knock_outs) if sheet else frozenset()
        self._opinion = sheet.opinion if sheet else ""
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
        self.side_panel.way.set_current(self._way())
        self.side_panel.show_view(view, self._found, locked)
        self.side_panel.note.setPlainText(self._opinion)
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
            self.parts.show_sheet(name, view.criteria_set, self._parts, locked)
        self._rescore()
        first = view.criteria_set.criteria[0].id if complete else ""
        if complete:
            wanted = next((one.id for one in view.criteria_set.criteria if one.id not in self._options), first)
            self.list.open(wanted)
            self._on_criterion(wanted)
        else:
            self.side_panel.show_criterion(None)
        self._say(view)
        self.bar.set_act(self.sign_act if not locked else self.reopen_act if self._can_reopen() else None)
        self.reopen_act.setVisible(self._can_reopen())
        self.sign_act.setVisible(not locked)
        self._to_work()

    def _can_reopen(self) -> bool:
        return self.view is not None and self.view.status == "signed"

    def _say(self, view: SheetView) -> None:
        self._clear_strips()
        if view.status == "signed":
            day = format_date(view.sheet.signed_on) if view.sheet else ""
            words = _("Signed on {date}; it changes only by being reopened with a reason.").format(date=day)
            if not view.hidden:
                self._strips.addWidget(Strip(words, "ok"))
        elif view.refused is not None:
            self._strips.addWidget(Strip(view.refused.what, "neutral", detail=view.refused.what_next))
        elif view.sheet is not None and view.sheet.reopen_reason:
            words = _("Reopened: {reason}").format(reason=view.sheet.reopen_reason)
            self._strips.addWidget(Strip(words, "warn"))
        if self._told:
            self._strips.addWidget(Strip(self._told, "ok"))
            self._told = ""

    def _tell(self, words: str) -> None:
        """Say what is missing above the criteria: a toast would cover the totals."""
        self._clear_strips()
        self._strips.addWidget(Strip(words, "warn"))

    def _clear_strips(self) -> None:
        while self._strips.count():
            item = self._strips.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.index.setVisible(not narrow and self.view is not None and self.view.criteria_set.complete)
        self.side_panel.setVisible(not narrow)
        self.side_act.setVisible(narrow)

    def _toggle_side(self) -> None:
        self.side_panel.setVisible(not self.side_panel.isVisible())

    def default_focus(self) -> QWidget | None:
        if self.view is not None and not self.view.criteria_set.complete:
            return self.parts.first_input()
        return self.list

    def _to_work(self) -> None:
        focus = self.default_focus()
        if focus is not None:
            focus.setFocus()

    def title(self) -> str:
        return self.view.entry.product_name if self.view else ""

    def leave(self) -> bool:
        if self.view is not None and not self.view.criteria_set.complete and not self.parts.commit():
            return False
        self._on_note()
        return True

    def _rescore(self) -> None:
        view = self.view
        if view is None:
            return
        given: dict[str, Any] = dict(self._options if view.criteria_set.complete else self._parts)
        answers = parse_answers(view.criteria_set, {**given, KNOCK_OUTS_KEY: sorted(self._found)})
        self.score = score_sheet(view.criteria_set, answers, view.regime.stars) if not view.hidden else None
        aim = self._aim()
        totals = totals_of(view.criteria_set, self.score, aim=aim)
        if view.criteria_set.complete:
            files = {
                one.id: sum(
                    len(document.files) for document in view.documents if one.id in document.row.criteria.split()
                )
                for one in view.criteria_set.criteria
            }
            states = states_of(
                view.criteria_set, self._options, self.score, aim=aim, knock_outs=self._found, files=files
            )
            self.list.set_states(states)
            self.index.show_totals(totals)
        self.bar.show_totals(totals)

    def _aim(self) -> int:
        """The star whose minimums are marked: that of the points, at least the lowest star with a certificate."""
        view, score = self.view, self.score
        if view is None or score is None or not view.criteria_set.complete:
            return 0
        lowest = [star for star in stars_ascending(view.regime.stars) if star not in view.regime.not_certified]
        return max(score.stars_by_points, lowest[0] if lowest else 1)

    # --- what is answered ---------------------------------------------------------------------------------------------

    def _on_answer(self, criterion: str, option: int | None) -> None:
        before = dict(self._options)
        if option is None:
            self._options.pop(criterion, None)
        else:
            self._options[criterion] = option
        self._take(before)

    def _take(self, before: dict[str, int]) -> None:
        try:
            self._rescore()
        except AppError as error:
            self._options = before
            self._rescore()
            self.desk.show_error(error)
            return
        self._save()

    def _on_part(self, part: str, value: Decimal | None) -> None:
        if value is None:
            self._parts.pop(part, None)
        else:
            self._parts[part] = value
        self._rescore()
        self._save()

    def _on_knock_out(self, name: str, on: bool) -> None:
        self._found = self._found | {name} if on else self._found - {name}
        self._rescore()
        self._save()

    def _on_note(self) -> None:
        words = self.side_panel.note.words()
        if self.view is not None and self.view.refused is None and words != self._opinion:
            self._opinion = words
            self._save()

    def _other_way(self) -> None:
        if self.view is not None and self.view.refused is None:
            way = SCREEN if self._way() == PAPER else PAPER
            self._on_way(way)
            self.side_panel.way.set_current(self._way())

    def _on_way(self, way: str) -> None:
        if self.view is not None and way != self._way():
            self.desk.state.set(_WAY, way)
            if self.view.sheet is not None:
                self._save()

    def _way(self) -> EnteredBy:
        """Whether the member sits here, or a paper sheet is typed in."""
        view = self.view
        if view is None or self.desk.person.role not in WRITERS or view.member.official_id == self.desk.person.id:
            return SCREEN  # type: ignore[return-value]
        if view.round.scoring_locked and view.member.id in view.round.paper_members.split():
            return PAPER  # type: ignore[return-value]
        return PAPER if self.desk.state.get(_WAY) == PAPER else SCREEN  # type: ignore[return-value]

    def _data(self, view: SheetView) -> SheetData:
        return SheetData(
            dossier_id=view.entry.dossier_id,
            round_id=view.round.id,
            member_id=view.member.id,
            answers=dict(self._options) if view.criteria_set.complete else {},
            parts={} if view.criteria_set.complete else dict(self._parts),
            knock_outs=tuple(sorted(self._found)),
            opinion=self._opinion,
            entered_by=self._way(),
            invented=view.sheet.invented if view.sheet else False,
        )

    def _save(self) -> None:
        """Save the draft; what is answered while a save is under way is saved right after it."""
        view = self.view
        if view is None or view.refused is not None:
            return
        if self._saving:
            self._again = True
            return
        self._saving, self._again = True, False
        data = self._data(view)
        self.desk.write(
            lambda session, actor: score_sheets.save_sheet(session, data, actor, self.desk.library),
            on_done=lambda _id: self._saved(),
            on_error=self._not_saved,
            owner=self,
        )

    def _saved(self) -> None:
        self._saving = False
        view = self.view
        if self._again:
            self._save()
        elif view is not None and view.status == "missing":
            self.header.set_state(Badge(_(SHEET_STATES["draft"][1]), "info", soft=True))

    def _not_saved(self, error: BaseException) -> None:
        self._saving = self._again = False
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
        elif self.score is not None and self.score.unanswered:
            self.parts.focus(self.score.unanswered[0])

    def sign(self) -> None:
        """Sign a complete sheet and go on to the member's next one; an incomplete one shows what it lacks."""
        view = self.view
        if view is None or view.refused is not None or not self.leave():
            return
        score = self.score
        if score is None or not score.complete:
            count = len(score.unanswered) if score else 0
            words = ngettext("{count} answer is missing: {names}", "{count} answers are missing: {names}", count)
            self._tell(words.format(count=count, names=", ".join(score.unanswered[:8]) if score else ""))
            self._to_missing()
            return
        data, desk = self._data(view), self.desk

        def work(session: Any, actor: Any) -> None:
            sheet_id = score_sheets.save_sheet(session, data, actor, desk.library)
            score_sheets.sign_sheet(session, sheet_id, actor, desk.library, desk.today())

        desk.write(work, changes=("sheet", "round"), on_done=lambda _none: self._signed(view), owner=self)

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
        if view is None or view.status != "signed":
            return

        def work(reason: str) -> None:
            def act(session: Any, actor: Any) -> str:
                stored = score_sheets.live_sheet(session, view.round.id, view.entry.dossier_id, view.member.id)
                return score_sheets.reopen_sheet(session, stored.id if stored else "", reason, actor)

            self.desk.write(act, changes=("sheet", "round"), on_done=lambda _id: self.refresh(), owner=self)

        messages.ask_text(
            self,
            _("Reopen a score sheet"),
            _("{member}, {product}. The signed sheet is kept; a copy is opened and must be signed again.").format(
                member=view.member.full_name, product=view.entry.product_name
            ),
            _("Reopen"),
            work,
            label=_("Reason"),
            several_lines=True,
        )

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
        if not self.side_panel.isVisible():
            self.side_panel.show()
        if not self.side_panel.evidence.open_next():
            self.desk.toast(_("No paper is named for it."))

    def _open_file(self, line: EvidenceLine) -> None:
        open_attached(self, self.desk, line.sha256, line.file_name, warning=line.warning)

    def _to_note(self) -> None:
        self.side_panel.show()
        self.side_panel.note.setFocus()

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
        if self.view is not None:
            wanted = self.view.next_unsigned
            if wanted:
                self._go(wanted, self.view.member.id)
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
