"""Adding an office: from its card's file, from the text of the card's QR code, or by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.errors import AppError
from app.models.office import OfficeRow
from app.services.known_keys import take_card
from app.services.office_cards import SUFFIX, SignedCard
from app.services.office_keys.card_text import card_from_text, read_any
from app.services.office_keys.key_change import read_small_file
from app.services.office_keys.others import CardLook, look_at_card
from app.services.offices import register_office
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.page import Page
from app.ui.pages.settings.offices_card_view import CardView
from app.ui.pages.settings.offices_hand_form import HandForm
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.tabs import Segmented

FILE, TEXT, HAND = "file", "text", "hand"
_LARGEST = 64 * 1024


class AddOfficePage(Page):
    """Route extra ``file``: a card that was opened or dropped. Nothing is written before the filled button."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.card: SignedCard | None = None
        self._look: CardLook | None = None
        self._opened = ""
        self.header = PageHeader(self)
        self.header.set_title(_("Add an office"))
        self.header.set_subtitle(_("Nothing is written before you say so"))
        self.header.set_back(_("Back"), desk.back)
        self.body.addWidget(self.header)
        self.go = Act(self, "", self._go, "Ctrl+Return")
        Act(self, _("Back"), desk.back, "Esc")
        self.ways = Segmented()
        self.ways.setObjectName("add_office.ways")
        self.ways.set_tabs(
            [(FILE, _("Card file")), (TEXT, _("Scanned or pasted code")), (HAND, _("By hand, on paper"))]
        )
        self.ways.changed.connect(self._on_way)
        self.body.addWidget(self.ways)
        holder = QWidget()
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(0, 0, 4, 0)
        rows.setSpacing(12)
        self._file = self._file_part()
        self._text = self._text_part()
        self.hand = HandForm(desk)
        for part in (self._file, self._text, self.hand):
            rows.addWidget(part)
        self.view = CardView()
        rows.addWidget(self.view)
        rows.addStretch(1)
        self.area = VScroll(holder)
        self.body.addWidget(self.area, 1)
        self._show_card(None)
        self._on_way(FILE)

    def _file_part(self) -> QWidget:
        part = QWidget()
        line = QHBoxLayout(part)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        self.choose = Act(self, _("Choose the card's file…"), self._on_choose, "Ctrl+O", "folder-open")
        self._choose_button = ActButton(self.choose, parent=part)
        line.addWidget(self._choose_button)
        words = _("A small file that ends in {suffix}; it may also be dropped onto this window.")
        line.addWidget(TextLabel(words.format(suffix=SUFFIX), "second"), 1)
        return part

    def _text_part(self) -> QWidget:
        part = QWidget()
        rows = QVBoxLayout(part)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(TextLabel(_("Stand in the box, then scan the QR code of the card or paste its text"), "label"))
        self.text = QPlainTextEdit(part)
        self.text.setObjectName("field.card_text")
        self.text.setAccessibleName(_("Text of the card"))
        self.text.setTabChangesFocus(True)
        self.text.setMaximumWidth(760)
        self.text.setFixedHeight(3 * self.text.fontMetrics().lineSpacing() + 14)
        self.text.textChanged.connect(self._on_text)
        rows.addWidget(self.text)
        self.text_hint = TextLabel("", "second")
        self.text_hint.setObjectName("hint.card_text")
        rows.addWidget(self.text_hint)
        return part

    # --- the ways -----------------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        self.route = route
        file = route.value("file")
        if file and file != self._opened:
            self._opened = file
            self.ways.set_current(FILE)
            self.read_file(Path(file))
        elif not file and self._look is not None and self._look.kind == "known":
            self._show_card(None)  # what was added before is not asked again
        self.dress()

    def _on_way(self, name: str) -> None:
        for way, part in ((FILE, self._file), (TEXT, self._text), (HAND, self.hand)):
            part.setVisible(way == name)
        if name == TEXT:
            self._on_text()
        else:
            self._show_card(None)
        focus = self.default_focus()
        if focus is not None and self.isVisible():
            focus.setFocus()

    def _on_choose(self) -> None:
        dialog = FileDialog(self, _("Open an office card"), "", _("Office cards") + f" (*{SUFFIX} *.txt)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.read_file(Path(chosen)))
        dialog.open()

    def read_file(self, path: Path) -> None:
        """Show whose card it is."""
        self._show_card(None)
        self.desk.tasks.read(
            lambda: read_any(read_small_file(path, _LARGEST)), self._show_card, self.desk.show_error, self
        )

    def _on_text(self) -> None:
        typed = self.text.toPlainText()
        card, said, tone = None, _("Line breaks, blanks and hyphens do not matter."), "text2"
        if typed.strip():
            try:
                card = card_from_text(typed)
                said, tone = _("The code is whole and sound."), "ok"
            except AppError as error:
                said, tone = f"{error.what} {error.what_next}".strip(), "danger"
        self.text_hint.setText(said)
        self.text_hint.set_tone(tone)
        self._show_card(card)

    def _show_card(self, card: SignedCard | None) -> None:
        self.card = card
        self._look = None
        if card is not None:
            self._look = self.desk.read(lambda session: look_at_card(session, card))
            self.view.show_card(card, self._look)
        self.view.setVisible(card is not None)
        self.dress()
        if card is not None and self.view.asks and self.isVisible():
            self.view.typed.setFocus()
            QTimer.singleShot(0, self.view.typed, self._bring_words)

    def _bring_words(self) -> None:
        """Once the card has its place: nobody confirms words that are out of sight."""
        self.area.ensureWidgetVisible(self.view.typed, 0, 40)

    # --- taking -------------------------------------------------------------------------------------------------------

    def dress(self) -> None:
        """The filled button says what it does; it is there only where something can be done."""
        kind = self._look.kind if self._look is not None else ""
        words = {
            "new": _("All six are the same: add the office"),
            "adds_key": _("All six are the same: take the card"),
            "confirms": _("All six are the same: confirm"),
            "known": _("Show this office"),
        }.get(kind, "")
        if self.ways.current() == HAND:
            words = _("Add the office")
        self.go.set_words(words)
        self.go.setEnabled(bool(words))
        self.header.set_acts(self.go if words else None, [])

    def _go(self) -> None:
        if self.ways.current() == HAND:
            data = self.hand.data()
            if data is not None:
                self.desk.write(
                    lambda session, actor: register_office(session, data, actor),
                    changes="office",
                    on_done=self._added,
                    on_error=self.hand.tell,
                    owner=self,
                )
            return
        card, look = self.card, self._look
        if card is None or look is None or look.kind == "refused":
            return
        if look.kind == "known" and look.office is not None:
            self.desk.go(Route("office", look.office.id))
        elif self.view.typed.check():
            self.desk.write(
                lambda session, actor: take_card(session, card, actor),
                changes="office",
                on_done=self._added,
                owner=self,
            )

    def _added(self, row: Any) -> None:
        office: OfficeRow = row
        self.text.clear()
        self.hand.clear()
        self._opened = ""
        self._show_card(None)
        self.desk.toast(_("{office} is known here now.").format(office=office.name))
        self.desk.go(Route("office", office.id))

    def default_focus(self) -> QWidget | None:
        if self.card is not None and self.view.asks:
            return self.view.typed
        return {FILE: self._choose_button, TEXT: self.text, HAND: self.hand}[self.ways.current()]
