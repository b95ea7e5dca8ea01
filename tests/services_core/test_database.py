"""The unit of work and its copies: what a refusal tells the person and the log, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import StorageError
from app.logs import log_file, start_logging, stop_logging
from app.models import Producer
from app.paths import DataPaths
from app.services.backup import back_up
from app.services.database import Database
from app.services.upgrade import open_database


@pytest.fixture
def paths(tmp_path: Path) -> Iterator[DataPaths]:
    found = DataPaths(tmp_path)
    start_logging(found)
    yield found
    stop_logging()


def test_a_refused_statement_is_in_the_log_without_what_people_typed(database: Database, paths: DataPaths) -> None:
    with pytest.raises(StorageError), database.transaction() as session:
        session.add(
            Producer(name="Hợp tác xã Ea Kly", representative_name="Nguyễn Văn Bình", kind="household", office_id="-")
        )
    written = log_file(paths).read_text(encoding="utf-8")
    assert "FOREIGN KEY constraint failed" in written
    assert "INSERT INTO producer" in written
    assert "Bình" not in written
    assert "Ea Kly" not in written


def test_a_backup_to_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    database, taken = tmp_path / "so-ocop.db", tmp_path / "stick"
    open_database(database, tmp_path / "backups").close()
    taken.write_bytes(b"no folder")
    with pytest.raises(StorageError, match="backup could not be made"):
        back_up(database, taken / "copies")
