"""Drafts: begun with almost nothing, discarded, saved; changes taken back to the last deliberate save."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import JournalEntry, Producer, Product, SavedRevision
from app.models.product import ProductRow
from app.services import ideas, producers, products, record_drafts
from app.services.ideas import IdeaData
from app.services.record_drafts import FormRow
from app.services.revisions import content_hash
from tests.records.helpers import TODAY, UNITS, Work


def begin(work: Work, **values: Any) -> str:
    return producers.start_producer(work.session, values, work.actor, work.library, work.today).id


def begin_product(work: Work, producer: str, **values: Any) -> str:
    return products.start_product(work.session, producer, values, work.actor, work.library, work.today).id


def change(work: Work, producer: str, **changes: Any) -> producers.ProducerRow:
    return producers.change_producer(work.session, producer, changes, work.actor, work.library, work.today)


def change_product(work: Work, product: str, **changes: Any) -> products.ProductRow:
    return products.change_product(work.session, product, changes, work.actor, work.library, work.today)


def test_a_producer_begins_with_almost_nothing_and_is_registered_by_its_first_save(commune: Work) -> None:
    before = commune.entries()
    nameless = begin(commune)
    draft = begin(commune, name=" Tổ hợp tác  Cư Drăm ")
    assert producers.producer_row(commune.session, draft).name == "Tổ hợp tác Cư Drăm"
    assert [one.id for one in producers.find_producers(commune.session, "cu dram")] == [draft]
    assert commune.entries() == before
    with pytest.raises(InvalidInput, match="needs a name"):
        producers.save_producer(commune.session, nameless, commune.actor)
    with pytest.raises(InvalidInput, match="what kind"):
        producers.save_producer(commune.session, draft, commune.actor)
    assert record_drafts.unsaved_changes(commune.session, "producer", draft).draft
    change(commune, draft, kind="cooperative_group")
    row = producers.save_producer(commune.session, draft, commune.actor)
    assert row.revision == 1
    assert commune.last_act() == "register_producer"
    assert not record_drafts.unsaved_changes(commune.session, "producer", draft).differs


def test_what_cannot_be_true_is_refused_of_a_draft_too(commune: Work) -> None:
    for values in ({"kind": "nonsense"}, {"tax_code": "123"}, {"representative_sex": "x"}, {"unknown": 1}):
        with pytest.raises(InvalidInput):
            begin(commune, **values)
    tomorrow = TODAY + dt.timedelta(days=1)
    draft = begin(commune)
    with pytest.raises(InvalidInput, match="future"):
        change(commune, draft, established_on=tomorrow)
    change(commune, draft, name="Tên", kind="household")
    producers.save_producer(commune.session, draft, commune.actor)
    for changes in ({"name": " "}, {"kind": ""}):
        with pytest.raises(InvalidInput):
            change(commune, draft, **changes)


def test_nothing_rests_on_a_draft(commune: Work) -> None:
    producer = begin(commune, name="Nháp")
    product = begin_product(commune, producer)
    idea = IdeaData(kind="new", year=TODAY.year, registered_on=TODAY)
    for work in (
        lambda: commune.draft(product),
        lambda: commune.product(producer),
        lambda: ideas.register_idea(commune.session, product, idea, commune.actor, TODAY),
        lambda: products.assign_sequence(commune.session, product, commune.actor),
    ):
        with pytest.raises(NotAllowed, match="still a draft"):
            work()
    change_product(commune, product, name="Cà phê", classification_code="I.6")
    with pytest.raises(NotAllowed, match="still a draft"):
        products.save_product(commune.session, product, commune.actor)
    change(commune, producer, kind="household")
    producers.save_producer(commune.session, producer, commune.actor)
    assert products.save_product(commune.session, product, commune.actor).revision == 1
    assert commune.last_act() == "register_product"
    assert commune.draft(product)


def test_a_draft_is_discarded_with_an_entry_and_a_saved_record_never(commune: Work) -> None:
    producer = begin(commune, name="Nháp")
    product = begin_product(commune, producer, name="Nháp")
    with pytest.raises(NotAllowed, match="has products"):
        producers.discard_producer(commune.session, producer, commune.actor)
    before = commune.entries()
    products.discard_product(commune.session, product, commune.actor)
    assert commune.last_act() == "discard_product"
    producers.discard_producer(commune.session, producer, commune.actor)
    assert commune.last_act() == "discard_producer"
    assert commune.entries() == before + 2
    with pytest.raises(NotFound):
        producers.producer_row(commune.session, producer)
    assert producers.find_producers(commune.session, "Nháp") == []
    saved = commune.product()
    with pytest.raises(NotAllowed, match="part of the records"):
        products.discard_product(commune.session, saved, commune.actor)
    owner = products.product_row(commune.session, saved).producer_id
    with pytest.raises(NotAllowed, match="part of the records"):
        producers.discard_producer(commune.session, owner, commune.actor)
    with pytest.raises(NotAllowed, match="never saved"):
        producers.revert_producer(commune.session, begin(commune), commune.actor)


def test_going_back_names_the_fields_and_leaves_one_entry(commune: Work) -> None:
    producer = commune.producer(established_on=dt.date(2015, 3, 2), representative_disabled=False)
    change(commune, producer, name="Tên mới", established_on=None)
    change(commune, producer, phone="0912345678", representative_disabled=None)
    unsaved = record_drafts.unsaved_changes(commune.session, "producer", producer)
    assert unsaved.saved == {
        "name": "Hợp tác xã Ea Kly (mẫu)",
        "phone": "",
        "established_on": dt.date(2015, 3, 2),
        "representative_disabled": False,
    }
    before = commune.entries()
    row = producers.revert_producer(commune.session, producer, commune.actor)
    assert (row.name, row.phone, row.established_on) == ("Hợp tác xã Ea Kly (mẫu)", "", dt.date(2015, 3, 2))
    assert row.representative_disabled is False
    assert (row.revision, commune.entries(), commune.last_act()) == (1, before + 1, "revert_producer")
    assert [one.id for one in producers.find_producers(commune.session, "ea kly")] == [producer]
    entry = commune.session.exec(select(JournalEntry).where(JournalEntry.act == "revert_producer")).one()
    assert "established_on" in entry.data
    assert "0912345678" not in entry.data
    producers.revert_producer(commune.session, producer, commune.actor)
    assert commune.entries() == before + 1


def test_going_back_reaches_the_last_save_not_the_first(commune: Work) -> None:
    product = commune.product(brand="Một")
    change_product(commune, product, brand="Hai")
    products.save_product(commune.session, product, commune.actor)
    change_product(commune, product, brand="Ba", net_weight="500 g")
    assert products.revert_product(commune.session, product, commune.actor).brand == "Hai"
    assert products.product_row(commune.session, product).revision == 2
    assert len(commune.session.exec(select(SavedRevision)).all()) == 1


def test_a_number_given_away_meanwhile_stops_the_way_back(commune: Work) -> None:
    producer = commune.producer()
    first, second = commune.product(producer, sequence=7), commune.product(producer, name="Khác")
    change_product(commune, first, sequence=None)
    change_product(commune, second, sequence=7)
    with pytest.raises(InvalidInput, match="belongs to Khác"):
        products.revert_product(commune.session, first, commune.actor)
    assert products.product_row(commune.session, first).sequence is None


def _taken_back(before: FormRow, after: FormRow) -> dict[str, Any]:
    """What a form writes to undo a change: the fields that differ, a product's place in the classification whole."""
    now = record_drafts.field_values(after)
    differing = {name: value for name, value in record_drafts.field_values(before).items() if value != now[name]}
    place = ("classification_code", "set_number", "classification_id")
    if isinstance(before, ProductRow) and any(name in differing for name in place):
        differing |= {name: getattr(before, name) for name in place}
    return differing


