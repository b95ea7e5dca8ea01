"""The last step of receiving: what is here now, what a letter settled, and the receipt that the sender waits for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.bundles.verdicts import Verdict
from app.services.letters.acknowledge import Acknowledged
from app.services.letters.enclosures import EnclosureVerdict
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.pages.hand_over.arrival import Arrived
from app.ui.pages.hand_over.enclosed_view import STANDINGS, kind_words, what_it_says
from app.ui.pages.hand_over.pick_view import clear
from app.ui.pages.hand_over.words import dossiers_text
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton, LinkLabel
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip

_SHOWN = 12
_TO_BOOK = Route("hand_over", tab="out")


class TakenView(QWidget):
    """Links to the dossiers taken; what was settled; the receipt: written or not, its code, its paper."""

    def __init__(self, desk: Desk, acts: Sequence[Act]) -> None:
        super().__init__()
        self._desk = desk
        self._following = Route("dossiers")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        self.strip = Strip("", "ok")
        self.strip.setObjectName("import.taken")
        rows.addWidget(self.strip)
        self.receipt = Strip("", "ok", icon="usb")
        self.receipt.setObjectName("import.receipt")
        rows.addWidget(self.receipt)
        self.card = Card(_("Receipt for the sender"))
        line = QHBoxLayout()
        line.setSpacing(16)
        self.code = TextLabel("", "figure", wrap=False)
        self.code.setObjectName("import.code")
        self.code.let_copy()
        line.addWidget(self.code)
        self.words = TextLabel("")
        line.addWidget(self.words, 100)
        line.addStretch(1)  # the words have their widest; the code is not pushed away from them
        self.card.body.addLayout(line)
        for some in (acts[:2], acts[2:]):  # two lines: three buttons are wider than a narrow window
            line = QHBoxLayout()
            line.setSpacing(8)
            for act in some:
                line.addWidget(ActButton(act))
            line.addStretch(1)
            self.card.body.addLayout(line)
        self.written = TextLabel("", "second", tone="ok")
        self.card.body.addWidget(self.written)
        rows.addWidget(self.card)
        self.settled = Card(_("What was enclosed"))
        self.settled.setObjectName("import.settled")
        rows.addWidget(self.settled)
        self._list = Card(_("Here now"))
        rows.addWidget(self._list)
        rows.addStretch(1)

    def show_arrived(self, arrived: Arrived, sender: str, code: str) -> None:
        """Say what was taken, what was settled, and which dossiers are here now.

        Args:
            code: the receipt's, to be read out.
        """
        report, done = arrived.report, set(arrived.taken.dossier_ids)
        taken = [one for one in report.verdicts if one.dossier_id in done]
        here = sum(one.kind == "already_here" for one in report.verdicts)
        left = len(report.verdicts) - len(taken) - here
        is_letter = report.index.purpose == "letter"
        self._say_taken(taken, left, arrived, is_letter)
        self._say_enclosed(report.enclosures, arrived)
        words = _("Read it out over the telephone where the stick does not go back: it closes the same hand-over.")
        self.words.setText(words)
        self.code.setText(code)
        self.written.setText("")
        self.written.hide()
        self.card.setVisible(arrived.asks_receipt)
        self.receipt.setVisible(arrived.asks_receipt)
        clear(self._list.body)
        self._list.setVisible(bool(taken))
        for one in taken[:_SHOWN]:
            link = LinkLabel(one.product, partial(self._desk.go, Route("dossier", one.dossier_id)), "folder-open")
            self._list.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if len(taken) > _SHOWN:
            more = LinkLabel(_("See all dossiers"), partial(self._desk.go, Route("dossiers")))
            self._list.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        only = Route("dossier", taken[0].dossier_id) if len(taken) == 1 else Route("dossiers")
        self._following = only if taken else _TO_BOOK

    def _say_taken(self, taken: Sequence[Verdict], left: int, arrived: Arrived, is_letter: bool) -> None:
        count = len(taken)
        text = ngettext("{count} dossier was taken", "{count} dossiers were taken", count).format(count=count)
        detail = [_("A safety copy was made before.")]
        if is_letter or not count:
            text = _("The letter was taken") if is_letter else _("What was enclosed was taken; no dossier was.")
            said = [one for one in arrived.report.enclosures if one.sha256 in arrived.taken.enclosures]
            if len(said) == 1 and is_letter:
                text = what_it_says(said[0])
        if arrived.conflicts:
            words = _("{dossiers} wait for a choice between both versions.")
            detail.append(words.format(dossiers=dossiers_text(len(arrived.conflicts))))
        if left > len(arrived.conflicts):
            words = _("{dossiers} of the bundle were not taken; the receipt says so.")
            detail.append(words.format(dossiers=dossiers_text(left - len(arrived.conflicts))))
        detail += [problem.what for problem in arrived.taken.problems]
        self.strip.set_text(text, "warn" if arrived.taken.problems else "ok", " ".join(detail))

    def _say_enclosed(self, enclosed: Sequence[EnclosureVerdict], arrived: Arrived) -> None:
        clear(self.settled.body)
        said_above = len(enclosed) == 1 and arrived.report.index.purpose == "letter"
        self.settled.setVisible(bool(enclosed) and not said_above)
        for one in enclosed[:_SHOWN]:
            line = QHBoxLayout()
            line.setSpacing(12)
            kind = one.standing.kind
            if kind == "new" and one.sha256 not in arrived.taken.enclosures:
                kind = "refused"
            word, grade = STANDINGS[kind]
            line.addWidget(Badge(_("Taken") if kind == "new" else _(word), grade), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(TextLabel(f"{kind_words(one)}: {what_it_says(one)}"), 100)
            line.addStretch(1)
            self.settled.body.addLayout(line)
        if len(enclosed) > _SHOWN:
            self.settled.body.addWidget(TextLabel(_("and {count} more").format(count=len(enclosed) - _SHOWN), "second"))

    def say_receipt(self, receipt: Acknowledged | None, sender: str, place: str) -> None:
        """How writing the receipt ended; ``None``: it is still to be signed.

        Args:
            place: where it was to go: stick, folder, or empty where the bundle does not lie on the sender's stick.
        """
        later = _("It stays owed: write it again here or later from the book; else it goes with the next bundle there.")
        if receipt is None:
            self.receipt.set_text(_("The receipt is not written yet."), "warn", later)
        elif receipt.written is not None:
            words = _("The receipt is on the stick: give the stick back to {office}.")
            if place != "stick":
                words = _("The receipt is in the folder of the bundle: send it to {office}.")
            name = _("Its program takes the file {file} and closes the hand-over.").format(
                file=receipt.written.path.name
            )
            self.receipt.set_text(words.format(office=sender), "ok", name)
        else:
            problem = receipt.problem
            said = [problem.what, problem.what_next] if problem is not None else []
            detail = " ".join(part for part in (*said, later) if part)
            self.receipt.set_text(_("The receipt could not be written; what was taken stays taken."), "warn", detail)

    @property
    def following(self) -> Route:
        """Where one goes from here: the dossier taken, the list where there are several, else the book."""
        return self._following

    @property
    def following_words(self) -> str:
        """The way there in words."""
        if self._following.page == "hand_over":
            return _("To the book of hand-overs")
        return _("To the dossier") if self._following.page == "dossier" else _("To the dossiers")

    def say_written(self, text: str) -> None:
        """The receipt's paper lies on the stick."""
        self.written.setText(text)
        self.written.show()
