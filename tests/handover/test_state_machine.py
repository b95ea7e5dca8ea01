"""Any order of moves, hand-overs, late and repeated bundles: one office has each dossier, and none disappears."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.errors import AppError
from app.models.dossier import DossierStatus as S
from app.paths import resource_path
from app.services import dossier_moves
from app.services.demo import commune_steps
from app.services.hand_over_ways import Purpose
from app.services.journal_replay import Replayed, replay
from app.services.rules.library import RuleLibrary
from tests.handover.test_failures import StopsAt
from tests.handover.world import (
    BEFORE,
    COMMUNE,
    DAY,
    DISTRICT,
    PRODUCER,
    PROVINCE,
    SPECS,
    World,
    content_of,
    left_on,
    make_template,
)

HERE = st.integers(0, 2)
PURPOSES = st.sampled_from(["forward", "forward", "completion", "result"])


@cache
def library() -> RuleLibrary:
    return RuleLibrary(resource_path())


@cache
def template() -> Path:
    return make_template(Path(tempfile.mkdtemp(prefix="so-ocop-template-")), library())


class Passing(RuleBasedStateMachine):
    """A producer, a commune and the office above it, one or two dossiers, and a stick that keeps every bundle."""

    day: dt.date
    above: str
    parts: dict[str, str] | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="so-ocop-"))
        self.world = World(template(), self.folder / "world", library(), self.day)
        self.codes = (PRODUCER, COMMUNE, self.above)
        self.dossiers: list[str] = []
        self.bundles: list[tuple[Path, str, tuple[str, ...]]] = []

    def teardown(self) -> None:
        self.world.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @initialize(own=st.booleans())
    def begins(self, own: bool) -> None:
        self.dossiers.append(self.world.draft(PRODUCER if own else COMMUNE))
        if not own:
            commune_steps.receive(self.world[COMMUNE], self.dossiers[0], self.day, self.day)
            self.world.assess(COMMUNE, self.dossiers[0])

    @precondition(lambda self: len(self.dossiers) == 1)
    @rule()
    def another(self) -> None:
        self.dossiers.append(self.world.assessed())

    def dossier(self, place: int) -> str:
        return self.dossiers[place % len(self.dossiers)]

    def tried(self, code: str, act: Callable[[], object]) -> bool:
        """Do it; where it is refused, nothing at all has changed."""
        before = content_of(self.world[code])
        stick = left_on(self.world.stick)
        try:
            act()
        except AppError:
            assert content_of(self.world[code]) == before
            assert left_on(self.world.stick) == stick
            return False
        return True

    @rule(place=HERE, which=HERE, act=st.sampled_from(["receive", "confirm", "accept", "ask", "withdraw", "attach"]))
    def moves(self, place: int, which: int, act: str) -> None:
        code, dossier = self.codes[place], self.dossier(which)
        office, world = self.world[code], self.world
        receipt = dossier_moves.ReceiptData(filed_on=self.day, received_by="(mẫu) Cán bộ", sample_count=5)
        acts: dict[str, Callable[[], object]] = {
            "receive": lambda: office.act(
                self.day,
                lambda s: dossier_moves.receive_first(s, dossier, receipt, office.actor, library(), self.day),
            ),
            "confirm": lambda: world.confirm(code, dossier),
            "accept": lambda: world.accept(code, dossier),
            "ask": lambda: world.ask_completion(code, dossier),
            "withdraw": lambda: office.act(
                self.day,
                lambda s: dossier_moves.withdraw(s, dossier, "thử", office.actor, library(), self.day),
            ),
            "attach": lambda: world.attach(code, dossier, "other", ("a.pdf", b"%PDF-1.4 " + act.encode())),
        }
        self.tried(code, acts[act])

    @rule(which=HERE)
    def assesses(self, which: int) -> None:
        dossier = self.dossier(which)
        row = self.world.dossier(COMMUNE, dossier)
        if row is not None and row.status == S.CHECKED:
            self.world.assess(COMMUNE, dossier)

    @rule(which=HERE)
    def scores_and_declines(self, which: int) -> None:
        dossier = self.dossier(which)
        row = self.world.dossier(self.above, dossier)
        if row is not None and row.status == S.VALID:
            self.world.score(self.above, dossier, parts=self.parts)
            self.world.decide(self.above, dossier, "decline")

    @rule(sender=HERE, receiver=HERE, which=HERE, both=st.booleans(), purpose=PURPOSES)
    def hands_over(self, sender: int, receiver: int, which: int, both: bool, purpose: Purpose) -> None:
        ids = tuple(self.dossiers) if both else (self.dossier(which),)
        code, target = self.codes[sender], self.codes[receiver]

        def act() -> None:
            exported = self.world.export(code, target, *ids, purpose=purpose)
            self.bundles.append((exported.path, target, ids))

        self.tried(code, act)

    @rule(which=HERE, at=st.integers(0, 6))
    def is_stopped(self, which: int, at: int) -> None:
        dossier = self.dossier(which)
        standing = self.world.dossier(COMMUNE, dossier)
        if standing is None or standing.status != S.ASSESSED or standing.holder_office_id != self.office(COMMUNE):
            return
        stick = left_on(self.world.stick)
        try:
            exported = self.world.export(COMMUNE, self.above, dossier, progress=StopsAt(at))
            self.bundles.append((exported.path, self.above, (dossier,)))
        except AppError:
            assert left_on(self.world.stick) == stick
            assert self.world.standing(COMMUNE, dossier) == ("assessed", standing.custody_number, COMMUNE)

    @precondition(lambda self: self.bundles)
    @rule(which=st.integers(0, 9), last=st.booleans())
    def arrives(self, which: int, last: bool) -> None:
        path, code, _ids = self.bundles[-1 if last else which % len(self.bundles)]
        world = self.world
        before = content_of(world[code])
        report = world.look(code, path)
        assert content_of(world[code]) == before
        taken = world.take(code, report)
        if not report.takeable:
            assert content_of(world[code]) == before
        assert set(taken.dossier_ids) == set(report.takeable)

    @precondition(lambda self: self.bundles)
    @rule(which=st.integers(0, 9), place=HERE)
    def arrives_at_the_wrong_office(self, which: int, place: int) -> None:
        path, receiver, _ids = self.bundles[which % len(self.bundles)]
        code = self.codes[place]
        if code != receiver:
            assert not self.tried(code, lambda: self.world.look(code, path))

    def office(self, code: str) -> str:
        return self.world[code].actor.office_id

    @invariant()
    def one_office_has_it(self) -> None:
        for dossier in self.dossiers:
            rows = {code: self.world.dossier(code, dossier) for code in self.codes}
            known = {code: row for code, row in rows.items() if row is not None}
            holding = [
                code
                for code, row in known.items()
                if row.holder_office_id == self.office(code) and row.status != S.HANDED_OVER
            ]
            assert len(holding) <= 1, {code: (row.status, row.custody_number) for code, row in known.items()}
            newest = max(row.custody_number for row in known.values())
            if holding:
                assert known[holding[0]].custody_number == newest
            else:  # on its way: a bundle for the office that is to have it lies on the stick
                [receiver] = {row.holder_office_id for row in known.values() if row.custody_number == newest}
                assert any(self.office(code) == receiver and dossier in ids for _path, code, ids in self.bundles)

    @invariant()
    def the_journal_alone_says_where_it_is(self) -> None:
        for code in self.codes:
            assert self.world.chains_are_whole(code)
            for dossier in self.dossiers:
                row = self.world.dossier(code, dossier)
                if row is not None:
                    assert replay(self.world.history(code, dossier)) == Replayed(
                        row.status, row.custody_number, row.holder_office_id
                    ), code


class Today(Passing):
    day, above = DAY, PROVINCE


class WithDistrict(Passing):
    day, above, parts = dt.date(2023, 9, 1), DISTRICT, {"A": "20", "B": "15", "C": "20"}


assert SPECS.keys() >= {COMMUNE, DISTRICT, PROVINCE}
assert WithDistrict.day > BEFORE

QUICK = settings(
    max_examples=8,
    stateful_step_count=18,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestToday = Today.TestCase
TestToday.settings = QUICK
TestWithDistrict = WithDistrict.TestCase
TestWithDistrict.settings = QUICK
