"""Revisions: what is new, what is the same, and how two copies stand to each other."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import BusinessPlan, BusinessPlanFigure, Dossier, Product
from app.services.revisions import Standing, compare, content_hash, seal, seal_many
from tests.services_core.conftest import Desk


def copy_of(row: Product) -> tuple[str, str]:
    return row.content_hash, row.lineage


def product(desk: Desk) -> Product:
    return desk.session.get_one(Product, desk.session.get_one(Dossier, desk.dossier()).product_id)


def test_a_revision_is_made_only_where_something_is_new(desk: Desk) -> None:
    row = product(desk)
    assert seal(desk.session, row)
    first = row.content_hash
    assert (row.revision, row.parent_hash, row.lineage) == (1, "", "")
    assert not seal(desk.session, row)
    assert row.revision == 1
    row.name = "Trà"
    assert seal(desk.session, row)
    assert (row.revision, row.parent_hash, row.lineage) == (2, first, first)
    row.name = "Cà phê"
    assert seal(desk.session, row)
    assert row.content_hash == first, "the same content has the same hash"
    assert row.revision == 3


def test_a_changed_child_makes_a_revision_of_its_record(desk: Desk) -> None:
    plan = BusinessPlan(dossier_id=desk.dossier())
    seal(desk.session, plan)
    figure = BusinessPlanFigure(business_plan_id=plan.id, year=2025, revenue=100)
    desk.session.add(figure)
    desk.session.flush()
    assert seal(desk.session, plan)
    figure.revenue = 101
    desk.session.flush()
    assert seal(desk.session, plan)
    assert plan.revision == 3
    desk.session.delete(figure)
    desk.session.flush()
    assert seal(desk.session, plan)
    assert len(plan.lineage.split()) == 3


def test_what_differs_between_two_offices_is_no_new_content(desk: Desk) -> None:
    dossier = desk.session.get_one(Dossier, desk.dossier())
    seal(desk.session, dossier)
    for name, value in {
        "status": "filed",
        "custody_number": 4,
        "received_by": "A",
        "received_on": dt.date(2026, 9, 1),
    }.items():
        setattr(dossier, name, value)
        assert not seal(desk.session, dossier), name
    dossier.note = "khác"
    assert seal(desk.session, dossier)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_texts_are_stored_and_hashed_composed_whatever_the_keyboard(desk: Desk, form: str) -> None:
    name = "Cà phê bột Ê Đê Đắk Lắk ưỡn ợ"
    one, other = product(desk), product(desk)
    one.name, other.name = name, unicodedata.normalize(form, name)
    other.id, other.producer_id, other.created_at = one.id, one.producer_id, one.created_at
    desk.session.expunge(other)
    seal(desk.session, one)
    typed = Product(**{**one.model_dump(), "name": unicodedata.normalize(form, name)})
    from app.models.base import normalise_texts

    normalise_texts(typed)
    assert content_hash(typed) == one.content_hash
    assert one.name == name


def test_many_are_sealed_as_each_alone(desk: Desk) -> None:
    rows = [product(desk) for _ in range(3)]
    assert seal_many(desk.session, rows) == [True, True, True]
    rows[1].name = "Khác"
    assert seal_many(desk.session, rows) == [False, True, False]
    assert [row.revision for row in rows] == [1, 2, 1]
    assert seal_many(desk.session, []) == []


def line(*hashes: str) -> tuple[str, str]:
    return hashes[-1], " ".join(hashes[:-1])


names = st.integers(0, 10**9).map(lambda number: f"{number:064x}")


@given(
    shared=st.lists(names, min_size=1, max_size=5, unique=True),
    mine=st.lists(names, max_size=4),
    theirs=st.lists(names, max_size=4),
)
def test_two_copies_stand_to_each_other_as_their_histories_say(
    shared: list[str], mine: list[str], theirs: list[str]
) -> None:
    own = [name + "a" for name in dict.fromkeys(mine)]
    other = [name + "b" for name in dict.fromkeys(theirs)]
    expected: Standing = "same" if not own and not other else "newer" if not own else "older" if not other else "forked"
    assert compare(line(*shared, *own), line(*shared, *other)) == expected
    opposite = {"same": "same", "newer": "older", "older": "newer", "forked": "forked"}
    assert compare(line(*shared, *other), line(*shared, *own)) == opposite[expected]
