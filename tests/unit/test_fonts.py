from __future__ import annotations

import itertools
import unicodedata

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from app.paths import resource_path

_BASES = ("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y")
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")


def _vietnamese_letters() -> set[str]:
    vowels = {unicodedata.normalize("NFC", base + tone) for base, tone in itertools.product(_BASES, _TONES)}
    letters = vowels | set("bcdđghklmnpqrstvxfjwz")
    return letters | {letter.upper() for letter in letters}


@pytest.mark.parametrize("style", ["Regular", "Bold", "Italic", "BoldItalic"])
def test_the_font_on_paper_has_every_vietnamese_letter(style: str) -> None:
    letters = _vietnamese_letters()
    assert len(letters) == 186
    font = TTFontFile(str(resource_path("fonts", f"LiberationSerif-{style}.ttf")))
    assert sorted(letter for letter in letters | set("–—“”…") if ord(letter) not in font.charToGlyph) == []


def test_the_font_comes_with_its_licence() -> None:
    licence = resource_path("fonts", "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Reserved Font Name Liberation" in licence
