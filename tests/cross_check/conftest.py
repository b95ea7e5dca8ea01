"""A commune's dossier whose papers are real PDFs and DOCX files in a real store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from sqlmodel import Session, SQLModel

import app.models  # noqa: F401  registers the tables
from app.models import CommuneAssessment, Dossier, Office, Official, Producer, Product
from app.models.office import office_id
from app.paths import resource_path
from app.services.actors import Actor, actor_of
from app.services.cross_check.check import check_papers
from app.services.cross_check.papers import TextReader
from app.services.cross_check.record import gather
from app.services.cross_check.results import CrossCheck
from app.services.database import Database, sqlite_url
from app.services.documents import DocumentData, attach_document
from app.services.file_store import FileStore
from app.services.thumbnails.child import WorkerProcess

ADDRESS = "Thôn 5, xã Ea Kly, huyện Krông Pắc, tỉnh Đắk Lắk"


@pytest.fixture(scope="session")
def worker() -> Iterator[WorkerProcess]:
    with WorkerProcess() as started:
        yield started


@dataclass
class Desk:
    """One dossier, the officer who attaches to it, and the check of it."""

    session: Session
    actor: Actor
    store: FileStore
    reader: TextReader
    folder: Path
    dossier: Dossier
    product: Product
    producer: Producer
    made: int = field(default=0)

    def attach(self, kind: str, path: Path, **values: object) -> str:
        data = DocumentData(**{"kind": kind, "title": path.stem, **values})  # type: ignore[arg-type]
        files = [(path.name, self.store.put(path))]
        return attach_document(self.session, self.dossier.id, data, files, self.actor).id

    def pdf(self, kind: str, *pages: str, name: str = "", **values: object) -> str:
        self.made += 1
        return self.attach(kind, write_pdf(self.folder / f"{name or kind}-{self.made}.pdf", *pages), **values)

    def docx(self, kind: str, *paragraphs: str, rows: tuple[tuple[str, ...], ...] = (), **values: object) -> str:
        self.made += 1
        paper = docx.Document()
        for text in paragraphs:
            paper.add_paragraph(text)
        if rows:
            table = paper.add_table(len(rows), len(rows[0]))
            for row, texts in zip(table.rows, rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
        path = self.folder / f"{kind}-{self.made}.docx"
        paper.save(str(path))
        return self.attach(kind, path, **values)

    def check(self) -> CrossCheck:
        return check_papers(gather(self.session, self.dossier.id), self.reader)

    def told(self) -> list[tuple[str, str, str]]:
        """What differs, as (fact, grade, value on the paper)."""
        return [(one.fact, one.grade, one.value_b) for one in self.check().differences]


def write_pdf(path: Path, *pages: str) -> Path:
    if "Serif" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Serif", str(resource_path("fonts", "LiberationSerif-Regular.ttf"))))
    canvas = Canvas(str(path), pagesize=A4)
    for page in pages:
        canvas.setFont("Serif", 12)
        for number, line in enumerate(page.splitlines()):
            canvas.drawString(60, 780 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def desk(tmp_path: Path, worker: WorkerProcess) -> Iterator[Desk]:
    opened = Database(sqlite_url(tmp_path / "so-ocop.db"))
    SQLModel.metadata.create_all(opened.engine)
    with opened.transaction() as session:
        office = Office(id=office_id("99-M1"), code="99-M1", level="commune", name="Xã Mẫu", is_self=True)
        session.add(office)
        session.flush()
        official = Official(full_name="(mẫu) Cán bộ", role="officer", office_id=office.id)
        producer = Producer(
            name="Hợp tác xã Nông nghiệp Mùa Thu", kind="cooperative", office_id=office.id, address=ADDRESS,
            representative_name="Nguyễn Văn Ánh", tax_code="6001234567", established_on=dt.date(2019, 3, 12),
            commune_name="Ea Kly",
        )  # fmt: skip
        session.add_all([official, producer])
        session.flush()
        product = Product(
            name="Cà phê bột Mùa Thu", producer_id=producer.id, specification="Gói 500 g, hộp 10 gói x 20 g"
        )
        other = Product(name="Cà phê hạt Mùa Thu", producer_id=producer.id)
        session.add_all([product, other])
        session.flush()
        dossier = Dossier(
            product_id=product.id, year=2026, application_type="first", registered_on=dt.date(2026, 6, 1),
            holder_office_id=office.id, origin_office_id=office.id, commune_name="Ea Kly",
        )  # fmt: skip
        session.add(dossier)
        session.flush()
        assessment = CommuneAssessment(dossier_id=dossier.id, office_id=office.id, meeting_on=dt.date(2026, 6, 10))
        session.add(assessment)
        session.flush()
        store = FileStore(tmp_path / "files")
        reader = TextReader(store, tmp_path / "cache", worker)
        yield Desk(session, actor_of(session, official.id), store, reader, tmp_path, dossier, product, producer)
    opened.close()
