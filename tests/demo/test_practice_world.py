"""Practice data has work of every kind waiting, is wholly made up, and touches nothing else."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from app.errors import Cancelled
from app.models import Dossier
from app.paths import DataPaths
from app.services.demo.practice_world import has_practice, make_practice
from app.services.offices import own_office_row
from app.services.practice import practice_paths
from app.services.progress import NullProgress
from app.services.upgrade import open_database


class _Stops:
    def __init__(self, after: int) -> None:
        self.after = after

    def step(self, done: int, total: int, message: str) -> None:
        if done >= self.after:
            raise Cancelled


def test_a_commune_finds_dossiers_at_every_step(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "own").ensure()
    day = make_practice(paths, "commune", NullProgress())
    assert day == dt.date(2026, 10, 27)
    assert has_practice(paths)
    assert sorted(one.name for one in paths.root.iterdir() if one.name.startswith("practice")) == ["practice"]
    practice = practice_paths(paths)
    with open_database(practice.database, practice.backups).reading() as session:
        dossiers = session.exec(select(Dossier)).all()
        assert own_office_row(session).level == "commune"
        assert all(one.practice for one in dossiers)
        states = Counter(one.status for one in dossiers)
    assert states.keys() >= {"draft", "filed", "checked", "assessed", "handed_over", "recognised"}


def test_a_stopped_making_leaves_what_was_there(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "own").ensure()
    kept = practice_paths(paths).ensure().root / "kept.txt"
    kept.write_text("x", encoding="utf-8")
    with pytest.raises(Cancelled):
        make_practice(paths, "province", _Stops(8))  # type: ignore[arg-type]
    assert kept.exists()
    assert not (paths.root / "practice-making").exists()
