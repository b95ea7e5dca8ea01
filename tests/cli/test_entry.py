"""What holds for every command: languages, exit codes, one line for an error, and a fast start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import entry
from app.cli.entry import hoist, run
from app.cli.root import COMMANDS
from app.errors import BundleRejected, Cancelled, NotAllowed, RuleError, StorageError
from app.settings import Settings, save_settings
from tests.cli.conftest import ENTRY, ROOT, Cli

HEAVY = ("PySide6", "shiboken6", "reportlab", "sqlalchemy", "sqlmodel", "alembic", "docx", "pypdfium2", "rich")


def _loaded_after(arguments: list[str]) -> set[str]:
    code = (
        "import sys\nfrom app.cli.entry import run\n"
        f"code = run({arguments!r})\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


def test_help_and_scoring_start_without_window_drawing_or_database(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('{"1.1": 2}', encoding="utf-8")
    score = ["rules", "score", "--set", "qd-26-2026/13", "--answers", str(answers), "--json"]
    for arguments in (["--help"], ["rules", "--help"], score):
        assert not _loaded_after(["--data-dir", str(tmp_path / "none"), *arguments]).intersection(HEAVY)
    assert not (tmp_path / "none").exists()


def test_every_command_shows_its_help(cli: Cli) -> None:
    for name in COMMANDS:
        done = cli(name, "--help")
        assert done.code == 0
        assert "Usage: so-ocop " + name in done.out


def test_options_of_the_program_stand_before_or_behind_the_command(cli: Cli, folder: Path) -> None:
    before = run(["--lang", "en", "--data-dir", str(folder), "rules", "list"])
    assert before == run(["rules", "--lang=en", "list", "--data-dir", str(folder)]) == 0
    assert cli("rules", "list").out == cli("--lang", "en", "rules", "list").out


def test_hoisting_leaves_what_stands_behind_a_double_dash() -> None:
    assert hoist(["a", "--lang=en", "b", "--", "--lang", "vi"]) == ({"--lang": "en"}, ["a", "b", "--", "--lang", "vi"])
    assert hoist(["a", "--lang"]) == ({}, ["a", "--lang"])


def test_the_language_of_the_settings_holds_unless_another_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_settings(folder / "settings.json", Settings(language="en"))
    run(["--data-dir", str(folder), "rules", "nothing"])
    assert "There is no command nothing." in capsys.readouterr().err
    assert run(["--data-dir", str(folder), "--lang", "xx", "rules", "list"]) == 2


def test_vietnamese_is_the_language_of_a_new_office(folder: Path) -> None:
    from app.translate import current_language

    run(["--data-dir", str(folder), "rules", "check"])
    assert current_language() == "vi"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "There is no command nothing."),
        (["rules", "list", "--foo"], "There is no option --foo."),
        (["rules", "list", "more"], "There are more arguments than the command takes."),
        (["rules", "score"], "--set is missing."),
        (["rules", "show"], "SET|REGIME is missing."),
        (["rules", "score", "--set"], "The option --set needs a value, or takes none."),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_code_2(cli: Cli, arguments: list[str], said: str) -> None:
    done = cli(*arguments)
    assert done.code == 2
    assert done.err.startswith(said)
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotAllowed("No."), 4),
        (RuleError("No.", file="a.json"), 5),
        (BundleRejected("No.", check="zip"), 6),
        (StorageError("No."), 7),
        (OSError(28, "No space left on device", "x"), 7),
        (Cancelled(), 8),
        (KeyboardInterrupt(), 8),
        (EOFError(), 8),
        (RuntimeError("bug"), 70),
    ],
)
def test_each_kind_of_error_has_its_exit_code(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(entry, "command_tree", fail)
    done = cli("rules", "list")
    assert done.code == code
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err


def test_a_fault_of_the_program_is_kept_in_the_log_without_private_data(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    def fail() -> None:
        raise RuntimeError("cccd 012345678901")

    monkeypatch.setattr(entry, "command_tree", fail)
    done = cli("rules", "list")
    log = folder / "logs" / "so-ocop.log"
    assert str(log) in done.err
    written = log.read_text(encoding="utf-8")
    assert "Traceback" in written
    assert "RuntimeError" in written
    assert "012345678901" not in written + done.err


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    code = "from app.cli import main\nmain()"
    started = subprocess.Popen(
        [sys.executable, "-c", code, "--data-dir", str(folder), "rules", "show", "qd-26-2026/13"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert started.stdout is not None
    assert started.stderr is not None
    started.stdout.close()
    assert started.stderr.read() == b""
    assert started.wait() == 0
    started.stderr.close()


def test_help_errors_and_answers_speak_both_languages(cli: Cli) -> None:
    for arguments in (["--help"], ["rules", "--help"], ["rules", "list"], ["rules", "score"], ["office", "list"]):
        english, vietnamese = cli(*arguments, lang="en"), cli(*arguments, lang="vi")
        assert english.code == vietnamese.code
        assert (english.out, english.err) != (vietnamese.out, vietnamese.err)
    assert cli("rules", "--help", lang="vi").out.startswith("Cách dùng: so-ocop rules")


def test_vietnamese_letters_are_utf8_whatever_the_console_says(process: Cli) -> None:
    done = process(
        "rules", "show", "qd-26-2026/13", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    )
    assert done.code == 0
    assert "Cà phê, cacao" in done.out


def test_unreadable_settings_are_told_and_stop_nothing(cli: Cli, folder: Path) -> None:
    folder.mkdir()
    (folder / "settings.json").write_text("{", encoding="utf-8")
    done = cli("rules", "list")
    assert done.code == 0
    assert "settings.json.bad-1" in done.err


def test_control_c_in_a_command_ends_with_one_line(folder: Path) -> None:
    code = (
        "import signal, sys\nfrom app.cli import main, rules\n"
        # A test run that was put into the background hands an ignored Ctrl+C down to its processes.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "rules._answer_bytes = lambda path: signal.raise_signal(signal.SIGINT)\nmain()"
    )
    called = ["--data-dir", str(folder), "--lang", "en", "rules", "score", "--set", "qd-26-2026/13", "--answers", "-"]
    done = subprocess.run(
        [sys.executable, "-c", code, *called], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (8, "")
    assert done.stderr == "Stopped at your request. Nothing was left half done.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_output_that_takes_nothing_is_a_storage_error(folder: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, str(ENTRY), "--data-dir", str(folder), "--lang", "en", "rules", "list"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 7
    assert done.stderr.count("\n") == 1
