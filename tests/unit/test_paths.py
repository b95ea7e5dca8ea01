from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app import paths


def test_every_place_lies_below_the_chosen_folder_and_is_made_on_demand(tmp_path: Path) -> None:
    chosen = paths.data_paths(tmp_path / "Xã Ea Kly")
    assert not chosen.root.exists()
    assert chosen.ensure() is chosen
    places = [chosen.files, chosen.quarantine, chosen.outbox, chosen.backups, chosen.logs, chosen.keys]
    assert all(place.is_dir() and place.parent == chosen.root for place in places)
    assert len({*places, chosen.database, chosen.settings_file}) == len(places) + 2
    chosen.ensure()


@pytest.mark.skipif(sys.platform == "win32", reason="folder modes are POSIX")
def test_the_key_folder_is_closed_to_others(tmp_path: Path) -> None:
    chosen = paths.data_paths(tmp_path).ensure()
    assert chosen.keys.stat().st_mode & 0o077 == 0


def test_without_a_choice_the_data_is_in_the_users_own_folder(own_home: Path) -> None:
    root = paths.data_paths().root
    assert root.is_relative_to(own_home.resolve())
    assert "so-ocop" in root.parts


def test_a_resource_is_found_and_names_leading_out_are_refused() -> None:
    assert paths.resource_path("fonts", "LiberationSerif-Regular.ttf").is_file()
    for names in (("..", "app"), ("fonts", "../../app"), ("/etc",), ("C:/x",), ("",), ("fonts\\..\\x",)):
        with pytest.raises(ValueError, match="not the name of a resource"):
            paths.resource_path(*names)


def test_a_frozen_build_reads_its_unpacked_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resource_path("fonts") == tmp_path / "resources" / "fonts"
    assert paths.catalogue_dir() == tmp_path / "i18n"
