"""A paper has been signed: its number, day, signer and scan are entered, as the clerk does with the register."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.documents import keep_file
from app.services.issued_papers import SignatureData, number_series, sign_paper
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.forms.fields import Field


def sign_rows(parent: QWidget, year: int, proposed: int, gaps: tuple[int, ...] = ()) -> list[list[Field]]:
    """The fields of a signature, for a dialog. ``proposed``: the next number of that year."""
    hint = _("The next number of {year} is {number}.").format(year=year, number=proposed)
    if gaps:
        hint += " " + _("Not used so far: {numbers}.").format(numbers=", ".join(map(str, gaps[:6])))

    def browse(take: Callable[[str], None]) -> None:
        dialog = FileDialog(parent, _("The signed paper"), "", _("Scans and PDF files") + " (*.pdf *.jpg *.jpeg *.png)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(take)
        dialog.open()

    return [
        [
            Field("number", _("Paper number"), required=True, hint=hint),
            Field("dated", _("Date"), "date", required=True),
        ],
        [
            Field("signer_name", _("Signed by"), required=True),
            Field("signer_post", _("Post of the signer")),
        ],
        [
            Field(
                "scan",
                _("Scan or signed PDF"),
                hint=_("The file of the signed paper; it is kept with the dossier."),
                browse=browse,
            )
        ],
        [Field("digital", _("The file carries a digital signature"), "check")],
    ]


def signature_of(desk: Desk, session: Any, values: dict[str, Any]) -> SignatureData:
    """What was typed, with the scan taken into the store."""
    sha256: str | None = None
    name = ""
    if values.get("scan"):
        path = Path(str(values["scan"]))
        blob = desk.context.store.put(path)
        keep_file(session, blob)
        sha256, name = blob.sha256, path.name
    return SignatureData(
        number=values["number"],
        dated=values["dated"],
        signer_name=values["signer_name"],
        signer_post=values["signer_post"],
        scan_sha256=sha256,
        scan_name=name,
        signed_digitally=bool(values["digital"]),
    )


def ask_signature(
    parent: QWidget,
    desk: Desk,
    title: str,
    paper_id: str,
    kind: str,
    on_done: Callable[[Any], None] | None = None,
) -> ActDialog:
    """Ask for the signature of an issued paper and record it."""
    year = desk.today().year
    series = desk.read(lambda session: number_series(session, desk.office.id, kind, year))
    dialog = ActDialog(
        parent,
        desk,
        title,
        sign_rows(parent, year, series.proposed, series.gaps),
        _("Record the signature"),
        lambda session, actor, values: sign_paper(
            session, paper_id, signature_of(desk, session, values), actor, desk.today()
        ),
        values={"signer_name": desk.office.signer_name, "signer_post": desk.office.signer_post},
        changes=("paper", "dossier"),
        text=_("A paper takes effect once it is signed; number and day are those that stand on it."),
        on_done=on_done,
    )
    dialog.open()
    return dialog
