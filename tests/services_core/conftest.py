"""One commune with a dossier, over a real SQLite file and a real store of files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel

import app.models  # noqa: F401  registers the tables
from app.models import Dossier, Office, Official, Producer, Product
from app.models.office import office_id
from app.services import journal
from app.services.actors import Actor, actor_of
from app.services.database import Database, sqlite_url
from app.services.file_store import FileStore


@dataclass
class Desk:
    """An officer of a commune at work."""

    session: Session
    actor: Actor
    store: FileStore
    folder: Path

    def dossier(self) -> str:
        """A draft of this office, opened in the journal."""
        producer = Producer(name="HTX (mẫu)", kind="cooperative", office_id=self.actor.office_id)
        product = Product(name="Cà phê", producer_id=producer.id)
        dossier = Dossier(
            product_id=product.id,
            year=2026,
            application_type="first",
            holder_office_id=self.actor.office_id,
            origin_office_id=self.actor.office_id,
        )
        for row in (producer, product, dossier):
            self.session.add(row)
            self.session.flush()
        data = {"from": "", "to": "draft", "custody": 1, "holder": self.actor.office_id}
        journal.record(self.session, self.actor, "open_dossier", dossier_id=dossier.id, data=data)
        return dossier.id

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(sqlite_url(tmp_path / "so-ocop.db"))
    SQLModel.metadata.create_all(opened.engine)
    yield opened
    opened.close()


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with database.transaction() as session:
        office = Office(id=office_id("99-M1"), code="99-M1", level="commune", name="Xã Mẫu", is_self=True)
        session.add(office)
        session.flush()
        official = Official(full_name="(mẫu) Cán bộ", role="officer", office_id=office.id)
        session.add(official)
        session.flush()
        yield Desk(session, actor_of(session, official.id), FileStore(tmp_path / "files"), tmp_path)
