"""Colours are readable, fonts have every letter, icons are there, and the style sheet follows light and dark."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics, QRawFont
from PySide6.QtWidgets import QApplication

from app.paths import resource_path
from app.ui.theme import apply_theme, colour, font, icon, icon_pixmap, load_fonts, set_dark
from app.ui.theme.apply import palette
from app.ui.theme.colours import GRADES, TOKENS, css
from app.ui.theme.fonts import FAMILY, FILES, ROLES
from app.ui.theme.style_sheet import style_sheet

ROOT = Path(__file__).resolve().parent.parent.parent
VOWELS = "aăâeêioôơuưy"
TONES = "\u0300\u0301\u0303\u0309\u0323"
LETTERS = "".join(
    sorted({unicodedata.normalize("NFC", v + t) for v in VOWELS + VOWELS.upper() for t in ("", *TONES)} | set("đĐ"))
)
SIGNS = "0123456789.,;:!?()[]“”‘’–—…·%/+-=×≥≤←→↑↓₫"


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def dark(request: pytest.FixtureRequest) -> Iterator[bool]:
    set_dark(request.param)
    yield request.param
    set_dark(False)


@pytest.fixture
def fonts(qapp: QApplication) -> QApplication:
    assert load_fonts() == []
    return qapp


def _light(value: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(value.redF()) + 0.7152 * linear(value.greenF()) + 0.0722 * linear(value.blueF())


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two tokens."""
    low, high = sorted((_light(colour(one)), _light(colour(other))))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_measures_twenty_one() -> None:
    assert (_light(QColor("white")) + 0.05) / (_light(QColor("black")) + 0.05) == pytest.approx(21)


@pytest.mark.parametrize("ground", ["surface", "bg", "surface2", "nav", "asoft"])
@pytest.mark.parametrize("words", ["text", "text2", "text3"])
def test_words_are_readable_on_every_ground(dark: bool, words: str, ground: str) -> None:
    assert contrast(words, ground) >= 4.5


@pytest.mark.parametrize("grade", GRADES)
def test_the_word_of_a_grade_is_readable_on_cards_and_on_its_pale_ground(dark: bool, grade: str) -> None:
    assert contrast(grade, "surface") >= 6
    assert contrast(grade, "bg") >= 4.5
    assert contrast(grade, grade + "soft") >= 4.5


def test_the_filled_button_is_readable_also_under_the_mouse(dark: bool) -> None:
    assert contrast("onaccent", "accent") >= 6.5
    assert contrast("onaccent", "ahover") >= 4.5
    assert contrast("accent", "asoft") >= 4.5


def test_edges_of_inputs_focus_and_stars_stand_out(dark: bool) -> None:
    assert contrast("bstrong", "surface") >= 3
    assert contrast("bstrong", "bg") >= 3
    assert contrast("accent", "surface") >= 3
    assert contrast("starline", "surface") >= 3


def test_every_token_is_a_full_colour() -> None:
    assert all(re.fullmatch(r"#[0-9A-F]{6}", value) for pair in TOKENS.values() for value in pair)


def test_the_style_sheet_names_only_colours_of_the_table_and_files_that_exist(dark: bool) -> None:
    sheet = style_sheet()
    assert set(re.findall(r"#[0-9A-Fa-f]{6}\b", sheet)) <= {css(name) for name in TOKENS}
    files = set(re.findall(r'url\("([^"]+)"\)', sheet))
    assert len(files) >= 6
    assert [name for name in files if not Path(name).is_file()] == []
    assert ("/dark/" in "".join(files)) == dark
    assert sheet.count("{") == sheet.count("}")


def test_marks_drawn_from_files_have_the_colours_of_the_table(dark: bool) -> None:
    folder = resource_path("icons", "controls", "dark" if dark else "light")
    used = {name.stem: set(re.findall(r"#[0-9A-F]{6}", name.read_text())) for name in folder.glob("*.svg")}
    assert used["check"] == used["dash"] == {css("onaccent")}
    assert used["check-off"] == {css("text3")}
    assert all(used[f"caret-{way}"] == {css("text2")} for way in ("up", "down", "left", "right"))


def test_qt_reads_the_style_sheet_without_complaint(
    qapp: QApplication, dark: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    apply_theme(qapp)
    assert "Could not parse" not in capfd.readouterr().err
    assert qapp.palette().window().color() == colour("bg")
    assert palette().text().color() == colour("text")


@pytest.mark.parametrize("name", FILES)
def test_the_fonts_have_every_vietnamese_letter_and_sign(qapp: QApplication, name: str) -> None:
    raw = QRawFont(str(resource_path("fonts", "source-sans-3", name)), 15)
    assert len(LETTERS) == 12 * 6 * 2 + 2
    assert [sign for sign in LETTERS + SIGNS if not raw.supportsCharacter(ord(sign))] == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_drawn_in_the_bundled_font_at_its_size(fonts: QApplication, role: str) -> None:
    size, weight = ROLES[role]
    used = QFontInfo(font(role))
    assert (used.family(), used.pixelSize(), used.weight()) == (FAMILY, size, weight)
    assert size >= 13


def test_digits_are_one_width_and_stacked_accents_have_room(fonts: QApplication) -> None:
    metrics = QFontMetrics(font("body"))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1
    for letter in "ẨỘỮẴ":
        assert -metrics.tightBoundingRect(letter).top() <= metrics.ascent()


def _named_icons() -> dict[str, str]:
    """Names given as ``icon=...`` or to ``icon(...)``/``icon_pixmap(...)`` anywhere in the window, with their place."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "app" / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            values = [k.value for k in node.keywords if k.arg in ("icon", "icon_name")]
            if called in ("icon", "icon_pixmap", "theme_icon", "EmptyState") and node.args:
                values.append(node.args[0])
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                    found[value.value] = f"{file.relative_to(ROOT)}:{node.lineno}"
    return found


def test_every_icon_named_in_code_is_shipped() -> None:
    shipped = {file.stem for file in resource_path("icons", "phosphor").glob("*.svg")}
    named = _named_icons()
    assert named
    assert {name: place for name, place in named.items() if name not in shipped} == {}


def test_every_shipped_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication) -> None:
    for file in resource_path("icons", "phosphor").glob("*.svg"):
        image = icon_pixmap(file.stem, 18, "danger", 2.0).toImage()
        assert image.width() == 36
        solid = [image.pixelColor(x, y) for x in range(36) for y in range(36) if image.pixelColor(x, y).alpha() == 255]
        assert solid, file.stem
        assert {pixel.name().upper() for pixel in solid} == {css("danger")}, file.stem


def test_an_icon_is_kept_and_an_unknown_one_is_refused(qapp: QApplication) -> None:
    assert icon_pixmap("usb", 18).cacheKey() == icon_pixmap("usb", 18).cacheKey()
    assert icon("").isNull()
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_licences_lie_beside_what_they_cover_and_are_named_for_the_package() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for place, words in (
        ("resources/fonts/source-sans-3/OFL.txt", "SIL OPEN FONT LICENSE"),
        ("resources/icons/phosphor/LICENSE", "MIT License"),
    ):
        assert words in (ROOT / place).read_text(encoding="utf-8")
        assert f'"{place}"' in project