def test_undo_gives_back_what_a_change_brought_with_it(commune: Work) -> None:
    product = commune.product()
    before = products.product_row(commune.session, product)
    after = change_product(commune, product, classification_code="I.1.a")
    assert after.set_number != before.set_number
    undone = _taken_back(before, after)
    assert set(undone) == {"classification_code", "set_number", "classification_id"}
    assert change_product(commune, product, **undone) == before
    assert record_drafts.unsaved_changes(commune.session, "product", product).saved == {}


def test_an_old_place_in_an_old_classification_comes_back_whole(commune: Work) -> None:
    then = commune.on(dt.date(2023, 6, 1))
    product = then.product()
    before = products.product_row(commune.session, product)
    after = change_product(commune, product, classification_code="I.6")
    assert after.classification_id != before.classification_id
    assert change_product(commune, product, **_taken_back(before, after)) == before
    with pytest.raises(InvalidInput):
        change_product(commune, product, classification_id="nonsense")
    change_product(commune, product, classification_code="I.6")
    assert products.revert_product(commune.session, product, commune.actor) == before


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
PRODUCER_CHANGES = st.one_of(
    st.fixed_dictionaries({"name": TEXTS.filter(lambda text: bool(text.strip()))}),
    st.fixed_dictionaries({}, optional={"address": TEXTS, "note": TEXTS, "representative_ethnicity": TEXTS}),
    st.fixed_dictionaries({"kind": st.sampled_from(["cooperative", "household", "enterprise", "farm"])}),
    st.fixed_dictionaries({"representative_sex": st.sampled_from(["", "male", "female"])}),
    st.fixed_dictionaries({"established_on": st.none() | st.dates(dt.date(1990, 1, 1), TODAY)}),
    st.fixed_dictionaries({"representative_disabled": st.sampled_from([None, True, False])}),
)
PRODUCT_CHANGES = st.one_of(
    st.fixed_dictionaries({"name": TEXTS.filter(lambda text: bool(text.strip()))}),
    st.fixed_dictionaries({}, optional={"label_name": TEXTS, "net_weight": TEXTS, "description": TEXTS}),
    st.fixed_dictionaries({"classification_code": st.sampled_from(["I.6", "I.3.c", "VI.1", ""])}),
    st.fixed_dictionaries({"sequence": st.none() | st.integers(1, 99)}),
)


