"""The few fields of a dossier itself that are entered by hand."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.dossier import DossierRow
from app.services.dossiers import change_dossier
from app.services.product_codes import code_example, enter_product_code
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field


def ask_fields(parent: QWidget, desk: Desk, row: DossierRow, focus: str = "") -> ActDialog:
    """Date on the form, samples, note; the last certificate until the dossier is filed."""
    today = desk.today()
    rows = [
        [
            Field("registered_on", _("Date on the registration form"), "date"),
            Field("sample_count", _("Samples"), "number", decimals=0, lowest=0),
        ],
        [Field("note", _("Note"), "long", lines=2)],
    ]
    if row.filed_on is None and row.application_type != "first" and row.previous_dossier_id is None:
        rows.insert(
            1,
            [
                Field("previous_certificate", _("Last certificate (number, date)")),
                Field("previous_valid_to", _("Valid to"), "date"),
            ],
        )

    def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
        if values["sample_count"] is not None:
            values["sample_count"] = int(values["sample_count"])
        return change_dossier(session, row.id, values, actor, today)

    names = [field.name for line in rows for field in line]
    dialog = ActDialog(
        parent,
        desk,
        _("Fields of the dossier"),
        rows,
        _("Save"),
        work,
        values={name: getattr(row, name) for name in names},
        changes="dossier",
    )
    dialog.open()
    if focus in names:
        dialog.boxes[focus].editor.focus()
    return dialog


def ask_product_code(parent: QWidget, desk: Desk, row: DossierRow) -> ActDialog:
    """The code of a received dossier, typed by hand where it could not be formed or stands otherwise on its papers."""
    pattern = desk.library.regime(row.regime_id).product_code
    dialog = ActDialog(
        parent,
        desk,
        _("Product code"),
        [[Field("product_code", _("Product code"), required=True, hint=code_example(pattern))]],
        _("Save"),
        lambda session, actor, values: enter_product_code(session, row.id, values["product_code"], actor, desk.library),
        values={"product_code": row.product_code},
        changes="dossier",
        text=_("Decision and certificate bear it; it no longer changes once a certificate is issued."),
    )
    dialog.open()
    return dialog
