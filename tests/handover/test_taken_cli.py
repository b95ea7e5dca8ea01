"""``so-ocop bundle undo`` and ``so-ocop bundle conflicts``: the same by the command line alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import bundle, taken
from app.cli.entry import run
from app.models import Product
from app.models.base import practice_day
from tests.handover.test_conflicts import parted
from tests.handover.test_take_undo import sound
from tests.handover.world import COMMUNE, PROVINCE, World, rows_of


class Command:
    """The command on one office's data folder, in English."""

    def __init__(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        self.world, self._capsys = world, capsys

    def __call__(self, code: str, *arguments: object) -> tuple[int, str, str]:
        self._capsys.readouterr()
        with practice_day(self.world.day):
            done = run(["--lang", "en", "--data-dir", str(self.world.folder / code), *map(str, arguments)])
        said = self._capsys.readouterr()
        return done, said.out, said.err

    def json(self, code: str, *arguments: object) -> Any:
        done, out, err = self(code, *arguments, "--json")
        assert done == 0, err
        return json.loads(out)


@pytest.fixture
def command(world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    for module in (bundle, taken):
        monkeypatch.setattr(module, "today", lambda: world.day)
    return Command(world, capsys)


def test_a_take_is_listed_asked_about_and_undone(world: World, command: Command) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    [listed] = command.json(PROVINCE, "bundle", "undo")
    assert (listed["possible"], [one["id"] for one in listed["dossiers"]]) == (True, [dossier])
    done, out, _err = command(PROVINCE, "bundle", "undo", listed["hand_over"])
    assert (done, "can be undone until" in out) == (0, True)
    assert world.standing(PROVINCE, dossier)[0] == "received", "without a reason it only asks"
    undone = command.json(PROVINCE, "bundle", "undo", listed["hand_over"], "--reason", "nhận nhầm")
    assert undone["gone"] == [dossier]
    assert command.json(PROVINCE, "bundle", "undo") == []
    assert command(PROVINCE, "bundle", "undo", listed["hand_over"], "--reason", "lần nữa")[0] == 4


def test_what_rests_on_a_take_is_told(world: World, command: Command) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.accept(PROVINCE, dossier)
    [listed] = command.json(PROVINCE, "bundle", "undo")
    assert (listed["possible"], [one["kind"] for one in listed["dependants"]]) == (False, ["act"])
    _done, out, _err = command(PROVINCE, "bundle", "undo")
    assert "accept as valid" in out
    done, _out, err = command(PROVINCE, "bundle", "undo", listed["hand_over"], "--reason", "x")
    assert (done, "accept as valid" in err) == (4, True)


def test_conflicts_are_kept_by_take_shown_and_settled_from_a_file(
    world: World, command: Command, tmp_path: Path
) -> None:
    dossier, path = parted(
        world, {"specification": "hộp 200 g", "brand": "A"}, {"specification": "hộp 500 g", "brand": "B"}
    )
    assert len(command.json(COMMUNE, "bundle", "take", path, "--no-receipt")["conflicts"]) == 1
    [conflict] = command.json(COMMUNE, "bundle", "conflicts")
    [record] = conflict["records"]
    assert {one["field"] for one in record["fields"] if one["standing"] == "differ"} == {"specification", "brand"}
    _done, out, _err = command(COMMUNE, "bundle", "conflicts")
    assert "hộp 200 g" in out
    assert "CHANGED ON BOTH SIDES" in out

    file = tmp_path / "choices.json"
    file.write_text(
        json.dumps({"conflict": conflict["conflict"], "choices": {record["record"]: {"brand": "theirs"}}}), "utf-8"
    )
    assert command.json(COMMUNE, "bundle", "conflicts", "--settle", file, "--draft")[0]["settled"] is False
    done, _out, err = command(COMMUNE, "bundle", "conflicts", "--settle", file)
    assert (done, "packing and weight" in err) == (2, True)
    file.write_text(
        json.dumps([{"conflict": conflict["conflict"], "choices": {record["record"]: {"specification": "mine"}}}]),
        "utf-8",
    )
    assert command.json(COMMUNE, "bundle", "conflicts", "--settle", file)[0]["settled"] is True
    assert command.json(COMMUNE, "bundle", "conflicts") == []
    taken_now = command.json(COMMUNE, "bundle", "take", path, "--no-receipt")
    assert taken_now["taken"] == [dossier]
    [product] = rows_of(world[COMMUNE], Product)
    assert (product["specification"], product["brand"]) == ("hộp 200 g", "B")
    assert sound(world, COMMUNE) == []


def test_choices_that_are_none_are_refused(world: World, command: Command, tmp_path: Path) -> None:
    world[COMMUNE]
    file = tmp_path / "choices.json"
    for text in ("nothing", "[1]", '{"conflict": "x"}', '{"conflict": "x", "choices": {"a": 1}}'):
        file.write_text(text, "utf-8")
        assert command(COMMUNE, "bundle", "conflicts", "--settle", file)[0] == 2, text
    assert command(COMMUNE, "bundle", "conflicts", "--settle", tmp_path / "gone.json")[0] == 3
    assert command(COMMUNE, "bundle", "conflicts", "--draft")[0] == 2
