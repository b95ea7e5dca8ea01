from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.logs import get_logger, mask, start_logging, stop_logging
from app.paths import DataPaths


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    start_logging(DataPaths(tmp_path))
    yield tmp_path / "logs" / "so-ocop.log"
    stop_logging()


@pytest.mark.parametrize(
    "private",
    ["001085012345", "001 085 012 345", "230123456", "0912345678", "+84 912 345 678", "0912.345.678", "(0262) 3812 345",
     "0100109106-001", "a.nguyen@example.vn", "CCCD001085012345", "cccd:001085012345x"],
)  # fmt: skip
def test_identity_numbers_phones_and_addresses_never_reach_the_file(log_file: Path, private: str) -> None:
    log = get_logger("app.services.producers")
    log.info("kept producer with %s today", private)
    log.warning(f"again {private}")
    try:
        raise ValueError(private)
    except ValueError:
        log.exception("failed")
    written = log_file.read_text(encoding="utf-8")
    assert written.count("***") >= 3
    longest_run = max(private.replace("-", " ").split(), key=len)
    assert longest_run.lstrip("CcDd:").rstrip("x") not in written


def test_a_name_given_as_a_person_never_reaches_the_file(log_file: Path) -> None:
    log = get_logger("app.services.councils")
    name = "Nguyễn Thị Hoà Bình"
    log.info("sheet of %s taken", unicodedata.normalize("NFD", name), extra={"person": name})
    log.info("members NGUYỄN THỊ HOÀ BÌNH and Y  Thông", extra={"person": [name, "Y Thông"]})
    written = unicodedata.normalize("NFC", log_file.read_text(encoding="utf-8")).casefold()
    assert "sheet of *** taken" in written
    assert "members *** and ***" in written


def test_ids_hashes_dates_and_points_stay_readable() -> None:
    digest = "1234567890" * 6 + "abcd"
    text = f"01890a5d-ac96-774b-bcce-b302099a8057 {digest} on 2026-11-22 16:13, 78.00 points, by 22/11/2026"
    assert mask(text) == text


def test_each_line_begins_with_its_time(log_file: Path) -> None:
    get_logger("dossiers").info("opened")
    line = log_file.read_text(encoding="utf-8")
    assert line[:2] == "20"
    assert line.endswith("INFO app.dossiers: opened\n")


def test_the_log_turns_over_and_keeps_a_few_files(log_file: Path) -> None:
    handler = next(handler for handler in logging.getLogger("app").handlers if hasattr(handler, "maxBytes"))
    handler.maxBytes = 2_000
    for _turn in range(400):
        get_logger("app").info("x" * 100)
    files = list(log_file.parent.iterdir())
    assert len(files) == 6
    assert all(file.stat().st_size <= 2_000 for file in files)


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file in the way")
    start_logging(DataPaths(tmp_path))
    get_logger("app").info("goes on")
    stop_logging()
    assert (tmp_path / "logs").read_text() == "a file in the way"
