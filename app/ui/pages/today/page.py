"""What is due here now, the most urgent first; four figures; the year's days; what was done last."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.actors import WRITERS
from app.services.names import state_name
from app.services.plans.plans import PlanLine
from app.services.plans.writing import may_write_plans
from app.services.practice import is_practice
from app.services.today.certificates import Lapsing
from app.services.today.page import Milestone, RecentAct, Today, overview
from app.translate import N_, _, format_date, format_datetime, ngettext
from app.ui.desk import Desk
from app.ui.links import route_of
from app.ui.pages.page import Page
from app.ui.pages.today.due_row import DueRow, long_day
from app.ui.pages.today.empty_book import Beginning, EmptyBook
from app.ui.route import Route
from app.ui.theme import font
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import LinkLabel
from app.ui.widgets.card import Card
from app.ui.widgets.count_card import CountCard
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll

_GRADES = {"stops": "danger", "warns": "warn", "info": "info", "none": "neutral"}
_WINDOWS = {
    "before": ("neutral", N_("The filing days have not begun")),
    "open": ("info", N_("The filing days are open")),
    "closed": ("danger", N_("No dossier filed")),
    "": ("warn", N_("Ends soon")),
}
_LINES = 40
_NAME_ROOM = 178  # px beside the longest word of a state


class TodayPage(Page):
    """The officer's first look in the morning."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "producer",
            "product",
            "dossier",
            "assessment",
            "round",
            "result",
            "decision",
            "certificate",
            "hand_over",
            "plan",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.header = PageHeader(self)
        self.header.set_title(_("Today"))
        self._new = Act(self, _("Register a product"), self._on_new, "Ctrl+N", "plus")
        self._producer = Act(
            self, _("Register a producer"), lambda: desk.go(Route("producer")), "Ctrl+Shift+N", "storefront"
        )
        self._receive = Act(self, _("Receive a bundle"), lambda: desk.go(Route("import")), "Ctrl+I", "tray-arrow-down")
        self._cards = Act(
            self,
            _("Office cards"),
            lambda: desk.go(Route("settings", tab="keys")),
            "Ctrl+Shift+O",
            "identification-card",
        )
        self._practise = Act(self, _("Open practice data"), self._on_practise, "Ctrl+Shift+T", "graduation-cap")
        self._prepares = desk.office.level in ("producer", "commune")
        self._plans = may_write_plans(desk.library, desk.office.level) and desk.person.role in WRITERS
        self._is_empty = False
        self.header.set_acts(self._new if self._prepares else self._receive, [])
        self.body.addWidget(self.header)
        self._inner = QWidget()
        self._rows = QVBoxLayout(self._inner)
        self._rows.setContentsMargins(0, 0, 4, 0)
        self._rows.setSpacing(12)
        self.body.addWidget(VScroll(self._inner), 1)
        self._first: QWidget | None = None
        self._shown: Today | None = None
        self._day: dt.date | None = None
        self._narrow = False
        self._fresh = False

    def open(self, route: Route) -> None:
        self._fresh = True
        super().open(route)

    def set_narrow(self, narrow: bool) -> None:
        if narrow != self._narrow:
            self._narrow = narrow
            if self._shown is not None:
                self._show(self._shown)

    def refresh(self) -> None:
        desk = self.desk
        own = desk.context.settings
        desk.fetch(
            lambda session: overview(
                session, desk.actor(session), desk.library, desk.today(), own.deadlines, _LINES, own.receipt_days
            ),
            self._on_read,
            owner=self,
        )

    def default_focus(self) -> QWidget | None:
        return self._first

    def _on_new(self) -> None:
        self.desk.go(Route("product_form"))

    def _on_read(self, today: Today) -> None:
        """Build what is shown anew only where it is other than before: coming back costs nothing."""
        if (today, self.desk.today()) != (self._shown, self._day):
            self._show(today)
        elif self._fresh and self._first is not None and self.isVisible():
            self._first.setFocus()
        self._fresh = False

    def _show(self, today: Today) -> None:
        self._shown, self._day = today, self.desk.today()
        line = long_day(self.desk.today())
        count = today.line_count
        office = self.desk.office.name
        if count:
            due = ngettext("{count} thing due at {office}", "{count} things due at {office}", count)
            line += " · " + due.format(count=count, office=office)
        self.header.set_subtitle(line)
        self._clear()
        empty = not count and not today.plans and not any(card.count for card in today.cards)
        if empty != self._is_empty:  # the ways to begin have the filled button then
            self._is_empty = empty
            self.header.set_acts(None if empty else self._new if self._prepares else self._receive, [])
        if empty:
            self._rows.addWidget(self._empty(), 1)
            return
        cards = QGridLayout()
        cards.setSpacing(12)
        in_row = 2 if self._narrow else 4
        for place, card in enumerate(today.cards):
            shown = CountCard(card.count, card.label.text, card.note.text, _GRADES[card.grade])
            shown.setObjectName(f"today.card.{card.id}")
            shown.clicked.connect(lambda _checked=False, link=card.link: self.desk.go(route_of(link)))
            cards.addWidget(shown, place // in_row, place % in_row)
            cards.setColumnStretch(place % in_row, 1)
        self._rows.addLayout(cards)
        columns = QBoxLayout(QBoxLayout.Direction.TopToBottom if self._narrow else QBoxLayout.Direction.LeftToRight)
        columns.setSpacing(12)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(12)
        left.addWidget(self._due(today))
        if today.recent:
            left.addWidget(self._recent(today.recent))
        left.addStretch(1)
        if today.lapsing:
            right.addWidget(self._lapsing(today.lapsing))
        if today.plans or self._plans:
            right.addWidget(self._targets(today.plans))
        if today.milestones:
            right.addWidget(self._milestones(today.milestones))
        right.addStretch(1)
        columns.addLayout(left, 68)
        columns.addLayout(right, 32)
        self._rows.addLayout(columns, 1)
        if self._first is not None and self._fresh and self.isVisible():
            self._first.setFocus()
        self._fresh = False

    def _clear(self) -> None:
        self._first = None
        old = self._inner
        scroll = self.body.itemAt(1).widget()
        self._inner = QWidget()
        self._rows = QVBoxLayout(self._inner)
        self._rows.setContentsMargins(0, 0, 4, 0)
        self._rows.setSpacing(12)
        assert isinstance(scroll, VScroll)
        scroll.takeWidget()
        scroll.setWidget(self._inner)
        old.deleteLater()

    def _empty(self) -> QWidget:
        desk = self.desk
        receive = Beginning(
            "usb",
            _("Receive dossiers from a stick"),
            _("If another office has sent an .ocop file: plug the stick in and press the button."),
            self._receive,
        )
        if self._prepares:
            ways = [
                Beginning(
                    "storefront",
                    _("Register the first producer"),
                    _("A company, a cooperative, a group of producers, a household or a farm."),
                    self._producer,
                ),
                Beginning(
                    "package",
                    _("Register a product"),
                    _("Its producer is chosen or registered on the way."),
                    self._new,
                ),
                receive,
            ]
        else:
            ways = [
                receive,
                Beginning(
                    "identification-card",
                    _("Get to know the offices below"),
                    _("Load the card of each, and compare the fingerprint by telephone."),
                    self._cards,
                ),
            ]
        empty = EmptyBook(desk, ways, None if is_practice(desk.context.paths) else self._practise, self)
        self._first = empty.first
        return empty

    def _on_practise(self) -> None:
        from app.ui.pages.first_start.practice import start_practice

        start_practice(self.desk, self.desk.office.level, self)

    def _due(self, today: Today) -> Card:
        card = Card(_("Due"), _("in working days, holidays left out"), flush=True)
        card.setObjectName("today.due")
        for line in today.lines:
            row = DueRow(line)
            row.opened.connect(lambda line=line: self.desk.go(route_of(line.link)))
            card.body.addWidget(row)
            self._first = self._first or row
        if not today.lines:
            nothing = TextLabel(_("Nothing is due today."), "body", tone="text2")
            nothing.setContentsMargins(16, 16, 16, 16)
            card.body.addWidget(nothing)
        if today.more or today.line_count > len(today.lines):
            more = TextLabel(_("More is due than is shown here; the list of dossiers has all of it."), "second")
            more.setContentsMargins(16, 8, 16, 8)
            card.body.addWidget(more)
        return card

    def _recent(self, acts: tuple[RecentAct, ...]) -> Card:
        card = Card(_("Done last"))
        for act in acts:
            row = QHBoxLayout()
            words = act.what.text
            link = LinkLabel(words[:1].upper() + words[1:], partial(self.desk.go, route_of(act.link)))
            link.set_kind("quiet")
            row.addWidget(link, 1, Qt.AlignmentFlag.AlignLeft)
            row.addWidget(TextLabel(format_datetime(act.at), "second", wrap=False, tone="text2"))
            card.body.addLayout(row)
        return card

    def _lapsing(self, certificates: tuple[Lapsing, ...]) -> Card:
        card = Card(_("Certificates that end soon"))
        for one in certificates:
            row = QHBoxLayout()
            row.setSpacing(8)
            name = QFontMetrics(font("second")).elidedText(one.product, Qt.TextElideMode.ElideRight, _NAME_ROOM)
            link = LinkLabel(name, partial(self.desk.go, Route("certificate", one.certificate_id)))
            link.set_kind("quiet")
            link.setToolTip(one.product)
            row.addWidget(link, 1, Qt.AlignmentFlag.AlignLeft)
            if one.dossier_id:
                badge = Badge(str(state_name(one.state)).capitalize(), "info")
            else:
                grade, words = _WINDOWS[one.window]
                badge = Badge(_(words), grade)
            badge.setMinimumWidth(badge.sizeHint().width())
            badge.setToolTip(_("until {date}").format(date=format_date(one.valid_to)))
            row.addWidget(badge)
            card.body.addLayout(row)
        card.body.addWidget(
            LinkLabel(_("See all"), lambda: self.desk.go(Route("certificates"))), 0, Qt.AlignmentFlag.AlignLeft
        )
        return card

    def _targets(self, plans: tuple[PlanLine, ...]) -> Card:
        """One line for each plan of this year; where none is known, the way to write this office's own."""
        card = Card(_("Targets of {year}").format(year=self.desk.today().year))
        card.setObjectName("today.plan")
        for one in plans:
            words = ngettext("{office}: {count} target", "{office}: {count} targets", one.targets)
            office = _("This office") if one.own else one.office
            name = words.format(office=office, count=one.targets)
            link = LinkLabel(name, partial(self.desk.go, Route("plan", one.id)))
            card.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if not plans:
            link = LinkLabel(_("Write the targets of this year"), lambda: self.desk.go(Route("plan")))
            card.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _milestones(self, milestones: tuple[Milestone, ...]) -> Card:
        card = Card(_("The days of the year"))
        for one in milestones:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(TextLabel(f"{one.day:%d/%m}", "label", wrap=False, tone="text"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(TextLabel(one.what.text, "second", tone="text2"), 1)
            if one.left < 0:
                row.addWidget(Badge(_("Past"), "neutral"))
            elif one.left <= 31:
                left = ngettext("{count} day left", "{count} days left", one.left).format(count=one.left)
                row.addWidget(TextLabel(left, "second", wrap=False, tone="text2"))
            card.body.addLayout(row)
        return card
