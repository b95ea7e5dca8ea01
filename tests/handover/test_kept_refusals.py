"""A refused file is kept whole with its reason until it is taken or deleted on purpose; nothing else is touched."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.errors import BundleRejected, Cancelled, NotAllowed, NotFound, StorageError
from app.models import JournalEntry, Office
from app.services import quarantine
from app.services.bundles.keeping import KeepLimits
from app.services.bundles.limits import GIB
from app.services.bundles.look import LookReport
from app.services.bundles.opening import KeysLocked, UnknownSigner
from app.services.bundles.reconcile import reconcile
from app.services.quarantine import Quarantined, delete_quarantined, export_quarantined, look_again, quarantined
from tests.handover.world import COMMUNE, OTHER, PROVINCE, World, content_of, file_hash, left_on


def look(world: World, code: str, path: Path, **more: Any) -> LookReport:
    office = world[code]
    options = {"identity": office.keys.identity} | more
    return quarantine.look_or_keep(office.database, path, office.paths, world.library, **options)


def again(world: World, code: str, kept_id: str) -> LookReport:
    office = world[code]
    return look_again(office.database, office.paths, kept_id, world.library, identity=office.keys.identity)


def kept(world: World, code: str = PROVINCE) -> list[Quarantined]:
    return quarantined(world[code].paths)


def damaged(path: Path, name: str = "hỏng.ocop", place: int = -400) -> Path:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    other = path.with_name(name)
    other.write_bytes(raw)
    return other


def without_key(world: World, code: str, of: str) -> str:
    """Forget an office's key there; returns it."""
    with world[code].database.transaction() as session:
        office = session.exec(select(Office).where(Office.code == of)).one()
        key, office.sign_public_key, office.key_confirmed_at = office.sign_public_key, "", None
        session.add(office)
    return key


def test_a_refused_file_is_kept_once_whole_and_with_its_reason(world: World) -> None:
    path = damaged(world.export(COMMUNE, PROVINCE, world.assessed()).path)
    before = content_of(world[PROVINCE])
    for looks in (1, 2):
        with pytest.raises(BundleRejected, match="kept in quarantine under the id") as refused:
            look(world, PROVINCE, path)
        [one] = kept(world)
        assert (one.id, one.looks, one.size) == (file_hash(path), looks, path.stat().st_size)
    assert one.path.read_bytes() == path.read_bytes()
    assert (one.name, one.check, one.entry) == ("hỏng.ocop", refused.value.check, refused.value.entry)
    assert refused.value.what == one.said
    assert one.to_do == refused.value.what_next
    assert one.id.startswith(refused.value.params["kept_id"])
    assert (one.sender.verified, one.sender.code) == ("nothing", "")
    assert content_of(world[PROVINCE]) == before
    assert left_on(world[PROVINCE].paths.quarantine) == ["refused"]


def test_of_the_sender_only_what_is_verified_is_said(world: World) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    with pytest.raises(BundleRejected) as refused:
        look(world, OTHER, exported.path)
    assert refused.value.check == "receiver" or isinstance(refused.value, UnknownSigner)
    [one] = kept(world, OTHER)
    assert (one.sender.verified, one.sender.code, one.sender.bundle) == ("signature", COMMUNE, exported.sha256)
    inside = damaged(exported.path, place=300)  # in an attachment: the outside stays sound
    with pytest.raises(BundleRejected) as refused:
        look(world, PROVINCE, inside)
    assert refused.value.check in ("hash", "checksum")
    [one] = kept(world)
    assert (one.sender.verified, one.sender.name) == ("office", world[COMMUNE].spec.name)


def test_a_kept_file_is_looked_at_again_after_the_card_came_and_goes_when_it_is_taken(world: World) -> None:
    dossier = world.assessed()
    exported = world.export(COMMUNE, PROVINCE, dossier)
    key = without_key(world, PROVINCE, COMMUNE)
    with pytest.raises(UnknownSigner):
        look(world, PROVINCE, exported.path)
    [one] = kept(world)
    exported.path.unlink()
    with pytest.raises(UnknownSigner, match="stays in quarantine"):
        again(world, PROVINCE, one.id)
    assert kept(world)[0].looks == 2
    with world[PROVINCE].database.transaction() as session:
        office = session.exec(select(Office).where(Office.code == COMMUNE)).one()
        office.sign_public_key, office.key_confirmed_at = key, one.at
        session.add(office)
    report = again(world, PROVINCE, one.id[:8])
    assert report.takeable == (dossier,)
    assert [entry.id for entry in kept(world)] == [one.id], "only looked at"
    world.take(PROVINCE, report)
    assert kept(world) == []
    assert world.standing(PROVINCE, dossier)[0] == "received"


def test_starting_again_leaves_what_is_kept_and_undoes_what_a_crash_broke_off(world: World) -> None:
    path = damaged(world.export(COMMUNE, PROVINCE, world.assessed()).path)
    with pytest.raises(BundleRejected):
        look(world, PROVINCE, path)
    office = world[PROVINCE]
    top = office.paths.quarantine / "refused"
    [folder] = top.iterdir()
    folder.rename(top / f".going-{folder.name}")
    (top / ".coming-77").mkdir()
    (top / ".coming-77" / "bundle.ocop").write_bytes(b"half")
    assert kept(world) == []
    os.utime(office.paths.quarantine / "refused", (1, 1))
    reconcile(office.database, office.paths, office.actor)
    assert [one.id for one in kept(world)] == [file_hash(path)]
    assert left_on(top) == [file_hash(path)]


