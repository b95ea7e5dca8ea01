"""Numbers and dates: what was entered for a document against its own text, and the record's dates on papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from app.services.cross_check.labels import labelled_values
from app.services.cross_check.paper_facts import PaperText, record_place
from app.services.cross_check.record import RecordValues
from app.services.cross_check.results import Difference
from app.services.cross_check.values import dates_in, labelled_dates
from app.services.cross_check.words import check_words
from app.services.documents import DocumentView
from app.translate import format_date


def dates_and_numbers(record: RecordValues, document: DocumentView, paper: PaperText) -> Iterator[Difference]:
    """What differs; nothing is said of a file that was read in part only, where the rest may have it."""
    if paper.text.cut or paper.text.bare_pages:
        return
    yield from _dates(record, document, paper)
    yield from _number(document, paper)


def _dates(record: RecordValues, document: DocumentView, paper: PaperText) -> Iterator[Difference]:
    own = {"document.issued_on": document.row.issued_on, "document.expires_on": document.row.expires_on}
    there = {day for _number, page in paper.pages for day, _start in dates_in(page)}
    for rule in check_words().dates:
        entered: dt.date | None = own.get(rule.field) or record.dates.get(rule.field)
        if entered is None or entered in there or (rule.kinds and paper.kind not in rule.kinds):
            continue
        for number, page in paper.pages:
            found = labelled_dates(page, rule.labels, place_line=rule.place_line)
            if found:
                place = record_place(rule.field, document.row.title if rule.field in own else "")
                value = format_date(found[0][0])
                yield Difference("warns", "date", place, format_date(entered), paper.place(number), value)
                break


def _number(document: DocumentView, paper: PaperText) -> Iterator[Difference]:
    """The number that was entered must stand somewhere in a text that shows a number of its own on its first page."""
    entered = document.row.number
    wanted = _bare(entered)
    if not wanted or any(wanted in _bare(page) for page in paper.text.pages):
        return
    for number, page in paper.pages:
        for value in labelled_values(page, check_words().labels["number"]):
            if any(map(str.isdigit, value.value)) and len(value.value) <= 60:
                place = record_place("document.number", document.row.title)
                yield Difference("warns", "number", place, entered, paper.place(number), value.value)
                return
        break


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
