"""The place above a page's content where one or two sentences stand."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout

from app.services.council_sheet import SheetView
from app.translate import _, format_date
from app.ui.widgets.strip import Strip


class Strips(QVBoxLayout):
    """Holds strips; showing others takes those before away."""

    def show_strips(self, strips: Iterable[Strip]) -> None:
        """Show exactly these."""
        while self.count():
            item = self.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for strip in strips:
            self.addWidget(strip)


def sheet_strips(view: SheetView, told: str) -> list[Strip]:
    """What is said above a sheet: it is signed, why it is shut, why it was reopened; and what was done just now."""
    strips = []
    if view.status == "signed":
        if not view.hidden and view.sheet is not None:
            words = _("Signed on {date}; it changes only by being reopened with a reason.")
            strips.append(Strip(words.format(date=format_date(view.sheet.signed_on)), "ok"))
    elif view.refused is not None:
        strips.append(Strip(view.refused.what, "neutral", detail=view.refused.what_next))
    elif view.sheet is not None and view.sheet.reopen_reason:
        strips.append(Strip(_("Reopened: {reason}").format(reason=view.sheet.reopen_reason), "warn"))
    if told:
        strips.append(Strip(told, "ok"))
    return strips
