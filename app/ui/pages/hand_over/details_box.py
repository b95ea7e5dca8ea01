"""One hand-over in full: dossiers, receipt, what can be done; fingerprints and hashes behind "Advanced"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.services.hand_over_log import HandedDossier, HandOverDetails, HandOverLine
from app.services.names import state_name
from app.services.receipt_codes import receipt_code
from app.translate import _, format_datetime
from app.ui.desk import Desk
from app.ui.pages.hand_over.book_acts import Chosen
from app.ui.pages.hand_over.pick_view import clear
from app.ui.pages.hand_over.undo_dialog import undo_words
from app.ui.pages.hand_over.words import PURPOSES, dossiers_text, files_text, size_text
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton, LinkLabel
from app.ui.widgets.card import Card
from app.ui.widgets.labels import Hairline, TextLabel
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.strip import Strip

_SHOWN = 30


class DetailsBox(Card):
    """Beside the list; below a narrow width instead of it."""

    def __init__(self, desk: Desk, acts: Sequence[Act]) -> None:
        super().__init__()
        self.setObjectName("hand_over.details")
        self._desk = desk
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 4, 0)
        rows.setSpacing(8)
        self._top = QVBoxLayout()
        self._top.setSpacing(8)
        rows.addLayout(self._top)
        self.buttons = [ActButton(act) for act in acts]
        for button in self.buttons:
            rows.addWidget(button)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        rows.addLayout(self._list)
        rows.addWidget(Hairline())
        self.fold = QPushButton(_("Advanced"))
        self.fold.setObjectName("hand_over.advanced")
        self.fold.setCheckable(True)
        self.fold.setAutoDefault(False)
        self.fold.setProperty("kind", "link")
        rows.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        self._advanced = QWidget()
        self._facts = QVBoxLayout(self._advanced)
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setSpacing(4)
        self._advanced.hide()
        self.fold.toggled.connect(self._advanced.setVisible)
        rows.addWidget(self._advanced)
        rows.addStretch(1)
        self.body.addWidget(VScroll(inner), 1)

    def show_chosen(self, chosen: Chosen | None) -> None:
        """Show one; ``None`` says that none is chosen."""
        details = chosen.details if chosen is not None else None
        for layout in (self._top, self._list, self._facts):
            clear(layout)
        self.fold.setVisible(details is not None)
        self._advanced.setVisible(details is not None and self.fold.isChecked())
        if chosen is None or details is None:
            self._top.addWidget(TextLabel(_("Choose a line to see what belongs to it."), "body", tone="text2"))
            return
        line = details.line
        self._top.addWidget(TextLabel(line.office, "card"))
        about = [_("number {number} of this pair").format(number=line.sequence), _(PURPOSES[line.purpose])]
        about.append(_("on paper") if line.medium == "paper" else _("sealed") if details.encrypted else _("open"))
        self._top.addWidget(TextLabel(" · ".join(about), "second"))
        self._top.addWidget(self._state(details))
        if chosen.undo is not None:
            self._top.addWidget(TextLabel(undo_words(chosen.undo), "second"))
        if details.dossiers:
            self._list.addWidget(TextLabel(dossiers_text(len(details.dossiers)), "label"))
        missed_first = sorted(details.dossiers, key=lambda one: one.result != "not_taken")
        for one in missed_first[:_SHOWN]:
            self._add_dossier(one, line)
        self._fill_facts(details)

    def _add_dossier(self, one: HandedDossier, line: HandOverLine) -> None:
        if one.status:
            link = LinkLabel(one.product, partial(self._desk.go, Route("dossier", one.id)))
            link.setToolTip(str(state_name(one.status)))
            self._list.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        else:  # it is not here
            self._list.addWidget(TextLabel(one.product, "second"))
        if one.result == "not_taken":
            self._list.addWidget(
                Badge(_("Not taken there") if line.direction == "out" else _("Not taken here"), "warn")
            )
        elif one.result == "already_here" and line.direction == "out":
            self._list.addWidget(Badge(_("Was there already"), "neutral"))

    def _state(self, details: HandOverDetails) -> Strip:
        line = details.line
        when = format_datetime(line.at)
        if line.status == "intended":
            advice = _("Put its stick in and start the program again; or say below what became of it.")
            return Strip(_("Begun on {time} and not finished").format(time=when), "warn", detail=advice)
        if line.status == "written":
            return self._outstanding(line, when)
        if line.status == "taken":
            return self._taken(details, when)
        if line.status == "undone":
            advice = _("The same bundle can be taken again. Write the receipt again, so that the sender knows.")
            return Strip(_("The taking was undone"), "warn", detail=advice if line.receipt_owed else "")
        if line.status == "replaced":
            return Strip(_("The same left again under a later number"), "neutral")
        if line.status == "sent":
            return Strip(_("Sent on {time}; it asks for no receipt").format(time=when), "ok")
        said = [line.receipt, line.received_by, details.note]
        if line.missed_count:
            said.insert(0, _("Hand over what was not taken again, once its reason is put right."))
        return Strip(
            line.received_words or _("Received"),
            "warn" if line.missed_count else "ok",
            detail=" · ".join(part for part in said if part),
        )

    def _outstanding(self, line: HandOverLine, when: str) -> Strip:
        if line.undone:
            advice = _("Call that office and ask why; the dossiers are still with it on their way.")
            return Strip(line.received_words, "warn", detail=advice)
        if line.missed_count:
            advice = _("Call that office and ask for the reason of each dossier.")
            return Strip(line.received_words, "warn", detail=advice)
        late = (line.waiting or 0) >= self._desk.context.settings.receipt_days
        advice = _("Call {office}: where it has it, enter the code that it reads out; else look for the stick.")
        return Strip(
            _("Left on {time}, no receipt yet").format(time=when),
            "warn" if late else "info",
            detail=advice.format(office=line.office) if late else "",
        )

    def _taken(self, details: HandOverDetails, when: str) -> Strip:
        line = details.line
        said = []
        if line.medium == "bundle" and line.purpose != "letter":
            code = receipt_code(details.bundle_sha256, details.receiver_code)
            said.append(_("Receipt for the sender: {code}").format(code=code))
            if line.receipt_owed:
                said.append(_("It was not written onto a stick yet."))
            elif line.receipt_sent_at:
                said.append(_("Written on {time}").format(time=format_datetime(line.receipt_sent_at)))
        return Strip(
            _("Taken on {time}").format(time=when), "warn" if line.receipt_owed else "ok", detail=" · ".join(said)
        )

    def _fill_facts(self, details: HandOverDetails) -> None:
        facts = (
            (_("File or folder"), details.bundle_name),
            (_("Written to"), details.target),
            (_("Contents"), f"{files_text(details.files)} · {size_text(details.size)}" if details.files else ""),
            (_("Checksum (SHA-256)"), details.bundle_sha256),
            (_("Identity of the bundle"), details.bundle_id),
            (_("Fingerprint of the other office's key"), details.fingerprint),
        )
        for name, value in facts:
            if not value:
                continue
            self._facts.addWidget(TextLabel(name, "label"))
            words = TextLabel(_breakable(value), "second", tone="text")
            words.let_copy()
            self._facts.addWidget(words)


def _breakable(text: str) -> str:
    """A long hash with places where a line may end."""
    if " " in text or len(text) < 40:
        return text
    return "\u200b".join(text[at : at + 8] for at in range(0, len(text), 8))
