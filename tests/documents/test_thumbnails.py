"""Thumbnails come from a process of their own; one that crashes or hangs gives no preview and no error."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image

from app.services.file_store import FileStore, StoredBlob
from app.services.thumbnails import child
from app.services.thumbnails import worker as worker_module
from app.services.thumbnails.child import WorkerProcess
from app.services.thumbnails.thumbnailer import Thumbnailer
from tests.documents.conftest import boxed, pdf_bytes, picture


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def thumbnailer(store: FileStore, tmp_path: Path, worker: WorkerProcess) -> Thumbnailer:
    return Thumbnailer(store, tmp_path / "cache", worker)


def _put(store: FileStore, path: Path, content: bytes | None = None) -> StoredBlob:
    if content is not None:
        path.write_bytes(content)
    return store.put(path)


@pytest.mark.parametrize(("name", "format"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.tif", "TIFF"), ("a.bmp", "BMP")])
def test_a_picture_becomes_a_small_png(
    thumbnailer: Thumbnailer, store: FileStore, tmp_path: Path, name: str, format: str
) -> None:
    blob = _put(store, picture(tmp_path / name, (1200, 900), format))
    made = thumbnailer.thumbnail(blob.sha256, blob.media_type)
    assert made is not None
    with Image.open(made) as image:
        assert (image.format, image.size) == ("PNG", (256, 192))
        red, green, blue = image.convert("RGB").getpixel((40, 40))
        assert red > 200
        assert green < 60
        assert blue < 60
    assert thumbnailer.kept(blob.sha256) == made


def test_a_phones_turned_picture_stands_upright(thumbnailer: Thumbnailer, store: FileStore, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    blob = _put(store, picture(tmp_path / "a.jpg", (800, 400), exif=exif))
    made = thumbnailer.thumbnail(blob.sha256, blob.media_type)
    assert made is not None
    with Image.open(made) as image:
        assert image.size == (128, 256)


def test_what_is_transparent_stands_on_white(thumbnailer: Thumbnailer, store: FileStore, tmp_path: Path) -> None:
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(tmp_path / "a.png")
    blob = _put(store, tmp_path / "a.png")
    made = thumbnailer.thumbnail(blob.sha256, blob.media_type)
    assert made is not None
    with Image.open(made) as image:
        assert image.convert("RGB").getpixel((10, 10)) == (255, 255, 255)


def test_the_first_page_of_a_pdf_is_drawn(thumbnailer: Thumbnailer, store: FileStore, tmp_path: Path) -> None:
    blob = _put(store, tmp_path / "a.pdf", pdf_bytes("first", "second"))
    made = thumbnailer.thumbnail(blob.sha256, blob.media_type)
    assert made is not None
    with Image.open(made) as image:
        assert max(image.size) == 256
        assert image.convert("RGB").getpixel((5, image.height - 5)) == (0, 0, 0)


def test_damaged_huge_and_unreadable_files_have_no_preview_and_the_worker_lives_on(
    thumbnailer: Thumbnailer, store: FileStore, tmp_path: Path
) -> None:
    good = _put(store, picture(tmp_path / "good.jpg"))
    Image.new("1", (20_000, 20_000)).save(tmp_path / "bomb.png")
    refused = [
        _put(store, tmp_path / "cut.jpg", (tmp_path / "good.jpg").read_bytes()[:200]),
        _put(store, tmp_path / "bad.pdf", b"%PDF-1.7 nothing behind it"),
        _put(store, tmp_path / "bomb.png"),
        _put(store, tmp_path / "a.heic", boxed(b"heic")),
        _put(store, tmp_path / "a.mp4", boxed(b"mp42")),
    ]
    assert [thumbnailer.thumbnail(blob.sha256, blob.media_type) for blob in refused] == [None] * len(refused)
    assert thumbnailer.thumbnail(good.sha256, good.media_type) is not None
    assert not list((tmp_path / "cache").rglob("*.part"))


def test_a_picture_is_made_once_and_again_after_the_cache_was_deleted(
    thumbnailer: Thumbnailer, store: FileStore, tmp_path: Path
) -> None:
    blob = _put(store, picture(tmp_path / "a.jpg"))
    made = thumbnailer.thumbnail(blob.sha256, blob.media_type)
    assert made is not None
    store.path(blob.sha256).unlink()
    assert thumbnailer.thumbnail(blob.sha256, blob.media_type) == made
    shutil.rmtree(tmp_path / "cache")
    assert thumbnailer.kept(blob.sha256) is None
    assert thumbnailer.thumbnail(blob.sha256, blob.media_type) is None
    assert thumbnailer.thumbnail("../../etc/passwd", "image/jpeg") is None


_HANGS = "import sys,time; print('{\"ready\": true}', flush=True); sys.stdin.readline(); time.sleep(600)"
_CRASHES = "import os,sys; print('{\"ready\": true}', flush=True); sys.stdin.readline(); os.abort()"
_BABBLES = "import sys; print('{\"ready\": true}', flush=True); sys.stdin.readline(); print('{', flush=True)"


@pytest.mark.parametrize("program", [_HANGS, _CRASHES, _BABBLES, "raise SystemExit(3)"])
def test_a_worker_that_hangs_or_crashes_is_ended_and_gives_no_preview(
    store: FileStore, tmp_path: Path, program: str
) -> None:
    blobs = [_put(store, picture(tmp_path / f"{size}.jpg", (size, size))) for size in (300, 301)]
    with WorkerProcess(seconds=1.0, command=[sys.executable, "-c", program]) as broken:
        thumbnails = Thumbnailer(store, tmp_path / "cache", broken)
        for blob in blobs:
            assert thumbnails.thumbnail(blob.sha256, blob.media_type) is None
        assert broken._process is None


def test_a_program_that_cannot_be_started_gives_no_preview(store: FileStore, tmp_path: Path) -> None:
    blob = _put(store, picture(tmp_path / "a.jpg"))
    with WorkerProcess(command=[str(tmp_path / "not there")]) as missing:
        assert Thumbnailer(store, tmp_path / "cache", missing).thumbnail(blob.sha256, blob.media_type) is None


def test_a_fresh_process_takes_over_after_many_requests(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "_JOBS_EACH", 1)
    numbers: list[int] = []
    with WorkerProcess() as started:
        thumbnails = Thumbnailer(store, tmp_path / "cache", started)
        for size in (300, 301):
            blob = _put(store, picture(tmp_path / f"{size}.jpg", (size, size)))
            assert thumbnails.thumbnail(blob.sha256, blob.media_type) is not None
            assert started._process is not None
            numbers.append(started._process.pid)
    assert len(set(numbers)) == 2


def test_a_frozen_program_starts_itself_with_the_hidden_flag(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child.worker_command() == [sys.executable, worker_module.FLAG]


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="reads the limits from /proc")
def test_the_worker_runs_under_limits(worker: WorkerProcess, store: FileStore, tmp_path: Path) -> None:
    blob = _put(store, picture(tmp_path / "a.jpg"))
    assert worker.ask("thumbnail", store.path(blob.sha256), blob.media_type, tmp_path / "out.png")
    assert worker._process is not None
    limits = Path(f"/proc/{worker._process.pid}/limits").read_text(encoding="ascii")
    rows = {line[:25].strip(): line[25:].split()[0] for line in limits.splitlines()[1:]}
    assert rows["Max address space"] == str(worker_module.MEMORY)
    assert rows["Max core file size"] == "0"
    assert int(rows["Max cpu time"]) <= 60
    assert os.getpid() != worker._process.pid
