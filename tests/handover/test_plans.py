"""A year's targets go down from the province to a commune, edition by edition, and are taken from above alone."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from sqlmodel import Session, select

from app.errors import BundleRejected, InvalidInput, NotAllowed
from app.models import AnnualPlan, JournalEntry, Office
from app.models.office import office_id
from app.paths import resource_path
from app.services.custody.going_along import going_along
from app.services.demo import council_steps
from app.services.letters.enclosures import Enclosure
from app.services.letters.forms import read_enclosure, write_form
from app.services.letters.plan_form import PlanForm
from app.services.plans.actuals import Actual, actual_figures
from app.services.plans.giving import issue_plan
from app.services.plans.plans import PlanLine, TargetLine, offices_below, plan_lines, target_lines
from app.services.plans.writing import (
    PlanFacts,
    TargetData,
    may_write_plans,
    remove_target,
    set_plan,
    write_plan,
    write_target,
)
from tests.handover import post
from tests.handover.world import CENTRE, COMMUNE, DISTRICT, OTHER, PROVINCE, World, content_of

YEAR = 2026
FACTS = PlanFacts(YEAR, "Kế hoạch OCOP năm 2026", "12/KH-UBND", dt.date(2026, 1, 15))
WHOLE = TargetData("products_3_star_or_more", Decimal(40), Decimal(50), about=True, source="mục I.2")
GIVEN = TargetData("products_3_star_or_more", Decimal(2), for_code=COMMUNE)
SHARE = TargetData("producers_cooperative_percent", Decimal("40.5"))
NO_FIGURE = TargetData("trade_events", Decimal(3), text="Tham gia  3 hội chợ")


def set_up(world: World, code: str = PROVINCE, *targets: TargetData) -> str:
    office = world[code]
    with office.on(world.day), office.database.transaction() as session:
        return set_plan(session, FACTS, targets or (WHOLE, GIVEN, SHARE, NO_FIGURE), office.actor, world.library)


def issued(world: World, plan_id: str, code: str = PROVINCE) -> Enclosure:
    office = world[code]
    with office.on(world.day), office.database.transaction() as session:
        return issue_plan(session, plan_id, office.actor)


def plans(world: World, code: str, *, earlier: bool = False) -> list[PlanLine]:
    with world[code].database.reading() as session:
        return plan_lines(session, earlier=earlier)


def targets(world: World, code: str, plan_id: str) -> list[TargetLine]:
    with world[code].database.reading() as session:
        return target_lines(session, plan_id)


def figures(world: World, code: str, plan: PlanLine) -> list[Actual]:
    with world[code].database.reading() as session:
        lines = target_lines(session, plan.id)
        found = actual_figures(session, plan, lines, world.day)
        return [found[one.id] for one in lines]


def test_targets_arrive_with_a_letter_are_seen_and_replaced_by_a_later_edition(world: World) -> None:
    plan_id = set_up(world)
    first = issued(world, plan_id)
    sent = post.letter(world, PROVINCE, COMMUNE, first)
    [verdict] = post.looked(world, COMMUNE, sent.path).enclosures
    assert verdict.standing.said == "Ủy ban nhân dân tỉnh Mẫu: 4 targets for 2026."
    assert post.taken(world, COMMUNE, sent.path).enclosures == (first.sha256,)
    [here] = plans(world, COMMUNE)
    assert (here.office_code, here.year, here.edition, here.number, here.own, here.targets) == (
        PROVINCE, YEAR, 1, "12/KH-UBND", False, 4,
    )  # fmt: skip
    [there] = plans(world, PROVINCE)
    assert there.own
    assert [vars(one) | {"id": ""} for one in targets(world, COMMUNE, here.id)] == [
        vars(one) | {"id": ""} for one in targets(world, PROVINCE, there.id)
    ]
    assert [str(one.amount) for one in targets(world, COMMUNE, here.id)] == ["40", "2", "40.5", "3"]
    before = content_of(world[COMMUNE])
    assert post.looked(world, COMMUNE, sent.path).enclosures[0].standing.kind == "known"
    post.taken(world, COMMUNE, sent.path)
    assert content_of(world[COMMUNE]) == before

    province = world[PROVINCE]
    with province.on(world.day), province.database.transaction() as session:
        old = target_lines(session, plan_id)[1]
        changed = write_target(session, plan_id, TargetData("products_3_star_or_more", Decimal(3), for_code=COMMUNE),
                               province.actor, world.library, old.id)  # fmt: skip
        assert changed != old.id
        with pytest.raises(NotAllowed, match="later edition"):
            write_target(session, plan_id, NO_FIGURE, province.actor, world.library)
    [later] = plans(world, PROVINCE)
    assert (later.edition, later.issued_at, later.targets) == (2, None, 4)
    second = issued(world, later.id)
    assert issued(world, plan_id).content == first.content  # what was given out stays as it was
    newer = post.letter(world, PROVINCE, COMMUNE, second)
    [verdict] = post.looked(world, COMMUNE, newer.path).enclosures
    assert "edition 2; the earlier one is kept" in verdict.standing.said
    post.taken(world, COMMUNE, newer.path)
    assert [(one.edition, one.targets) for one in plans(world, COMMUNE, earlier=True)] == [(2, 4), (1, 4)]
    [here] = plans(world, COMMUNE)
    assert [str(one.amount) for one in targets(world, COMMUNE, here.id)] == ["40", "3", "40.5", "3"]

    # Another commune gets the later one first: the earlier one then changes nothing.
    for enclosure, said in ((second, "new"), (first, "known")):
        path = post.letter(world, PROVINCE, OTHER, enclosure).path
        assert post.looked(world, OTHER, path).enclosures[0].standing.kind == said
        post.taken(world, OTHER, path)
    assert [one.edition for one in plans(world, OTHER, earlier=True)] == [2]
    with world[COMMUNE].database.reading() as session:
        acts = session.exec(select(JournalEntry).where(JournalEntry.act == "take_plan")).all()
        assert [json.loads(one.data)["edition"] for one in acts] == [1, 2]
    assert world.chains_are_whole(COMMUNE)
    assert world.chains_are_whole(PROVINCE)


def test_a_plan_goes_along_with_what_is_sent_to_an_office_below(world: World) -> None:
    plan_id = set_up(world)
    province = world[PROVINCE]
    with province.on(world.day):
        with province.database.reading() as session:
            assert going_along(session, office_id(COMMUNE), province.actor) == ()  # still being written
        enclosure = issued(world, plan_id)
        with province.database.reading() as session:
            assert going_along(session, office_id(COMMUNE), province.actor) == (enclosure,)
            assert going_along(session, office_id(CENTRE), province.actor) == ()
    with province.on(world.day + dt.timedelta(days=90)), province.database.reading() as session:
        assert going_along(session, office_id(COMMUNE), province.actor) == ()


def test_targets_come_from_an_office_above_with_a_confirmed_key_and_from_no_other(world: World) -> None:
    enclosure = issued(world, set_up(world))

    def judged(sender: str, receiver: str, enclosed: Enclosure) -> str:
        path = post.letter(world, sender, receiver, enclosed).path
        [verdict] = post.looked(world, receiver, path).enclosures
        assert verdict.standing.kind == "refused"
        assert post.taken(world, receiver, path).enclosures == ()
        return verdict.standing.said

    assert "another office's" in judged(DISTRICT, COMMUNE, enclosure)
    value = json.loads(enclosure.content) | {"office": COMMUNE}
    upward = Enclosure("plan", "x", write_form(PlanForm.model_validate_json(json.dumps(value))))
    assert "come from an office above" in judged(COMMUNE, PROVINCE, upward)

    def doubt(session: Session) -> None:
        row = session.get_one(Office, office_id(PROVINCE))
        row.key_confirmed_at = None
        session.add(row)

    path = post.letter(world, PROVINCE, COMMUNE, enclosure).path
    world[COMMUNE].act(world.day, doubt)
    try:
        verdicts = [one.standing.kind for one in post.looked(world, COMMUNE, path).enclosures]
    except BundleRejected:
        verdicts = ["refused"]
    assert verdicts == ["refused"]
    with world[COMMUNE].database.reading() as session:
        assert session.exec(select(AnnualPlan)).all() == []


def test_the_form_is_strict(world: World) -> None:
    enclosure = issued(world, set_up(world))
    value = json.loads(enclosure.content)
    schema = json.loads(resource_path("schemas", "enclosure-plan.schema.json").read_text("utf-8"))
    jsonschema.validate(value, schema)
    assert read_enclosure("plan", enclosure.content).year == YEAR
    target = value["targets"][0]
    for spoilt in (
        value | {"more": 1},
        value | {"targets": []},
        value | {"edition": 0},
        value | {"year": "2026"},
        value | {"targets": [target | {"amount": 1.5}]},
        value | {"targets": [target | {"amount": -1}]},
        value | {"targets": [target | {"most": target["amount"]}]},
        value | {"targets": [target | {"for_code": COMMUNE}]},
        value | {"targets": [target | {"text": "hai\ndòng"}]},
    ):
        content = json.dumps(spoilt, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        with pytest.raises(BundleRejected):
            read_enclosure("plan", content)
    with pytest.raises(BundleRejected):
        read_enclosure("plan", json.dumps(value, indent=1).encode())


def test_actual_figures_are_counted_where_the_records_cover_the_area(world: World, tmp_path: Path) -> None:
    plan_id = set_up(world, PROVINCE, WHOLE, GIVEN, SHARE, NO_FIGURE,
                     TargetData("new_products_3_star", Decimal(2), for_code=OTHER),
                     TargetData("proposed_products_per_commune", Decimal(1)),
                     TargetData("products_ranked_in_year", Decimal(1)))  # fmt: skip
    post.taken(world, COMMUNE, post.letter(world, PROVINCE, COMMUNE, issued(world, plan_id)).path)
    dossier_id = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier_id)
    world.accept(PROVINCE, dossier_id)
    result = world.score(PROVINCE, dossier_id)
    council_steps.recognise(world[PROVINCE], [dossier_id], world.regime, "01", world.day)
    assert result.stars is not None and result.stars >= 3  # noqa: PT018
    [plan] = plans(world, PROVINCE)
    whole, given, share, none, other, proposed, ranked = figures(world, PROVINCE, plan)
    assert (whole.amount, whole.share, whole.reached) == (Decimal(1), Decimal(2), False)
    assert (given.amount, given.share) == (Decimal(1), Decimal(50))
    assert (share.amount, share.reached) == (Decimal("100.0"), True)
    assert none == Actual("not_computed")
    assert (other.way, other.amount) == ("computed", Decimal(0))
    assert (proposed.amount, proposed.reached) == (Decimal(0), False)  # the least of two communes
    assert (ranked.amount, ranked.reached) == (Decimal(1), True)

    [here] = plans(world, COMMUNE)
    whole, given, share, none, other, proposed, ranked = figures(world, COMMUNE, here)
    assert [one.way for one in (whole, share, other, proposed, ranked)] == ["elsewhere"] * 5
    assert (given.way, given.amount, none.way) == ("computed", Decimal(0), "not_computed")  # its result is not here yet


def test_a_plan_is_written_by_offices_that_score_and_checked_as_it_is_entered(world: World) -> None:
    assert [may_write_plans(world.library, one) for one in ("producer", "commune", "district", "province")] == [
        False, False, True, True,
    ]  # fmt: skip
    with pytest.raises(NotAllowed, match="sets no targets"):
        set_up(world, COMMUNE)
    province = world[PROVINCE]
    with province.on(world.day), province.database.transaction() as session:
        assert {one.code for one in offices_below(session)} == {DISTRICT, COMMUNE, OTHER}
        plan_id = write_plan(session, FACTS, province.actor, world.library)
        with pytest.raises(InvalidInput, match="no target yet"):
            issue_plan(session, plan_id, province.actor)
    for data, field in (
        (TargetData("no_such", Decimal(1)), "indicator"),
        (TargetData("trade_events", Decimal("0.001")), "amount"),
        (TargetData("trade_events", Decimal("NaN")), "amount"),
        (TargetData("trade_events", Decimal(-1)), "amount"),
        (TargetData("trade_events", Decimal(3), Decimal(3)), "most"),
        (TargetData("trade_events", Decimal(3), for_code="99-none"), "for_code"),
        (TargetData("trade_events", Decimal(3), for_code=CENTRE), "for_code"),
        (TargetData("other", Decimal(3)), "text"),
    ):
        with province.database.transaction() as session, pytest.raises(InvalidInput) as refused:
            write_target(session, plan_id, data, province.actor, world.library)
        assert refused.value.field == field
    with province.on(world.day), province.database.transaction() as session:
        first = write_target(session, plan_id, NO_FIGURE, province.actor, world.library)
        with pytest.raises(InvalidInput, match="already"):
            write_target(session, plan_id, NO_FIGURE, province.actor, world.library)
        write_target(session, plan_id, GIVEN, province.actor, world.library)
        remove_target(session, plan_id, first, province.actor, world.library)
        [left] = target_lines(session, plan_id)
        assert (left.position, left.for_code, left.unit) == (1, COMMUNE, "sản phẩm")
