from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from app import translate

_PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Score of {name}"
msgstr "Điểm của {name}"

msgid "Lost {name}"
msgstr "Mất {ten}"

msgid "{n} dossier"
msgid_plural "{n} dossiers"
msgstr[0] "{n} hồ sơ"
"""


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "app.po").write_text(_PO, encoding="utf-8")
    monkeypatch.setattr(translate, "catalogue_dir", lambda: tmp_path)
    translate.set_language("vi")
    return folder


def test_vietnamese_is_spoken_even_when_the_catalogue_was_not_compiled(catalogues: Path) -> None:
    assert translate._("Score of {name}").format(name="Mật ong") == "Điểm của Mật ong"


def test_a_compiled_catalogue_older_than_its_source_is_not_used(catalogues: Path) -> None:
    (catalogues / "app.mo").write_bytes(b"not a catalogue")
    os.utime(catalogues / "app.mo", (time.time() - 100, time.time() - 100))
    assert translate._("Score of {name}") == "Điểm của {name}"


def test_a_translation_with_other_fields_is_not_used(catalogues: Path) -> None:
    assert translate._("Lost {name}").format(name="x") == "Lost x"


def test_plurals_and_unknown_and_empty_messages(catalogues: Path) -> None:
    said = [translate.ngettext("{n} dossier", "{n} dossiers", n).format(n=n) for n in (1, 2)]
    assert said == ["1 hồ sơ", "2 hồ sơ"]
    assert translate._("never seen") == "never seen"
    assert translate._("") == ""
    translate.set_language("en")
    assert translate.ngettext("{n} dossier", "{n} dossiers", 1) == "{n} dossier"


def test_an_unknown_language_falls_back_to_vietnamese() -> None:
    translate.set_language("fr")
    assert translate.current_language() == "vi"


def test_dates_are_written_day_first() -> None:
    assert translate.format_date(dt.date(2026, 3, 9)) == "09/03/2026"
    assert translate.format_date(None) == ""


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="needs POSIX time zones")
def test_a_stored_moment_is_shown_in_local_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "ICT-7")
    time.tzset()
    try:
        assert translate.format_datetime(dt.datetime(2026, 3, 9, 18, 5, tzinfo=dt.UTC)) == "10/03/2026 01:05"
        assert translate.format_datetime(dt.datetime(2026, 3, 9, 18, 5)) == "10/03/2026 01:05"  # noqa: DTZ001
    finally:
        monkeypatch.undo()
        time.tzset()


def test_numbers_follow_the_language() -> None:
    translate.set_language("vi")
    assert translate.format_number(Decimal("1234.5")) == "1.234,5"
    assert translate.format_number(1234567) == "1.234.567"
    assert translate.format_number(Decimal("69.99"), 2) == "69,99"
    assert translate.format_number(70, 2) == "70,00"
    translate.set_language("en")
    assert translate.format_number(Decimal("1234.50")) == "1,234.50"


def test_babel_is_not_imported_at_start() -> None:
    code = "import sys, app.errors, app.translate, app.settings, app.logs; sys.exit('babel' in sys.modules)"
    root = Path(translate.__file__).parent.parent
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
