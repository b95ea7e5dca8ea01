"""The one search: accents, beginnings, numbers, what is marked, and that it follows every change."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.models import Office, Producer, Product, RecordLine
from app.services import products, record_lines
from app.services.database import Database
from app.services.global_search import Group, marks, search
from app.services.record_search import search_columns
from app.services.word_index import words_of
from tests.records.helpers import Work


def _names(groups: tuple[Group, ...], kind: str) -> list[str]:
    return [hit.name for group in groups if group.kind == kind for hit in group.hits]


@pytest.fixture
def goods(commune: Work) -> Work:
    owner = commune.producer(name="Hộ kinh doanh Mùa Thu Coffee", tax_code="", phone="0905123456")
    for name in ("Cà phê Mùa Thu", "Cá phễ kho", "Mật ong cà phê", "Hạt macca sấy", "Tiêu sọ Đắk Mil"):
        commune.product(owner, name=name)
    return commune


def test_words_are_found_without_accents_and_by_their_beginnings(goods: Work) -> None:
    assert set(_names(search(goods.session, "ca ph"), "product")) == {"Cà phê Mùa Thu", "Cá phễ kho", "Mật ong cà phê"}
    assert _names(search(goods.session, "DAK mil"), "product") == ["Tiêu sọ Đắk Mil"]
    assert _names(search(goods.session, "mac s"), "product") == ["Hạt macca sấy"], "every word may be a beginning"
    assert search(goods.session, "acca") == (), "the middle of a word is no beginning"


def test_exact_accents_come_first_then_names_that_begin_so(goods: Work) -> None:
    assert _names(search(goods.session, "cá ph"), "product")[0] == "Cá phễ kho"
    assert _names(search(goods.session, "cà phê"), "product") == ["Cà phê Mùa Thu", "Mật ong cà phê", "Cá phễ kho"]


def test_the_place_of_a_tone_does_not_matter(commune: Work) -> None:
    commune.product(name="Tinh dầu hoa hoà")
    assert _names(search(commune.session, "hòa"), "product") == ["Tinh dầu hoa hoà"]


def test_numbers_find_producers_and_dossiers(goods: Work) -> None:
    dossier = goods.receive(goods.draft())
    line = goods.session.get(RecordLine, _number(goods, "dossier", dossier))
    assert line is not None
    assert line.code, "the dossier has a product code"
    assert [(hit.kind, hit.id) for group in search(goods.session, line.code) for hit in group.hits] == [
        ("product", line.product_id),
        ("dossier", dossier),
    ]
    assert _names(search(goods.session, "090512"), "producer") == ["Hộ kinh doanh Mùa Thu Coffee"]


def _number(work: Work, kind: str, record_id: str) -> int:
    record_lines.bring_up(work.session)
    found = work.session.execute(
        text("SELECT number FROM record_line WHERE kind = :kind AND record_id = :id"), {"kind": kind, "id": record_id}
    )
    return int(found.scalar_one())


def test_a_changed_name_is_found_by_its_new_words_alone(goods: Work) -> None:
    product = goods.session.exec(select(Product).where(Product.name == "Hạt macca sấy")).one()
    dossier = goods.draft(product.id)
    assert _names(search(goods.session, "macca"), "dossier") == ["Hạt macca sấy"]
    changes = {"name": "Nhân óc chó"}
    products.change_product(goods.session, product.id, changes, goods.actor, goods.library, goods.today)
    assert search(goods.session, "macca") == ()
    [hit] = [hit for group in search(goods.session, "nhan oc") for hit in group.hits if hit.kind == "dossier"]
    assert (hit.id, hit.name) == (dossier, "Nhân óc chó")


def test_what_is_committed_is_found_by_the_next_reader_and_what_is_undone_is_not(database: Database) -> None:
    office = Office(code="1", level="commune", name="Xã Mẫu")
    with database.reading() as session:  # what is written in it is rolled back
        session.add(office)
        session.flush()
        session.add(_producer("Hộ Bánh tráng", office.id))
        assert _names(search(session, "banh trang"), "producer") == ["Hộ Bánh tráng"]
    with database.reading() as session:
        assert search(session, "banh trang") == ()
    with database.transaction() as session:
        session.add(Office(id="o", code="2", level="commune", name="Xã Mẫu"))
        session.flush()
        session.add(_producer("Hộ Bánh tráng", "o"))
    with database.reading() as session:
        assert _names(search(session, "banh trang"), "producer") == ["Hộ Bánh tráng"]


def _producer(name: str, office_id: str) -> Producer:
    return Producer(name=name, kind="household", office_id=office_id, **search_columns(name, name))


def test_marks_are_of_the_text_as_it_stands() -> None:
    assert marks("Cà phê Mùa Thu", words_of("ca phe mua")) == ((0, 2), (3, 6), (7, 10))
    assert marks("Đắk Mil: đá", words_of("da")) == ((0, 2), (9, 11))
    assert marks("0012/2026", words_of("12 2026")) == ((5, 9),)


@pytest.mark.parametrize("query", ["", "  ", "%", "''", '"', "*", "^", "(", "NOT", "a AND", "name_folded:x", "ca* OR"])
def test_signs_and_operators_are_no_syntax(goods: Work, query: str) -> None:
    for group in search(goods.session, query):
        assert group.hits


def test_each_group_says_whether_there_is_more(commune: Work) -> None:
    owner = commune.producer()
    for number in range(7):
        commune.product(owner, name=f"Gạo thơm số {number}")
    [group] = [one for one in search(commune.session, "gao", limit=5) if one.kind == "product"]
    assert len(group.hits) == 5
    assert group.more
    [all_of_them] = [one for one in search(commune.session, "gao", limit=7) if one.kind == "product"]
    assert len(all_of_them.hits) == 7
    assert not all_of_them.more


def test_a_broad_query_still_puts_the_exact_accents_first(commune: Work) -> None:
    owner = commune.producer()
    for number in range(230):
        commune.product(owner, name=f"Ca nhựa {number:03d}")
    commune.product(owner, name="Cá kho niêu")
    names = _names(search(commune.session, "cá"), "product")
    assert names[0] == "Cá kho niêu"
    assert len(names) == 5


def test_lines_made_anew_are_the_lines_kept_in_step(goods: Work) -> None:
    goods.receive(goods.draft())
    record_lines.bring_up(goods.session)
    told = "SELECT kind, record_id, name, accents, numbers, code, state, year, starts FROM record_line ORDER BY 1, 2"
    kept = goods.session.execute(text(told)).all()
    counts = record_lines.rebuild(goods.session)
    assert counts["product"] == 6
    assert counts["dossier"] == 1
    assert goods.session.execute(text(told)).all() == kept
    goods.session.execute(text("INSERT INTO record_search(record_search) VALUES ('integrity-check')"))
    assert _names(search(goods.session, "mac"), "product") == ["Hạt macca sấy"]
