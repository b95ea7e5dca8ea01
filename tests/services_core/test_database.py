"""The unit of work: what a refused statement tells the log, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import StorageError
from app.logs import log_file, start_logging, stop_logging
from app.models import Producer
from app.paths import DataPaths
from app.services.database import Database


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
