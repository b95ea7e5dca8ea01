"""Undo of a take: what goes back, until when, and otherwise exactly what stands against it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.take_undo import Undoable, Undone, undo_take
from app.translate import _, format_date, format_datetime
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field
from app.ui.pages.hand_over.words import dossiers_text
from app.ui.route import Route

_SHOWN = 6
CHANGES = (
    "producer", "product", "dossier", "document", "assessment", "result", "decision", "certificate", "hand_over",
    "office", "note", "sheet", "idea",
)  # fmt: skip


def undo_words(found: Undoable) -> str:
    """Until when it can be undone, or why not."""
    if found.possible and found.until is not None:
        return _("Can be undone until {date}.").format(date=format_date(found.until))
    return found.said


def against(found: Undoable) -> str:
    """What rests on the take, a line each, with the product, the day and the person where they are known."""
    names = dict(found.dossiers)
    lines = []
    for one in found.dependants[:_SHOWN]:
        name = names.get(one.dossier_id, "")
        facts = [name if name not in one.said else "", format_datetime(one.at) if one.at else "", one.by]
        told = " · ".join(fact for fact in facts if fact)
        lines.append(f"• {one.said}" + (f" ({told})" if told else ""))
    more = len(found.dependants) - _SHOWN
    if more > 0:
        lines.append(_("and {count} more").format(count=more))
    return "\n".join(lines)


def ask_undo(parent: QWidget, desk: Desk, found: Undoable) -> None:
    """Ask for the reason and undo the take; where something stands against it, say what."""
    if not found.possible:
        _tell_why_not(parent, desk, found)
        return

    def work(session: Any, actor: Any, values: dict[str, Any]) -> Undone:
        return undo_take(session, found.hand_over_id, actor, desk.today(), values["reason"])

    text = _(
        "{dossiers} of number {number} from {office} go back to what they were before; what came new goes. {until}"
    )
    hint = _("The journal keeps it. The sender is told with the next receipt.")
    ActDialog(
        parent,
        desk,
        _("Undo the taking"),
        [[Field("reason", _("Why"), "long", required=True, lines=2, hint=hint)]],
        _("Undo the taking"),
        work,
        changes=CHANGES,
        text=text.format(
            dossiers=dossiers_text(len(found.dossiers)),
            number=found.number,
            office=found.sender,
            until=undo_words(found),
        ),
        width=760,
        on_done=lambda _done: desk.toast(_("The taking is undone. Write the receipt again, so that the sender knows.")),
    ).open()


def _tell_why_not(parent: QWidget, desk: Desk, found: Undoable) -> None:
    first = next((one.dossier_id for one in found.dependants if one.dossier_id), "")
    route = Route("dossier", first) if first else Route("dossiers")
    rest = against(found)
    messages.ask(
        parent,
        _("This taking cannot be undone"),
        f"{found.said}\n\n{rest}" if rest else found.said,
        _("See the dossier") if first else _("To the dossiers"),
        lambda: desk.go(route),
    )
