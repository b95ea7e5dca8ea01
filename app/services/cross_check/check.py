"""The cross-paper check of one dossier: record, entered titles and numbers, and the texts of its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.services.cross_check.document_facts import dates_and_numbers
from app.services.cross_check.file_text import PDF, VERSION, FileText
from app.services.cross_check.paper_facts import PaperText, differences_in, record_place
from app.services.cross_check.papers import TextReader
from app.services.cross_check.record import RecordValues
from app.services.cross_check.results import CrossCheck, Difference, PaperRead, Place
from app.services.cross_check.tokens import tokens_of
from app.services.documents import AttachedFile, DocumentView
from app.services.progress import NullProgress, Progress
from app.translate import N_


def check_papers(record: RecordValues, reader: TextReader, progress: Progress | None = None) -> CrossCheck:
    """Compare all papers of a dossier with what ``gather`` read of it; long at first, quick once the texts are kept.

    It needs no database, so none is held open while it reads.

    Raises:
        Cancelled: texts that were read by then are kept.
    """
    progress = progress or NullProgress()
    differences = list(_record_alone(record))
    papers: list[PaperRead] = []
    files = [(document, file) for document in record.documents for file in document.files]
    for done, (document, file) in enumerate(files):
        progress.step(done, len(files), N_("Reading the papers"))
        text = reader.text(file.blob)
        papers.append(_paper_read(document, file, text))
        if text.state == "read":
            paper = _file_paper(document, file, text)
            differences += differences_in(record, paper)
            differences += dates_and_numbers(record, document, paper)
    progress.step(len(files), len(files), N_("Reading the papers"))
    joined = _joined(differences)
    return CrossCheck(tuple(sorted(joined, key=lambda one: one.grade != "warns")), tuple(papers))


def _record_alone(record: RecordValues) -> Iterator[Difference]:
    """The record against its own texts, and against the titles that were entered for documents."""
    for one in record.texts:
        place = Place(one.subject, one.name)
        yield from differences_in(record, _written("", place, one.text))
    for document in record.documents:
        row = document.row
        place = replace(record_place("document.title", row.title), subject=f"document:{row.id}")
        yield from differences_in(record, _written("", place, row.title))
    mine, theirs = record.commune
    if mine and theirs and _keys(mine) != _keys(theirs):
        places = record_place("dossier.commune_name"), record_place("producer.commune_name")
        yield Difference("suggests", "address", places[0], mine, places[1], theirs)


def _keys(address: str) -> list[str]:
    return [token.key for token in tokens_of(address, address=True)]


def _written(kind: str, place: Place, text: str) -> PaperText:
    return PaperText(kind, lambda _page: place, FileText(VERSION, "read", (text,), 1))


def _file_paper(document: DocumentView, file: AttachedFile, text: FileText) -> PaperText:
    row = document.row

    def place(page: int) -> Place:
        return Place(f"document:{row.id}", "", row.title, file.name, file.blob.sha256, page)

    return PaperText(row.kind, place, text, numbered=file.blob.media_type == PDF)


def _paper_read(document: DocumentView, file: AttachedFile, text: FileText) -> PaperRead:
    return PaperRead(
        document.row.id,
        document.row.title,
        file.name,
        file.blob.sha256,
        file.blob.media_type,
        text.state,
        text.page_count,
        text.bare_pages,
        text.cut,
    )


def _joined(differences: Iterable[Difference]) -> list[Difference]:
    """The same value of the same fact in the same file once, at its first page, with how often it occurs."""
    kept: dict[tuple[str, ...], Difference] = {}
    for one in differences:
        place = one.place_b
        key = (one.fact, one.place_a.subject, one.place_a.title, place.subject, place.sha256, one.value_b.casefold())
        first = kept.get(key)
        kept[key] = one if first is None else replace(first, times=first.times + 1)
    return list(kept.values())
