"""Bad sticks: nothing half done under the final name, the dossiers not marked, and what to do is said."""

from __future__ import annotations

import datetime as dt
import errno
import os
from pathlib import Path

import pytest

from app.errors import AppError, Cancelled, NotAllowed, StorageError
from app.models.office import office_id
from app.services.bundles.export import ExportOrder, export_bundle
from app.services.bundles.parts import FAT_LARGEST, part_name
from app.services.sticks import find_bundles, folder_place, largest_file
from tests.handover.bad_sticks import as_fat, fails_after, locked_stick, slow, small_stick
from tests.handover.world import COMMUNE, OTHER, PROVINCE, World, left_on

LARGE = [("anh.bin", os.urandom(700_000))]


def assert_nothing_handed_over(world: World, dossier: str, error: AppError, stick: Path) -> None:
    assert left_on(stick) == []
    assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)
    assert world.hand_overs(COMMUNE) == []
    assert world.chains_are_whole(COMMUNE)
    assert error.what_next, "what to do next is said"


def hand_over_in_parts(world: World, dossier: str, largest: int) -> list[Path]:
    office = world[COMMUNE]
    order = ExportOrder((dossier,), office_id(PROVINCE), "forward", world.stick, False, largest_file=largest)
    with office.on(world.day):
        made = export_bundle(
            office.database, office.store, world.library, office.keys, order, office.actor, world.day,
            office.paths.outbox,
        )  # fmt: skip
    found = sorted(world.stick.iterdir(), key=lambda path: part_name(path).number if part_name(path) else 0)  # type: ignore[union-attr]
    assert made.parts == len(found)
    assert made.path == found[0]
    assert sum(path.stat().st_size for path in found) == made.size
    return found


def test_a_stick_that_is_full_is_told_before_anything_is_written(world: World, tmp_path: Path) -> None:
    dossier = world.assessed(files=LARGE)
    with small_stick(tmp_path / "small", 256 * 1024) as stick, pytest.raises(StorageError) as told:
        world.export(COMMUNE, PROVINCE, dossier, target=stick)
    assert_nothing_handed_over(world, dossier, told.value, tmp_path / "small")


def test_a_stick_that_fills_up_in_the_middle_keeps_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else writes to it meanwhile: the room that was there at the start is gone."""
    dossier = world.assessed(files=LARGE)
    monkeypatch.setattr("app.services.bundles.writer.check_space", lambda _folder, _needed: None)
    with small_stick(tmp_path / "small", 256 * 1024) as stick:
        with pytest.raises(StorageError) as told:
            world.export(COMMUNE, PROVINCE, dossier, target=stick)
        assert_nothing_handed_over(world, dossier, told.value, stick)


def test_a_read_only_stick_is_told(world: World, tmp_path: Path) -> None:
    dossier = world.assessed()
    (tmp_path / "locked").mkdir()
    with locked_stick(tmp_path / "locked") as stick:
        with pytest.raises(StorageError) as told:
            world.export(COMMUNE, PROVINCE, dossier, target=stick)
        assert_nothing_handed_over(world, dossier, told.value, stick)


@pytest.mark.parametrize("after", [0, 1, 5_000, 400_000, 700_000])
def test_a_stick_pulled_out_at_any_moment_leaves_the_dossier_here(
    world: World, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = world.assessed(files=LARGE)
    with fails_after(after, errno.EIO, monkeypatch), pytest.raises(StorageError) as told:
        world.export(COMMUNE, PROVINCE, dossier)
    assert_nothing_handed_over(world, dossier, told.value, world.stick)
    monkeypatch.undo()
    assert world.export(COMMUNE, PROVINCE, dossier).sequence == 1


def test_a_stick_that_is_not_there_is_told(world: World, tmp_path: Path) -> None:
    dossier = world.assessed()
    with pytest.raises(StorageError) as told:
        world.export(COMMUNE, PROVINCE, dossier, target=tmp_path / "gone")
    assert not (tmp_path / "gone").exists()
    assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)
    assert told.value.what_next


def test_a_slow_stick_can_be_stopped_between_two_pieces(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = world.assessed(files=LARGE)
    taken = []

    class Watch:
        def step(self, done: int, total: int, message: str) -> None:
            if len(taken) > 60:
                raise Cancelled

    slow(monkeypatch, lambda: taken.append(1))
    with pytest.raises(Cancelled):
        world.export(COMMUNE, PROVINCE, dossier, progress=Watch())
    assert left_on(world.stick) == []
    assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)


def test_a_fat_stick_gets_the_bundle_without_links(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = world.assessed()
    as_fat(monkeypatch)
    made = world.export(COMMUNE, PROVINCE, dossier)
    assert left_on(world.stick) == [made.path.name]
    world.take(PROVINCE, world.look(PROVINCE, made.path))
    assert world.standing(PROVINCE, dossier)[0] == "received"


def test_a_bundle_of_that_name_in_other_letters_is_never_written_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names that differ in case only are one on such a stick: an older copy that lies there stays as it is."""
    dossier = world.assessed()
    as_fat(monkeypatch)
    monkeypatch.setattr("app.services.bundles.export._bundle_name", lambda *_parts: "ocop-ban-giao")
    older = world.stick / "OCOP-Ban-Giao.OCOP"
    older.write_bytes(b"an older copy")
    with pytest.raises(StorageError) as told:
        world.export(COMMUNE, PROVINCE, dossier)
    assert older.read_bytes() == b"an older copy"
    assert left_on(world.stick) == [older.name]
    assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)
    assert told.value.what_next


