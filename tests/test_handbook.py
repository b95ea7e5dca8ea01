"""The handbook agrees with the program: its pictures, its links, its words of the screen, and their keys."""

from __future__ import annotations

import ast
import json
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.paths import resource_path
from app.services.rules.library import RuleLibrary
from app.ui.pages.registry import pages_of

ROOT = Path(__file__).resolve().parent.parent
HANDBOOK = ROOT / "docs" / "handbook"
CHAPTERS = sorted(HANDBOOK.glob("*.md"))
READERS = [*CHAPTERS, ROOT / "README.md", ROOT / "README.vi.md"]
LEVELS = ("producer", "commune", "district", "province")

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)]+)\)")
_PICTURE = re.compile(r"pictures/([\w-]+)\.png")
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_WITH_KEY = re.compile(r"\*\*([^*]+)\*\*\s+\(`([^`]+)`")
_GAP = re.compile(r"\{(\w+)\}")
_LETTERS_TO_KNOW = 3
_ANSWERS = {"Ctrl+Enter", "Enter"}
"""The filled button of a page and of a question: its words and its key stand in different places of the code."""


def said(words: str) -> str:
    """Words as they are compared: one line, without the end mark and in one case."""
    return " ".join(words.split()).rstrip(".…:").strip().casefold()


def pattern(words: str) -> str:
    """What a catalogue entry can look like on the screen; numbers where it counts."""
    parts = _GAP.split(words)
    gaps = {"count": r"[\d.]+", "there": r"\d+", "all": r"\d+", "year": r"\d{4}", "number": r"[\d/]+"}
    return "".join(gaps.get(part, ".+") if place % 2 else re.escape(part) for place, part in enumerate(parts))


@cache
def translations() -> dict[str, tuple[str, ...]]:
    with (ROOT / "i18n" / "vi" / "LC_MESSAGES" / "app.po").open("rb") as file:
        catalogue = read_po(file)
    found: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        ident = message.id if isinstance(message.id, str) else message.id[0]
        strings = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        if ident and all(strings):
            found[ident] = strings
    return found


def texts(value: object) -> set[str]:
    """Every text in a resource file."""
    if isinstance(value, str):
        return {value}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*(texts(one) for one in parts)) if parts else set()


@cache
def screen_words() -> tuple[frozenset[str], re.Pattern[str]]:
    """The words of the screen as they are, and a pattern of those with gaps."""
    words = {one for strings in translations().values() for one in strings}
    gaps = []
    for one in words:
        letters = re.sub(r"\W", "", _GAP.sub("", one))
        if _GAP.search(one) and len(letters) >= _LETTERS_TO_KNOW:
            gaps.append(pattern(said(one)))
    plain = {said(one) for one in words if not _GAP.search(one)}
    plain |= {said(part) for one in words for part in one.split(" {")[:1] if " {" in one}
    for file in resource_path("regimes").glob("*.json"):
        plain |= {said(one) for one in texts(json.loads(file.read_text("utf-8")))}
    return frozenset(plain), re.compile("|".join(gaps), re.DOTALL)


@cache
def keys_of_acts() -> dict[str, frozenset[str]]:
    """Vietnamese words of an act, and the keys that it has anywhere in the window."""
    found: dict[str, set[str]] = {}
    for file in (ROOT / "app" / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in ("Act", "MoveWords"):
                continue
            strings = [
                one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            keys = {key_name(one) for one in strings if is_key(one)}
            for one in strings:
                for words in translations().get(one, ()):
                    found.setdefault(said(words), set()).update(keys)
    return {words: frozenset(keys) for words, keys in found.items()}


def is_key(text: str) -> bool:
    return bool(re.fullmatch(r"((Ctrl|Shift|Alt)\+)+(F\d+|\w+)|F\d+|[A-Z]|Esc|Space|Del", text))


def key_name(key: str) -> str:
    return key.replace("Return", "Enter").replace("Delete", "Del")


@pytest.mark.parametrize("file", READERS, ids=lambda file: file.name)
def test_every_link_of_the_handbook_leads_somewhere(file: Path) -> None:
    for target in _LINK.findall(file.read_text("utf-8")):
        if "://" not in target:
            assert (file.parent / target.partition("#")[0]).exists(), f"{file.name}: {target}"


def test_every_picture_of_the_handbook_is_one_that_can_be_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    source = ast.parse((ROOT / "packaging" / "screenshots" / "pictures.py").read_text("utf-8"))
    assert source.body
    monkeypatch.syspath_prepend(str(ROOT / "packaging" / "screenshots"))
    names = ("camera", "finders", "pictures", "rounds")
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    try:
        from pictures import PICTURES  # type: ignore[import-not-found]

        can_be_taken = {picture.name for picture in PICTURES}
    finally:
        for name in names:
            sys.modules.pop(name, None)
    used = {name for file in READERS for name in _PICTURE.findall(file.read_text("utf-8"))}
    assert used
    assert used <= can_be_taken
    there = {file.stem for file in (HANDBOOK / "pictures").glob("*.png")}
    assert used == there, "take the pictures anew: python3 dev.py screenshots"


def test_the_pictures_of_the_handbook_are_small() -> None:
    assert sum(file.stat().st_size for file in (HANDBOOK / "pictures").glob("*.png")) < 3_000_000


@pytest.mark.parametrize("file", CHAPTERS, ids=lambda file: file.name)
def test_the_words_in_bold_are_on_the_screen(file: Path) -> None:
    plain, gaps = screen_words()
    allowed = {"chữ đậm"}
    for words in map(said, _BOLD.findall(file.read_text("utf-8"))):
        assert words in plain or words in allowed or gaps.fullmatch(words), f"{file.name}: {words}"


@pytest.mark.parametrize("file", CHAPTERS, ids=lambda file: file.name)
def test_a_key_beside_words_is_the_key_of_that_act(file: Path) -> None:
    for words, key in _WITH_KEY.findall(file.read_text("utf-8")):
        if key in _ANSWERS or not is_key(key):
            continue
        if re.fullmatch(r"Ctrl\+\d", key):
            library = RuleLibrary(resource_path())
            places = {
                said(strings)
                for level in LEVELS
                for number, page in enumerate(pages_of(library, level), 1)
                if key == f"Ctrl+{number}"
                for strings in translations().get(page.title, ())
            }
            assert said(words) in places, f"{file.name}: {words} {key}"
            continue
        keys = keys_of_acts().get(said(words))
        if keys is None:  # counted words ("Nhận 1 hồ sơ") stand for an act whose words change
            assert re.search(r"\d", words) or screen_words()[1].fullmatch(said(words)), f"{file.name}: {words} {key}"
        else:
            assert key_name(key) in keys, f"{file.name}: {words} has {sorted(keys)}, not {key}"