def test_a_kept_file_is_copied_out_whole_with_its_reason_and_never_over_another(world: World, tmp_path: Path) -> None:
    path = damaged(world.export(COMMUNE, PROVINCE, world.assessed()).path)
    with pytest.raises(BundleRejected):
        look(world, PROVINCE, path)
    [one] = kept(world)
    paths = world[PROVINCE].paths
    out = tmp_path / "help"
    out.mkdir()
    first, second = (export_quarantined(paths, one.id, out) for _time in range(2))
    assert (first.name, second.name) == ("hỏng.ocop", "hỏng-2.ocop")
    assert {file_hash(first), file_hash(second)} == {one.id}
    text = first.with_name("hỏng.ocop.txt").read_text("utf-8")
    assert one.id in text
    assert one.said in text
    assert one.to_do in text
    with pytest.raises(NotFound):
        export_quarantined(paths, one.id, out / "gone")
    one.path.chmod(0o600)
    one.path.write_bytes(b"bit rot")
    with pytest.raises(StorageError, match="damaged on this disk"):
        export_quarantined(paths, one.id, out)
    with pytest.raises(StorageError, match="damaged on this disk"):
        again(world, PROVINCE, one.id)
    assert left_on(out) == sorted(["hỏng.ocop", "hỏng-2.ocop", "hỏng.ocop.txt", "hỏng-2.ocop.txt"])


def test_a_file_is_deleted_only_on_purpose_and_the_journal_says_so(world: World) -> None:
    path = damaged(world.export(COMMUNE, PROVINCE, world.assessed()).path)
    with pytest.raises(BundleRejected):
        look(world, PROVINCE, path)
    [one] = kept(world)
    office = world[PROVINCE]
    for wrong in ("", one.id[:5], "ffffffff", "../" + one.id):
        with pytest.raises(NotFound):
            delete_quarantined(office.database, office.paths, wrong, office.actor)

    with pytest.raises(NotAllowed):
        delete_quarantined(office.database, office.paths, one.id, replace(office.actor, role="reader"))
    assert kept(world) == [one]
    delete_quarantined(office.database, office.paths, one.id[:12], office.actor)
    assert kept(world) == []
    assert left_on(office.paths.quarantine / "refused") == []
    with office.database.reading() as session:
        [entry] = session.exec(select(JournalEntry).where(JournalEntry.act == "delete_quarantined")).all()
        assert entry.subject == f"quarantine:{one.id}"
        assert json.loads(entry.data)["check"] == one.check
    assert world.chains_are_whole(PROVINCE)


def test_where_the_journal_cannot_be_written_nothing_is_deleted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    path = damaged(world.export(COMMUNE, PROVINCE, world.assessed()).path)
    with pytest.raises(BundleRejected):
        look(world, PROVINCE, path)
    office, [one] = world[PROVINCE], kept(world)

    def full(*_arguments: Any, **_more: Any) -> None:
        raise StorageError("full")

    monkeypatch.setattr(quarantine.journal, "record", full)
    with pytest.raises(StorageError):
        delete_quarantined(office.database, office.paths, one.id, office.actor)
    assert kept(world) == [one]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (KeepLimits(total=1000), "is the most"),
        (KeepLimits(files=0), "is the most"),
        (KeepLimits(spare=10**9 * GIB), "the disk has only"),
    ],
)
def test_what_there_is_no_room_for_is_refused_all_the_same_and_that_is_said(
    world: World, limits: KeepLimits, said: str
) -> None:
    path = world.folder / "no bundle.ocop"
    path.write_bytes(b"x" * 5000)
    with pytest.raises(BundleRejected, match=said) as refused:
        look(world, PROVINCE, path, limits=limits)
    assert refused.value.check == "magic"
    assert "No copy was kept" in refused.value.what_was_kept
    assert kept(world) == []


def test_a_file_that_only_waits_for_the_keys_is_not_kept_and_they_are_asked_for_only_where_they_help(
    world: World,
) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed(), encrypted=True)
    with pytest.raises(KeysLocked):
        look(world, PROVINCE, exported.path, identity=None)
    assert kept(world) == []
    asked: list[str] = []

    def identity() -> str:
        asked.append("once")
        return world[PROVINCE].keys.identity

    with pytest.raises(BundleRejected):
        look(world, PROVINCE, damaged(exported.path, place=-10), identity=identity)
    assert asked == []
    assert look(world, PROVINCE, exported.path, identity=identity).takeable
    assert asked == ["once"]


def test_a_stopped_copy_leaves_nothing_and_a_lost_reason_is_still_listed(world: World) -> None:
    path = damaged(world.export(COMMUNE, PROVINCE, world.assessed()).path)

    class Stop:
        def step(self, _done: int, _total: int, message: str) -> None:
            if message == "Keeping the refused file":
                raise Cancelled

    with pytest.raises(Cancelled):
        look(world, PROVINCE, path, progress=Stop())
    assert left_on(world[PROVINCE].paths.quarantine / "refused") == []
    with pytest.raises(BundleRejected):
        look(world, PROVINCE, path)
    [one] = kept(world)
    for content in (b"{", b"{}", b'{"format": "so-ocop/refusal", "params": {}}', b"[" * 100_000):
        (one.path.parent / "refusal.json").write_bytes(content)
        [listed] = kept(world)
        assert (listed.id, listed.size, listed.check) == (one.id, one.size, "")
        assert "was not kept" in listed.said
