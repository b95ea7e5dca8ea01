"""One paper's text against the record: labelled values of every fact, and the names in running text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.services.cross_check.file_text import FileText
from app.services.cross_check.labels import Labelled, labelled_values
from app.services.cross_check.matching import Likeness, compare, find
from app.services.cross_check.record import FIELDS, RecordValues
from app.services.cross_check.results import Difference, Fact, Grade, Place
from app.services.cross_check.tokens import Token, tokens_of
from app.services.cross_check.values import amounts_in
from app.services.cross_check.words import check_words

_ORDER: tuple[Likeness, ...] = ("same", "near", "longer", "shorter", "differs", "other")
_NEAR_LABEL = 500
"""Letters between a producer's name and an address or a person that still belong to it."""


@dataclass(frozen=True)
class PaperText:
    """The text of one file: its document's kind, the place of a page (0: no pages), what was read, if it has pages."""

    kind: str
    place: Callable[[int], Place]
    text: FileText
    numbered: bool = False

    @property
    def own(self) -> bool:
        return self.kind in check_words().own_papers

    @property
    def pages(self) -> Iterator[tuple[int, str]]:
        """Page numbers as shown, and their texts."""
        return enumerate(self.text.pages, 1 if self.numbered else 0)


def record_place(subject: str, title: str = "") -> Place:
    return Place(subject, FIELDS[subject], title)


def differences_in(record: RecordValues, paper: PaperText) -> Iterator[Difference]:
    """All that differs between the record and one file; several places of one value are not joined yet."""
    yield from _names(record, paper)
    yield from _addresses(record, paper)
    yield from _people(record, paper)
    yield from _weights(record, paper)
    yield from _tax_codes(record, paper)


def _names(record: RecordValues, paper: PaperText) -> Iterator[Difference]:
    words = check_words()
    others = [tokens_of(name) for name in record.other_products]
    yield from _name(paper, "product_name", "product.name", record.product_name, others, words.about_product)
    yield from _name(paper, "producer_name", "producer.name", record.producer_name, (), words.about_producer)


def _name(
    paper: PaperText,
    fact: Fact,
    subject: str,
    name: str,
    others: Sequence[Sequence[Token]],
    about: tuple[str, ...],
) -> Iterator[Difference]:
    wanted = tokens_of(name)
    if not wanted:
        return
    pages = [(number, page, tokens_of(page)) for number, page in paper.pages]
    found = [find(wanted, tokens, others) for _number, _page, tokens in pages]
    named = any(one.same for one in found)
    for (number, page, _tokens), one in zip(pages, found, strict=True):
        told: list[tuple[int, int]] = []
        for start, end in one.near:
            grade: Grade = "suggests" if page.isascii() else "warns"  # typed without any accents: all of it is off
            told.append((start, end))
            yield Difference(grade, fact, record_place(subject), name, paper.place(number), _line(page[start:end]))
        for value in labelled_values(page, check_words().labels[fact]):
            if any(start < value.start + len(value.longer) and value.start < end for start, end in told):
                continue
            likeness = _likeness(value, [wanted, *others])
            if likeness in ("same", "longer") or (named and likeness != "near"):
                continue  # a paper that names it rightly may go on to other things
            if likeness == "other" and paper.kind not in about:
                continue
            grade = "warns" if paper.kind in about or likeness == "near" else "suggests"
            yield Difference(grade, fact, record_place(subject), name, paper.place(number), value.value)


