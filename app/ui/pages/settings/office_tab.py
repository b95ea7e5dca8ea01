"""What papers print of the office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.first_start import needs_own_post, signing_words
from app.services.names import level_name
from app.services.offices import SIGNER_MODES, change_office
from app.translate import _
from app.ui.desk import Desk
from app.ui.forms.explain import explain_below
from app.ui.forms.fields import Field, Help, Section
from app.ui.forms.record_form import RecordForm
from app.ui.pages.settings.tab import SettingsTab
from app.ui.widgets.card import Card
from app.ui.widgets.scroll import VScroll

_PLACES = ("commune_name", "district_name", "province_name")


class OfficeTab(SettingsTab):
    """Each field is saved as it is left."""

    scrolls = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        # Bare: the tabs of the settings stand above, and a second row of tabs would only be in the way.
        self.form = RecordForm(desk, self._sections(), self._save, name="settings_office", framed=False)
        explain_below(self.form)
        card = Card()
        card.body.addWidget(self.form)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 4, 0)
        inner.addWidget(card)
        inner.addStretch(1)
        self.column.addWidget(VScroll(holder), 1)
        if not self.may_write:
            self.form.set_read_only(True, self.read_only_words())

    def _sections(self) -> list[Section]:
        office = self.desk.office
        modes = tuple((mode, signing_words(mode, office.level, "…")) for mode in SIGNER_MODES)
        fixed = _("Fixed at the first start.")
        names = [
            [
                Field("name", _("Name as printed on papers"), required=True, span=2),
                Field("parent_name", _("Committee above")),
            ],
            [
                Field("address", _("Address")),
                Field("standing_agency", _("Agency that does the OCOP work")),
            ],
        ]
        papers = [
            [
                Field(
                    "signer_name", _("Who signs papers"), help=Help(_("Printed under the signature, without titles."))
                ),
                Field("signer_mode", _("How it is signed"), "choice", choices=modes),
                Field("signer_post", _("Post of who signs"), hint=_("For example: Phó Chủ tịch")),
            ],
            [
                Field(
                    "place_name", _("Place before the date"), help=Help(_("As in “Krông Pắc, ngày …”."), "Krông Pắc")
                ),
                Field(
                    "symbol", _("Symbol of its papers"), help=Help(_("The abbreviation in numbers of papers."), "UBND")
                ),
            ],
        ]
        unit = [
            [
                Field("level", _("Level"), "readonly", hint=fixed),
                Field("code", _("Code"), "readonly", hint=fixed),
                Field("unit", _("Unit"), "readonly", span=2, hint=fixed),
            ]
        ]
        return [
            Section(_("The office"), names, name="office"),
            Section(_("Its papers"), papers, name="papers"),
            Section(_("What it is"), unit, name="unit"),
        ]

    def _save(self, name: str, value: Any, done: Callable[[], None], failed: Callable[[BaseException], None]) -> None:
        def saved(_row: Any) -> None:
            self.desk.reload_office()
            done()
            self._show_post()

        self.desk.write(
            lambda session, actor: change_office(session, actor.office_id, {name: value or ""}, actor),
            changes=("office",),
            on_done=saved,
            on_error=failed,
            owner=self,
        )

    def refresh(self) -> None:
        office = self.desk.office
        values = office.model_dump()
        values["level"] = str(level_name(office.level)).capitalize()
        values["unit"] = ", ".join(values[name] for name in _PLACES if values[name])
        self.form.show_record(office.id, values)
        self._show_post()

    def _show_post(self) -> None:
        self.form.set_shown("signer_post", needs_own_post(str(self.form.value("signer_mode"))))

    def leave(self) -> bool:
        return self.form.commit()

    def first_input(self) -> QWidget | None:
        return self.form.first_input()
