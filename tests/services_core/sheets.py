"""Reads the cells of an Excel file from its own XML."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_sheet(path: Path) -> list[list[tuple[str, str]]]:
    """Every cell as (its type in the file, its text); a formula would be of type "formula"."""
    with zipfile.ZipFile(path) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        shared = []
        if "xl/sharedStrings.xml" in archive.namelist():
            strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            shared = ["".join(one.itertext()) for one in strings.iter(f"{_NS}si")]
    lines = []
    for row in sheet.iter(f"{_NS}row"):
        cells = []
        for cell in row.iter(f"{_NS}c"):
            kind, words = cell.get("t", "n"), "".join(cell.itertext())
            if cell.find(f"{_NS}f") is not None:
                kind = "formula"
            cells.append(("inlineStr", shared[int(words)]) if kind == "s" else (kind, words))
        lines.append(cells)
    return lines
