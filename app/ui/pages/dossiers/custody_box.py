"""On the dossier's page: where it is and what came of it, what is asked of whom, and another version of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.conflicts.listing import OpenConflict
from app.services.custody.dossier_view import DossierCustody, custody_of
from app.services.custody.fork_view import Fork
from app.services.custody.recalls import RecallLine
from app.services.dossier_page import DossierPageData
from app.services.dossier_whereabouts import LastHandOver, NamingDecision
from app.translate import N_, _, format_date, format_datetime, ngettext
from app.ui.desk import Desk
from app.ui.pages.hand_over import custody_acts
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.labels import CutLabel
from app.ui.widgets.strip import Strip

_RESULTS = {
    "taken": N_("taken there"),
    "already_here": N_("it was there already"),
    "not_taken": N_("not taken there"),
}


class _Said(NamedTuple):
    """What a strip says."""

    text: str
    grade: str
    detail: str


class CustodyBox(QWidget):
    """A line and strips; nothing of it is shown while there is nothing to say. ``acts`` belong into the page's head."""

    def __init__(self, page: QWidget, desk: Desk) -> None:
        super().__init__()
        self._page, self._desk = page, desk
        self._data: DossierPageData | None = None
        self._custody: DossierCustody | None = None
        self._said: dict[str, _Said | None] = {}
        self._is_narrow = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self.where = CutLabel("", "second", "text2")
        self.where.setObjectName("dossier.where")
        rows.addWidget(self.where)
        self.fork_act = Act(page, _("See both versions"), self._to_fork, "Ctrl+Shift+J", "columns")
        self.recall_act = Act(page, _("Answer…"), self._to_recalls, "Ctrl+Shift+A", "arrow-bend-up-left")
        self.choose_act = Act(page, _("Choose place by place…"), self._to_conflict, "Ctrl+Shift+I", "list-checks")
        self.wanted = Strip("", "warn", self.recall_act)
        self.conflict = Strip("", "warn", self.choose_act)
        self.asked = Strip("", "info")
        self.fork = Strip("", "info", self.fork_act)
        for name, strip in self._strips().items():
            strip.setObjectName(f"dossier.{name}")
            rows.addWidget(strip)
        self.again_act = Act(page, _("Write it once more…"), self._on_again, "Ctrl+Shift+V", "usb")
        self.ask_act = Act(page, _("Ask for it back…"), self._on_ask, "Ctrl+Shift+R", "arrow-bend-up-left")
        self.override_act = Act(
            page, _("The leader takes it back…"), self._on_override, "Ctrl+Shift+U", "arrow-u-up-left"
        )
        self.hide()

    def _strips(self) -> dict[str, Strip]:
        return {"wanted": self.wanted, "conflict": self.conflict, "asked": self.asked, "fork": self.fork}

    @property
    def acts(self) -> list[Act]:
        """What can be done about the custody now."""
        return [act for act in (self.ask_act, self.again_act, self.override_act) if act.isVisible()]

    def show_data(self, data: DossierPageData) -> None:
        """Read and show what is to say of a dossier."""
        desk = self._desk
        self._data = data
        custody = desk.read(lambda session: custody_of(session, data.row.id, desk.actor(session)))
        self._custody = custody
        self.where.set_words(where_words(data.overview.passed, data.overview.decisions))
        self._said = {
            "wanted": _wanted_words(custody.wanted) if custody.wanted is not None else None,
            "conflict": _conflict_words(custody.conflict) if custody.conflict is not None else None,
            "asked": _asked_words(custody.asked) if custody.asked is not None else None,
            "fork": _fork_words(custody.forks) if custody.forks else None,
        }
        self.recall_act.setVisible(custody.wanted is not None)
        self.choose_act.setVisible(custody.conflict is not None)
        self.fork_act.setVisible(bool(custody.forks))
        self.ask_act.setVisible(custody.can_recall)
        self.again_act.setVisible(bool(custody.again))
        self.override_act.setVisible(custody.can_override)
        self._fit()

    def set_narrow(self, narrow: bool) -> None:
        """Little room: the most pressing strip alone."""
        self._is_narrow = narrow
        self._fit()

    def _fit(self) -> None:
        told = [name for name, said in self._said.items() if said is not None]
        for name, strip in self._strips().items():
            said = self._said.get(name)
            strip.setVisible(said is not None and (not self._is_narrow or name == told[0]))
            if said is not None:
                strip.set_text(said.text, said.grade, "" if self._is_narrow else said.detail)
        self.where.setVisible(bool(self.where.words) and not (self._is_narrow and told))
        self.setVisible(bool(told) or bool(self.where.words))

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _with_holder(self, then: Callable[..., object]) -> None:
        data = self._data
        if data is not None:
            dossiers = [(data.row.id, data.overview.product)]
            then(self._page, self._desk, dossiers, data.overview.holder, data.row.holder_office_id)

    def _on_ask(self) -> None:
        self._with_holder(custody_acts.ask_back)

    def _on_override(self) -> None:
        self._with_holder(custody_acts.ask_override)

    def _on_again(self) -> None:
        if self._custody is not None and self._custody.again:
            self._desk.go(custody_acts.again_route(self._custody.again))

    def _to_fork(self) -> None:
        self._go("fork")

    def _to_recalls(self) -> None:
        self._go("recalls")

    def _to_conflict(self) -> None:
        if self._custody is not None and self._custody.conflict is not None:
            self._desk.go(Route("conflict", self._custody.conflict.id))

    def _go(self, page: str) -> None:
        if self._data is not None:
            self._desk.go(Route(page, self._data.row.id))


