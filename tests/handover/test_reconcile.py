"""After a crash anywhere in a hand-over: at most one office has the dossier, and none is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app.errors import NotAllowed, NotFound
from app.models import HandOver
from app.services import dossier_moves
from app.services.bundles.reconcile import Reconciled, reconcile, settle_by_hand
from tests.handover.world import COMMUNE, PROVINCE, World, content_of, left_on

ROOT = Path(__file__).resolve().parents[2]
CRASH = textwrap.dedent(
    """
    import json, os, sys
    from pathlib import Path
    facts = json.loads(sys.argv[1])
    from app.paths import resource_path
    from app.services.bundles import export, writer
    from app.services.rules.library import RuleLibrary
    from app.services.bundles.export import ExportOrder, export_bundle
    from app.models.base import practice_day
    from app.models.office import office_id
    from tests.handover.world import DAY, PROVINCE, open_office

    def dies_before(module, name):
        setattr(module, name, lambda *args, **values: os._exit(9))

    def dies_after(module, name):
        real = getattr(module, name)
        def wrapped(*args, **values):
            real(*args, **values)
            os._exit(9)
        setattr(module, name, wrapped)

    at = facts["at"]
    if at == "after the intent":
        dies_before(export, "_spool")
    elif at == "while writing":
        dies_before(writer, "_envelope")
    elif at == "after the writing":
        dies_after(export, "_write")
    elif at == "after the read-back":
        dies_after(export, "read_back")
    elif at == "before the name":
        dies_before(export, "put_in_place")
    elif at == "between two names":
        dies_after(os, "link")
    elif at == "after the name":
        dies_after(export, "put_in_place")
    elif at == "after the marking":
        dies_before(export.shutil, "rmtree")
    office = open_office(Path(facts["office"]), RuleLibrary(resource_path()))
    order = ExportOrder((facts["dossier"],), office_id(PROVINCE), "forward", Path(facts["stick"]), False,
                        largest_file=facts["largest"])
    with practice_day(DAY):
        export_bundle(office.database, office.store, office.library, office.keys, order, office.actor, DAY,
                      office.paths.outbox)
    os._exit(0)
    """
)
LEFT = {"between two names", "after the name"}
"""Crashes after which the file has its name: it may be on its way, so it has left."""
POINTS = (
    "after the intent",
    "while writing",
    "after the writing",
    "after the read-back",
    "before the name",
    "between two names",
    "after the name",
    "after the marking",
)


def crash(world: World, dossier: str, at: str, largest: int | None = None) -> None:
    office = world[COMMUNE]
    office.database.close()
    facts = {"at": at, "office": str(office.paths.root), "stick": str(world.stick), "dossier": dossier}
    facts |= {"largest": largest}
    done = subprocess.run(
        [sys.executable, "-c", CRASH, json.dumps(facts)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 9, done.stderr


def start_again(world: World) -> list[Reconciled]:
    office = world[COMMUNE]
    with office.on(world.day):
        return reconcile(office.database, office.paths, office.actor)


@pytest.mark.parametrize("at", POINTS)
def test_after_a_crash_one_office_has_the_dossier(world: World, at: str) -> None:
    dossier = world.assessed()
    crash(world, dossier, at)

    settled = start_again(world)

    if at == "after the marking":
        assert settled == []
    else:
        assert [(row.ending, row.dossier_ids) for row in settled] == [
            ("completed" if at in LEFT else "given_up", (dossier,))
        ]
    assert left_on(world[COMMUNE].paths.outbox) == []
    assert [name for name in left_on(world.stick) if name.endswith(".part")] == []
    assert world.chains_are_whole(COMMUNE)
    if at in {*LEFT, "after the marking"}:
        [name] = left_on(world.stick)
        assert world.standing(COMMUNE, dossier) == ("handed_over", 2, PROVINCE)
        [row] = world.hand_overs(COMMUNE)
        assert (row.status, row.bundle_name, row.file_count > 0) == ("written", name, True)
        assert row.byte_count == (world.stick / name).stat().st_size
        world.take(PROVINCE, world.look(PROVINCE, world.stick / name))
        assert world.standing(PROVINCE, dossier) == ("received", 2, PROVINCE)
    else:
        assert left_on(world.stick) == []
        assert world.hand_overs(COMMUNE) == []
        assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)
        world.pass_on(COMMUNE, PROVINCE, dossier)
    before = content_of(world[COMMUNE])
    assert start_again(world) == []
    assert content_of(world[COMMUNE]) == before


@pytest.mark.parametrize("at", ["after the writing", "between two names", "after the name"])
def test_a_bundle_in_parts_has_left_only_with_all_its_names(world: World, at: str) -> None:
    dossier = world.assessed(files=[("anh.bin", os.urandom(400_000))])
    crash(world, dossier, at, largest=150_000)

    [settled] = start_again(world)

    assert settled.ending == ("completed" if at == "after the name" else "given_up")
    if at == "after the name":
        first = world.stick / world.hand_overs(COMMUNE)[0].bundle_name
        assert len(left_on(world.stick)) > 2
        world.take(PROVINCE, world.look(PROVINCE, first))
        assert world.standing(PROVINCE, dossier) == ("received", 2, PROVINCE)
    else:
        assert left_on(world.stick) == []
        assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)


def test_without_its_stick_the_dossier_waits_and_stays_as_it_is(world: World) -> None:
    dossier = world.assessed()
    crash(world, dossier, "after the name")
    away = world.folder / "elsewhere"
    shutil.move(world.stick, away)

    for _ in range(2):
        assert [row.ending for row in start_again(world)] == ["waiting"]
    office = world[COMMUNE]
    before = content_of(office)
    with pytest.raises(NotAllowed, match="being handed over"):
        office.act(
            world.day,
            lambda s: dossier_moves.withdraw(s, dossier, "nhầm", office.actor, world.library, world.day),
        )
    with pytest.raises(NotAllowed, match="being handed over"):
        world.attach(COMMUNE, dossier, "other", ("a.pdf", b"%PDF-1.4"))
    other = world.folder / "another"
    other.mkdir()
    with pytest.raises(NotAllowed, match="being handed over"):
        world.export(COMMUNE, PROVINCE, dossier, target=other)
    assert content_of(office) == before
    assert left_on(other) == []

    world.stick.mkdir()  # another stick in the same place does not have it
    assert [row.ending for row in start_again(world)] == ["waiting"]
    world.stick.rmdir()
    shutil.move(away, world.stick)
    assert [row.ending for row in start_again(world)] == ["completed"]
    assert world.standing(COMMUNE, dossier) == ("handed_over", 2, PROVINCE)


@pytest.mark.parametrize("left", [True, False])
def test_a_person_says_what_became_of_a_stick_that_does_not_come_back(world: World, left: bool) -> None:
    dossier = world.assessed()
    crash(world, dossier, "after the name")
    shutil.rmtree(world.stick)
    [row] = start_again(world)
    office = world[COMMUNE]
    with office.on(world.day):
        settle_by_hand(office.database, row.hand_over_id, left, office.actor)
        with pytest.raises(NotFound):
            settle_by_hand(office.database, row.hand_over_id, left, office.actor)
    expected = ("handed_over", 2, PROVINCE) if left else ("assessed", 1, COMMUNE)
    assert world.standing(COMMUNE, dossier) == expected
    assert start_again(world) == []
    assert world.chains_are_whole(COMMUNE)


def test_a_torn_file_is_taken_back_and_another_of_its_name_is_left(world: World) -> None:
    dossier = world.assessed()
    crash(world, dossier, "after the name")
    [name] = left_on(world.stick)
    whole = (world.stick / name).read_bytes()
    (world.stick / name).write_bytes(whole[: len(whole) // 2])
    assert [row.ending for row in start_again(world)] == ["given_up"]
    assert left_on(world.stick) == []
    assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)

    crash(world, dossier, "before the name")
    [temporary] = left_on(world.stick)
    with world[COMMUNE].database.reading() as session:
        from sqlmodel import select

        target = Path(session.exec(select(HandOver.target)).one())
    target.write_bytes(whole)  # a sound bundle, not this one
    (world.stick / ".ours-not.1.part").write_bytes(b"other")
    assert [row.ending for row in start_again(world)] == ["given_up"]
    assert left_on(world.stick) == sorted([".ours-not.1.part", target.name])
    assert temporary not in left_on(world.stick)


def test_what_broken_off_work_left_in_the_data_folder_is_swept(world: World) -> None:
    paths = world[COMMUNE].paths
    dossier = world.assessed()
    (paths.outbox / "export-1").mkdir()
    (paths.outbox / "export-1" / "x").write_bytes(b"x")
    (paths.outbox / "kept.pdf").write_bytes(b"x")
    (paths.quarantine / ".ab.12.part").mkdir()
    (paths.quarantine / ("a" * 64)).mkdir()
    (paths.files / "1.part").write_bytes(b"x")
    before = sorted(world[COMMUNE].store.listed())
    assert start_again(world) == []
    assert left_on(paths.outbox) == ["kept.pdf"]
    assert left_on(paths.quarantine) == ["a" * 64]
    assert not (paths.files / "1.part").exists()
    assert sorted(world[COMMUNE].store.listed()) == before
    assert world.standing(COMMUNE, dossier)[0] == "assessed"
