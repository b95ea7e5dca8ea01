"""The three tables of the page: products, producers, ideas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.names import STATES
from app.services.product_standing import DRAFT, TO_COMPLETE, UNDER_WAY, standing
from app.services.summaries import IdeaLine, draft_ids
from app.translate import N_, _, format_number, ngettext
from app.ui.desk import Desk
from app.ui.tables import Column, ListSource, TableView
from app.ui.tables.listing_source import ListingSource, words_reader

IDEA_KINDS = {
    "new": N_("New product"),
    "existing": N_("Existing product"),
    "upgrade": N_("Upgrade"),
    "reassess": N_("Re-assessment"),
}
IDEA_STATES = {
    "registered": (N_("Waiting for a decision"), "info"),
    "selected": (N_("Selected"), "ok"),
    "declined": (N_("Declined"), "neutral"),
}

FILTERS: tuple[tuple[str, str], ...] = (
    ("", N_("Every state")),
    ("under_way", N_("Dossier under way")),
    ("to_complete", N_("To be completed")),
    ("certified", N_("Certificate in force")),
    ("lapsing", N_("Certificate ends soon")),
    ("lapsed", N_("Certificate expired")),
    ("none", N_("No dossier yet")),
)


def filter_fields(desk: Desk, name: str) -> dict[str, Any]:
    """A quick filter as fields of ``ListQuery``."""
    today = desk.today()
    rule = desk.library.for_dossier(None, today).reassessment
    soon = today + dt.timedelta(days=rule.earliest_days_before_expiry if rule is not None else 180)
    found: dict[str, dict[str, Any]] = {
        "under_way": {"states": UNDER_WAY},
        "to_complete": {"states": TO_COMPLETE},
        "certified": {"ends_from": today},
        "lapsing": {"ends_from": today, "ends_to": soon},
        "lapsed": {"ends_to": today - dt.timedelta(days=1)},
        "none": {"states": ("",)},
    }
    return found.get(name, {})


def product_table(desk: Desk, empty: QWidget) -> tuple[TableView, ListingSource]:
    """All products, with how each stands."""
    today = desk.today()
    regime = desk.library.for_dossier(None, today)

    def as_row(row: Any, drafts: set[str]) -> Mapping[str, object]:
        stands = DRAFT if row.id in drafts else standing(row.state, row.ends, regime, today)
        return {
            "name": row.name or _("Product without a name"),
            "producer": row.producer,
            "stars": row.stars,
            "state": (stands.text, stands.grade),
            "ends": row.ends,
            "set": row.set_number,
            "code": row.code,
            "commune": row.commune,
            "year": str(row.year) if row.year else None,
        }

    columns = [
        Column("name", _("Product"), width=200, stretch=True),
        Column("producer", _("Producer"), width=136),
        Column("stars", _("Stars"), "stars", width=98),
        Column("state", _("State"), "badge", width=170),
        Column("ends", _("Expires"), "date", width=100, filterable=False),
        Column("set", _("Set"), "number", width=60, sortable=False, filterable=False, shown=False),
        Column("code", _("Code"), width=130, shown=False),
        Column("commune", _("Commune"), width=130, shown=False),
        Column("year", _("Year"), width=70, shown=False),
    ]
    words = {state: _(text) for state, text in STATES.items()}
    source = ListingSource(
        desk,
        "product",
        as_row,
        readers={"state": words_reader("states", words)},
        before=lambda session, rows: draft_ids(session, "product", [row.id for row in rows]),
    )
    table = TableView(
        desk,
        "products",
        columns,
        source,
        title=_("Products"),
        counted=lambda count: ngettext("{count} product", "{count} products", count).format(count=format_number(count)),
        empty=empty,
        edits=True,
    )
    return table, source


def producer_table(desk: Desk, empty: QWidget) -> tuple[TableView, ListingSource]:
    """All producers."""
    kinds = {one.id: one.title for one in desk.library.for_dossier(None, desk.today()).producer_kinds}

    def as_row(row: Any, drafts: set[str]) -> Mapping[str, object]:
        draft = (DRAFT.text, DRAFT.grade) if row.id in drafts else (_("Registered"), "ok")
        return {
            "name": row.name or _("Producer without a name"),
            "kind": kinds.get(row.kind, row.kind),
            "commune": row.commune,
            "code": row.tax_code,
            "products": row.products,
            "state": draft,
        }

    columns = [
        Column("name", _("Producer"), width=226, stretch=True),
        Column("kind", _("Kind"), width=120, sortable=False, filterable=False),
        Column("commune", _("Commune"), width=110),
        Column("code", _("Tax code"), width=112),
        Column("products", _("Products"), "number", width=82, sortable=False, filterable=False),
        Column("state", _("State"), "badge", width=120, sortable=False, filterable=False),
    ]
    source = ListingSource(
        desk,
        "producer",
        as_row,
        before=lambda session, rows: draft_ids(session, "producer", [row.id for row in rows]),
    )
    table = TableView(
        desk,
        "producers",
        columns,
        source,
        title=_("Producers"),
        counted=lambda count: ngettext("{count} producer", "{count} producers", count).format(
            count=format_number(count)
        ),
        empty=empty,
    )
    return table, source


def idea_table(desk: Desk, empty: QWidget) -> tuple[TableView, ListSource]:
    """All ideas."""
    columns = [
        Column("product", _("Product"), width=190, stretch=True),
        Column("producer", _("Producer"), width=160),
        Column("kind", _("Kind of idea"), width=130),
        Column("year", _("Year"), width=60),
        Column("registered_on", _("Registered on"), "date", width=110),
        Column("state", _("State"), "badge", width=160),
        Column("reason", _("Reason"), width=160, shown=False),
    ]
    source = ListSource()
    table = TableView(
        desk,
        "ideas",
        columns,
        source,
        title=_("Ideas"),
        counted=lambda count: ngettext("{count} idea", "{count} ideas", count).format(count=format_number(count)),
        empty=empty,
    )
    source.use_columns(table.model.columns)
    return table, source


def idea_rows(lines: Sequence[IdeaLine]) -> list[dict[str, object]]:
    """The rows of the table of ideas."""
    found: list[dict[str, object]] = []
    for line in lines:
        word, grade = IDEA_STATES.get(line.row.status, (line.row.status, "neutral"))
        found.append(
            {
                "id": line.row.id,
                "product": line.product,
                "producer": line.producer,
                "kind": _(IDEA_KINDS.get(line.row.kind, line.row.kind)),
                "year": str(line.row.year),
                "registered_on": line.row.registered_on,
                "state": (_(word), grade),
                "reason": line.row.reason,
            }
        )
    return found
