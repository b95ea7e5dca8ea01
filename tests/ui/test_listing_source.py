"""The long lists as a table's source: filters by column, quick filters, order, and what no row can match."""

from __future__ import annotations

from typing import Any

import pytest

from app.services.officials import OfficialData, add_official
from app.services.producers import ProducerData, register_producer
from app.services.products import ProductData, register_product
from app.ui.desk import Desk
from app.ui.tables import TableQuery
from app.ui.tables.listing_source import ListingSource, can_sort, words_reader

_NAMES = ("Cà phê Vụ Bổn", "Bưởi Ea Kly", "Ẩm thực Mẫu", "Cà pháo muối")


@pytest.fixture
def source(desk: Desk) -> ListingSource:
    """Four products without a dossier."""

    def fill(session: Any, actor: Any) -> None:
        producer = register_producer(
            session, ProducerData(name="Hộ Mẫu", kind="household"), actor, desk.library, desk.today()
        )
        for name in _NAMES:
            register_product(session, producer.id, ProductData(name=name), actor, desk.library, desk.today())

    desk.write_now(fill)
    words = {"draft": "đang chuẩn bị", "recognised": "đã công nhận"}
    return ListingSource(
        desk,
        "product",
        lambda row, many: {"name": row.name, "many": many},
        readers={"state": words_reader("states", words)},
        before=lambda _session, rows: len(rows),
    )


def _names(source: ListingSource, query: TableQuery) -> list[object]:
    return [row["name"] for row in source.page(query, 0, 10)]


def test_rows_come_in_vietnamese_order_and_by_pages(source: ListingSource) -> None:
    query = TableQuery()
    assert source.count(query) == 4
    assert _names(source, query) == ["Ẩm thực Mẫu", "Bưởi Ea Kly", "Cà pháo muối", "Cà phê Vụ Bổn"]
    assert _names(source, TableQuery(sort="name", descending=True))[0] == "Cà phê Vụ Bổn"
    page = source.page(query, 1, 2)
    assert [(row["name"], row["many"]) for row in page] == [("Bưởi Ea Kly", 2), ("Cà pháo muối", 2)]
    assert [row["name"] for row in source.every(query)] == _names(source, query)
    assert len({source.ident(row) for row in source.every(query)}) == 4


def test_filters_look_in_their_column_without_accents(source: ListingSource) -> None:
    assert _names(source, TableQuery({"name": "ca ph"})) == ["Cà pháo muối", "Cà phê Vụ Bổn"]
    assert _names(source, TableQuery({"producer": "bưởi"})) == []
    assert _names(source, TableQuery(text="ho mau buoi")) == ["Bưởi Ea Kly"]


@pytest.mark.parametrize("filters", [{"stars": "bốn"}, {"year": "x"}, {"state": "không có"}, {"state": "cong nhan"}])
def test_what_no_row_has_finds_nothing_and_fails_nowhere(source: ListingSource, filters: dict[str, str]) -> None:
    query = TableQuery(filters)
    assert source.count(query) == 0
    assert source.page(query, 0, 10) == [] or source.page(query, 0, 10) == ()
    assert list(source.every(query)) == []


def test_a_quick_filter_and_a_typed_one_must_both_hold(source: ListingSource) -> None:
    source.narrow(states=("",))
    assert source.count(TableQuery({"name": "ca"})) == 2
    assert source.count(TableQuery({"state": "chuan bi"})) == 0
    source.narrow(states=("draft",))
    assert source.count(TableQuery({"name": "ca"})) == 0


def test_only_what_has_an_index_can_be_sorted() -> None:
    assert can_sort("product", "ends")
    assert not can_sort("product", "set")


def test_a_field_is_saved_while_all_rows_are_written_to_a_file(source: ListingSource, desk: Desk) -> None:
    rows = source.every(TableQuery())
    first = next(rows)
    desk.write_now(lambda session, actor: add_official(session, OfficialData(full_name="Vũ An", role="officer"), actor))
    assert len([first, *rows]) == 4
