"""What is written is read back: open and sealed, small and large, twice, and by other people's tools."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import bagit
import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.bundles.files import WHOLE
from app.services.bundles.names import SEALED
from app.services.bundles.reader import read_back, verify_bundle
from app.services.bundles.staging import forget_staged, open_bundle
from app.services.bundles.writer import plan_size, put_in_place
from tests.bundles.pairs import COVER, Pair


@pytest.mark.parametrize("sealed", [False, True])
def test_a_bundle_is_written_verified_and_staged(pair: Pair, tmp_path: Path, sealed: bool) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    written = pair.write(target, b"{}", b"%PDF-1.7 evidence", sealed=sealed)
    assert [p.name for p in target.iterdir()] == [written.path.name]
    assert written.path.stat().st_size == written.size
    read_back(written)
    final = put_in_place(written)
    assert [p.name for p in target.iterdir()] == ["ocop-X66-01-T66-7.ocop"]

    staged = open_bundle(final, tmp_path / "quarantine", pair.trust, identity=pair.identity)

    assert staged.sha256 == written.sha256
    assert staged.envelope == written.envelope
    assert staged.envelope.encrypted is sealed
    assert staged.signer_known
    assert staged.index.dossiers[0].product == "Cà phê bột Ê Đê"
    assert list(staged.journal()) == [{"entry": 1}]
    assert staged.cover_path.read_bytes() == COVER
    contents = {f.path.read_bytes() for f in staged.files.values()}
    assert contents == {b"{}", b"%PDF-1.7 evidence"}
    assert {f.media_type for f in staged.files.values()} == {"text/plain", "application/pdf"}
    assert all(hashlib.sha256(f.path.read_bytes()).hexdigest() == digest for digest, f in staged.files.items())
    forget_staged(staged)
    assert list((tmp_path / "quarantine").iterdir()) == []


@settings(max_examples=25)
@given(
    sizes=st.lists(st.sampled_from([0, 1, 2, 65535, 65536, 65537, 300_000]), min_size=1, max_size=6),
    sealed=st.booleans(),
    name=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}", fullmatch=True).filter(
        lambda n: n.casefold() not in {"con", "prn", "aux", "nul"} and not n.casefold().startswith(("com", "lpt"))
    ),
    seed=st.integers(0, 2**16),
)
def test_any_number_and_size_of_attachments_come_back_the_same(
    sizes: list[int], sealed: bool, name: str, seed: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "store").mkdir()
        pair = Pair(place / "store")
        contents = [random.Random(seed + i).randbytes(size) for i, size in enumerate(sizes)]
        bundle = pair.bundle(place / "stick", *contents, sealed=sealed, name=name)
        staged = open_bundle(bundle, place / "quarantine", pair.trust, identity=pair.identity)
        assert {f.path.read_bytes() for f in staged.files.values()} == set(contents)
        assert staged.envelope.counts.files == len(set(contents))
        assert staged.envelope.name == name


@pytest.mark.parametrize("sealed", [False, True])
def test_an_attachment_too_large_for_one_piece_comes_back(pair: Pair, tmp_path: Path, sealed: bool) -> None:
    large = random.Random(1).randbytes(WHOLE + 1_000_003)
    bundle = pair.bundle(tmp_path / "stick", b"{}", large, sealed=sealed)
    staged = open_bundle(bundle, tmp_path / "quarantine", pair.trust, identity=pair.identity)
    assert staged.files[hashlib.sha256(large).hexdigest()].path.read_bytes() == large


@pytest.mark.parametrize("sealed", [False, True])
def test_the_planned_size_is_the_size(pair: Pair, tmp_path: Path, sealed: bool) -> None:
    attachments = pair.attach(b"{}", b"x" * 100_000, b"y")
    plan = plan_size(
        "ocop-X66-01-T66-7",
        pair.facts(),
        attachments,
        index_size=len(pair.index(attachments)),
        journal_size=12,
        cover_size=len(COVER),
        encrypted=sealed,
    )
    written = pair.write(tmp_path, attachments=attachments, sealed=sealed)
    assert plan.files == 3
    spare = plan.bundle_bytes - 4096 + len(written.envelope.canonical()) - written.size
    assert 0 <= spare <= 190 if sealed else spare == 0


def test_the_same_bag_gives_the_same_bytes(pair: Pair, tmp_path: Path) -> None:
    first = pair.bundle(tmp_path / "a", b"{}", b"1", b"2")
    second = pair.bundle(tmp_path / "b", b"2", b"{}", b"1")
    changed = second.read_bytes() != first.read_bytes()
    assert not changed


def test_looking_twice_reuses_what_is_staged_and_heals_what_was_damaged(pair: Pair, tmp_path: Path) -> None:
    bundle = pair.bundle(tmp_path / "stick", b"{}", b"one", b"two")
    quarantine = tmp_path / "quarantine"
    staged = open_bundle(bundle, quarantine, pair.trust)
    one, two = (hashlib.sha256(text).hexdigest() for text in (b"one", b"two"))
    before = staged.files[one].path.stat()
    staged.files[two].path.write_bytes(b"TWO")
    (staged.folder / "files" / "stray").write_bytes(b"")

    again = open_bundle(bundle, quarantine, pair.trust)

    assert again.files[one].path.stat().st_ino == before.st_ino
    assert again.files[one].path.stat().st_mtime_ns == before.st_mtime_ns
    assert again.files[two].path.read_bytes() == b"two"
    assert sorted(p.name for p in (again.folder / "files").iterdir()) == sorted(again.files)
    assert [p.name for p in quarantine.iterdir()] == [staged.sha256]


def test_a_person_with_a_zip_tool_and_sha256sum_can_check_an_open_bundle(pair: Pair, tmp_path: Path) -> None:
    bundle = pair.bundle(tmp_path / "stick", b"{}", b"evidence")
    assert zipfile.ZipFile(bundle).testzip() is None
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path / "out")
    folder = tmp_path / "out" / bundle.stem
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        lines = (folder / manifest).read_text("ascii").splitlines()
        assert lines
        for line in lines:
            digest, name = line.split("  ")
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert bagit.Bag(str(folder)).validate()
    if shutil.which("unzip"):
        assert subprocess.run(["unzip", "-tqq", str(bundle)], check=False).returncode == 0
    if shutil.which("sha256sum"):
        done = subprocess.run(["sha256sum", "--quiet", "-c", "manifest-sha256.txt"], cwd=folder, check=False)
        assert done.returncode == 0


def test_another_age_program_opens_the_seal(pair: Pair, tmp_path: Path) -> None:
    bundle = pair.bundle(tmp_path / "stick", b"{}", b"evidence", sealed=True)
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        sealed = archive.read(f"{bundle.stem}/{SEALED}")
    plain = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(pair.identity)])
    (tmp_path / "bag.zip").write_bytes(plain)
    with zipfile.ZipFile(tmp_path / "bag.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "out")
    assert bagit.Bag(str(tmp_path / "out" / bundle.stem)).validate()


def test_without_the_key_a_sealed_bundle_is_verified_by_its_hash(pair: Pair, tmp_path: Path) -> None:
    bundle = pair.bundle(tmp_path / "stick", sealed=True)
    opened = verify_bundle(bundle)
    assert opened.envelope.encrypted
    assert opened.envelope.receiver.code == "T66"
