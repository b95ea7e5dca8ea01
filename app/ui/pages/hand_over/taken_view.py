"""The last step of receiving: what is here now, and the receipt that the sender waits for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.bundles.verdicts import Verdict
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.pages.hand_over.pick_view import clear
from app.ui.pages.hand_over.words import dossiers_text
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton, LinkLabel
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip

_SHOWN = 12


class TakenView(QWidget):
    """Links to the dossiers taken; the receipt's code, its paper, and the paper on the stick."""

    def __init__(self, desk: Desk, acts: Sequence[Act]) -> None:
        super().__init__()
        self._desk = desk
        self._only = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        self.strip = Strip("", "ok")
        self.strip.setObjectName("import.taken")
        rows.addWidget(self.strip)
        receipt = Card(_("Receipt for the sender"))
        self.code = TextLabel("", "figure", wrap=False)
        self.code.setObjectName("import.code")
        self.code.let_copy()
        receipt.body.addWidget(self.code)
        self.words = TextLabel("")
        receipt.body.addWidget(self.words)
        line = QHBoxLayout()
        line.setSpacing(8)
        for act in acts:
            line.addWidget(ActButton(act))
        line.addStretch(1)
        receipt.body.addLayout(line)
        self.written = TextLabel("", "second", tone="ok")
        receipt.body.addWidget(self.written)
        rows.addWidget(receipt)
        self._list = Card(_("Here now"))
        rows.addWidget(self._list)
        rows.addStretch(1)

    def show_taken(self, taken: Sequence[Verdict], left: int, sender: str, code: str) -> None:
        """Say what was taken.

        Args:
            left: how many dossiers of the bundle were not taken.
        """
        count = len(taken)
        self._only = taken[0].dossier_id if count == 1 else ""
        text = ngettext("{count} dossier was taken", "{count} dossiers were taken", count).format(count=count)
        detail = _("A safety copy was made before.")
        if left:
            detail += " " + _("{dossiers} of the bundle stay in quarantine.").format(dossiers=dossiers_text(left))
        self.strip.set_text(text, "ok", detail)
        self.code.setText(code)
        words = _("Tell {office} this code, or give it the signed paper: it enters either in its book of hand-overs.")
        self.words.setText(words.format(office=sender))
        self.written.setText("")
        self.written.hide()
        clear(self._list.body)
        for one in taken[:_SHOWN]:
            link = LinkLabel(one.product, partial(self._desk.go, Route("dossier", one.dossier_id)), "folder-open")
            self._list.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if count > _SHOWN:
            more = LinkLabel(_("See all dossiers"), partial(self._desk.go, Route("dossiers")))
            self._list.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def following(self) -> Route:
        """Where one goes from here: the dossier taken, or the list where there are several."""
        return Route("dossier", self._only) if self._only else Route("dossiers")

    @property
    def following_words(self) -> str:
        """The way there in words."""
        return _("To the dossier") if self._only else _("To the dossiers")

    def say_written(self, text: str) -> None:
        """The receipt lies on the stick."""
        self.written.setText(text)
        self.written.show()
