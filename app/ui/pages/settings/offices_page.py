"""One other office: its key and how it is known, what is printed of it, and what last went there or came."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.office import OfficeRow
from app.services.actors import WRITERS
from app.services.hand_over_log import HandOverLine, hand_over_lines
from app.services.names import level_name
from app.services.office_keys.others import key_standing
from app.services.office_keys.standing import KeyLine, key_lines
from app.services.offices import change_office, office_row
from app.services.succession.known import successor_of
from app.translate import _, format_date
from app.ui.desk import Desk
from app.ui.forms.fields import Field, Section
from app.ui.forms.record_form import RecordForm
from app.ui.pages.page import Page
from app.ui.pages.settings.key_check import confirm_office
from app.ui.pages.settings.key_words import KeyWords
from app.ui.pages.settings.offices_words import LEARNED, checked_words, day_of, key_badge, place_of
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import LinkLabel
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.strip import Strip

_FACTS = (
    "name", "parent_name", "address", "standing_agency", "commune_name", "district_name", "province_name",
    "uses_program",
)  # fmt: skip
_LAST = 5


class OfficePage(Page):
    """Earlier keys stand there only where there are any."""

    watches: ClassVar[frozenset[str]] = frozenset({"office", "hand_over"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._office: OfficeRow | None = None
        self.header = PageHeader(self)
        self.header.set_back(_("Offices"), self._back)
        self.body.addWidget(self.header)
        self.confirm = Act(self, _("Compare its key…"), self._on_confirm, "Ctrl+Return", "fingerprint")
        self.card = Act(self, _("Read its card…"), lambda: desk.go(Route("add_office")), "Ctrl+O", "folder-open")
        Act(self, _("Back"), self._back, "Esc")
        holder = QWidget()
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(0, 0, 4, 0)
        rows.setSpacing(12)
        self.strip = Strip("", "info")
        rows.addWidget(self.strip)
        key = Card(_("Its key"))
        self.words = KeyWords()
        self.about_key = TextLabel("", "second")
        key.body.addWidget(self.words)
        key.body.addWidget(self.about_key)
        rows.addWidget(key)
        self.former = Card(_("Its earlier keys"))
        self.former.setObjectName("office.former")
        rows.addWidget(self.former)
        self.form = RecordForm(desk, _sections(), self._save, name="other_office", framed=False)
        facts = Card()
        facts.body.addWidget(self.form)
        rows.addWidget(facts)
        self.last = Card(_("Last hand-overs"))
        rows.addWidget(self.last)
        rows.addStretch(1)
        self.body.addWidget(VScroll(holder), 1)

    def open(self, route: Route) -> None:
        self.route = route
        self.refresh()

    def refresh(self) -> None:
        desk, ident = self.desk, self.route.record

        def load(session: Any) -> tuple[OfficeRow, str, list[KeyLine], OfficeRow | None]:
            row = office_row(session, ident)
            heir = successor_of(session, ident)
            return row, key_standing(session, row), key_lines(session, ident), (
                office_row(session, heir) if heir != ident else None
            )  # fmt: skip

        office, standing, keys, heir = desk.read(load)
        is_other = self._office is None or self._office.id != office.id
        self._office = office
        level = str(level_name(office.level)).capitalize()
        self.header.set_title(office.name)
        self.header.set_subtitle(" · ".join(part for part in (level, place_of(office), office.code) if part))
        word, grade = key_badge("succeeded" if heir is not None else standing)
        self.header.set_state(Badge(word, grade, soft=True))
        may = desk.person.role in WRITERS
        acts = {"unconfirmed": self.confirm, "confirmed": None}.get(standing, self.card) if may else None
        self.header.set_acts(acts, [])
        self._say(office, standing, heir)
        self.words.show_key(bytes.fromhex(office.sign_public_key) if office.sign_public_key else None)
        present = next((one for one in keys if one.state == "current"), None)
        self.about_key.setText(_how_known(office, present))
        self._show_former([one for one in keys if one.state != "current"])
        if is_other or not self.form.dirty():
            self.form.show_record(office.id, {name: getattr(office, name) for name in _FACTS})
        self.form.set_read_only(not may, "" if may else _("Your role only reads. Ask an officer of the office."))
        desk.fetch(lambda session: _last_of(session, ident, desk), partial(self._show_last, ident), owner=self)

    def _say(self, office: OfficeRow, standing: str, heir: OfficeRow | None) -> None:
        """What is to be done about it, where anything is."""
        self.strip.setVisible(heir is not None or (standing != "confirmed" and office.uses_program))
        if heir is not None:
            text = _("This office has ended; {office} carries on for it.").format(office=heir.name)
            self.strip.set_text(text, "info", _("What was meant for it is handed over to its successor."))
        elif standing == "unconfirmed":
            text = _("Nobody here has compared its key yet.")
            self.strip.set_text(text, "warn", _("Ring the office up, compare the six words, then confirm."))
        elif standing in ("revoked", "lost", "replaced"):
            text = _("This office has no key now: bundles that its old key signs are refused.")
            self.strip.set_text(text, "warn", _("Ask it for the notice of its new key (.ocop-key) and open that here."))
        else:
            text = _("Its card was not read here yet: hand over on paper, or ask it for its card.")
            self.strip.set_text(text, "info", _("It saves its card under Settings, Keys and card."))

    def _show_former(self, keys: list[KeyLine]) -> None:
        _clear(self.former.body)
        self.former.setVisible(bool(keys))
        for one in keys:
            word, grade = key_badge(one.state)
            until = _("{since} to {until}").format(since=day_of(one.since), until=day_of(one.until or one.since))
            head = Badge(f"{word} · {until}", grade)
            self.former.body.addWidget(head, 0, Qt.AlignmentFlag.AlignLeft)
            self.former.body.addWidget(TextLabel(", ".join(one.words), "second"))
            if one.reason:
                self.former.body.addWidget(TextLabel(_("Reason: {reason}").format(reason=one.reason), "second"))

    def _show_last(self, ident: str, lines: list[HandOverLine]) -> None:
        if self._office is None or self._office.id != ident:
            return
        _clear(self.last.body)
        self.last.setVisible(bool(lines))
        for one in lines:
            words = _("Sent on {day}: {what}") if one.direction == "out" else _("Came on {day}: {what}")
            what = _("number {number} of this pair").format(number=one.sequence)
            said = words.format(day=format_date(one.at.astimezone().date()), what=what)
            route = Route("hand_over", one.id, tab=one.direction)
            self.last.body.addWidget(LinkLabel(said, partial(self.desk.go, route)), 0, Qt.AlignmentFlag.AlignLeft)

    def _save(self, name: str, value: Any, done: Callable[[], None], failed: Callable[[BaseException], None]) -> None:
        office = self._office
        if office is None:
            return
        stored = bool(value) if name == "uses_program" else value or ""
        self.desk.write(
            lambda session, actor: change_office(session, office.id, {name: stored}, actor),
            changes="office",
            on_done=lambda _row: done(),
            on_error=failed,
            owner=self,
        )

    def _on_confirm(self) -> None:
        if self._office is not None:
            confirm_office(self, self.desk, self._office, self._confirmed)

    def _confirmed(self) -> None:
        """The button that had the keys is gone."""
        focus = self.form.first_input()
        if focus is not None:
            focus.setFocus()

    def _back(self) -> None:
        self.desk.go(Route("settings", tab="offices"))

    def leave(self) -> bool:
        return self.form.commit()

    def title(self) -> str:
        return self._office.name if self._office is not None else ""

    def default_focus(self) -> QWidget | None:
        return self.header.primary_button or self.form.first_input()


def _sections() -> list[Section]:
    return [
        Section(
            _("What papers print of it"),
            [
                [
                    Field("name", _("Name as printed on papers"), required=True, span=2),
                    Field("parent_name", _("Committee above")),
                ],
                [Field("address", _("Address"), span=2), Field("standing_agency", _("Agency that does the OCOP work"))],
                [
                    Field("commune_name", _("Commune")),
                    Field("district_name", _("District")),
                    Field("province_name", _("Province")),
                ],
                [Field("uses_program", _("It works with this program; else everything goes on paper"), "check")],
            ],
            name="facts",
        )
    ]


def _how_known(office: OfficeRow, key: KeyLine | None) -> str:
    if key is None:
        return _("No key of it is in use here.")
    said = [_("Known since {day}, {how}.").format(day=day_of(key.since), how=_(LEARNED.get(key.learned_by, "")))]
    if office.key_confirmed_at is not None:
        said.append(_("Confirmed on {day}.").format(day=day_of(office.key_confirmed_at)))
    if key.checked_by:
        said.append(_("Checked {how}.").format(how=checked_words(key.checked_by)))
    return " ".join(said)


def _last_of(session: Any, ident: str, desk: Desk) -> list[HandOverLine]:
    lines = [
        one
        for direction in ("out", "in")
        for one in hand_over_lines(session, direction, desk.today())
        if one.office_id == ident
    ]
    return sorted(lines, key=lambda one: one.at, reverse=True)[:_LAST]


def _clear(rows: QVBoxLayout) -> None:
    while rows.count():
        widget = rows.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
