"""The moves of a dossier as acts: words, key, icon; what each asks for; and which of them comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import dossier_moves
from app.services.dossier_moves import CompletionItem
from app.services.dossier_page import DossierPageData, stops_of
from app.services.missing import Missing
from app.services.outcomes import decide_outcome
from app.services.rounds import list_open_rounds, put_in_round, take_out_of_round
from app.translate import N_, _
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field
from app.ui.pages.dossiers.above_dialog import ask_result_above
from app.ui.pages.dossiers.receipt_dialog import ask_receipt
from app.ui.pages.dossiers.stops_dialog import StopsDialog
from app.ui.pages.dossiers.words import article_words
from app.ui.route import Route

_CHANGES = ("dossier", "result", "round")


@dataclass(frozen=True)
class MoveWords:
    """How a move is offered."""

    words: str
    key: str
    icon: str = ""


MOVES: dict[str, MoveWords] = {
    "receive_first": MoveWords(N_("Receive…"), "Ctrl+Shift+T", "tray-arrow-down"),
    "confirm_complete": MoveWords(N_("Confirm that it is complete…"), "Ctrl+Shift+K", "check-circle"),
    "assess_items": MoveWords(N_("Assess the local items"), "Ctrl+Shift+X", "list-checks"),
    "request_completion": MoveWords(N_("Ask for completion…"), "Ctrl+Shift+Y", "arrow-bend-up-left"),
    "accept_as_valid": MoveWords(N_("Accept as valid…"), "Ctrl+Shift+H", "seal-check"),
    "put_in_round": MoveWords(N_("Put into a round…"), "Ctrl+Shift+R", "users-three"),
    "take_out_of_round": MoveWords(N_("Take out of the round…"), "Ctrl+Shift+U", "arrow-u-up-left"),
    "round": MoveWords(N_("To the round"), "Ctrl+Shift+V", "users-three"),
    "result": MoveWords(N_("To the result"), "Ctrl+Shift+Q", "trophy"),
    "certificate": MoveWords(N_("To the certificate"), "Ctrl+Shift+C", "certificate"),
    "pass_up": MoveWords(N_("Pass to the level above…"), "Ctrl+Shift+F", "arrow-up"),
    "decline": MoveWords(N_("Do not recognise…"), "Ctrl+Shift+D", "prohibit"),
    "send_back": MoveWords(N_("Send back…"), "Ctrl+Shift+G", "arrow-bend-up-left"),
    "hand_over": MoveWords(N_("Hand over…"), "Ctrl+B", "usb"),
    "hand_over_again": MoveWords(N_("Hand over again…"), "Ctrl+B", "usb"),
    "hand_back": MoveWords(N_("Hand back…"), "Ctrl+B", "usb"),
    "result_above": MoveWords(N_("Result of the level above…"), "Ctrl+Shift+B", "note-pencil"),
    "withdraw": MoveWords(N_("Withdraw…"), "Ctrl+Shift+W", "x-circle"),
}
_ORDER = tuple(MOVES)


def offered(data: DossierPageData) -> list[str]:
    """What this office and person can do now, the next move first; names of ``MOVES``."""
    found = [one for one in data.moves if one in MOVES]
    status = data.row.status
    if data.recording_above:
        found.append("result_above")
    if status == "in_round" and data.round_id:
        found.append("round")
    if data.round_id and status in ("scored", "recognised", "declined", "passing_up", "returned") and data.stars:
        found.append("result")
    if data.certificate_id:
        found.append("certificate")
    again = data.row.custody_number > 1 and status in ("to_complete", "returned")
    if "hand_over" in found and again:
        found[found.index("hand_over")] = "hand_back" if data.scores_here else "hand_over_again"
    first = _next(data, found)
    rest = sorted((one for one in found if one != first), key=_ORDER.index)
    return [first, *rest] if first else rest


def _next(data: DossierPageData, found: list[str]) -> str:
    """The move that usually follows from this state."""
    wanted: dict[str, tuple[str, ...]] = {
        "draft": ("receive_first", "hand_over"),
        "filed": ("confirm_complete",),
        "checked": ("assess_items", "hand_over"),
        "assessed": ("hand_over",),
        "received": ("accept_as_valid",),
        "to_complete": ("hand_over_again", "hand_back", "confirm_complete", "accept_as_valid"),
        "valid": ("put_in_round",),
        "in_round": ("round",),
        "scored": ("result",),
        "passing_up": ("hand_over",),
        "returned": ("hand_over_again", "hand_back", "result", "put_in_round"),
        "handed_over": ("result_above",),
        "recognised": ("certificate", "result"),
        "declined": ("put_in_round", "request_completion", "result"),
    }
    if data.row.status == "draft" and not data.scores_here and "receive_first" not in found:
        wanted["draft"] = ("hand_over",)
    return next((one for one in wanted.get(data.row.status, ()) if one in found), "")


class Mover:
    """Carries moves out, each after asking what it needs.

    Args:
        page: the parent of dialogs.
        target: goes to a place that is named by a missing thing.
    """

    def __init__(self, page: QWidget, desk: Desk, target: Callable[[Missing], None]) -> None:
        self._page, self._desk, self._target = page, desk, target

    def run(self, name: str, data: DossierPageData) -> None:
        """Begin a move of ``offered``."""
        desk, ident = self._desk, data.row.id
        if name in ("hand_over", "hand_over_again", "hand_back"):
            desk.go(Route("export", extra=(("dossiers", ident),)))
        elif name == "assess_items":
            desk.go(Route("assess", ident))
        elif name == "round":
            desk.go(Route("round", data.round_id))
        elif name == "result":
            desk.go(Route("result", ident, extra=(("round", data.round_id),)))
        elif name == "certificate":
            desk.go(Route("certificate", data.certificate_id))
        elif name == "result_above":
            ask_result_above(self._page, desk, data)
        else:
            getattr(self, f"_{name}")(data)

    def _ask(
        self,
        data: DossierPageData,
        name: str,
        rows: list[list[Field]],
        act: str,
        work: Callable[[Any, Any, dict[str, Any]], Any],
        done: str,
        *,
        text: str = "",
        values: dict[str, object] | None = None,
        width: int = 640,
    ) -> ActDialog:
        title = f"{_(MOVES[name].words).rstrip('…')}: {data.overview.product}"
        dialog = ActDialog(
            self._page,
            self._desk,
            title,
            rows,
            act,
            work,
            values=values,
            changes=_CHANGES,
            text=text,
            on_done=lambda _value: self._desk.toast(done),
            width=width,
        )
        dialog.open()
        return dialog

    # --- the moves ----------------------------------------------------------------------------------------------------

    def _receive_first(self, data: DossierPageData) -> None:
        words = MOVES["receive_first"].words
        ask_receipt(self._page, self._desk, data, _(words).rstrip("…"), _CHANGES)

    def _stopped(self, data: DossierPageData, name: str) -> bool:
        """Whether something stops the move; then what it is opens instead."""
        desk, ident = self._desk, data.row.id
        stops = desk.read(
            lambda session: stops_of(session, ident, name, desk.actor(session), desk.library, desk.today())
        )
        if not stops:
            return False
        ask = "request_completion" in data.moves
        StopsDialog(
            self._page,
            _("Not possible yet: {act}").format(act=_(MOVES[name].words).rstrip("…")),
            stops,
            self._target,
            (_("Ask for completion…"), lambda: self._request_completion(data)) if ask else None,
        ).open()
        return True

    def _confirm_complete(self, data: DossierPageData) -> None:
        if self._stopped(data, "confirm_complete"):
            return
        ident, library, today = data.row.id, self._desk.library, self._desk.today()

        def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
            count = int(values["sample_count"]) if values["sample_count"] is not None else None
            return dossier_moves.confirm_complete(session, ident, actor, library, today, sample_count=count)

        self._ask(
            data,
            "confirm_complete",
            [[Field("sample_count", _("Samples counted"), "number", decimals=0, lowest=0)]],
            _("Confirm: complete"),
            work,
            _("The papers are confirmed as complete."),
            values={"sample_count": data.row.sample_count},
            text=_("All mandatory papers of the producer are there. The samples can be counted at the same time."),
        )

    def _request_completion(self, data: DossierPageData) -> None:
        desk = self._desk
        ident, library, today = data.row.id, desk.library, desk.today()
        days = desk.context.settings.deadlines

        def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
            items = [CompletionItem(**one) for one in values["items"]]
            return dossier_moves.request_completion(
                session, ident, items, values["due"], actor, library, today, office_days=days
            )

        # A commune asks its producer; an office that scores asks the commune for its papers too.
        asked = ("confirm_complete", "assess_items", "accept_as_valid") if data.scores_here else ("confirm_complete",)
        first = [
            {
                "what": dict(one.params).get("title", one.text),
                "missing": one.text if "day" in dict(one.params) else _("not in the dossier"),
                "to_do": _("Submit it"),
                "basis": article_words(one.article),
            }
            for one in data.missing
            if one.subject.startswith("document:") and one.act in asked
        ]
        columns = (
            Field("what", _("What"), span=2),
            Field("missing", _("What it lacks"), span=2),
            Field("to_do", _("What is to be done"), span=2),
            Field("basis", _("Ground")),
        )
        self._ask(
            data,
            "request_completion",
            [
                [Field("due", _("To be done by"), "date", required=True)],
                [Field("items", _("What is asked for"), "rows", required=True, columns=columns)],
            ],
            _("Ask for completion"),
            work,
            _("Completion is asked for."),
            values={"due": today + dt.timedelta(days=10), "items": first or [{"what": ""}]},
            text=_("The dossier opens again for its papers; the list stands in its journal and travels with it."),
            width=900,
        )

    def _accept_as_valid(self, data: DossierPageData) -> None:
        if self._stopped(data, "accept_as_valid"):
            return
        desk = self._desk
        ident, library, today = data.row.id, desk.library, desk.today()
        days = desk.context.settings.deadlines
        self._ask(
            data,
            "accept_as_valid",
            [],
            _("Accept as valid"),
            lambda session, actor, _values: dossier_moves.accept_as_valid(
                session, ident, actor, library, today, office_days=days
            ),
            _("The dossier is valid."),
            text=_("The form was checked and nothing that is mandatory is missing. A round can take the dossier up."),
        )

    def _put_in_round(self, data: DossierPageData) -> None:
        desk = self._desk
        ident, library, today = data.row.id, desk.library, desk.today()
        rounds = desk.read(lambda session: list_open_rounds(session, desk.office.id))
        if not rounds:
            desk.toast(_("No round is open: open one first."))
            desk.go(Route("council"))
            return
        choices = tuple((one.id, one.name or _("Round {number}/{year}").format(number=one.number, year=one.year))
                        for one in rounds)  # fmt: skip
        self._ask(
            data,
            "put_in_round",
            [[Field("round", _("Round"), "choice", required=True, choices=choices)]],
            _("Put into the round"),
            lambda session, actor, values: put_in_round(session, values["round"], ident, actor, library, today),
            _("The dossier is in the round."),
            values={"round": choices[0][0]},
        )

    def _take_out_of_round(self, data: DossierPageData) -> None:
        ident, library, round_id = data.row.id, self._desk.library, data.round_id
        self._ask(
            data,
            "take_out_of_round",
            [[Field("reason", _("Reason"), required=True)]],
            _("Take out of the round"),
            lambda session, actor, values: take_out_of_round(
                session, round_id, ident, values["reason"], actor, library
            ),
            _("The dossier is out of the round."),
            text=_("Sheets that were begun or signed are kept, but no longer count."),
        )

    def _decide(self, data: DossierPageData, outcome: Any, act: str, done: str, text: str = "") -> None:
        ident, library, today = data.row.id, self._desk.library, self._desk.today()
        needed = outcome != "pass_up"
        self._ask(
            data,
            outcome,
            [[Field("reason", _("Reason"), "long", required=needed, hint=_("The producer reads it.") * needed)]],
            act,
            lambda session, actor, values: decide_outcome(
                session, ident, outcome, values["reason"], actor, library, today
            ),
            done,
            text=text,
        )

    def _pass_up(self, data: DossierPageData) -> None:
        words = _("The dossier can then be handed over to the level above.")
        self._decide(data, "pass_up", _("Pass it up"), _("The dossier goes to the level above."), words)

    def _decline(self, data: DossierPageData) -> None:
        self._decide(data, "decline", _("Do not recognise"), _("Not recognised, with its reason."))

    def _send_back(self, data: DossierPageData) -> None:
        words = _("The dossier can then be handed back to the level below.")
        self._decide(data, "send_back", _("Send back"), _("The dossier is sent back."), words)

    def _withdraw(self, data: DossierPageData) -> None:
        ident, library, today = data.row.id, self._desk.library, self._desk.today()
        self._ask(
            data,
            "withdraw",
            [[Field("reason", _("Reason"), required=True)]],
            _("Withdraw the dossier"),
            lambda session, actor, values: dossier_moves.withdraw(
                session, ident, values["reason"], actor, library, today
            ),
            _("The dossier is withdrawn."),
            text=_("The producer takes it back, or it was opened by mistake. This cannot be undone."),
        )
