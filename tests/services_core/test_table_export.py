"""Tables saved as Excel files, read again from the file itself."""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from app.errors import Cancelled, InvalidInput, StorageError
from app.services import table_export
from app.services.table_export import ExportColumn, sheet_name, write_table
from tests.services_core.sheets import read_sheet

COLUMNS = (
    ExportColumn("Số"),
    ExportColumn("Sản phẩm", width=40),
    ExportColumn("Điểm", "number", decimals=2),
    ExportColumn("Hết hạn", "date"),
)


def _part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_text_stays_text_and_nothing_becomes_a_formula(tmp_path: Path) -> None:
    texts = ["0012", "=1+1", "+84", "-5", "@SUM(A1)", "{=1}", "https://example.vn", "1E5", "TRUE", " Ẩm\nỘc \x07"]
    target = tmp_path / "a.xlsx"
    assert write_table(target, "Sản phẩm", [ExportColumn("Mã")], [[text] for text in texts]) == len(texts)
    found = [line[0] for line in read_sheet(target)[1:]]
    assert {kind for kind, _text in found} == {"inlineStr"}
    assert [text for _kind, text in found] == [*texts[:-1], " Ẩm\nỘc  "]
    assert "hyperlink" not in _part(target, "xl/worksheets/sheet1.xml")


def test_numbers_and_dates_are_real_ones(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    moment = dt.datetime(2026, 11, 24, 7, 5, tzinfo=dt.UTC)
    write_table(
        target,
        "x",
        COLUMNS,
        [["1/2024", "Cà phê", Decimal("67.25"), dt.date(2026, 12, 28)], [None, "", 12345678, moment]],
    )
    lines = read_sheet(target)
    days = (dt.date(2026, 12, 28) - dt.date(1899, 12, 30)).days
    assert lines[1] == [("inlineStr", "1/2024"), ("inlineStr", "Cà phê"), ("n", "67.25"), ("n", str(days))]
    assert [kind for kind, _text in lines[2]] == ["n", "n"]
    local = moment.astimezone().replace(tzinfo=None) - dt.datetime(1899, 12, 30)  # noqa: DTZ001
    assert float(lines[2][1][1]) == pytest.approx(local / dt.timedelta(days=1))
    styles = _part(target, "xl/styles.xml")
    assert "dd/mm/yyyy" in styles
    assert re.search(r'numFmtId="4"|#,##0\.00', styles)


def test_the_head_is_frozen_and_filters(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    write_table(target, "x", COLUMNS, [["a", "b", 1, None]] * 3)
    sheet = _part(target, "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:D4"' in sheet


def test_a_table_without_rows_still_has_its_head(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    assert write_table(target, "x", COLUMNS, []) == 0
    assert [text for _kind, text in read_sheet(target)[0]] == ["Số", "Sản phẩm", "Điểm", "Hết hạn"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Sản phẩm", "Sản phẩm"),
        ("Đợt 1/2026: [kết quả]?", "Đợt 1 2026 kết quả"),
        ("'trong ngoặc'", "trong ngoặc"),
        ("*", "OCOP"),
        ("x" * 50, "x" * 31),
    ],
)
def test_the_sheet_is_named_as_excel_allows(title: str, expected: str, tmp_path: Path) -> None:
    assert sheet_name(title) == expected
    write_table(tmp_path / "a.xlsx", title, COLUMNS, [])
    assert expected.replace("&", "&amp;") in _part(tmp_path / "a.xlsx", "xl/workbook.xml")


class _Stopped:
    def __init__(self, after: int) -> None:
        self.after, self.told = after, []

    def step(self, done: int, total: int, message: str) -> None:
        self.told.append((done, total))
        if done >= self.after:
            raise Cancelled


def test_stopped_work_leaves_nothing_and_what_stood_there_stays(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"older")
    watch = _Stopped(1000)
    with pytest.raises(Cancelled):
        write_table(target, "x", [ExportColumn("a")], ([str(n)] for n in range(5000)), total=5000, progress=watch)
    assert watch.told == [(500, 5000), (1000, 5000)]
    assert target.read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_export, "MOST_ROWS", 10)
    assert write_table(tmp_path / "a.xlsx", "x", [ExportColumn("a")], [["b"]] * 10) == 10
    with pytest.raises(InvalidInput, match="more rows"):
        write_table(tmp_path / "b.xlsx", "x", [ExportColumn("a")], [["b"]] * 11)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="gone") as refused:
        write_table(tmp_path / "gone" / "gone.xlsx", "x", COLUMNS, [["a", "b", 1, None]])
    assert "gone.xlsx" in refused.value.what
    folder = tmp_path / "taken.xlsx"
    folder.mkdir()
    with pytest.raises(StorageError):
        write_table(folder, "x", COLUMNS, [])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["taken.xlsx"]


@pytest.mark.skipif(sys.platform != "linux", reason="counts open files in /proc")
def test_stopped_work_leaves_no_file_open(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(Cancelled):
        write_table(tmp_path / "a.xlsx", "x", [ExportColumn("a")], [["b"]] * 600, progress=_Stopped(500))
    assert len(os.listdir("/proc/self/fd")) <= before
