"""Acts on ideas: register one for a product, select it, decline it with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.ideas import IdeaData, decline_idea, register_idea, select_idea
from app.services.products import product_row
from app.services.record_choices import product_choices
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field, Help
from app.ui.messages import ask_text
from app.ui.pages.producers.tables import IDEA_KINDS


def ask_idea(parent: QWidget, desk: Desk, product_id: str = "", on_done: Callable[[Any], None] | None = None) -> None:
    """Ask for an idea and register it."""

    def words(record: str) -> str:
        return str(desk.read(lambda session: product_row(session, record)).name)

    today = desk.today()
    years = tuple((str(year), str(year)) for year in range(today.year + 1, today.year - 6, -1))
    kinds = tuple((value, _(text)) for value, text in IDEA_KINDS.items())
    rows = [
        [
            Field(
                "product",
                _("Product"),
                "combo",
                required=True,
                find=lambda text: desk.read(lambda session: product_choices(session, text)),
                words=words,
                hint=_("Type a part of the name, accents or not."),
            )
        ],
        [
            Field("kind", _("Kind of idea"), "choice", required=True, choices=kinds),
            Field("year", _("Year"), "choice", required=True, choices=years),
            Field("registered_on", _("Registered on"), "date", required=True),
        ],
        [Field("description", _("The idea in words"), "long", lines=2, help=Help(_("What the idea is.")))],
        [Field("local_material", _("Local raw materials")), Field("plan", _("Plan"))],
    ]

    def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
        product = values.pop("product")
        data = IdeaData(**{**values, "year": int(values["year"])})
        return register_idea(session, product, data, actor, desk.today())

    ActDialog(
        parent,
        desk,
        _("Register an idea"),
        rows,
        _("Register the idea"),
        work,
        values={"product": product_id, "kind": "existing", "year": str(today.year), "registered_on": today},
        changes="idea",
        on_done=on_done,
    ).open()


def ask_select(
    parent: QWidget, desk: Desk, idea_id: str, *, declined: bool, on_done: Callable[[Any], None] | None = None
) -> None:
    """Select an idea; one that was declined needs a reason."""

    def write(reason: str) -> None:
        desk.write(
            lambda session, actor: select_idea(session, idea_id, actor, desk.library, desk.today(), reason),
            changes="idea",
            on_done=on_done,
            owner=parent,
        )

    if not declined:
        write("")
        return
    ask_text(
        parent,
        _("Select a declined idea"),
        _("Say why it is selected after all; the reason is kept."),
        _("Select the idea"),
        write,
        label=_("Reason"),
        several_lines=True,
    )


def ask_decline(parent: QWidget, desk: Desk, idea_id: str, on_done: Callable[[Any], None] | None = None) -> None:
    """Decline an idea with the reason that its producer is told."""

    def write(reason: str) -> None:
        desk.write(
            lambda session, actor: decline_idea(session, idea_id, reason, actor, desk.library, desk.today()),
            changes="idea",
            on_done=on_done,
            owner=parent,
        )

    ask_text(
        parent,
        _("Decline the idea"),
        _("Give the reason that the producer is told."),
        _("Decline the idea"),
        write,
        label=_("Reason"),
        several_lines=True,
    )
