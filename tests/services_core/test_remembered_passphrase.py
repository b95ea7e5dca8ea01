"""The passphrase is remembered by the system's keyring or not at all, and no failure of it is anybody's trouble."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring.core
import pytest

from app.services import remembered_passphrase as kept
from app.services.remembered_passphrase import (
    BACKEND_VARIABLE,
    Choice,
    can_remember,
    follow_change,
    forget,
    remember,
    remembered,
)
from tests.services_core.own_keyring import MemoryKeyring

OFFICE = ("66-654", "0123456789abcdef")


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[MemoryKeyring]]:
    """The system has a keyring: that of the tests."""
    monkeypatch.delenv(BACKEND_VARIABLE)
    choice = Choice("tests.services_core.own_keyring", "MemoryKeyring")
    monkeypatch.setitem(kept.CHOICES, sys.platform, (choice,))
    monkeypatch.setattr(MemoryKeyring, "entries", {})
    return MemoryKeyring


def test_what_is_remembered_comes_back_for_this_office_and_folder_alone(own: type[MemoryKeyring]) -> None:
    assert can_remember()
    assert remembered(*OFFICE) is None
    assert remember(*OFFICE, "bốn từ dễ nhớ")
    assert remembered(*OFFICE) == "bốn từ dễ nhớ"
    assert remembered("66-655", OFFICE[1]) is None
    assert remembered(OFFICE[0], "f" * 16) is None
    assert own.entries == {("So OCOP", "66-654 0123456789abcdef"): "bốn từ dễ nhớ"}
    assert forget(*OFFICE)
    assert forget(*OFFICE)
    assert own.entries == {}


def test_a_changed_passphrase_is_followed_only_where_one_was_remembered(own: type[MemoryKeyring]) -> None:
    follow_change(*OFFICE, "new")
    assert own.entries == {}
    remember(*OFFICE, "old")
    follow_change(*OFFICE, "new")
    assert remembered(*OFFICE) == "new"
    follow_change(*OFFICE, None)
    assert own.entries == {}


def test_a_keyring_that_fails_remembers_nothing_and_its_words_reach_no_log(
    own: type[MemoryKeyring], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    remember(*OFFICE, "old")
    monkeypatch.setattr(MemoryKeyring, "locked", True)
    with caplog.at_level(logging.DEBUG):
        assert not remember(*OFFICE, "very secret")
        assert remembered(*OFFICE) is None
        assert not forget(*OFFICE)
        follow_change(*OFFICE, "very secret")
    assert "KeyringLocked" in caplog.text
    assert "very secret" not in caplog.text
    assert own.entries == {("So OCOP", "66-654 0123456789abcdef"): "old"}


def test_without_a_working_keyring_there_is_nothing_to_tick(
    own: type[MemoryKeyring], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryKeyring, "works", False)
    assert not can_remember()
    assert not remember(*OFFICE, "words")
    monkeypatch.setitem(kept.CHOICES, sys.platform, (Choice("keyring.backends.no_such_system", "Keyring"),))
    assert not can_remember()
    assert remembered(*OFFICE) is None


def test_other_installed_keyrings_are_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("keyring.backends.null.Keyring", "tests.services_core.own_keyring.MemoryKeyring"):
        monkeypatch.setenv(BACKEND_VARIABLE, name)
        assert not kept.is_possible()
        assert not can_remember()
    monkeypatch.delenv(BACKEND_VARIABLE)
    monkeypatch.setattr(keyring.core, "_keyring_backend", MemoryKeyring())
    monkeypatch.setitem(kept.CHOICES, sys.platform, ())
    assert not can_remember()
    assert not remember(*OFFICE, "words")
    for choices in (*kept.CHOICES.values(), kept._LINUX):
        for one in choices:
            assert one.module.startswith("keyring.backends.")
            assert one.module.rpartition(".")[2] not in ("null", "fail", "chainer")


def test_a_linux_without_a_session_bus_is_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(BACKEND_VARIABLE)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert not kept.is_possible()
    (tmp_path / "bus").touch()
    assert kept.is_possible()
    assert not can_remember()  # a file that no bus listens at


def test_all_that_this_system_s_keyrings_need_is_installed() -> None:
    kept.load_backends()


def test_a_data_folder_keeps_its_mark_and_another_has_another(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    one = kept.folder_id(tmp_path / "one")
    assert one == kept.folder_id(tmp_path / "two" / ".." / "one")
    assert one != kept.folder_id(tmp_path / "two")
    assert len(one) == 16
    assert "one" not in one


def test_keyring_is_imported_only_when_it_is_asked() -> None:
    code = (
        "import sys; from app.services import remembered_passphrase as one; one.is_possible(); one.forget('a', 'b')\n"
        "print([name for name in sys.modules if name.partition('.')[0] in ('keyring', 'secretstorage', 'jeepney')])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
