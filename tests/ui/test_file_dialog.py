"""The file dialog: in our words, where the last file of its kind was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import translate
from app.paths import DataPaths
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.qt_words import QtWords
from app.ui.shell.main_window import MainWindow

KINDS = "PDF files (*.pdf)"


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "Documents"
    folder.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(folder))
    return folder


@pytest.fixture
def window(open_window: Callable[[DataPaths], MainWindow], offices: dict[str, DataPaths]) -> MainWindow:
    return open_window(offices["commune"])


@pytest.fixture
def qt_words(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every word of ours is told by brackets."""
    monkeypatch.setattr("app.ui.qt_words._", lambda text: f"[{text}]")
    words = QtWords(qapp)
    qapp.installTranslator(words)
    yield
    qapp.removeTranslator(words)


def ask(window: MainWindow, kinds: str = KINDS) -> FileDialog:
    dialog = FileDialog(window, "Which file?", "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()
    return dialog


def test_it_begins_in_the_documents_and_then_where_the_last_file_of_this_kind_was(
    window: MainWindow, documents: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    file = scans / "a.pdf"
    file.write_bytes(b"%PDF-1.7")
    first = ask(window)
    assert Path(first.directory().absolutePath()) == documents
    first.selectFile(str(file))
    first.accept()
    assert Path(ask(window).directory().absolutePath()) == scans
    assert Path(ask(window, "Pictures (*.png)").directory().absolutePath()) == documents
    file.unlink()
    scans.rmdir()
    assert Path(ask(window).directory().absolutePath()) == documents


def test_a_name_that_is_proposed_stands_in_the_dialog(window: MainWindow, documents: Path) -> None:
    dialog = FileDialog(window, "Save as", "Quyết định.pdf", KINDS)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.open()
    assert [Path(one) for one in dialog.selectedFiles()] == [documents / "Quyết định.pdf"]


def test_no_word_of_the_dialog_is_left_to_qt(qt_words: None, window: MainWindow, documents: Path) -> None:
    dialog = ask(window)
    texts = [one.text() for one in (*dialog.findChildren(QLabel), *dialog.findChildren(QPushButton)) if one.isVisible()]
    assert len(texts) >= 5
    assert [text for text in texts if text and not text.startswith("[")] == []
    model = dialog.findChildren(QFileDialog)  # no dialog inside
    assert model == []
    assert QCoreApplication.translate("QFileSystemModel", "Date Modified") == "[Last changed]"
    assert QCoreApplication.translate("QFileDialog", "%n words that we do not know", "", 3) == (
        "3 words that we do not know"
    )


def test_the_words_follow_the_language(qapp: QApplication) -> None:
    translate.set_language("en")
    assert QtWords(qapp).translate("QFileDialog", "Look in:") == "Look in:"