def where_words(passed: LastHandOver | None, decisions: tuple[NamingDecision, ...]) -> str:
    """The last hand-over with its receipt, then the decisions that name the dossier, as one line."""
    said = []
    if passed is not None:
        day = format_date(passed.at.astimezone().date())
        words = _("Went to {office} on {day}") if passed.direction == "out" else _("Came from {office} on {day}")
        said.append(words.format(office=passed.office, day=day) + _receipt(passed))
    for one in decisions:
        if one.signed_on is not None:
            words = _("decision {number} of {day}")
            if one.stars:
                words = ngettext(
                    "decision {number} of {day}: {count} star", "decision {number} of {day}: {count} stars", one.stars
                )
            text = words.format(number=one.number, day=format_date(one.signed_on), count=one.stars)
            said.append(text[:1].upper() + text[1:])
    return " · ".join(said)


def _receipt(passed: LastHandOver) -> str:
    if passed.direction != "out" or passed.purpose not in ("forward", "completion", "release"):
        return ""
    result = _(_RESULTS[passed.result]) if passed.result in _RESULTS else ""
    if passed.received_at is not None or passed.received_on is not None:
        when = format_datetime(passed.received_at) if passed.received_at else format_date(passed.received_on)
        parts = [_("receipt of {time}").format(time=when), result]
        return ", " + ", ".join(part for part in parts if part)
    return ", " + _("no receipt yet") if passed.status == "written" else ""


def _day(at: str) -> str:
    return format_date(dt.datetime.fromisoformat(at).astimezone().date()) if at else ""


def _wanted_words(line: RecallLine) -> _Said:
    text = _("{office} asks for this dossier back").format(office=line.office)
    detail = _("{who}, {day}: {reason}").format(who=line.asked_by, day=_day(line.asked_at), reason=line.reason)
    return _Said(text, "warn", detail)


def _conflict_words(one: OpenConflict) -> _Said:
    left = ngettext("{count} place left to choose", "{count} places left to choose", one.left)
    text = _("{office} sent this dossier while it was changed here too").format(office=one.sender)
    return _Said(text, "warn", left.format(count=one.left) if one.left else _("Everything is chosen"))


def _asked_words(line: RecallLine) -> _Said:
    if line.state == "declined":
        text = _("{office} does not give it back: {reason}").format(office=line.office, reason=line.answer)
        return _Said(text, "warn", _("Asked back on {day}").format(day=_day(line.asked_at)))
    text = _("Asked back on {day}, waiting for the answer of {office}")
    detail = _("Read-only until then. Because: {reason}").format(reason=line.reason)
    return _Said(text.format(day=_day(line.asked_at), office=line.office), "info", detail)


def _fork_words(forks: tuple[Fork, ...]) -> _Said:
    one = forks[0]
    text = _("There is another version of this dossier, made by {office} under custody number {number}")
    more = len(forks) - 1
    detail = _("It is kept beside this one, to be read only.")
    if more:
        detail += " " + ngettext("{count} earlier one too.", "{count} earlier ones too.", more).format(count=more)
    return _Said(text.format(office=one.kept.office, number=one.kept.custody_number), "info", detail)
