"""A commune's dossier with a real store of files, and real pictures, PDFs and office files to put into it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas
from sqlmodel import Session, SQLModel

import app.models  # noqa: F401  registers the tables
from app.models import Dossier, Office, Official, Producer, Product
from app.models.office import office_id
from app.services import journal
from app.services.actors import Actor, actor_of
from app.services.database import Database, sqlite_url
from app.services.file_store import FileStore
from app.services.thumbnails.child import WorkerProcess


@dataclass
class Desk:
    """An officer of a commune with one open dossier."""

    session: Session
    actor: Actor
    store: FileStore
    folder: Path
    dossier: str

    def acts(self) -> list[str]:
        return [entry.act for entry in journal.dossier_history(self.session, self.dossier)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Database(sqlite_url(tmp_path / "so-ocop.db"))
    SQLModel.metadata.create_all(opened.engine)
    with opened.transaction() as session:
        office = Office(id=office_id("99-M1"), code="99-M1", level="commune", name="Xã Mẫu", is_self=True)
        session.add(office)
        session.flush()
        official = Official(full_name="(mẫu) Cán bộ", role="officer", office_id=office.id)
        producer = Producer(name="HTX Mùa Thu (mẫu)", kind="cooperative", office_id=office.id)
        session.add_all([official, producer])
        session.flush()
        product = Product(name="Cà phê Mùa Thu", producer_id=producer.id)
        session.add(product)
        session.flush()
        dossier = Dossier(
            product_id=product.id, year=2026, application_type="first",
            holder_office_id=office.id, origin_office_id=office.id,
        )  # fmt: skip
        session.add(dossier)
        session.flush()
        actor = actor_of(session, official.id)
        data = {"from": "", "to": "draft", "custody": 1, "holder": office.id}
        journal.record(session, actor, "open_dossier", dossier_id=dossier.id, data=data)
        yield Desk(session, actor, FileStore(tmp_path / "files"), tmp_path, dossier.id)
    opened.close()


@pytest.fixture(scope="module")
def worker() -> Iterator[WorkerProcess]:
    with WorkerProcess() as started:
        yield started


def pdf_bytes(*pages: str, width: float = 595, height: float = 842) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=True)
    for text in pages or ("",):
        canvas.drawString(72, height - 72, text)
        canvas.rect(0, 0, width / 2, height / 2, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture(path: Path, size: tuple[int, int] = (640, 480), format: str = "JPEG", **options: object) -> Path:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="red")
    image.save(path, format=format, **options)
    return path


def office_zip(folder: str, *, macros: bool = False, macro_type: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        kind = "application/vnd.ms-word.document.macroEnabled.main+xml" if macro_type else "application/xml"
        archive.writestr("[Content_Types].xml", f'<Types><Default ContentType="{kind}"/></Types>')
        archive.writestr(f"{folder}/document.xml", "<x/>")
        if macros:
            archive.writestr(f"{folder}/vbaProject.bin", b"x")
    return out.getvalue()


def ole_bytes(*streams: str, padding: int = 0) -> bytes:
    """A compound file whose directory stands behind ``padding`` sectors of 512 bytes."""
    fat_sectors = (padding + 4) // 128 + 1
    directory = fat_sectors + padding
    header = bytearray(b"\xff" * 512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:34] = (0x3E).to_bytes(2, "little") + b"\x03\x00\xfe\xff\x09\x00\x06\x00"
    header[48:52] = directory.to_bytes(4, "little")
    for number in range(fat_sectors):
        header[76 + number * 4 : 80 + number * 4] = number.to_bytes(4, "little")
    sectors = -(-(len(streams) + 1) // 4)
    table = bytearray(b"\xff" * (512 * fat_sectors))
    for number in range(sectors):
        following = 0xFFFFFFFE if number == sectors - 1 else directory + number + 1
        table[(directory + number) * 4 : (directory + number) * 4 + 4] = following.to_bytes(4, "little")
    entries = bytearray()
    for kind, name in [(5, "Root Entry"), *((2, stream) for stream in streams)]:
        letters = name.encode("utf-16-le") + b"\0\0"
        entries += letters.ljust(64, b"\0") + len(letters).to_bytes(2, "little") + bytes([kind]) + bytes(61)
    entries += bytes(-len(entries) % 512)
    return bytes(header) + bytes(table) + bytes(512 * padding) + bytes(entries)


def boxed(brand: bytes, *others: bytes) -> bytes:
    """The beginning of an ISO base media file: HEIC, MP4."""
    content = b"ftyp" + brand + b"\0\0\0\0" + b"".join(others)
    return (len(content) + 4).to_bytes(4, "big") + content + bytes(64)
