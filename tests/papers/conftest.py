"""Reading papers back with two readers, as text and as pages."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader


def squeezed(text: str) -> str:
    """The text with single spaces, so that line ends and no-break spaces do not matter."""
    return " ".join(text.split())


def read_with_pypdf(path: Path) -> str:
    return squeezed(" ".join(page.extract_text() for page in PdfReader(path).pages))


def read_with_pdfium(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return squeezed(" ".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()


def read_with_poppler(path: Path) -> str:
    """``pdftotext`` where the machine has it, else pypdf again."""
    if shutil.which("pdftotext") is None:
        return read_with_pypdf(path)
    return squeezed(subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True).stdout.decode("utf-8"))


@pytest.fixture(params=[read_with_pypdf, read_with_pdfium, read_with_poppler], ids=["pypdf", "pdfium", "poppler"])
def read_text(request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """Each reader in turn."""
    reader: Callable[[Path], str] = request.param
    return reader


@pytest.fixture
def page_texts() -> Callable[[Path], list[str]]:
    """The squeezed text of each page."""

    def read(path: Path) -> list[str]:
        return [squeezed(page.extract_text()) for page in PdfReader(path).pages]

    return read


def _entry(resources: Any, name: str) -> Any:
    return resources[name].get_object() if name in resources else {}


@pytest.fixture
def font_files() -> Callable[[Path], dict[str, bool]]:
    """The fonts that any page or form names, and whether each is embedded."""

    def read(path: Path) -> dict[str, bool]:
        found: dict[str, bool] = {}

        def look(resources: Any) -> None:
            fonts = _entry(resources, "/Font")
            for font in fonts.values():
                font = font.get_object()
                descriptor = font.get("/FontDescriptor")
                embedded = descriptor is not None and "/FontFile2" in descriptor.get_object()
                found[str(font["/BaseFont"])] = embedded
            forms = _entry(resources, "/XObject")
            for form in forms.values():
                form = form.get_object()
                if form.get("/Subtype") == "/Form" and "/Resources" in form:
                    look(form["/Resources"].get_object())

        for page in PdfReader(path).pages:
            look(page["/Resources"].get_object())
        return found

    return read
