from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.settings import Settings, load_settings, save_settings


def test_a_missing_file_gives_the_defaults_without_a_notice(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "settings.json")
    assert settings == Settings()
    assert (settings.language, settings.encrypt_by_default, settings.deadlines) == ("vi", True, {})


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    settings = Settings(language="en", encrypt_by_default=False, deadlines={"check_form": 5})
    settings.certificate.qr = False
    save_settings(path, settings)
    assert load_settings(path) == settings
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_keys_of_a_newer_program_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"language": "en", "theme": {"dark": true}, "certificate": {"qr": false, "gold": 1}}')
    settings = load_settings(path)
    settings.language = "vi"
    save_settings(path, settings)
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert saved["theme"] == {"dark": True}
    assert saved["certificate"] == {"qr": False, "gold": 1, "register_number": True}
    assert saved["language"] == "vi"
    assert load_settings(path).notice == ""


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"null"])
def test_a_corrupt_file_is_set_aside_and_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings = load_settings(path)
    assert settings.language == "vi"
    assert "{name}" in settings.notice
    assert (tmp_path / settings.notice_params["name"]).read_bytes() == content
    assert not path.exists()


def test_a_second_corrupt_file_does_not_overwrite_the_first(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for content in ("one", "two"):
        path.write_text(content)
        load_settings(path)
    assert {file.read_text() for file in tmp_path.iterdir()} == {"one", "two"}


def test_single_wrong_values_stay_at_their_default_and_are_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(
        json.dumps(
            {
                "language": "fr",
                "encrypt_by_default": "no",
                "deadlines": {"check_form": 5, "score": -1, "receive_first": True, "recognise": 2.5},
                "certificate": {"qr": 0},
            }
        )
    )
    settings = load_settings(path)
    assert (settings.language, settings.encrypt_by_default, settings.certificate.qr) == ("vi", True, True)
    assert settings.deadlines == {"check_form": 5}
    named = settings.notice_params["keys"].split(", ")
    assert named == [
        "language",
        "encrypt_by_default",
        "deadlines.score",
        "deadlines.receive_first",
        "deadlines.recognise",
        "certificate.qr",
    ]
    assert path.exists()


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.json"
    save_settings(path, Settings(language="en"))

    def no_space(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        save_settings(path, Settings(language="vi"))
    assert load_settings(path).language == "en"
    assert [file.name for file in tmp_path.iterdir()] == ["settings.json"]
