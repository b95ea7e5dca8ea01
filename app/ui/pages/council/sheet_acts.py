"""The acts of one score sheet: signing it, with the paper's own total read back, and reopening it with a reason."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import score_sheets
from app.services.council_sheet import SheetView, check_paper_total
from app.services.score_sheets import SheetData
from app.translate import _
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field

_CHANGES = ("sheet", "round")
Done = Callable[[Any], None]


def sign_sheet(page: QWidget, desk: Desk, data: SheetData, total: Decimal, on_done: Done) -> None:
    """Sign a complete sheet; of one typed from paper the total that stands on it is asked for and compared first."""

    def sign(session: Any, actor: Any) -> None:
        sheet_id = score_sheets.save_sheet(session, data, actor, desk.library)
        score_sheets.sign_sheet(session, sheet_id, actor, desk.library, desk.today())

    if data.entered_by != "paper":
        desk.write(sign, changes=_CHANGES, on_done=on_done, owner=page)
        return

    def compare_and_sign(session: Any, actor: Any, values: dict[str, Any]) -> None:
        check_paper_total(total, values["total"])
        sign(session, actor)

    ActDialog(
        page,
        desk,
        _("Read the paper back"),
        [[Field("total", _("Total on the paper sheet"), "points", required=True, unit=_("points"))]],
        _("Sign the sheet"),
        compare_and_sign,
        changes=_CHANGES,
        text=_("Type the total as it stands on the signed paper: where it differs, something was mistyped."),
        on_done=on_done,
    ).open()


def ask_reopen(page: QWidget, desk: Desk, view: SheetView, on_done: Done) -> None:
    """Reopen the signed sheet with a reason; the signed one is kept."""

    def reopen(reason: str) -> None:
        def act(session: Any, actor: Any) -> str:
            stored = score_sheets.live_sheet(session, view.round.id, view.entry.dossier_id, view.member.id)
            return score_sheets.reopen_sheet(session, stored.id if stored else "", reason, actor)

        desk.write(act, changes=_CHANGES, on_done=on_done, owner=page)

    messages.ask_text(
        page,
        _("Reopen a score sheet"),
        _("{member}, {product}. The signed sheet is kept; a copy is opened and must be signed again.").format(
            member=view.member.full_name, product=view.entry.product_name
        ),
        _("Reopen"),
        reopen,
        label=_("Reason"),
        several_lines=True,
    )
