"""A receipt's code that was read out: it finds its hand-over by itself; a mistyped letter is told."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.hand_over_log import HandOverLine, hand_over_details
from app.services.receipt_codes import record_code
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field, Help


def ask_code(parent: QWidget, desk: Desk, number: str = "") -> ActDialog:
    """Ask for a code and record the receipt that it is."""

    def work(session: Any, actor: Any, values: dict[str, Any]) -> HandOverLine:
        today = desk.today()
        row = record_code(session, values["number"], values["received_by"], values["received_on"], actor, today)
        return hand_over_details(session, row.hand_over_id, today).line

    def tell(line: HandOverLine) -> None:
        words = _("The receipt is recorded: number {number} to {office}.")
        desk.toast(words.format(number=line.sequence, office=line.office))

    what = _("The receiving office sees the code once it has taken the bundle; it also stands on its signed paper.")
    hint = _("Eight letters and digits; small letters and no dash will do.")
    rows = [
        [
            Field("number", _("Code"), required=True, hint=hint, help=Help(what, "7F3K-2M95")),
            Field("received_on", _("Day of receipt"), "date", required=True),
        ],
        [Field("received_by", _("Received by"), required=True, hint=_("The person of the other office."))],
    ]
    dialog = ActDialog(
        parent,
        desk,
        _("A receipt's code"),
        rows,
        _("Record the receipt"),
        work,
        values={"received_on": desk.today(), "number": number},
        changes="hand_over",
        text=_("The code finds its hand-over by itself."),
        on_done=tell,
    )
    dialog.open()
    return dialog
