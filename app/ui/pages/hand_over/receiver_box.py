"""Who receives: the office proposed, another one of its level, and its card read or compared where that is needed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.models.office import OfficeRow
from app.services.known_keys import key_state
from app.services.names import level_name
from app.services.office_cards import SUFFIX, read_card
from app.services.offices import OfficeData, register_office
from app.translate import _, format_date
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.forms.fields import Field
from app.ui.pages.settings.key_check import compare_card, confirm_office
from app.ui.theme import icon_pixmap
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip


def ask_card(parent: QWidget, desk: Desk) -> None:
    """Read another office's card from a file, show its words, and know the office once a person compared them."""
    dialog = FileDialog(parent, _("Office card"), "", f"{_('Office cards')} (*{SUFFIX})")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: read_card_file(parent, desk, Path(name)))
    dialog.open()


def read_card_file(parent: QWidget, desk: Desk, path: Path) -> None:
    """The same with the file already chosen."""
    desk.tasks.read(lambda: read_card(path), partial(compare_card, parent, desk), desk.show_error, parent)


class ReceiverBox(Card):
    """One office, and whether its key is fit for sealing."""

    changed = Signal()

    def __init__(self, page: QWidget, desk: Desk, *, on_paper: bool = False) -> None:
        super().__init__()
        self.setObjectName("export.receiver")
        self._on_paper = on_paper
        self._wanted = ""
        self._desk, self._page = desk, page
        self._offices: list[OfficeRow] = []
        self._level = ""
        line = QHBoxLayout()
        line.setSpacing(14)
        picture = QLabel()
        picture.setPixmap(icon_pixmap("buildings", 28, "accent", self.devicePixelRatioF()))
        line.addWidget(picture)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._name = TextLabel("", "strong")
        self._combo = QComboBox()
        self._combo.setObjectName("export.receiver.choice")
        self._combo.setAccessibleName(_("Receiving office"))
        self._combo.currentIndexChanged.connect(self._on_chosen)
        self._met = TextLabel("", "second")
        for part in (self._name, self._combo, self._met):
            words.addWidget(part)
        line.addLayout(words, 1)
        self.body.addLayout(line)
        self._confirm = Act(page, _("Compare its key…"), self._on_confirm, "Ctrl+Shift+K", "fingerprint")
        self._read = Act(page, _("Read an office card…"), partial(ask_card, page, desk), "Ctrl+Shift+O")
        self._strip = Strip("", "warn")
        self.body.addWidget(self._strip)
        buttons = QHBoxLayout()
        self._add = Act(page, _("Write down another office…"), self._on_add, "Ctrl+Shift+N", "plus")
        self._add.setVisible(on_paper)
        for act in (self._confirm, self._read, self._add):
            buttons.addWidget(ActButton(act))
        buttons.addStretch(1)
        self.body.addLayout(buttons)

    def set_offices(self, offices: Sequence[OfficeRow], level: str, wanted: str = "") -> None:
        """Offer these offices of a level; the one chosen before stays while it is among them."""
        now = wanted or (self.office.id if self.office is not None else "")
        self._offices, self._level = list(offices), level
        self._combo.blockSignals(True)
        self._combo.clear()
        for one in self._offices:
            self._combo.addItem(one.name, one.id)
        at = next((place for place, one in enumerate(self._offices) if one.id == now), 0)
        self._combo.setCurrentIndex(at if self._offices else -1)
        if self._wanted and any(one.code == self._wanted for one in self._offices):
            self._wanted, code = "", self._wanted
            at = next(place for place, one in enumerate(self._offices) if one.code == code)
            self._combo.setCurrentIndex(at)
        self._combo.blockSignals(False)
        several = len(self._offices) > 1
        self._combo.setVisible(several)
        self._name.setVisible(not several)
        self._show()

    @property
    def offices(self) -> list[OfficeRow]:
        """Those offered."""
        return list(self._offices)

    def choose(self, code: str) -> None:
        """Choose an office by its code; one that is not offered changes nothing."""
        at = next((place for place, one in enumerate(self._offices) if one.code == code), -1)
        if at >= 0:
            self._combo.setCurrentIndex(at)

    @property
    def office(self) -> OfficeRow | None:
        """The one chosen."""
        at = self._combo.currentIndex()
        return self._offices[at] if 0 <= at < len(self._offices) else None

    @property
    def key(self) -> str:
        """``none``, ``unconfirmed`` or ``confirmed``; ``none`` without an office."""
        return key_state(self.office) if self.office is not None else "none"

    def _on_chosen(self, _place: int) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        office, key = self.office, self.key
        level = str(level_name(self._level)) if self._level else ""
        if office is None:
            self._name.setText(_("No office of the level “{level}” is known here.").format(level=level))
            ask = _("Ask it for its office card, a small file, and read that here.")
            self._met.setText(_("Write down its name and code.") if self._on_paper else ask)
        else:
            self._name.setText(office.name)
            met = office.key_confirmed_at
            text = _("Office card confirmed on {date}").format(date=format_date(met.astimezone().date())) if met else ""
            self._met.setText(text)
        self._met.setVisible(bool(self._met.text()))
        words = {
            "none": _("Its office card was not read here yet, so the bundle cannot be sealed for it."),
            "unconfirmed": _("Nobody here has compared its key yet."),
            "confirmed": "",
        }[key]
        self._strip.setVisible(bool(words) and office is not None and not self._on_paper)
        if words:
            self._strip.set_text(words, "warn")
        self._confirm.setVisible(key == "unconfirmed" and not self._on_paper)
        self._read.setVisible(key == "none" and not self._on_paper)

    def _on_confirm(self) -> None:
        if self.office is not None:
            confirm_office(self._page, self._desk, self.office)

    def _on_add(self) -> None:
        desk, level = self._desk, self._level
        own = desk.office

        def work(session: Any, actor: Any, values: dict[str, Any]) -> OfficeRow:
            data = OfficeData(
                code=values["code"],
                level=level,
                name=values["name"],
                province_name=own.province_name,
                province_code=own.province_code,
                uses_program=False,
            )
            return register_office(session, data, actor)

        ActDialog(
            self._page,
            desk,
            _("An office without this program"),
            [
                [Field("name", _("Name as on papers"), required=True)],
                [Field("code", _("Code"), required=True, hint=_("The official administrative code of its unit."))],
            ],
            _("Write it down"),
            work,
            changes="office",
            on_done=lambda row: self._set_wanted(row.code),
        ).open()

    def _set_wanted(self, code: str) -> None:
        """Choose the office that was just written down, now or once the list is read again."""
        self._wanted = code
        self.choose(code)
