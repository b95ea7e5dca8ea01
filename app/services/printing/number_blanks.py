"""Numbers that are filled in by hand: a regime's patterns with blanks, and what their parts stand for."""

from __future__ import annotations

from string import Formatter

from app.models import Dossier
from app.services.dossier_numbers import fill_pattern, unit_values
from app.services.rules.regime import NumberPattern

# Marks and words of 26/2026/QĐ-TTg, Phụ lục II (head of the sheets); the district's are formed alike.
_MARKS = {"province": "T", "district": "H", "commune": "X", "sequence": "STT"}
_MEANINGS = {
    "province": "Mã tỉnh",
    "district": "Mã huyện",
    "commune": "Mã xã",
    "sequence": "Số thứ tự sản phẩm do xã lập thống kê",
}
_YEAR, _BLANK_YEAR = "Năm đánh giá", "20......"
_UNITS = ("province", "district", "commune")


def _fields(pattern: NumberPattern) -> list[str]:
    return [name for _literal, name, _format, _conversion in Formatter().parse(pattern.pattern) if name is not None]


def code_legend(pattern: NumberPattern) -> str:
    """What the parts of a product code mean: "T: Mã tỉnh - X: Mã xã - …", in the pattern's order."""
    told = [f"{_MARKS[name]}: {_MEANINGS[name]}" if name in _MARKS else _YEAR for name in _fields(pattern)]
    return " - ".join(told)


def blank_code(pattern: NumberPattern) -> str:
    """A product code to be filled in by hand: ".(T).-.(X).-.(STT).-20......"."""
    marks = {name: f".({mark})." for name, mark in _MARKS.items()}
    return fill_pattern(pattern, {**marks, "year": _BLANK_YEAR})[0]


def blank_receipt(pattern: NumberPattern, dossier: Dossier) -> str:
    """A form number with the dossier's units and year, the rest in blanks: "……-……/PĐK-66-24538-2026"."""
    values = unit_values(dossier, dossier.year, None)
    return fill_pattern(pattern, values | {name: values[name] or f"({_MEANINGS[name]})" for name in _UNITS})[0]
