"""The acts of custody as dialogs: ask for a dossier back, take it back by the leader's word, answer a request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.custody.recalls import ask_recall, decline_recall, release_untaken
from app.services.custody.taking_back import override_custody
from app.translate import _
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field
from app.ui.pages.hand_over.words import dossiers_text
from app.ui.route import Route

CHANGES = ("dossier", "hand_over")


def again_route(hand_over_id: str) -> Route:
    """Where a hand-over is written once more."""
    return Route("custody_send", extra=(("again", hand_over_id),))


def release_route(dossier_ids: Sequence[str]) -> Route:
    """Where dossiers are given back."""
    return Route("custody_send", extra=(("release", ",".join(dossier_ids)),))


def letter_route(office_id: str) -> Route:
    """Where requests and answers for an office are written without dossiers."""
    return Route("letter", extra=(("office", office_id),))


def ask_back(page: QWidget, desk: Desk, dossiers: Sequence[tuple[str, str]], office: str, office_id: str) -> ActDialog:
    """Ask another office for dossiers, as (id, product); then the request is written, or goes with the next bundle."""

    def work(session: Any, actor: Any, values: dict[str, Any]) -> None:
        for ident, _product in dossiers:
            ask_recall(session, ident, values["reason"], actor)

    def asked(_value: Any) -> None:
        text = _("Else it goes along with the next bundle for that office. The dossier stays read-only meanwhile.")
        write_now(page, desk, office, office_id, _("Asked back. Write the request onto the stick now?"), text)

    text = _("{office} gets the request with your reason and answers it. Until then the dossier stays read-only here.")
    dialog = ActDialog(
        page,
        desk,
        _("Ask for it back: {what}").format(what=_what(dossiers)),
        [[Field("reason", _("Reason"), "long", required=True, lines=2, hint=_("The other office reads it."))]],
        _("Ask for it back"),
        work,
        changes=CHANGES,
        text=text.format(office=office),
        on_done=asked,
    )
    dialog.open()
    return dialog


def write_now(page: QWidget, desk: Desk, office: str, office_id: str, title: str, text: str) -> None:
    """Ask whether what another office is to know is written onto the stick at once."""
    words = _("For {office}.").format(office=office)
    messages.ask(page, title, f"{words} {text}", _("Write it now"), lambda: desk.go(letter_route(office_id)))


def ask_override(
    page: QWidget, desk: Desk, dossiers: Sequence[tuple[str, str]], office: str, office_id: str
) -> ActDialog:
    """The leader takes dossiers back without the other office's answer: a reason, then one more question."""
    what = _what(dossiers)

    def work(session: Any, actor: Any, values: dict[str, Any]) -> None:
        for ident, _product in dossiers:
            override_custody(session, ident, values["reason"], actor)

    def taken(_value: Any) -> None:
        text = _("Until it knows, it may go on working. Else the notice goes along with the next bundle there.")
        write_now(page, desk, office, office_id, _("Taken back. Write the notice onto the stick now?"), text)

    text = _(
        "The dossier is here again and can be changed, though {office} has not given it back. If that office works on"
        " it all the same, its version becomes read-only and is kept beside this one. The decision and its reason stay"
        " in the journal with your name."
    )
    dialog = _Confirmed(
        page,
        desk,
        _("The leader takes it back: {what}").format(what=what),
        [[Field("reason", _("Reason"), "long", required=True, lines=2, hint=_("The other office reads it."))]],
        _("Take it back…"),
        work,
        changes=CHANGES,
        text=text.format(office=office),
        on_done=taken,
    )
    dialog.question = (
        _("Take it back without the answer of {office}?").format(office=office),
        _("Two versions can come about. First try to reach the office by telephone; this cannot be undone."),
        _("Take it back"),
    )
    dialog.open()
    return dialog


class _Confirmed(ActDialog):
    """Asks once more before the act is carried out."""

    question = ("", "", "")

    def carry_out(self) -> None:
        if self.values() is not None:
            title, text, act = self.question
            messages.ask(self, title, text, act, super().carry_out, danger=True)


def ask_decline(page: QWidget, desk: Desk, recall_id: str, product: str, office: str, office_id: str) -> ActDialog:
    """Answer that the dossier stays here, and why."""

    def done(_value: Any) -> None:
        text = _("Else it goes along with the next bundle for that office.")
        write_now(page, desk, office, office_id, _("Declined. Write the answer onto the stick now?"), text)

    text = _("{office} gets the answer with your reason; the work on the dossier goes on here.")
    dialog = ActDialog(
        page,
        desk,
        _("It stays here: {what}").format(what=product or _("a dossier that is not here")),
        [[Field("reason", _("Reason"), "long", required=True, lines=2, hint=_("The other office reads it."))]],
        _("Decline"),
        lambda session, actor, values: decline_recall(session, recall_id, values["reason"], actor).id,
        changes=CHANGES,
        text=text.format(office=office),
        on_done=done,
    )
    dialog.open()
    return dialog


def ask_untaken(page: QWidget, desk: Desk, recall_id: str, office: str, office_id: str) -> None:
    """Answer that the dossier never arrived."""

    def done(_value: Any) -> None:
        text = _("Else it goes along with the next bundle for that office.")
        write_now(page, desk, office, office_id, _("Noted. Write the answer onto the stick now?"), text)

    def go() -> None:
        desk.write(
            lambda session, actor: release_untaken(session, recall_id, actor).id,
            changes=CHANGES,
            on_done=done,
            owner=page,
        )

    text = _("{office} can then go on with it at once. If the stick is found later, its bundle is refused here.")
    messages.ask(
        page,
        _("Did the dossier never arrive here?"),
        text.format(office=office),
        _("It never arrived"),
        go,
        danger=True,
    )


def _what(dossiers: Sequence[tuple[str, str]]) -> str:
    return dossiers[0][1] if len(dossiers) == 1 else dossiers_text(len(dossiers))
