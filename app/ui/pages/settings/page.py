"""The settings: one tab for each matter, made when it is first opened."""

from __future__ import annotations

import importlib
from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.translate import N_, _
from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.pages.settings.tab import SettingsTab
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.tabs import TabStrip

_TABS: tuple[tuple[str, str, str], ...] = (
    ("office", N_("Office"), "office_tab:OfficeTab"),
    ("people", N_("People"), "people_tab:PeopleTab"),
    ("keys", N_("Keys and card"), "keys_tab:KeysTab"),
    ("offices", N_("Offices"), "offices_tab:OfficesTab"),
    ("display", N_("Language"), "display_tab:DisplayTab"),
    ("deadlines", N_("Deadlines"), "deadlines_tab:DeadlinesTab"),
    ("certificates", N_("Certificates"), "certificates_tab:CertificatesTab"),
    ("backup", N_("Backups"), "backup_tab:BackupTab"),
    ("rules", N_("Rules"), "rules_tab:RulesTab"),
    ("check", N_("Data check"), "check_tab:CheckTab"),
    ("advanced", N_("Advanced"), "advanced_tab:AdvancedTab"),
)


class SettingsPage(Page):
    """Ctrl+Tab and Ctrl+Shift+Tab step through the tabs: Ctrl+PgDn is the next section inside a form."""

    watches: ClassVar[frozenset[str]] = frozenset({"office", "official"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.header = PageHeader(self)
        self.header.set_title(_("Settings"))
        self.header.set_subtitle(desk.office.name)
        self.body.addWidget(self.header)
        self.tabs = TabStrip(self)
        self.tabs.setObjectName("settings.tabs")
        self.tabs.set_tabs([(name, _(title)) for name, title, _place in _TABS])
        self.tabs.changed.connect(self._on_tab)
        self.body.addWidget(self.tabs)
        self.stack = QStackedWidget(self)
        self.body.addWidget(self.stack, 1)
        self._made: dict[str, SettingsTab] = {}
        self._places: dict[str, QWidget] = {}
        self._narrow = False
        self._shown = ""
        Act(self, _("Next tab"), lambda: self.tabs.step(1), "Ctrl+Tab")
        Act(self, _("Previous tab"), lambda: self.tabs.step(-1), "Ctrl+Shift+Tab")
        Act(self, _("Back"), desk.back, "Esc")

    def open(self, route: Route) -> None:
        self.route = route
        names = [name for name, _title, _place in _TABS]
        wanted = route.tab if route.tab in names else self._shown or names[0]
        self.tabs.set_current(wanted)
        self._show(wanted)

    def refresh(self) -> None:
        if self._shown:
            self.header.set_subtitle(self.desk.office.name)
            self.tab.refresh()

    def leave(self) -> bool:
        return not self._shown or self.tab.leave()

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        for tab in self._made.values():
            tab.set_narrow(narrow)

    def default_focus(self) -> QWidget | None:
        return self.tab.first_input() if self._shown else None

    @property
    def tab(self) -> SettingsTab:
        """The tab that is shown."""
        return self._made[self._shown]

    def _on_tab(self, name: str) -> None:
        if name == self._shown:
            return
        if not self.leave():
            self.tabs.set_current(self._shown)
            return
        has_keys = self.tabs.hasFocus() or self.focusWidget() is None
        self._show(name)
        focus = self.tab.first_input()
        if focus is not None and not has_keys:
            focus.setFocus()

    def _show(self, name: str) -> None:
        if name not in self._made:
            place = next(place for own, _title, place in _TABS if own == name)
            module, _colon, kind = place.partition(":")
            made: SettingsTab = getattr(importlib.import_module(f"app.ui.pages.settings.{module}"), kind)(self.desk)
            made.setObjectName(f"settings.{name}")
            self._made[name] = made
            made.set_narrow(self._narrow)
            self._places[name] = made if made.scrolls else VScroll(made)
            self.stack.addWidget(self._places[name])
        self._shown = name
        self.stack.setCurrentWidget(self._places[name])
        self.tab.refresh()
        self.desk.state.set("route", ["settings", "", name])
