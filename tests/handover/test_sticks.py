"""Sticks are found from the system's own lists, and the bundles on them by their outsides alone."""

from __future__ import annotations

import os
from pathlib import Path

from app.services import sticks
from app.services.sticks import StoragePlace, all_places, find_bundles, folder_place
from tests.handover.world import COMMUNE, PROVINCE, World


class Drives:
    """A Windows machine: C: fixed, D: an empty card reader, E: a stick, F: a stick that is write-protected."""

    def roots(self) -> list[str]:
        return ["C:\\", "D:\\", "E:\\", "F:\\"]

    def kind(self, root: str) -> int:
        return 3 if root == "C:\\" else 2

    def volume(self, root: str) -> tuple[str, str, bool] | None:
        return {"E:\\": ("KINGSTON", "FAT32", False), "F:\\": ("", "exFAT", True)}.get(root)


def linux(root: Path) -> Path:
    """A machine with a fixed disk, a stick that the desktop mounted, and a USB disk mounted by hand."""
    for name, removable in (("sda", "0"), ("sdb", "1"), ("sdc", "0")):
        device = root / "sys/devices" / ("usb1" if name == "sdc" else "pci0") / name
        (device / f"{name}1").mkdir(parents=True)
        (device / "removable").write_text(f"{removable}\n")
        (root / "sys/block").mkdir(parents=True, exist_ok=True)
        (root / "sys/block" / name).symlink_to(device)
    for folder in ("home", "media/lan/USB XÃ", "mnt/disk"):
        (root / folder).mkdir(parents=True)
    labels = root / "dev/disk/by-label"
    labels.mkdir(parents=True)
    (labels / "USB\\x20XÃ").symlink_to("../../sdb1")
    (root / "proc").mkdir()
    (root / "proc/mounts").write_text(
        "/dev/sda1 /home ext4 rw 0 0\n"
        "tmpfs /run tmpfs rw 0 0\n"
        "/dev/sdb1 /media/lan/USB\\040XÃ vfat rw,nosuid 0 0\n"
        "/dev/sdc1 /mnt/disk ntfs3 ro,relatime 0 0\n",
        encoding="utf-8",
    )
    return root


def test_linux_tells_what_can_be_taken_out(tmp_path: Path) -> None:
    root = linux(tmp_path)
    found = sticks.sticks(root)
    assert [(one.name, one.path, one.file_system, one.is_writable) for one in found] == [
        ("disk", root / "mnt/disk", "ntfs3", False),
        ("USB XÃ", root / "media/lan/USB XÃ", "vfat", True),
    ]
    assert all(0 < one.free <= one.size for one in found)


def test_a_machine_without_such_lists_has_no_sticks(tmp_path: Path) -> None:
    assert sticks.sticks(tmp_path) == []


def test_windows_tells_drives_by_their_letters(monkeypatch: object) -> None:
    usage = os.statvfs("/")
    found = {}
    for name in Drives().roots():
        place = StoragePlace(Path(name), "stick", name, usage.f_blocks, usage.f_bfree, True)
        found[name] = place
    asked: list[tuple[Path, str, bool, str]] = []

    def place(path: Path, kind: str, name: str, is_writable: bool, system: str = "") -> StoragePlace:
        asked.append((path, name, is_writable, system))
        return found[str(path)]

    original, sticks._place = sticks._place, place  # type: ignore[assignment]
    try:
        assert len(sticks.sticks(drives=Drives())) == 2
    finally:
        sticks._place = original
    assert asked == [(Path("E:\\"), "KINGSTON (E:)", True, "FAT32"), (Path("F:\\"), "F:", False, "exFAT")]


def test_folders_used_before_and_downloads_come_after_the_sticks_and_only_once(tmp_path: Path) -> None:
    root = linux(tmp_path)
    stick, mail = root / "media/lan/USB XÃ", root / "home"
    found = all_places([mail, stick, root / "gone"], downloads=mail, root=root)
    assert [(one.path, one.kind) for one in found] == [
        (root / "mnt/disk", "stick"),
        (stick, "stick"),
        (mail, "folder"),
    ]


def test_bundles_are_found_at_the_top_and_on_sticks_one_folder_down(world: World, tmp_path: Path) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed(), encrypted=True)
    inside = world.stick / "tháng 9"
    inside.mkdir()
    os.replace(exported.path, inside / exported.path.name)
    (world.stick / "ảnh.jpg").write_bytes(b"no bundle")
    (world.stick / "hỏng.ocop").write_bytes(b"not one either")
    place = folder_place(world.stick)
    assert place is not None
    assert [one.path.name for one in find_bundles([place])] == ["hỏng.ocop"]
    stick = StoragePlace(world.stick, "stick", "STICK", place.size, place.free, True)
    found = {one.path.name: one for one in find_bundles([stick])}
    sound = found[exported.path.name]
    assert sound.envelope is not None
    assert (sound.envelope.sender.code, sound.envelope.receiver.code) == (COMMUNE, PROVINCE)
    assert (sound.envelope.sequence, sound.envelope.counts.dossiers, sound.sha256) == (1, 1, exported.sha256)
    assert found["hỏng.ocop"].envelope is None
    assert found["hỏng.ocop"].problem


def test_a_file_that_was_read_before_is_not_read_again(world: World) -> None:
    world.export(COMMUNE, PROVINCE, world.assessed())
    place = folder_place(world.stick)
    assert place is not None
    first = find_bundles([place])
    again = find_bundles([place], first)
    assert again[0] is first[0]
    world.export(COMMUNE, PROVINCE, world.assessed())
    assert len(find_bundles([place], again)) == 2
