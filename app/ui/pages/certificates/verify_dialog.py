"""Checks the text of a certificate's QR code, pasted or scanned into a field; no network."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import AppError
from app.services.certificate_check import CheckedCode, check_code
from app.services.certificate_code import MARK
from app.translate import N_, _, format_date, ngettext
from app.ui.desk import Desk
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip

_STATES = {
    "not_yet": ("warn", N_("It is genuine, but does not hold yet.")),
    "valid": ("ok", N_("It is genuine and holds.")),
    "window": ("ok", N_("It is genuine and holds; its re-assessment can be filed now.")),
    "expired": ("warn", N_("It is genuine, but has expired.")),
    "revoked": ("danger", N_("It is genuine, but was revoked.")),
    "replaced": ("warn", N_("It is genuine, but a later certificate has replaced it.")),
}


class VerifyDialog(QDialog):
    """The verdict stands below the text as soon as it is there."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("verify")
        self.setWindowTitle(_("Check a certificate's code"))
        self._desk = desk
        self._found: CheckedCode | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(12)
        outer.addWidget(TextLabel(_("Check a certificate's code"), "card"))
        outer.addWidget(
            TextLabel(
                _("Scan the code of the certificate with a phone or a scanner and paste its whole text here."),
                tone="text2",
            )
        )
        self.text = QPlainTextEdit(self)
        self.text.setAccessibleName(_("Text of the code"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(132)
        outer.addWidget(self.text)
        self.verdict = Strip("", "neutral")
        outer.addWidget(self.verdict)
        self.facts = TextLabel("")
        self.facts.let_copy()
        outer.addWidget(self.facts)
        outer.addStretch(1)
        self._open = Act(self, _("Open the certificate"), self._on_open, "Ctrl+Return", "certificate")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        leave = QPushButton(_("Close") + "   Esc", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        buttons.addWidget(leave)
        buttons.addWidget(ActButton(self._open, "primary", parent=self))
        outer.addLayout(buttons)
        room = parent.window().size()
        self.resize(min(620, room.width() - 40), min(470, room.height() - 40))
        self.text.textChanged.connect(self._check)
        clipboard = QGuiApplication.clipboard().text()
        self.text.setPlainText(clipboard if MARK in clipboard else "")
        self._check()
        self.text.setFocus()

    def _check(self) -> None:
        typed = self.text.toPlainText().strip()
        self._found = None
        self._open.setVisible(False)
        self.facts.setText("")
        if not typed:
            self.verdict.set_text(_("Nothing to check yet."), "neutral")
            return
        desk = self._desk
        try:
            found = desk.read(lambda session: check_code(session, typed, desk.library, desk.today()))
        except AppError as error:
            self.verdict.set_text(error.what, "danger", error.what_next)
            return
        self._found = found
        grade, words = _STATES[found.state]
        missing = _("It is not in the register here: whether it was revoked cannot be seen.")
        self.verdict.set_text(_(words), grade, "" if found.certificate_id else missing)
        self.facts.setText("\n".join(_lines(found)))
        self._open.setVisible(bool(found.certificate_id))

    def _on_open(self) -> None:
        if self._found is not None and self._found.certificate_id:
            desk, found = self._desk, self._found.certificate_id
            self.accept()
            desk.go(Route("certificate", found))


def _lines(found: CheckedCode) -> list[str]:
    claim = found.claim
    stars = ngettext("{count} star", "{count} stars", claim.stars).format(count=claim.stars)
    return [
        _("Certificate {number} of office {office}: {stars}").format(
            number=claim.register_number, office=found.office_name or claim.office_code, stars=stars
        ),
        _("Product: {product} ({code})").format(product=claim.product, code=claim.product_code),
        _("Producer: {producer}").format(producer=claim.producer),
        _("Decision {number} of {day}").format(number=claim.decision_number, day=format_date(claim.decision_date)),
        _("Valid from {begins} to {ends}").format(
            begins=format_date(claim.valid_from), ends=format_date(claim.valid_to)
        ),
    ]
