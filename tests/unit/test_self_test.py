"""The program's test of itself, and the other starts that are neither a command nor the window."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from app import self_test, start
from app.errors import StorageError
from app.services.bundles import seal_program
from app.services.thumbnails.worker import FLAG
from app.translate import set_language

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def _language() -> None:
    set_language("en")


def _steps(folder: Path) -> dict[str, self_test.Step]:
    return {title: (title, work) for title, work in self_test.all_steps(folder)}


def test_the_steps_need_nothing_that_is_not_shipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = _steps(tmp_path)
    window = steps.pop("window")
    assert window[1]
    assert self_test.run(list(steps.values())) == 0
    set_language("en")
    assert capsys.readouterr().err == ""
    assert list(tmp_path.rglob("*.ocop"))
    assert list(tmp_path.rglob("*.pdf"))
    assert (tmp_path / "empty" / "so-ocop.db").is_file()
    assert (tmp_path / "thumbnail.png").read_bytes().startswith(b"\x89PNG")


def test_the_first_failure_is_told_in_one_line_that_names_the_step(capsys: pytest.CaptureFixture[str]) -> None:
    called: list[str] = []

    def fail(error: Exception) -> None:
        called.append("second")
        raise error

    for error, said in (
        (StorageError("The disk\nis full."), "The disk is full."),
        (ModuleNotFoundError("No module named 'x'"), "ModuleNotFoundError: No module named 'x'"),
    ):
        called.clear()
        steps: list[self_test.Step] = [
            ("first", partial(called.append, "first")),
            ("second", partial(fail, error)),
            ("third", partial(called.append, "third")),
        ]
        assert self_test.run(steps) == 1
        out, err = capsys.readouterr()
        assert called == ["first", "second"]
        assert out == ""
        assert err == f"Self-test failed at: second: {said}\n"


def test_a_program_without_a_screen_for_words_still_says_it_by_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert self_test.run([]) == 0
    assert self_test.run([("step", partial(int, "x"))]) == 1


def test_a_missing_catalogue_and_missing_rules_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = _steps(tmp_path)
    monkeypatch.setattr(self_test, "set_language", lambda _language: None)
    assert self_test.run([steps["languages"]]) == 1
    monkeypatch.setattr(self_test, "resource_path", lambda *_names: tmp_path)
    assert self_test.run([steps["rule files"]]) == 1


def test_every_helper_is_started_by_the_option_that_it_is_called_with(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (start.SEAL, start.UNSEAL, start.THUMBNAILS) == (seal_program.SEAL, seal_program.UNSEAL, FLAG)
    monkeypatch.setattr(seal_program, "main", lambda arguments: arguments)
    monkeypatch.setattr(self_test, "run", lambda: 8)
    for option in (start.SEAL, start.UNSEAL):
        assert start.hidden_start([option]) == [option]
    assert start.hidden_start([start.SELF_TEST]) == 8
    assert start.hidden_start([]) is None
    assert start.hidden_start(["rules", start.SELF_TEST]) is None


@pytest.mark.parametrize("entry", ["entry_cli.py", "entry_gui.py"])
def test_both_entries_ask_before_they_import_anything_else(entry: str) -> None:
    heavy = "{'app.cli', 'typer', 'PySide6', 'sqlalchemy', 'pydantic'}"
    code = f"""
import runpy, sys
sys.argv = ["x", {start.UNSEAL!r}]
try:
    runpy.run_path({str(ROOT / "packaging" / entry)!r}, run_name="__main__")
except BaseException as stop:  # there is no key on the empty input
    print(type(stop).__name__, sorted({heavy} & set(sys.modules)))
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.stdout == "IdentityError []\n"