@pytest.mark.parametrize("moment", [dt.datetime(1980, 1, 1, tzinfo=dt.UTC), dt.datetime(2107, 12, 31, tzinfo=dt.UTC)])
def test_dates_that_a_stick_invents_do_not_matter(world: World, moment: dt.datetime) -> None:
    dossier = world.assessed()
    made = world.export(COMMUNE, PROVINCE, dossier)
    os.utime(made.path, (moment.timestamp(), moment.timestamp()))
    place = folder_place(world.stick)
    assert place is not None
    [found] = find_bundles([place])
    assert (found.path, found.problem, found.modified.year) == (made.path, "", moment.year)
    world.take(PROVINCE, world.look(PROVINCE, made.path))
    assert world.standing(PROVINCE, dossier)[0] == "received"


def test_a_receiver_whose_clock_stands_in_1980_takes_all_the_same(world: World) -> None:
    dossier = world.assessed()
    made = world.export(COMMUNE, PROVINCE, dossier)
    world.day = dt.date(1980, 1, 1)
    world.take(PROVINCE, world.look(PROVINCE, made.path))
    assert world.standing(PROVINCE, dossier)[0] == "received"
    assert world.chains_are_whole(PROVINCE)


def test_two_exports_of_one_dossier_at_once_hand_it_over_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever is ready first has it; the other one takes its file back and says so."""
    dossier = world.assessed()
    ready: list[str] = []

    def meanwhile() -> None:
        if not ready:
            ready.append("begun")
            ready.append(world.export(COMMUNE, PROVINCE, dossier).path.name)

    slow(monkeypatch, meanwhile)
    with pytest.raises(NotAllowed) as told:
        world.export(COMMUNE, PROVINCE, dossier)
    assert told.value.what_next
    assert left_on(world.stick) == [ready[1]]
    assert [row.status for row in world.hand_overs(COMMUNE)] == ["written"]
    assert world.standing(COMMUNE, dossier) == ("handed_over", 2, PROVINCE)
    assert world.chains_are_whole(COMMUNE)


def test_two_exports_of_two_dossiers_at_once_are_both_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier, other = world.assessed(), world.assessed()
    second: list[int] = []

    def meanwhile() -> None:
        if not second:
            second.append(0)
            second.append(world.export(COMMUNE, PROVINCE, other).sequence)

    slow(monkeypatch, meanwhile)
    first = world.export(COMMUNE, PROVINCE, dossier)
    assert (first.sequence, second[1]) == (1, 2)
    assert len(left_on(world.stick)) == 2
    for dossier_id in (dossier, other):
        assert world.standing(COMMUNE, dossier_id)[0] == "handed_over"


# --- a file system that holds no file of the bundle's size ------------------------------------------------------------


def test_a_large_bundle_is_split_and_taken_as_one(world: World) -> None:
    dossier = world.assessed(files=LARGE)
    parts = hand_over_in_parts(world, dossier, 300_000)
    assert [path.stat().st_size for path in parts[:-1]] == [300_000] * (len(parts) - 1)
    assert len(parts) >= 3
    place = folder_place(world.stick)
    assert place is not None
    [found] = find_bundles([place])
    assert (found.problem, found.size) == ("", sum(path.stat().st_size for path in parts))
    world.take(PROVINCE, world.look(PROVINCE, parts[1]))  # whichever of them is opened
    assert world.standing(PROVINCE, dossier)[0] == "received"


def test_the_parts_put_together_are_the_bundle(world: World, tmp_path: Path) -> None:
    """So that any program that joins files gives a file that can be taken."""
    parts = hand_over_in_parts(world, world.assessed(files=LARGE), 300_000)
    whole = tmp_path / "whole.ocop"
    whole.write_bytes(b"".join(path.read_bytes() for path in parts))
    assert world.look(PROVINCE, whole).takeable


@pytest.mark.parametrize("lost", [1, 2, -1])
def test_a_missing_part_is_named(world: World, lost: int) -> None:
    dossier = world.assessed(files=LARGE)
    parts = hand_over_in_parts(world, dossier, 300_000)
    gone = parts[lost - 1 if lost > 0 else lost]
    gone.unlink()
    left = next(path for path in parts if path != gone)
    with pytest.raises(StorageError) as told:
        world.look(PROVINCE, left)
    number = part_name(gone).number  # type: ignore[union-attr]
    assert str(number) in told.value.what
    assert told.value.what_next
    assert world.dossier(PROVINCE, dossier) is None


def test_a_part_of_another_bundle_or_a_cut_one_is_noticed(world: World) -> None:
    dossier = world.assessed(files=LARGE)
    parts = hand_over_in_parts(world, dossier, 300_000)
    good = parts[1].read_bytes()
    parts[1].write_bytes(good[:-1])
    with pytest.raises(StorageError) as cut:
        world.look(PROVINCE, parts[0])
    assert "2" in cut.value.what
    parts[1].write_bytes(good[:1000] + b"\0" * 10 + good[1010:])
    with pytest.raises(AppError):
        world.look(PROVINCE, parts[0])
    parts[1].write_bytes(good)
    assert world.look(PROVINCE, parts[0]).takeable == (dossier,)


def test_a_stop_while_the_parts_are_written_leaves_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = world.assessed(files=LARGE)
    with fails_after(650_000, errno.EIO, monkeypatch), pytest.raises(StorageError):
        hand_over_in_parts(world, dossier, 300_000)
    assert left_on(world.stick) == []
    assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)


@pytest.mark.parametrize("named", [1, 2])
def test_a_stick_pulled_while_the_parts_get_their_names_is_taken_back(
    world: World, named: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = world.assessed(files=LARGE)
    link, done = os.link, []

    def fails(*arguments: object, **values: object) -> None:
        if len(done) == named:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        done.append(1)
        link(*arguments, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "link", fails)
    monkeypatch.setattr(os, "rename", fails)
    with pytest.raises(StorageError):
        hand_over_in_parts(world, dossier, 300_000)
    assert left_on(world.stick) == []
    assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)


def test_the_file_system_tells_how_large_a_file_may_be(tmp_path: Path) -> None:
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/mounts").write_text(
        "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/an/USB\\0401 vfat rw 0 0\n/dev/sdc1 /media/an/exfat exfat rw 0 0\n",
        encoding="utf-8",
    )
    limits = [largest_file(Path(path), tmp_path) for path in ("/media/an/USB 1/ban giao", "/media/an/exfat", "/home")]
    assert limits == [FAT_LARGEST, None, None]
    assert FAT_LARGEST < 2**32


def test_another_commune_may_use_the_same_stick(world: World) -> None:
    one, two = world.assessed(), world.assessed(OTHER)
    names = {world.export(COMMUNE, PROVINCE, one).path.name, world.export(OTHER, PROVINCE, two).path.name}
    assert set(left_on(world.stick)) == names
    assert len(names) == 2
