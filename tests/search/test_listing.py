"""Long lists: Vietnamese order, filters by column, pages that join without a gap, and what is not offered."""

from __future__ import annotations

import pytest

from app.errors import InvalidInput
from app.services.list_rows import DossierListRow, ProducerListRow, ProductListRow
from app.services.listing import SORTS, ListQuery, all_numbers, count, page, place_of, rows_at
from tests.records.helpers import Work

NAMES = ("Đường thốt nốt", "Dừa sáp", "Ổi lê", "Ớt xào", "Ăn vặt", "Ấm trà", "An xoa", "Ân tình")


@pytest.fixture
def goods(commune: Work) -> Work:
    owner = commune.producer(name="Tổ hợp tác Ánh Dương")
    for name in NAMES:
        commune.product(owner, name=name)
    return commune


def test_names_are_in_vietnamese_order_both_ways(goods: Work) -> None:
    names = [row.name for row in page(goods.session, ListQuery("product"))]
    assert names == ["An xoa", "Ăn vặt", "Ấm trà", "Ân tình", "Dừa sáp", "Đường thốt nốt", "Ổi lê", "Ớt xào"]
    down = [row.name for row in page(goods.session, ListQuery("product", descending=True))]
    assert down == names[::-1]


def test_pages_join_to_the_whole_list(goods: Work) -> None:
    query = ListQuery("product", sort="producer")
    whole = rows_at(goods.session, query.kind, all_numbers(goods.session, query))
    parts = [row for offset in range(0, 8, 3) for row in page(goods.session, query, offset, 3)]
    assert parts == whole
    assert len(whole) == count(goods.session, query) == 8
    assert place_of(goods.session, query, whole[5].id) == 5


def test_a_column_filter_takes_beginnings_of_words_without_accents(goods: Work) -> None:
    def found(**text: str) -> set[str]:
        return {row.name for row in page(goods.session, ListQuery("product", text=text))}

    assert found(name="duong t") == {"Đường thốt nốt"}
    assert found(name="ánh") == set(), "the producer's name is in another column"
    assert found(producer="anh duong", name="an") == {"An xoa", "Ăn vặt", "Ân tình"}
    assert found(any="ea kly oi") == {"Ổi lê"}
    assert found(any="?!") == set()


def test_a_product_shows_its_last_dossier_and_its_state(goods: Work) -> None:
    product = page(goods.session, ListQuery("product", text={"name": "dua"}))[0]
    assert isinstance(product, ProductListRow)
    assert (product.state, product.year, product.dossier_id) == ("", None, "")
    dossier = goods.receive(goods.draft(product.id))
    [now] = page(goods.session, ListQuery("product", states=("filed",)))
    assert isinstance(now, ProductListRow)
    assert (now.id, now.year, now.dossier_id, now.set_number) == (product.id, 2026, dossier, product.set_number)
    assert now.code
    assert now.producer == "Tổ hợp tác Ánh Dương"


def test_dossiers_are_filtered_by_state_year_and_holder(goods: Work) -> None:
    filed, draft = goods.receive(goods.draft()), goods.draft()
    query = ListQuery("dossier", states=("filed",), years=(2026,), holders=(goods.actor.office_id,))
    [row] = page(goods.session, query)
    assert isinstance(row, DossierListRow)
    assert (row.id, row.state, row.holder, row.filed) == (filed, "filed", "Ủy ban nhân dân (commune)", goods.today)
    assert count(goods.session, ListQuery("dossier", holders=("nobody",))) == 0
    both = page(goods.session, ListQuery("dossier", states=("draft", "filed"), sort="state"))
    assert [row.id for row in both] == [draft, filed]


def test_a_producer_counts_its_products(goods: Work) -> None:
    rows = page(goods.session, ListQuery("producer"))
    assert [(row.name, row.products) for row in rows if isinstance(row, ProducerListRow)] == [
        ("Tổ hợp tác Ánh Dương", 8)
    ]


def test_every_sort_that_is_offered_walks_an_index(goods: Work) -> None:
    from sqlalchemy import text

    for kind, sorts in SORTS.items():
        for sort, columns in sorts.items():
            assert page(goods.session, ListQuery(kind, sort=sort)) is not None
            order = ", ".join((*columns, "number"))
            plan = goods.session.execute(
                text(f"EXPLAIN QUERY PLAN SELECT number FROM record_line WHERE kind = 'x' ORDER BY {order}")
            ).all()
            assert "USING COVERING INDEX" in plan[0].detail, (kind, sort)
            assert not any("TEMP B-TREE FOR ORDER BY" in row.detail for row in plan), (kind, sort)


def test_what_is_not_offered_is_refused(goods: Work) -> None:
    with pytest.raises(InvalidInput):
        page(goods.session, ListQuery("dossier", sort="deadline"))
    with pytest.raises(InvalidInput):
        count(goods.session, ListQuery("stars"))
    with pytest.raises(InvalidInput):
        count(goods.session, ListQuery("product", text={"price": "1"}))
