"""Whatever stops a hand-over, nothing has left and the dossier can be worked on."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError, Cancelled, NotAllowed, StorageError
from app.models import DossierDocument
from app.models.office import office_id
from app.services import dossiers
from app.services.bundles import export, files, writer
from app.services.bundles.reader import read_back
from tests.handover.world import COMMUNE, OTHER, PROVINCE, World, content_of, left_on, rows_of


class StopsAt:
    """A progress that the person stops at the n-th step."""

    def __init__(self, step: int) -> None:
        self.left = step

    def step(self, done: int, total: int, message: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def assert_nothing_left(world: World, dossier: str, number: int = 1) -> None:
    assert left_on(world.stick) == []
    assert left_on(world[COMMUNE].paths.outbox) == []
    assert world.hand_overs(COMMUNE) == []
    assert world.standing(COMMUNE, dossier) == ("assessed", number, COMMUNE)
    assert world.chains_are_whole(COMMUNE)
    again = world.export(COMMUNE, PROVINCE, dossier)
    assert again.sequence == 1
    assert world.standing(COMMUNE, dossier) == ("handed_over", number + 1, PROVINCE)


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_stop_at_any_step_leaves_nothing(world: World, encrypted: bool) -> None:
    dossier = world.assessed(files=[("a.pdf", b"%PDF-1.4" + b"a" * 3_000_000)])
    before = content_of(world[COMMUNE])
    step = stopped = 0
    while True:
        try:
            world.export(COMMUNE, PROVINCE, dossier, encrypted=encrypted, progress=StopsAt(step))
            break
        except Cancelled:
            stopped += 1
            assert left_on(world.stick) == []
            assert world.hand_overs(COMMUNE) == []
            assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)
            assert content_of(world[COMMUNE]) == before
        step += 1
    assert stopped > 5
    assert world.standing(COMMUNE, dossier) == ("handed_over", 2, PROVINCE)


def no_room(*_args: Any, **_values: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


def pulled(*_args: Any, **_values: Any) -> Any:
    raise OSError(errno.EIO, "Input/output error")


FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "no room while writing": lambda patch: patch.setattr(files.TargetFile, "write", no_room),
    "pulled while syncing": lambda patch: patch.setattr(files.TargetFile, "finish", pulled),
    "pulled while reading back": lambda patch: patch.setattr(files.FileSource, "read_at", pulled, raising=True),
    "no rename": lambda patch: (patch.setattr(os, "link", pulled), patch.setattr(os, "rename", pulled))[0],
    "pulled after the rename": lambda patch: patch.setattr(writer, "sync_folder", pulled),
    "no marking": lambda patch: patch.setattr(export.handovers, "complete", no_room),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_stick_leaves_nothing(world: World, fault: str) -> None:
    dossier = world.assessed()
    with pytest.MonkeyPatch.context() as patch:
        FAULTS[fault](patch)
        with pytest.raises((AppError, OSError)):
            world.export(COMMUNE, PROVINCE, dossier)
    assert_nothing_left(world, dossier)


def test_a_name_that_stays_beside_its_temporary_one_is_taken_back(world: World) -> None:
    dossier = world.assessed()
    real = Path.unlink

    def fails_for_temporary(self: Path, missing_ok: bool = False) -> None:
        if self.name.endswith(".part") and not fails_for_temporary.done:  # type: ignore[attr-defined]
            fails_for_temporary.done = True  # type: ignore[attr-defined]
            pulled()
        real(self, missing_ok)

    fails_for_temporary.done = False  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "unlink", fails_for_temporary)
        with pytest.raises(StorageError):
            world.export(COMMUNE, PROVINCE, dossier)
    assert_nothing_left(world, dossier)


def during_read_back(world: World, patch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    def changed(written: Any, progress: Any = None) -> None:
        read_back(written, progress)
        change()

    patch.setattr(export, "read_back", changed)


def test_an_act_between_intent_and_marking_stops_the_hand_over(world: World) -> None:
    dossier = world.assessed()
    office = world[COMMUNE]

    def withdraw() -> None:
        from app.services.dossier_moves import withdraw

        office.act(world.day, lambda s: withdraw(s, dossier, "nhầm", office.actor, world.library, world.day))

    with pytest.MonkeyPatch.context() as patch:
        during_read_back(world, patch, withdraw)
        with pytest.raises(NotAllowed, match="changed while"):
            world.export(COMMUNE, PROVINCE, dossier)
    assert left_on(world.stick) == []
    assert world.hand_overs(COMMUNE) == []
    assert world.standing(COMMUNE, dossier) == ("withdrawn", 1, COMMUNE)
    assert world.chains_are_whole(COMMUNE)


def test_a_field_saved_between_intent_and_marking_stops_the_hand_over(world: World) -> None:
    office = world["5900000001"]
    dossier = world.draft("5900000001")

    def note() -> None:
        office.act(world.day, lambda s: dossiers.change_dossier(s, dossier, {"note": "thêm"}, office.actor, world.day))

    with pytest.MonkeyPatch.context() as patch:
        during_read_back(world, patch, note)
        with pytest.raises(NotAllowed, match="changed while"):
            world.export("5900000001", COMMUNE, dossier)
    assert left_on(world.stick) == []
    assert world.standing("5900000001", dossier) == ("draft", 1, "5900000001")
    exported = world.export("5900000001", COMMUNE, dossier)
    world.take(COMMUNE, world.look(COMMUNE, exported.path))
    arrived = world.dossier(COMMUNE, dossier)
    assert arrived is not None
    assert arrived.note == "thêm"


@pytest.mark.parametrize("damage", ["other bytes", "cut", "missing"])
def test_a_stored_file_that_is_not_what_it_was_is_not_handed_over(world: World, damage: str) -> None:
    dossier = world.assessed(files=[("a.pdf", b"%PDF-1.4 the right one")])
    document = next(row for row in rows_of(world[COMMUNE], DossierDocument) if row["kind"] == "other")
    assert document["dossier_id"] == dossier
    import hashlib

    path = world[COMMUNE].store.path(hashlib.sha256(b"%PDF-1.4 the right one").hexdigest())
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(b"%PDF-1.4 the WRONG one" if damage == "other bytes" else b"%PDF")
    with pytest.raises(StorageError):
        world.export(COMMUNE, PROVINCE, dossier)
    assert left_on(world.stick) == []
    assert world.hand_overs(COMMUNE) == []
    path.write_bytes(b"%PDF-1.4 the right one")
    assert_nothing_left(world, dossier)


def test_what_the_regime_does_not_know_is_refused_before_anything_is_written(world: World) -> None:
    ready, checked = world.assessed(), world.draft()
    before = content_of(world[COMMUNE])
    for receiver, ids, message in (
        (PROVINCE, (checked,), "not finished"),
        (PROVINCE, (), "at least one"),
        (PROVINCE, (ready, ready), "only once"),
        ("99-H1", (ready,), "do not go to"),
        (COMMUNE, (ready,), "not known here"),
    ):
        with pytest.raises(AppError, match=message):
            world.export(COMMUNE, receiver, *ids)
    with pytest.raises(NotAllowed, match="level below"):
        world.export(COMMUNE, PROVINCE, ready, purpose="completion")
    assert content_of(world[COMMUNE]) == before
    assert left_on(world.stick) == []


def test_a_bundle_cannot_be_sealed_for_an_office_whose_key_is_not_known(world: World) -> None:
    from app.services import offices
    from app.services.offices import OfficeData
    from tests.handover.world import SPECS

    dossier = world.assessed(OTHER)
    office = world[OTHER]
    spec = SPECS[PROVINCE].model_dump() | {"code": "98", "name": "Ủy ban nhân dân tỉnh Khác"}
    office.act(world.day, lambda s: offices.register_office(s, OfficeData(**spec), office.actor))
    before = content_of(office)
    assert office_id("98")
    with pytest.raises(NotAllowed, match="cannot be sealed"):
        world.export(OTHER, "98", dossier, encrypted=True)
    assert content_of(office) == before
    assert left_on(world.stick) == []
