"""``so-ocop dossier``, ``certificate`` and ``paper`` on what a whole case left behind."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest

from app.cli import certificate
from tests.cli.conftest import Cli, Done

DURING = dt.date(2027, 6, 1)
"""A day on which the case's certificates hold."""


@pytest.fixture
def recognised(cli: Cli, province: Path) -> list[str]:
    """The ids of the dossiers that the province recognised."""
    return [one["id"] for one in cli("dossier", "list", "--status", "recognised", "--json").json["dossiers"]]


@pytest.fixture
def code(cli: Cli, recognised: list[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The text of the QR code of one certificate, on a day when it holds."""
    monkeypatch.setattr(certificate, "today", lambda: DURING)
    shown = cli("dossier", "show", recognised[0], "--json").json
    return str(shown["certificates"][0]["code"])


def _decision(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "so-ocop.db")) as connection:
        return str(connection.execute("SELECT decision_id FROM certificate LIMIT 1").fetchone()[0])


def _text(path: Path) -> str:
    with closing(pypdfium2.PdfDocument(path)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_list_shows_dossiers_by_state_year_and_words(cli: Cli, province: Path) -> None:
    every = cli("dossier", "list", "--json").json["dossiers"]
    assert len(every) >= 3
    assert {"id", "product", "producer", "status", "year", "set_id"} <= set(every[0])
    assert cli("dossier", "list", "--status", "draft", "--json").json["dossiers"] == []
    assert cli("dossier", "list", "--year", "1999", "--json").json["dossiers"] == []
    found = cli("dossier", "list", "--find", "buoi", "--json").json["dossiers"]
    assert [one["product"] for one in found] == ["(mẫu) Bưởi Vườn Suối"]
    assert "(mẫu) Bưởi Vườn Suối" in cli("dossier", "list").out
    assert cli("dossier", "list", "--status", "nothing").code == 2


def test_show_has_papers_results_certificates_and_a_whole_history(cli: Cli, recognised: list[str]) -> None:
    done = cli("dossier", "show", recognised[0], "--json")
    assert done.code == 0
    shown = done.json
    assert shown["history_whole"] is True
    assert [one["sequence"] for one in shown["history"]] == list(range(1, len(shown["history"]) + 1))
    assert {"open_dossier", "receive_first", "issue_certificate"} <= {one["act"] for one in shown["history"]}
    assert shown["documents"][0]["files"][0]["sha256"]
    assert shown["results"][0]["stars"] == shown["certificates"][0]["stars"]
    text = cli("dossier", "show", recognised[0]).out
    assert "The history is whole." in text
    assert "State: recognised" in text
    assert cli("dossier", "show", "nothing").code == 3


def test_a_history_that_was_changed_is_told(cli: Cli, recognised: list[str], change: Callable[[str], None]) -> None:
    change(f"UPDATE journal_entry SET act = 'x' WHERE dossier_id = '{recognised[0]}' AND dossier_sequence = 3")
    done = cli("dossier", "show", recognised[0], "--json")
    assert done.code == 1
    assert (done.json["history_whole"], done.json["broken_at"]) == (False, 3)
    assert "broken at entry 3" in cli("dossier", "show", recognised[0]).out


def test_a_genuine_code_is_verified_with_its_facts(cli: Cli, code: str) -> None:
    done = cli("certificate", "verify", code, "--json")
    assert done.code == 0
    assert (done.json["genuine"], done.json["known_here"]) == (True, True)
    assert done.json["state"] == "valid"
    assert done.json["decision_date"] < done.json["valid_to"]
    assert "It is genuine and holds." in cli("certificate", "verify", code).out


@pytest.mark.parametrize("status", ["revoked", "replaced"])
def test_what_the_register_knows_of_a_certificate_is_told(
    cli: Cli, code: str, change: Callable[[str], None], status: str
) -> None:
    change(f"UPDATE certificate SET status = '{status}'")
    done = cli("certificate", "verify", code, "--json")
    assert (done.code, done.json["state"]) == (0, status)


def test_a_certificate_past_its_last_day_has_expired(
    cli: Cli, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificate, "today", lambda: dt.date(2031, 1, 1))
    assert cli("certificate", "verify", code, "--json").json["state"] == "expired"
    monkeypatch.setattr(certificate, "today", lambda: dt.date(2026, 1, 1))
    assert cli("certificate", "verify", code, "--json").json["state"] == "not_yet"


def test_a_code_that_was_changed_is_not_genuine(cli: Cli, code: str) -> None:
    done = cli("certificate", "verify", code[:-1] + ("A" if code[-1] != "A" else "B"), "--json")
    assert (done.code, done.json["genuine"]) == (1, False)
    assert cli("certificate", "verify", "just words").code == 1


def test_a_card_or_a_key_is_enough_without_a_data_folder(
    cli: Cli, process: Cli, code: str, province: Path, tmp_path: Path
) -> None:
    card = Path(cli("office", "card", tmp_path, "--json").json["card"])
    key = json.loads(card.read_text(encoding="utf-8"))["sign_public_key"]
    nowhere = tmp_path / "nowhere"
    assert cli("certificate", "verify", code, data_dir=nowhere).code == 3
    assert cli("certificate", "verify", code, "--key", key, data_dir=nowhere).code == 0
    assert cli("certificate", "verify", code, "--key", "ab" * 32, data_dir=nowhere).code == 1
    assert cli("certificate", "verify", code, "--key", "short", data_dir=nowhere).code == 2
    done = cli("certificate", "verify", code, "--card", card, "--json", data_dir=nowhere)
    assert (done.code, done.json["known_here"]) == (0, False)
    assert not nowhere.exists()
    piped = process("--lang", "en", "certificate", "verify", "-", "--key", key, stdin=code.encode())
    assert piped.code == 0


def test_issuing_again_makes_nothing_new(cli: Cli, province: Path, change: Callable[[str], None]) -> None:
    decision = _decision(province)
    first = cli("certificate", "issue", decision, "--json")
    assert first.code == 0
    numbers = [one["register_text"] for one in first.json["certificates"]]
    assert len(numbers) == len(set(numbers)) > 0
    assert cli("certificate", "issue", decision, "--json").json == first.json
    assert numbers[0] in cli("certificate", "issue", decision).out
    assert cli("certificate", "issue", "nothing").code == 3
    change(f"UPDATE recognition_decision SET signed_on = NULL WHERE id = '{decision}'")
    assert cli("certificate", "issue", decision).code == 4


def test_a_paper_is_written_as_pdf(cli: Cli, recognised: list[str], tmp_path: Path) -> None:
    out = tmp_path / "form.pdf"
    done = cli("paper", "registration_form", recognised[0], out, "--json")
    assert done.code == 0
    assert done.json["pages"] == len(pypdfium2.PdfDocument(out))
    assert "PHIẾU ĐĂNG KÝ" in _text(out)


def test_a_letter_that_is_finished_by_hand_is_written_as_docx(cli: Cli, recognised: list[str], tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    done = cli("paper", "commune_report", recognised[0], out)
    assert done.code == 0
    assert out.read_bytes()[:2] == b"PK"
    assert cli("paper", "registration_form", recognised[0], tmp_path / "form.docx").code == 2


def test_a_counted_copy_says_that_it_is_a_reprint(cli: Cli, province: Path, tmp_path: Path) -> None:
    decision = _decision(province)
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    assert cli("paper", "certificate", decision, first, "--record", "--json").json["recorded"] is True
    assert cli("paper", "certificate", decision, second, "--record").code == 0
    assert "Bản in lại" not in _text(first)
    assert "in lại" in _text(second)


def test_a_copy_that_could_not_be_written_is_not_counted(cli: Cli, province: Path, tmp_path: Path) -> None:
    decision = _decision(province)
    (tmp_path / "taken.pdf").mkdir()
    assert cli("paper", "certificate", decision, tmp_path / "taken.pdf", "--record").code == 7
    with closing(sqlite3.connect(province / "so-ocop.db")) as connection:
        assert connection.execute("SELECT max(printed_count) FROM certificate").fetchone() == (0,)


def test_papers_that_cannot_be_are_refused(cli: Cli, recognised: list[str], tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    unknown = cli("paper", "nothing", recognised[0], out)
    assert unknown.code == 2
    assert "registration_form" in unknown.err
    assert cli("paper", "registration_form", "nobody", out).code == 3
    assert cli("paper", "registration_form", recognised[0], tmp_path / "none" / "x.pdf").code == 3
    assert cli("paper", "registration_form", recognised[0], out, "--record").code == 2
    assert not out.exists()


def test_the_help_names_every_paper(cli: Cli) -> None:
    from app.services.printing.printing import PAPER_KINDS

    said: Done = cli("paper", "--help")
    assert all(kind in said.out for kind in PAPER_KINDS)
