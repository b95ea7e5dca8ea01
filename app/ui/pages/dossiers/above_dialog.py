"""What an office above without this program decided: typed in from its paper, with the scan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.documents import keep_file
from app.services.dossier_moves import CompletionItem
from app.services.dossier_page import DossierPageData
from app.services.results_above import ResultAboveData, record_result_above
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.forms.fields import Field


def ask_result_above(parent: QWidget, desk: Desk, data: DossierPageData) -> None:
    """Which outcome first, then what its paper says."""
    outcomes = (
        ("recognised", _("Recognised, with a decision")),
        ("declined", _("Not recognised")),
        ("returned", _("Returned")),
        ("completion", _("Completion asked for")),
    )

    def chosen(outcome: Any) -> None:
        _ask(parent, desk, data, str(outcome), dict(outcomes)[str(outcome)])

    dialog = ActDialog(
        parent,
        desk,
        _("Result of the level above: {product}").format(product=data.overview.product),
        [[Field("outcome", _("What the paper says"), "radio", required=True, choices=outcomes)]],
        _("Go on"),
        lambda _session, _actor, values: values["outcome"],
        values={"outcome": "recognised"},
        text=_("For an office that sends its result on paper: it is typed in here, with the scan of the paper."),
        on_done=chosen,
    )
    dialog.open()


def _ask(parent: QWidget, desk: Desk, data: DossierPageData, outcome: str, title: str) -> None:
    ident, library, today = data.row.id, desk.library, desk.today()

    def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
        sha256: str | None = None
        name = ""
        if values.get("scan"):
            path = Path(str(values["scan"]))
            blob = desk.context.store.put(path)
            keep_file(session, blob)
            sha256, name = blob.sha256, path.name
        stars = values.get("stars")
        sheets = values.get("sheet_count")
        above = ResultAboveData(
            outcome=outcome,  # type: ignore[arg-type]
            decided_on=values["decided_on"],
            decision_number=values["decision_number"],
            stars=int(stars) if stars else None,
            points=values.get("points", ""),
            sheet_count=int(sheets) if sheets is not None else 1,
            signer_name=values["signer_name"],
            signer_post=values["signer_post"],
            certificate_number=values.get("certificate_number", ""),
            council_name=values.get("council_name", ""),
            reason=values.get("reason", ""),
            items=tuple(CompletionItem(**one) for one in values.get("items", [])),
            due=values.get("due"),
            scan_sha256=sha256,
            scan_name=name,
        )
        return record_result_above(session, ident, above, actor, library, today)

    dialog = ActDialog(
        parent,
        desk,
        f"{title}: {data.overview.product}",
        _rows(parent, outcome),
        _("Record the result"),
        work,
        changes=("dossier", "result", "decision", "certificate"),
        on_done=lambda _made: desk.toast(_("The result of the level above is recorded.")),
    )
    dialog.open()


def _rows(parent: QWidget, outcome: str) -> list[list[Field]]:
    def browse(take: Callable[[str], None]) -> None:
        files = _("Scans and PDF files") + " (*.pdf *.jpg *.jpeg *.png)"
        dialog = FileDialog(parent, _("The signed paper"), "", files)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(take)
        dialog.open()

    number = _("Number of the decision") if outcome == "recognised" else _("Number of the paper")
    rows = [
        [
            Field("decision_number", number, required=outcome == "recognised", hint=_("Such as 120/QĐ-UBND")),
            Field("decided_on", _("Date"), "date", required=True),
        ],
    ]
    if outcome == "recognised":
        stars = tuple((str(star), str(star)) for star in (3, 4, 5))
        rows += [
            [
                Field("stars", _("Stars"), "choice", required=True, choices=stars),
                Field("points", _("Average, as printed"), hint=_("Such as 72,5; empty where none is named.")),
                Field("sheet_count", _("Of how many sheets"), "number", decimals=0, lowest=1),
            ],
            [Field("certificate_number", _("Number of the certificate")), Field("council_name", _("Council"))],
        ]
    elif outcome == "completion":
        columns = (
            Field("what", _("What"), span=2),
            Field("missing", _("What it lacks"), span=2),
            Field("to_do", _("What is to be done"), span=2),
            Field("basis", _("Ground")),
        )
        rows += [
            [Field("due", _("To be done by"), "date", required=True)],
            [Field("items", _("What is asked for"), "rows", required=True, columns=columns)],
        ]
    else:
        if outcome == "declined":
            rows.append([Field("points", _("Average, as printed"))])
        rows.append([Field("reason", _("Reason"), "long", required=True)])
    rows += [
        [Field("signer_name", _("Signed by")), Field("signer_post", _("Post of the signer"))],
        [Field("scan", _("Scan or signed PDF"), browse=browse)],
    ]
    return rows
