"""A product in one word and in short, drafts begun under a chosen id, and the draft that changes its producer."""

from __future__ import annotations

import datetime as dt

import pytest

from app.errors import InvalidInput, NotAllowed
from app.services import ideas, producers, products
from app.services.product_standing import UNDER_WAY, standing
from app.services.record_drafts import new_record_id, why_locked
from app.services.summaries import draft_ids, idea_lines, producer_summary, product_summary
from tests.records.helpers import Work

_DAY = dt.timedelta(days=1)


def _producer(work: Work, name: str = "Hợp tác xã Vụ Bổn (mẫu)", kind: str = "cooperative") -> str:
    data = producers.ProducerData(name=name, kind=kind, representative_name="H Lan Niê (mẫu)")
    return producers.register_producer(work.session, data, work.actor, work.library, work.today).id


def _product(work: Work, producer_id: str, code: str = "I.6") -> str:
    data = products.ProductData(name="Cà phê bột Vụ Bổn", classification_code=code)
    return products.register_product(work.session, producer_id, data, work.actor, work.library, work.today).id


def test_a_dossier_under_way_says_how_the_product_stands_whatever_the_certificate(commune: Work) -> None:
    regime = commune.library.for_dossier(None, commune.today)
    ends = commune.today + 300 * _DAY
    assert standing("to_complete", ends, regime, commune.today).grade == "warn"
    assert {standing(state, ends, regime, commune.today).grade for state in UNDER_WAY} <= {"info", "warn"}


def test_the_word_for_a_certificate_follows_the_days_for_filing(commune: Work) -> None:
    regime = commune.library.for_dossier(None, commune.today)
    rule = regime.reassessment
    assert rule is not None
    ends = commune.today + 1000 * _DAY
    opens = ends - rule.earliest_days_before_expiry * _DAY
    closes = ends - rule.latest_days_before_expiry * _DAY
    days = (opens - _DAY, opens, closes, closes + _DAY, ends, ends + _DAY)
    grades = [standing("recognised", ends, regime, day).grade for day in days]
    assert grades == ["ok", "warn", "warn", "danger", "danger", "danger"]
    assert standing("", None, regime, commune.today).message == "no dossier yet"
    assert standing("declined", None, regime, commune.today).grade == "neutral"


def test_a_product_in_short_names_producer_set_and_what_waits(commune: Work) -> None:
    product = _product(commune, _producer(commune))
    idea = ideas.IdeaData(kind="new", year=commune.today.year, registered_on=commune.today)
    ideas.register_idea(commune.session, product, idea, commune.actor, commune.today)
    found = product_summary(commune.session, product, commune.library, commune.today)
    assert (found.producer.representative_name, found.set_name) == ("H Lan Niê (mẫu)", "Cà phê, ca cao")
    assert found.agencies
    assert (found.dossier, found.stars, found.certificate) == (None, None, None)
    assert [one.status for one in found.ideas] == ["registered"]
    lines = idea_lines(commune.session)
    assert [(one.product, one.producer) for one in lines] == [("Cà phê bột Vụ Bổn", "Hợp tác xã Vụ Bổn (mẫu)")]
    short = producer_summary(commune.session, found.producer.id, commune.library, commune.today)
    assert (short.products, short.draft) == (((product, "Cà phê bột Vụ Bổn"),), False)
    assert short.kind_title


def test_a_form_may_choose_the_id_before_there_is_anything_to_keep(commune: Work) -> None:
    first, second = new_record_id(), new_record_id()
    session, actor, library, today = commune.session, commune.actor, commune.library, commune.today
    row = producers.start_producer(session, {"name": "Hộ Mẫu"}, actor, library, today, first)
    product = products.start_product(session, first, {"name": "Sầu riêng"}, actor, library, today, second)
    assert (row.id, product.id, product.producer_id) == (first, second, first)
    registered = _producer(commune)
    assert draft_ids(session, "producer", [first, registered]) == {first}
    assert draft_ids(session, "product", [second]) == {second}


def test_only_a_draft_changes_its_producer_and_only_where_its_kind_may_take_part(commune: Work) -> None:
    session, actor, library, today = commune.session, commune.actor, commune.library, commune.today
    first, second = _producer(commune), _producer(commune, "Tổ hợp tác Mẫu", "cooperative_group")
    tourism = next(one.id for one in library.for_dossier(None, today).producer_kinds if one.tourism_only)
    society = _producer(commune, "Hội Mẫu", tourism)
    draft = products.start_product(
        session, first, {"name": "Trà", "classification_code": "I.5.a"}, actor, library, today
    )
    moved = products.give_to_producer(session, draft.id, second, actor, library, today)
    assert moved.producer_id == second
    with pytest.raises(InvalidInput):
        products.give_to_producer(session, draft.id, society, actor, library, today)
    products.save_product(session, draft.id, actor)
    with pytest.raises(NotAllowed):
        products.give_to_producer(session, draft.id, first, actor, library, today)


def test_a_reader_is_told_why_a_form_is_locked(commune: Work) -> None:
    producer = _producer(commune)
    assert why_locked(commune.session, "producer", producer, commune.actor) is None
    reader = commune.as_role("reader")
    assert isinstance(why_locked(reader.session, "producer", producer, reader.actor), NotAllowed)
