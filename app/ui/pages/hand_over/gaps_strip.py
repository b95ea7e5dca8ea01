"""The numbers that never came, partner by partner, and what to do about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.hand_over_numbers import MissingNumbers, forgo_number
from app.translate import _, format_date
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field
from app.ui.widgets.act import Act
from app.ui.widgets.strip import Strip

_SHOWN = 4


class GapsStrip(Strip):
    """Shows nothing while no number is missing."""

    def __init__(self, page: QWidget, desk: Desk) -> None:
        self.forgo_act = Act(page, _("Wait no longer…"), self._ask, "Ctrl+Shift+W", "x")
        super().__init__("", "warn", self.forgo_act)
        self.setObjectName("hand_over.gaps")
        self._page, self._desk = page, desk
        self.gaps: list[MissingNumbers] = []
        self.forgo_act.setVisible(False)
        self.hide()

    def show_gaps(self, gaps: Sequence[MissingNumbers], *, shown: bool, narrow: bool) -> None:
        """Say which numbers of which office never came.

        Args:
            shown: whether the list of what came is in front.
            narrow: there is room for one line only.
        """
        self.gaps = list(gaps)
        self.setVisible(shown and bool(gaps))
        self.forgo_act.setVisible(shown and bool(gaps))
        if not gaps:
            return
        words = _("{office}: no. {numbers} never came (missed since {date})")
        said = [
            words.format(office=one.office, numbers=one.text, date=format_date(one.since.astimezone().date()))
            for one in gaps[:_SHOWN]
        ]
        if len(gaps) > _SHOWN:
            said.append(_("and {count} more").format(count=len(gaps) - _SHOWN))
        advice = _(
            "Ask that office for the stick, or let it write the same again. A number that will not come is struck off."
        )
        self.set_text("; ".join(said), "warn", "" if narrow else advice)

    def _ask(self) -> None:
        if not self.gaps:
            return
        desk = self._desk
        choices = tuple((one.office_id, f"{one.office}: {one.text}") for one in self.gaps)

        def work(session: Any, actor: Any, values: dict[str, Any]) -> None:
            forgo_number(session, values["office"], int(values["number"] or 0), values["reason"], actor)

        rows = [
            [
                Field("office", _("Office"), "combo", required=True, choices=choices, span=3),
                Field("number", _("Turn no."), "number", required=True, decimals=0, lowest=1),
            ],
            [Field("reason", _("Why"), "long", required=True, lines=2, hint=_("For example: the stick was lost."))],
        ]
        ActDialog(
            self._page,
            desk,
            _("A number that will not come"),
            rows,
            _("Wait no longer"),
            work,
            values={"office": self.gaps[0].office_id, "number": self.gaps[0].spans[0][0]},
            changes="hand_over",
            text=_("Should it come all the same, it is taken like any other."),
            on_done=lambda _none: desk.toast(_("The number is struck off.")),
        ).open()
