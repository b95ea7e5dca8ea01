"""Which numbers of another office's bundles are missed: not those that the bundles themselves say will never come."""

from __future__ import annotations

from app.models.office import office_id
from app.services import handovers
from app.services.bundles.look import LookReport
from app.services.hand_over_numbers import Came, missing_numbers, spans_missing, spans_unused
from tests.handover.custody_acts import again
from tests.handover.world import COMMUNE, PROVINCE, World


def missed(world: World) -> list[tuple[int, int]]:
    with world[PROVINCE].database.reading() as session:
        return [span for one in missing_numbers(session) for span in one.spans]


def taken(world: World, path: object) -> LookReport:
    report = world.look(PROVINCE, path)  # type: ignore[arg-type]
    world.take(PROVINCE, report)
    return report


def on_paper(world: World) -> None:
    """A hand-over on paper takes a number of the same series."""
    office, dossier = world[COMMUNE], world.assessed()

    def hand_over() -> None:
        with office.database.transaction() as session:
            prepared = handovers.prepare(
                session, (dossier,), office_id(PROVINCE), "forward", office.actor, world.library, world.day,
                medium="paper", encrypted=False,
            )  # fmt: skip
            handovers.note_target(session, prepared.hand_over_id, "x", "f" * 64)
            handovers.complete(
                session, prepared.hand_over_id, office.actor, bundle_name="x", bundle_sha256="f" * 64, files=0, size=0
            )

    with office.on(world.day):
        hand_over()


def test_what_was_written_again_stands_for_all_the_lost_ones(world: World) -> None:
    lost = world.export(COMMUNE, PROVINCE, world.assessed())
    second = again(world, COMMUNE, lost.hand_over_id)
    third = again(world, COMMUNE, second.hand_over_id)
    report = taken(world, third.path)
    assert [(one.sequence, one.sha256) for one in report.index.replaces] == [(2, second.sha256), (1, lost.sha256)]
    assert report.missing_sequences == ()
    assert missed(world) == []
    late = taken(world, lost.path)  # found after all: it changes nothing
    assert [one.kind for one in late.verdicts] == ["already_here"]
    assert missed(world) == []


def test_another_lost_one_is_missed_all_the_same(world: World) -> None:
    lost = world.export(COMMUNE, PROVINCE, world.assessed())
    world.export(COMMUNE, PROVINCE, world.assessed())
    report = taken(world, again(world, COMMUNE, lost.hand_over_id).path)
    assert report.missing_sequences == (2,)
    assert missed(world) == [(2, 2)]


def test_a_number_that_no_bundle_got_is_not_missed(world: World) -> None:
    on_paper(world)
    first = world.export(COMMUNE, PROVINCE, world.assessed())
    on_paper(world)
    on_paper(world)
    fifth = world.export(COMMUNE, PROVINCE, world.assessed())
    assert (first.sequence, fifth.sequence) == (2, 5)
    assert world.look(PROVINCE, fifth.path).missing_sequences == (1, 2, 3, 4)  # whether 2 left is not known yet
    assert taken(world, first.path).missing_sequences == ()
    assert taken(world, fifth.path).missing_sequences == ()
    assert missed(world) == []


def test_bundles_in_any_order_tell_the_same_of_the_numbers_between() -> None:
    one, two, five = Came(1, "a"), Came(2, "b", "a"), Came(5, "e", "b")
    assert spans_unused([five, one, two]) == ((3, 4),)
    assert spans_unused([five, one]) == ()
    assert spans_unused([Came(3, "c")]) == ((1, 2),)
    # Its sender went back to a backup: it knows of fewer bundles than came, and proves nothing.
    assert spans_unused([one, Came(3, "c", "b"), Came(5, "e", "a")]) == ()
    assert spans_unused([Came(4, "d", "x", (2, 4, 9))]) == ((2, 2),)
    assert spans_missing({1, 5, 2**50}, 2**50, [(2, 3), (3, 4), (6, 2**50 - 2), (2**51, 2**52)]) == (
        (2**50 - 1, 2**50 - 1),
    )
