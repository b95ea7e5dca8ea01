"""What is dangerous to open is taken and kept inert: with a warning, neither drawn nor read."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

from app.models import StoredFile
from app.services.bundles import sniffing
from app.services.thumbnails.child import WorkerProcess
from app.services.thumbnails.thumbnailer import Thumbnailer
from tests.handover.world import COMMUNE, PROVINCE, World, rows_of


def _macro_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr("word/vbaProject.bin", b"macro")
    return out.getvalue()


def _zip_of(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def huge_picture(side: int = 40_000) -> bytes:
    """A PNG of one colour: 1.6 thousand million dots, two hundred kilobytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer = zlib.compressobj(9)
    line = bytes(1 + side // 8)
    dots = b"".join(packer.compress(line) for _line in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")


def test_what_is_dangerous_to_open_is_taken_inert_with_a_warning_and_never_drawn(world: World, tmp_path: Path) -> None:
    picture = huge_picture()
    given = {
        "hợp đồng.pdf": (b"MZ a program", sniffing.PROGRAM),
        "giấy phép.pdf": (b"%PDF-1.4\n%%EOF\n" + _zip_of("x.exe", b"MZ"), sniffing.HIDING),
        "kế hoạch.docx": (_macro_document(), sniffing.MACROS),
        "ảnh.png": (picture, sniffing.HUGE),
        "phiếu.jpg": (b"%PDF-1.4 not a picture", sniffing.NOT_ITS_NAME),
    }
    dossier = world.assessed(files=[(name, content) for name, (content, _warning) in given.items()])
    report = world.look(PROVINCE, world.export(COMMUNE, PROVINCE, dossier).path)
    [verdict] = report.verdicts
    assert verdict.kind == "new"
    assert set(verdict.warnings) == {f"{name}: {warning}" for name, (_content, warning) in given.items()}
    world.take(PROVINCE, report)
    kept = {row["size"]: row for row in rows_of(world[PROVINCE], StoredFile)}
    for content, warning in given.values():
        row = kept[len(content)]
        assert row["warning"] == warning
        assert world[PROVINCE].store.path(row["sha256"]).read_bytes() == content
    with WorkerProcess() as worker:
        thumbnails = Thumbnailer(world[PROVINCE].store, tmp_path, worker)
        assert thumbnails.thumbnail(kept[len(picture)]["sha256"], "image/png") is None
        for content, _warning in given.values():
            row = kept[len(content)]
            source, target = world[PROVINCE].store.path(row["sha256"]), tmp_path / "made.txt"
            if row["warning"] != sniffing.NOT_ITS_NAME:
                assert not worker.ask("text", source, row["media_type"], target)
        assert not (tmp_path / "made.txt").exists()
        assert not list(tmp_path.rglob("*.png"))
