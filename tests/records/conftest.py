"""An office's registers over a real SQLite file and the real rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import app.models  # noqa: F401  registers the tables
from app.paths import resource_path
from app.services import offices, officials
from app.services.actors import actor_of
from app.services.database import Database, sqlite_url
from app.services.rules.library import RuleLibrary
from tests.records.helpers import TODAY, UNITS, OpenOffice, Work


@pytest.fixture(scope="session")
def library() -> RuleLibrary:
    return RuleLibrary(resource_path())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(sqlite_url(tmp_path / "so-ocop.db"))
    SQLModel.metadata.create_all(opened.engine)
    yield opened
    opened.close()


@pytest.fixture
def open_office(database: Database, library: RuleLibrary) -> Iterator[OpenOffice]:
    """Set up the data folder's office at a level and act as its officer."""
    with database.transaction() as session:

        def opened(level: str) -> Work:
            data = offices.OfficeData(code=f"{level}-1", level=level, name=f"Ủy ban nhân dân ({level})", **UNITS)
            offices.set_up_office(session, data)
            person = officials.OfficialData(full_name="Nguyễn Văn Cán (mẫu)", role="officer")
            official = officials.add_official(session, person, offices.program_actor(session))
            return Work(session, actor_of(session, official.id), library, TODAY)

        yield opened


@pytest.fixture
def commune(open_office: OpenOffice) -> Work:
    return open_office("commune")
