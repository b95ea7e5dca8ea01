"""The other office has it: the receipt's number or code is typed in, with a scan where there is one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.documents import keep_file
from app.services.hand_over_log import HandOverDetails
from app.services.handovers import ReceiptData, record_receipt
from app.services.receipt_codes import check_receipt
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.forms.fields import Field, Help


def ask_receipt(parent: QWidget, desk: Desk, details: HandOverDetails) -> ActDialog:
    """Ask for the receipt of a hand-over and record it."""

    def browse(take: Callable[[str], None]) -> None:
        dialog = FileDialog(parent, _("The receipt"), "", _("Scans and PDF files") + " (*.pdf *.jpg *.jpeg *.png)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(take)
        dialog.open()

    def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
        if details.line.medium == "bundle":
            check_receipt(values["number"], details.bundle_sha256, details.receiver_code)
        sha256: str | None = None
        name = ""
        if values.get("scan"):
            path = Path(str(values["scan"]))
            blob = desk.context.store.put(path)
            keep_file(session, blob)
            sha256, name = blob.sha256, path.name
        data = ReceiptData(
            received_on=values["received_on"],
            received_by=values["received_by"],
            number=values["number"],
            note=values["note"],
            scan_sha256=sha256,
            scan_name=name,
        )
        return record_receipt(session, details.line.id, data, actor, desk.today())

    is_bundle = details.line.medium == "bundle"
    hint = _("Its code, such as 7F3K-2M95, or the number of the paper.") if is_bundle else _("As on the paper.")
    what = _("The receiving office sees the code once it has taken the bundle; it also stands on its signed paper.")
    rows = [
        [
            Field("number", _("Number or code"), hint=hint, help=Help(what, "7F3K-2M95")),
            Field("received_on", _("Day of receipt"), "date", required=True),
        ],
        [Field("received_by", _("Received by"), required=True, hint=_("The person of the other office."))],
        [Field("scan", _("Scan of the receipt"), browse=browse)],
        [Field("note", _("Note"), "long", lines=2)],
    ]
    dialog = ActDialog(
        parent,
        desk,
        _("Receipt of number {number}: {office}").format(number=details.line.sequence, office=details.line.office),
        rows,
        _("Record the receipt"),
        work,
        values={"received_on": desk.today()},
        changes="hand_over",
        on_done=lambda _row: desk.toast(_("The receipt is recorded.")),
    )
    dialog.open()
    return dialog
