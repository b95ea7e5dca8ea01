"""The first start: language, office, keys; then the recovery sheet and the first day's work."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.errors import InvalidInput, StorageError, system_reason
from app.services.first_start import Begun, FirstStart, begin_office
from app.settings import save_settings
from app.translate import N_, _, current_language, format_date, set_language
from app.ui.desk import Desk
from app.ui.pages.first_start.keys_step import KeysStep
from app.ui.pages.first_start.language_step import LanguageStep
from app.ui.pages.first_start.left_pane import LeftPane
from app.ui.pages.first_start.office_step import OfficeStep
from app.ui.pages.first_start.practice import start_practice
from app.ui.pages.first_start.ready_step import ReadyStep
from app.ui.pages.page import Page
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.steps import WizardFrame

_KEPT = "first_start"
_LANGUAGE, _OFFICE, _KEYS, _READY = range(4)


class FirstStartPage(Page):
    """What is chosen is kept in the window's state until the office is set up; secrets never are."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._kept: dict[str, Any] = dict(desk.state.get(_KEPT) or {})
        self._step = min(int(self._kept.get("step", _LANGUAGE)), _KEYS)
        self._begun: Begun | None = None
        self._narrow = False
        self.body.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.body.addLayout(row, 1)
        self._pane = LeftPane(self._units_note())
        row.addWidget(self._pane)
        titles = [_("Language"), _("Your office"), _("Key and recovery sheet"), _("Begin")]
        self.frame = WizardFrame(titles)
        self.frame.setObjectName("first_start.frame")
        holder = QWidget()
        inner = QHBoxLayout(holder)
        inner.setContentsMargins(32, 20, 32, 16)
        inner.addWidget(self.frame)
        row.addWidget(holder, 1)
        self._back = Act(self, _("Back"), self._on_back, "Alt+Left", "caret-left")
        self._next = Act(self, _("Continue"), self._on_next, "Ctrl+Return")
        self._next.setObjectName("first_start.next")
        self._practise = Act(self, _("Start with practice data"), self._on_practise, "Ctrl+Shift+T", "graduation-cap")
        Act(self, "", self._on_back, "Esc")
        self.office = OfficeStep(desk, self._kept, self._keep, self)
        self.keys = KeysStep(self)
        self.steps: list[QWidget] = [LanguageStep(self._on_language, self._practise, self), self.office, self.keys]
        for step in self.steps:
            self.frame.content.addWidget(step)
        self._show_step(self._step)

    def open(self, route: Route) -> None:
        super().open(route)
        if self.desk.has_office:  # the way back from Today leads here, where nothing is left to do
            QTimer.singleShot(0, self, lambda: self.desk.go(Route("today")))

    def leave(self) -> bool:
        self._keep()
        return True

    def default_focus(self) -> QWidget | None:
        step: Any = self.steps[self._step]
        focus: QWidget = step.first_input()
        return focus

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self._pane.setVisible(not narrow)
        if self._begun is not None:
            ready: Any = self.steps[_READY]
            ready.set_narrow(narrow)

    def _units_note(self) -> str:
        places = self.desk.context.places
        today = self.desk.today()
        layer = places.layer_on(today)
        text = _("Administrative units: {count} provinces and cities.").format(count=len(places.provinces(today)))
        if layer.begins is not None:
            text += " " + _("Old names from before {day} lead to the new units.").format(day=format_date(layer.begins))
        return text

    # --- the way through the steps ------------------------------------------------------------------------------------

    def _keep(self) -> None:
        if self._begun is None and not self.desk.has_office:
            self._kept["step"] = self._step
            self.desk.state.set(_KEPT, dict(self._kept))

    def _show_step(self, step: int) -> None:
        self._step = step
        for number, widget in enumerate(self.steps):
            widget.setVisible(number == step)
        self.frame.steps.set_current(step)
        words = {_KEYS: _("Set the office up"), _READY: _("Begin to work")}
        self._next.set_words(words.get(step, _("Continue")))
        can_go_back = step in (_OFFICE, _KEYS)
        self._back.setVisible(can_go_back)
        self.frame.set_buttons(self._back if can_go_back else None, None, self._next)
        self._keep()
        if self.isVisible():
            focus = self.default_focus()
            if focus is not None:
                focus.setFocus()

    def _on_back(self) -> None:
        if self._step in (_OFFICE, _KEYS):
            self._show_step(self._step - 1)

    def _on_next(self) -> None:
        if self._step == _LANGUAGE:
            self._show_step(_OFFICE)
        elif self._step == _OFFICE:
            if self.office.check():
                self._show_step(_KEYS)
        elif self._step == _KEYS:
            if self.keys.check():
                self._set_up()
        else:
            self._begin_work()

    def _on_language(self, language: str) -> None:
        if language == current_language():
            return
        context = self.desk.context
        context.settings.language = language
        try:
            save_settings(context.paths.settings_file, context.settings)
        except OSError as error:
            self.desk.show_error(
                StorageError(N_("The settings could not be saved: {reason}."), reason=system_reason(error))
            )
        set_language(language)
        self._keep()
        self.desk.rebuild_requested.emit()

    # --- setting up ---------------------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        if not self.office.check():
            self._show_step(_OFFICE)
            self.office.check()
            return
        order = FirstStart(
            self.office.office(), self.office.person(), self.keys.passphrase.value(), self.keys.recovery_code()
        )
        self._next.setEnabled(False)
        context = self.desk.context

        def work() -> Begun:
            begun = begin_office(context.database, context.paths.keys, order)
            context.keys(order.passphrase)
            return begun

        self.desk.tasks.write(work, self._on_set_up, self._on_refused, self)

    def _on_set_up(self, begun: Begun) -> None:
        self._next.setEnabled(True)
        self._begun = begun
        self.keys.forget()
        self.desk.state.set(_KEPT, None)
        ready = ReadyStep(self.desk, begun, self._practise, self)
        self.steps.append(ready)
        self.frame.content.addWidget(ready)
        ready.set_narrow(self._narrow)
        self._show_step(_READY)

    def _on_refused(self, error: BaseException) -> None:
        self._next.setEnabled(True)
        if isinstance(error, InvalidInput) and self._step == _KEYS:
            self._show_step(_OFFICE)
            if self.office.tell(error.field, " ".join(part for part in (error.what, error.what_next) if part)):
                return
            self._show_step(_KEYS)
        self.desk.show_error(error)

    def _begin_work(self) -> None:
        self.desk.reload_office()
        self.desk.go(Route("today"))
        self.desk.rebuild_requested.emit()

    def _on_practise(self) -> None:
        level = str(self._kept.get("level") or "commune")
        start_practice(self.desk, self._begun.office.level if self._begun else level, self)
