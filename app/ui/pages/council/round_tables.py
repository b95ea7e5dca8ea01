"""The two lists beside the board: dossiers that wait for a round, and the ranking of the closed results."""

from __future__ import annotations

from app.services.council_board import Ranked, WaitingDossier
from app.services.names import application_name, state_name
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.pages.council.words import OUTCOMES, average_text
from app.ui.tables import Column, ListSource, Row, TableView
from app.ui.widgets.empty_state import EmptyState


def stand_on_first(table: TableView) -> None:
    """Rows that came after the table had the keys: stand on the first, so that Space and Enter work at once."""
    if table.grid.hasFocus() and not table.current_id() and table.model.rowCount():
        table.grid.choose(0)


def waiting_table(desk: Desk, source: ListSource) -> TableView:
    """Valid dossiers in no round, to be ticked."""
    return TableView(
        desk,
        "round_waiting",
        [
            Column("tick", "", "check", width=40),
            Column("product", _("Product"), stretch=True, width=220),
            Column("producer", _("Producer"), width=230),
            Column("set", _("Set"), width=70, align="right"),
            Column("application", _("Application"), width=150),
            Column("filed", _("Filed on"), "date", width=110),
            Column("state", _("State"), width=160),
        ],
        source,
        title=_("Dossiers that wait for a round"),
        counted=lambda count: ngettext("{count} dossier", "{count} dossiers", count).format(count=count),
        empty=EmptyState(
            "folder-open",
            _("No valid dossier waits for a round."),
            detail=_("A dossier can be put in once its form was checked and it was accepted as valid."),
        ),
    )


def waiting_row(one: WaitingDossier) -> Row:
    """One line of ``waiting_table``."""
    return {
        "id": one.id,
        "product": one.product,
        "producer": one.producer,
        "set": one.set_id.rpartition("/")[2],
        "application": str(application_name(one.registration)),
        "filed": one.filed_on,
        "state": str(state_name(one.status)),
    }


def ranking_table(desk: Desk, source: ListSource) -> TableView:
    """Closed results, best first."""
    return TableView(
        desk,
        "round_ranking",
        [
            Column("tick", "", "check", width=40),
            Column("rank", _("Place"), "number", width=84),
            Column("product", _("Product"), stretch=True, width=220),
            Column("producer", _("Producer"), width=170),
            Column("average", _("Average"), width=90, align="right"),
            Column("stars", _("Stars"), "stars", width=110),
            Column("standing", _("Standing"), "badge", width=244),
            Column("outcome", _("What follows"), width=130),
        ],
        source,
        title=_("Ranking"),
        counted=lambda count: ngettext("{count} result", "{count} results", count).format(count=count),
        empty=EmptyState(
            "list-checks",
            _("No result of this round is closed yet."),
            detail=_("Lock scoring once every sheet is signed, then close the results."),
        ),
    )


def ranking_row(one: Ranked) -> Row:
    """One line of ``ranking_table``; ticked are those whose minimums are still to be recorded."""
    result = one.line.result
    assert result is not None
    if result.knocked_out:
        standing = (_("Excluded"), "danger")
    elif result.provisional:
        standing = (_("By points, minimums open"), "warn")
    else:
        standing = (_("Final"), "ok")
    return {
        "id": one.line.entry.dossier_id,
        "rank": one.rank,
        "product": one.line.entry.product_name,
        "producer": one.line.entry.producer_name,
        "average": average_text(result),
        "stars": result.stars or 0,
        "standing": standing,
        "outcome": _(OUTCOMES.get(result.outcome, result.outcome)),
    }


def make_narrow(narrow: bool, *tables: TableView) -> None:
    """Names and standing stay whole where there is little width: what the record's own page says too goes."""
    for table in tables:
        table.leave_out(("producer", "application", "outcome") if narrow else ())
