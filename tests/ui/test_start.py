"""The start: the frame is painted before the data layer is imported, and a second start shows the first window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.paths import DataPaths
from app.ui import single_instance
from app.ui.application import Application
from app.ui.single_instance import SingleInstance
from benchmarks.first_paint import HEAVY

ROOT = Path(__file__).resolve().parent.parent.parent
_QUIET = {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}


def _paint(folder: Path) -> list[str]:
    """What of the heavy libraries the program has imported when its frame was painted."""
    command = [sys.executable, "-m", "benchmarks.first_paint", "ours", str(folder), "--lang", "en"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | _QUIET, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    _moment, *imported = done.stdout.split()
    return imported


def test_no_data_layer_is_imported_before_the_frame_is_painted(offices: dict[str, DataPaths]) -> None:
    imported = _paint(offices["commune"].root)
    assert "sqlalchemy" in HEAVY
    assert imported == []


def test_a_second_start_hands_its_bundle_to_the_window_that_is_open(tmp_path: Path, qtbot: QtBot) -> None:
    got: list[Path | None] = []
    first = SingleInstance(tmp_path)
    assert not first.give_to_running(None)
    first.listen(got.append)
    second = SingleInstance(tmp_path)
    assert second.give_to_running(tmp_path / "one.ocop")
    qtbot.waitUntil(lambda: bool(got))
    assert got == [tmp_path / "one.ocop"]
    first.close()
    assert not SingleInstance(tmp_path).give_to_running(None)


def test_a_second_start_waits_for_one_that_does_not_listen_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_instance, "_PATIENCE", 60.0)
    first = SingleInstance(tmp_path)
    assert not first.give_to_running(None)
    said = tmp_path / "said"
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication as C; c = C([]);"
        "from app.ui.single_instance import SingleInstance as S; one = S(Path(sys.argv[1]));"
        "got = []; one.listen(got.append);"
        "exec('while not got: c.processEvents()');"
        "Path(sys.argv[2]).write_text(str(got[0]))"
    )
    listens = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path), str(said)], cwd=ROOT, env=os.environ | _QUIET
    )
    assert SingleInstance(tmp_path).give_to_running(tmp_path / "two.ocop")
    assert listens.wait(60) == 0
    assert said.read_text() == str(tmp_path / "two.ocop")


def test_the_folder_is_opened_once_the_frame_was_painted(
    offices: dict[str, DataPaths], qtbot: QtBot, qapp: QApplication
) -> None:
    application = Application(qapp, offices["commune"])
    qtbot.addWidget(application.window)
    assert not application.desk.is_open
    with qtbot.waitSignal(application.stands):
        pass
    qtbot.waitUntil(lambda: application.desk.is_open)
    assert application.window.stack.route is not None
    application.window.close()
    application.close()


def test_what_was_opened_shown_or_pasted_is_gone_after_the_next_start(
    offices: dict[str, DataPaths], qtbot: QtBot, qapp: QApplication
) -> None:
    paths = offices["commune"]
    left = [paths.opened / "ab12" / "CCCD.jpg", paths.previews / "Phiếu đăng ký.pdf", paths.pasted / "ảnh dán.png"]
    bundle = paths.outbox / "xa-ea-kly-0001.ocop"
    for path in (*left, bundle):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a paper of a person")
    left[0].chmod(0o400)
    application = Application(qapp, paths)
    qtbot.addWidget(application.window)
    qtbot.waitUntil(lambda: application.desk.is_open)
    assert [path for path in left if path.exists()] == []
    assert bundle.is_file()
    application.window.close()
    application.close()