def _likeness(value: Labelled, wanted: Iterable[Sequence[Token]], *, address: bool = False) -> Likeness:
    """How a labelled value, alone or with the line after it, stands to the nearest of what is wanted."""
    return min(
        (compare(one, tokens_of(text, address=address)) for one in wanted for text in (value.value, value.longer)),
        key=_ORDER.index,
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _addresses(record: RecordValues, paper: PaperText) -> Iterator[Difference]:
    """An address belongs to the producer where the paper is its own, or the producer's name stands right before it."""
    wanted = [tokens_of(address, address=True) for address in record.addresses]
    wanted = [one for one in wanted if one]
    if not wanted:
        return
    if any(find(one, tokens_of(page, address=True)).same for one in wanted for _number, page in paper.pages):
        return
    for number, page in paper.pages:
        for value in labelled_values(page, check_words().labels["address"]):
            likeness = _likeness(value, wanted, address=True)
            if likeness in ("same", "longer", "shorter") or _is_part(value, wanted):
                continue
            if likeness == "other" and not _is_producers(record, paper, page, value.start):
                continue
            grade: Grade = "warns" if paper.own else "suggests"  # other papers keep the names of their time
            place = record_place("producer.address")
            yield Difference(grade, "address", place, record.addresses[0], paper.place(number), value.value)


def _is_part(value: Labelled, wanted: Sequence[Sequence[Token]]) -> bool:
    """Whether every word of the value is in the address, in its order: some units are left out, such as a district."""
    for one in wanted:
        rest = iter([token.key for token in one])
        if all(token.key in rest for token in tokens_of(value.value, address=True)):
            return True
    return False


def _is_producers(record: RecordValues, paper: PaperText, page: str, start: int) -> bool:
    if paper.kind not in check_words().about_producer:
        return False
    before = page[max(0, start - _NEAR_LABEL) : start]
    found = find(tokens_of(record.producer_name), tokens_of(before))
    return bool(found.same or found.near)


def _people(record: RecordValues, paper: PaperText) -> Iterator[Difference]:
    wanted = tokens_of(record.representative)
    if not wanted:
        return
    honorifics = {tuple(token.key for token in tokens_of(word)) for word in check_words().honorifics}
    named = any(find(wanted, tokens_of(page)).same for _number, page in paper.pages)
    for number, page in paper.pages:
        for value in labelled_values(page, check_words().labels["representative"]):
            person = tokens_of(value.value)
            shown = value.value
            if person and (person[0].key,) in honorifics:
                shown = value.value[person[0].end :].strip(" .:/()")
                person = tokens_of(shown)
            likeness = compare(wanted, person)
            if likeness in ("same", "longer") or not 2 <= len(person) <= 6:
                continue
            if likeness != "near" and (named or not _is_producers(record, paper, page, value.start)):
                continue
            grade: Grade = "warns" if paper.own or likeness == "near" else "suggests"
            place = record_place("producer.representative_name")
            yield Difference(grade, "representative", place, record.representative, paper.place(number), shown)


def _weights(record: RecordValues, paper: PaperText) -> Iterator[Difference]:
    words = check_words()
    wanted = amounts_in(record.net_weight)
    if not wanted or paper.kind not in words.about_product:
        return
    found = [
        (number, value.value, amounts)
        for number, page in paper.pages
        for value in labelled_values(page, words.labels["net_weight"])
        if (amounts := amounts_in(value.value))
    ]
    if any(amounts & wanted for _number, _value, amounts in found):
        return  # one of several packings
    for number, value, amounts in found:
        if {of for of, _much in amounts} & {of for of, _much in wanted}:
            place = record_place("product.net_weight")
            yield Difference("warns", "net_weight", place, record.net_weight, paper.place(number), value)


def _tax_codes(record: RecordValues, paper: PaperText) -> Iterator[Difference]:
    wanted = "".join(filter(str.isdigit, record.tax_code))
    if not wanted or paper.kind not in check_words().about_producer:
        return
    if any(wanted in "".join(page.split()).replace("-", "") for _number, page in paper.pages):
        return
    for number, page in paper.pages:
        for value in labelled_values(page, check_words().labels["tax_code"]):
            digits = "".join(filter(str.isdigit, value.value))
            if 9 <= len(digits) <= 14 and _is_producers(record, paper, page, value.start):
                place = record_place("producer.tax_code")
                yield Difference("warns", "tax_code", place, record.tax_code, paper.place(number), value.value)
