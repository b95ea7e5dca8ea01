"""The Vietnamese catalogue: extracted anew it is the same, every text is translated, and no field was lost."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from app.translate import field_names

ROOT = Path(__file__).resolve().parent.parent
I18N = ROOT / "i18n"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
Key = str | tuple[str, ...]


def _key(message_id: object) -> Key:
    return tuple(message_id) if isinstance(message_id, list | tuple) else str(message_id)


@cache
def _in_code() -> frozenset[Key]:
    with (I18N / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",))
    return frozenset(_key(message) for _file, _line, message, _comments, _context in found if message)


@cache
def _catalogue(name: str) -> Catalog:
    with (I18N / name).open("rb") as file:
        return read_po(file, locale="vi" if name.startswith("vi") else None)


def _messages(name: str) -> list[Message]:
    return [message for message in _catalogue(name) if message.id]


def _forms(value: object) -> list[str]:
    return [str(form) for form in value] if isinstance(value, list | tuple) else [str(value)]


@pytest.mark.parametrize("name", ["app.pot", "vi/LC_MESSAGES/app.po"])
def test_the_catalogue_holds_exactly_the_texts_of_the_code(name: str) -> None:
    held = {_key(message.id) for message in _messages(name)}
    assert len(_in_code()) > 10
    advice = "run: python3 dev.py strings"
    assert sorted(map(str, _in_code() - held)) == [], advice
    assert sorted(map(str, held - _in_code())) == [], advice


def test_no_marked_text_is_missed_by_the_extraction() -> None:
    """Texts marked inside an f-string are shown, but never extracted."""
    missed = []
    for file in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_"):
                text = node.args[0] if node.args else None
                marked = text.value if isinstance(text, ast.Constant) else ""
                if marked and marked not in _in_code():
                    missed.append(f"{file.relative_to(ROOT)}:{node.lineno}: {marked}")
    assert missed == []


def test_every_text_is_translated_and_none_is_fuzzy() -> None:
    unfinished = [
        message.id for message in _messages("vi/LC_MESSAGES/app.po") if message.fuzzy or not all(_forms(message.string))
    ]
    assert unfinished == []


def test_every_translation_has_the_fields_of_its_text() -> None:
    wrong = []
    for message in _messages("vi/LC_MESSAGES/app.po"):
        wanted = field_names(_forms(message.id)[-1])
        wrong += [(message.id, form) for form in _forms(message.string) if form and field_names(form) != wanted]
    assert wrong == []


def test_every_text_can_be_formatted() -> None:
    assert [text for key in _in_code() for text in _forms(key) if "{" in text and field_names(text) is None] == []


def test_a_translation_is_in_nfc_and_keeps_its_outer_spaces() -> None:
    from unicodedata import is_normalized

    wrong = []
    for message in _messages("vi/LC_MESSAGES/app.po"):
        source = _forms(message.id)[0]
        for form in filter(None, _forms(message.string)):
            ends = [text[:1].isspace() for text in (source, form)] + [text[-1:].isspace() for text in (source, form)]
            if not is_normalized("NFC", form) or ends[0] != ends[1] or ends[2] != ends[3]:
                wrong.append(form)
    assert wrong == []
