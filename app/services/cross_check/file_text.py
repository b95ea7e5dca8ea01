"""The text of a PDF or a DOCX, page by page, within limits. Runs in the worker process: the files are strangers'."""

from __future__ import annotations

import json
import os
import re
import unicodedata
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal
from xml.parsers import expat

VERSION = 1
"""Raise it when the reading changes: what was kept by an older one is read anew."""
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN = "text/plain"
READ_KINDS = frozenset((PDF, DOCX, PLAIN))
MAX_FILE = 128 * 1024 * 1024
MAX_PAGES = 80
MAX_LETTERS = 400_000
MAX_XML = 32 * 1024 * 1024
_FEW = 12
"""Fewer letters than that are a page number or a stamp on a scanned page."""
_OLD_FONT = frozenset("µ¸¶·¹¨»¾¼½Æ®ª«¬§¡¢£¤¥¦")
"""Letters that text in the fonts before Unicode (TCVN3) is full of, and Vietnamese text without."""
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

State = Literal["read", "scanned", "unreadable"]


@dataclass(frozen=True)
class FileText:
    """What could be read. ``pages`` as they stand (a DOCX and a plain text have one); ``cut``: there was more.

    ``bare_pages`` are the numbers, from 1, of pages without text in a file that has text elsewhere: scanned ones.
    """

    version: int
    state: State
    pages: tuple[str, ...] = ()
    page_count: int = 0
    bare_pages: tuple[int, ...] = ()
    cut: bool = False


def write_text(source: Path, media_type: str, target: Path) -> bool:
    """Read the file and write what was found as JSON to ``target``, whole or not at all; damaged: ``unreadable``."""
    try:
        text = read_text(source, media_type)
    except Exception:  # noqa: BLE001  a damaged file may raise anything
        text = FileText(VERSION, "unreadable")
    temporary = target.with_suffix(".part")
    temporary.write_text(json.dumps(asdict(text), ensure_ascii=False), encoding="utf-8")
    os.replace(temporary, target)
    return True


def load_text(path: Path) -> FileText | None:
    """What ``write_text`` wrote; ``None``: nothing there, of another version, or damaged."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["version"] != VERSION or raw["state"] not in ("read", "scanned", "unreadable"):
            return None
        return FileText(
            VERSION,
            raw["state"],
            tuple(map(str, raw["pages"])),
            int(raw["page_count"]),
            tuple(map(int, raw["bare_pages"])),
            bool(raw["cut"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read_text(source: Path, media_type: str) -> FileText:
    """Read one file. Raises whatever the readers raise on a damaged one."""
    if source.stat().st_size > MAX_FILE:
        return FileText(VERSION, "unreadable")
    if media_type == PDF:
        return _pdf(source)
    if media_type == DOCX:
        return _judged([_docx(source)], 1, cut=False)
    with source.open("rb") as file:
        content = file.read(MAX_LETTERS * 4)
    return _judged([content.decode("utf-8-sig", errors="replace")], 1, cut=len(content) == MAX_LETTERS * 4)


def _judged(pages: list[str], count: int, *, cut: bool) -> FileText:
    """Whether what was found is text that can be compared."""
    clean = [_clean(page) for page in pages]
    letters = "".join(clean)
    many = sum(letter.isalpha() for letter in letters)
    strange = sum(letter in _OLD_FONT or unicodedata.category(letter) in ("Co", "Cn") for letter in letters)
    strange += letters.count("\ufffd")
    if strange * 25 > many and many > _FEW:
        return FileText(VERSION, "unreadable", page_count=count)
    bare = tuple(number for number, page in enumerate(clean, 1) if sum(map(str.isalpha, page)) < _FEW)
    if len(bare) == len(clean):
        return FileText(VERSION, "scanned" if count else "unreadable", page_count=count)
    return FileText(VERSION, "read", tuple(clean), count, bare, cut)


def _clean(text: str) -> str:
    """NFC, ``\\n`` at line ends, soft hyphens and invisible letters dropped, other blanks as spaces."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = []
    for letter in lines:
        category = unicodedata.category(letter)
        if letter in "\n\t":
            kept.append(letter)
        elif category == "Zs":
            kept.append(" ")
        elif category not in ("Cc", "Cf", "Cs"):
            kept.append(letter)
    return "".join(kept)


def _pdf(source: Path) -> FileText:
    import pypdfium2

    document = pypdfium2.PdfDocument(source)
    try:
        count, pages, left = len(document), [], MAX_LETTERS
        for number in range(min(count, MAX_PAGES)):
            page = document[number]
            text = page.get_textpage()
            found = text.get_text_bounded() if text.count_chars() <= left else text.get_text_range(0, max(left, 0))
            text.close()
            page.close()
            pages.append(found)
            left -= len(found)
            if left <= 0:
                break
        return _judged(pages, count, cut=len(pages) < count or left <= 0)
    finally:
        document.close()


def _docx(source: Path) -> str:
    """The paragraphs of the body, then of headers and footers; table cells of a row are parted by tabs."""
    with zipfile.ZipFile(source) as archive:
        infos = [info for info in archive.infolist() if _PARTS.fullmatch(info.filename)][:40]
        infos.sort(key=lambda info: info.filename != "word/document.xml")
        return "\n".join(_paragraphs(archive, info) for info in infos)


def _paragraphs(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """The text of one part, parsed as it is unpacked; a document type is refused: it could name entities."""
    out: list[str] = []
    state = {"text": False, "letters": 0}

    def start(name: str, _attributes: dict[str, str]) -> None:
        local = name.removeprefix(_WORD + " ")
        if local == "t":
            state["text"] = True
        elif local == "tab":
            out.append("\t")
        elif local in ("br", "cr"):
            out.append("\n")

    def end(name: str) -> None:
        local = name.removeprefix(_WORD + " ")
        if local == "t":
            state["text"] = False
        elif local == "p":
            out.append("\n")
        elif local == "tc":
            while out and out[-1] == "\n":
                out.pop()
            out.append("\t")
        elif local == "tr":
            out.append("\n")

    def data(text: str) -> None:
        if state["text"] and state["letters"] < MAX_LETTERS:
            out.append(text)
            state["letters"] += len(text)

    def refuse(*_: object) -> None:
        raise ValueError("a document type in an office file")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    read = 0
    with archive.open(info) as stream:
        while chunk := stream.read(65536):
            read += len(chunk)
            if read > MAX_XML:
                raise ValueError("too much text")
            parser.Parse(chunk)
        parser.Parse(b"", True)
    return "".join(out)
