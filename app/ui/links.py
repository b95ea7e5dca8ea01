"""From what the services point at (a record, or a list with its filter) to the page that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.route import Route

if TYPE_CHECKING:
    from app.services.today.lines import Link

_RECORDS = {
    "producer": "producer",
    "product": "product",
    "dossier": "dossier",
    "round": "round",
    "council": "council_form",
    "decision": "decision",
    "certificate": "certificate",
    "conflict": "conflict",
    "annual_plan": "plan",
}
_LISTS = {
    "producers": "producers",
    "products": "producers",
    "dossiers": "dossiers",
    "rounds": "council",
    "certificates": "certificates",
    "hand_over": "hand_over",
    "hand_overs": "hand_over",
    "recall": "recalls",
}


def route_of(link: Link) -> Route:
    """The place of a link; what has no page of its own leads to the list it stands in."""
    if link.id and link.kind in _RECORDS:
        return Route(_RECORDS[link.kind], link.id)
    page = _LISTS.get(link.kind) or ("hand_over" if link.kind in ("receipt", "gap", "office") else "today")
    extra = []
    if link.states:
        extra.append(("states", ",".join(link.states)))
    if link.ends_from is not None:
        extra.append(("ends_from", link.ends_from.isoformat()))
    if link.ends_to is not None:
        extra.append(("ends_to", link.ends_to.isoformat()))
    return Route(page, link.id, extra=tuple(extra))