@given(
    steps=st.lists(st.tuples(st.booleans(), PRODUCER_CHANGES), max_size=6),
    last=st.lists(PRODUCER_CHANGES, min_size=1, max_size=6),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changes_of_a_producer_taken_back_equal_the_last_save(commune: Work, steps: Any, last: Any) -> None:
    producer = commune.producer(name="Gốc", **{name: UNITS[name] for name in UNITS})
    for saving, changes in steps:
        change(commune, producer, **changes)
        if saving:
            producers.save_producer(commune.session, producer, commune.actor)
    saved = producers.save_producer(commune.session, producer, commune.actor)
    undone = []
    for changes in last:
        before = producers.producer_row(commune.session, producer)
        undone.append(_taken_back(before, change(commune, producer, **changes)))
    end = producers.producer_row(commune.session, producer)
    assert producers.revert_producer(commune.session, producer, commune.actor) == saved
    row = commune.session.get_one(Producer, producer)
    assert content_hash(row) == row.content_hash
    change(commune, producer, **record_drafts.field_values(end))
    for values in reversed(undone):
        change(commune, producer, **values)
    assert producers.producer_row(commune.session, producer) == saved
    assert not record_drafts.unsaved_changes(commune.session, "producer", producer).differs


@given(last=st.lists(PRODUCT_CHANGES, min_size=1, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changes_of_a_product_taken_back_equal_the_last_save(commune: Work, last: Any) -> None:
    product = commune.product()
    saved = products.product_row(commune.session, product)
    undone = []
    for changes in last:
        before = products.product_row(commune.session, product)
        undone.append(_taken_back(before, change_product(commune, product, **changes)))
    end = products.product_row(commune.session, product)
    assert products.revert_product(commune.session, product, commune.actor) == saved
    change_product(commune, product, **_taken_back(end, saved))
    for values in reversed(undone):
        change_product(commune, product, **values)
    assert products.product_row(commune.session, product) == saved
    row = commune.session.get_one(Product, product)
    assert content_hash(row) == row.content_hash
