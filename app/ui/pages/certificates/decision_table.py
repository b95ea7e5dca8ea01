"""The products of a decision as a table: points and stars, then the certificates that it gave."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.decision_overview import DecisionOverview
from app.translate import _
from app.ui.desk import Desk
from app.ui.pages.certificates.words import given_badge, products_count
from app.ui.tables import Column, ListSource, Row, TableView


def products_table(desk: Desk, source: ListSource) -> TableView:
    """The table; its rows come from ``product_rows``."""
    return TableView(
        desk,
        "decision_products",
        [
            Column("position", _("No."), "number", width=56),
            Column("product", _("Product"), stretch=True, width=240),
            Column("producer", _("Producer"), width=210),
            Column("code", _("Code"), width=140, shown=False),
            Column("points", _("Average"), "number", width=100),
            Column("stars", _("Class"), "stars", width=110),
            Column("number", _("Register no."), width=108),
            Column("valid_to", _("Valid to"), "date", width=104),
            Column("state", _("State"), "badge", width=140),
        ],
        source,
        title=_("Products of the decision"),
        counted=products_count,
    )


def product_rows(found: DecisionOverview) -> Iterator[Row]:
    """A row for each product, in the order of the decision's list."""
    for one in found.products:
        yield {
            "id": one.dossier_id,
            "position": one.position,
            "product": one.product,
            "producer": one.producer,
            "code": one.code or None,
            "points": one.points,
            "stars": one.stars,
            "number": one.certificate_number or None,
            "valid_to": one.valid_to,
            "state": given_badge(one),
        }
