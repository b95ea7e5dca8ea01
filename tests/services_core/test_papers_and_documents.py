"""Papers from draft to signature, the year's numbers, and the documents of a dossier."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace

import pytest
from sqlalchemy import func
from sqlmodel import select

from app.errors import AppError, InvalidInput, NotAllowed, NotFound
from app.models import Dossier, IssuedPaper, JournalEntry, Office, StoredFile
from app.models.office import office_id
from app.services import documents, journal
from app.services.documents import DocumentData
from app.services.file_store import StoredBlob
from app.services.global_search import search
from app.services.issued_papers import (
    SignatureData,
    draft_paper,
    get_paper,
    mark_printed,
    number_series,
    sign_paper,
    signed_paper,
)
from app.services.paper_lines import issued_papers_of
from tests.services_core.conftest import Desk

TODAY = dt.date(2026, 9, 15)


def signature(number: str = "12", dated: dt.date = TODAY, **more: object) -> SignatureData:
    return SignatureData(number, dated, "Trần Thị B", "Chủ tịch", **more)  # type: ignore[arg-type]


def paper(desk: Desk, dossier: str | None = None, kind: str = "commune_report") -> IssuedPaper:
    return draft_paper(desk.session, desk.actor, kind, title="Báo cáo", dossier_id=dossier, symbol="BC-UBND")


def acts(desk: Desk) -> int:
    return desk.session.exec(select(func.count()).select_from(JournalEntry)).one()


def test_a_paper_is_drafted_printed_and_signed_and_each_is_one_entry(desk: Desk) -> None:
    dossier = desk.dossier()
    drafted = paper(desk, dossier)
    assert paper(desk, dossier).id == drafted.id, "an unsigned one is used again"
    assert (drafted.status, drafted.number, drafted.dated) == ("drafted", "", None)
    assert [mark_printed(desk.session, drafted.id, desk.actor) for _ in range(2)] == [1, 2]
    assert drafted.status == "printed"
    assert signed_paper(desk.session, dossier, "commune_report") is None
    revision = drafted.revision
    sign_paper(desk.session, drafted.id, signature(" 12 "), desk.actor, TODAY)
    assert (drafted.status, drafted.number, drafted.dated, drafted.revision) == ("signed", "12", TODAY, revision + 1)
    assert mark_printed(desk.session, drafted.id, desk.actor) == 3
    assert drafted.status == "signed"
    found = signed_paper(desk.session, dossier, "commune_report")
    assert found is not None
    assert found.id == drafted.id
    assert paper(desk, dossier).id != drafted.id, "a signed one is corrected by a new paper"
    said = [entry.act for entry in journal.dossier_history(desk.session, dossier)]
    assert said == [
        "open_dossier", "draft_paper", "print_paper", "print_paper", "sign_paper", "print_paper", "draft_paper",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (signature(dated=TODAY + dt.timedelta(days=1)), "dated"),
        (signature(number="  "), "number"),
        (replace(signature(), signer_name=" "), "signer_name"),
        (signature(scan_sha256="ab" * 32), "scan"),
    ],
)
def test_a_signature_that_cannot_be_is_refused(desk: Desk, data: SignatureData, field: str) -> None:
    drafted = paper(desk, desk.dossier())
    before, revision = acts(desk), drafted.revision
    with pytest.raises(InvalidInput) as refused:
        sign_paper(desk.session, drafted.id, data, desk.actor, TODAY)
    assert refused.value.field == field
    assert (drafted.status, drafted.number, drafted.revision, acts(desk)) == ("drafted", "", revision, before)


def test_a_paper_is_signed_once_and_only_by_its_office_and_its_writers(desk: Desk) -> None:
    drafted = paper(desk, desk.dossier())
    with pytest.raises(NotAllowed, match="another office"):
        sign_paper(desk.session, drafted.id, signature(), replace(desk.actor, office_id="other"), TODAY)
    for role in ("reader", "member"):
        reader = replace(desk.actor, role=role)
        with pytest.raises(NotAllowed):
            sign_paper(desk.session, drafted.id, signature(), reader, TODAY)
        with pytest.raises(NotAllowed):
            draft_paper(desk.session, reader, "x", title="x")
    sign_paper(desk.session, drafted.id, signature(), desk.actor, TODAY)
    before = acts(desk)
    with pytest.raises(NotAllowed, match="already signed"):
        sign_paper(desk.session, drafted.id, signature("13"), desk.actor, TODAY)
    assert (drafted.number, acts(desk)) == ("12", before)
    with pytest.raises(NotFound):
        get_paper(desk.session, "nothing")


def test_another_offices_paper_can_be_printed_only_as_a_copy_of_its_own_office(desk: Desk) -> None:
    other = Office(id=office_id("99"), code="99", level="province", name="Tỉnh")
    desk.session.add(other)
    desk.session.flush()
    foreign = IssuedPaper(kind="recognition_decision", office_id=other.id, status="signed", number="1")
    desk.session.add(foreign)
    desk.session.flush()
    with pytest.raises(NotAllowed, match="another office"):
        mark_printed(desk.session, foreign.id, desk.actor)
    assert foreign.printed_count == 0


def test_texts_of_a_signature_are_stored_composed(desk: Desk) -> None:
    drafted = paper(desk, desk.dossier())
    data = replace(signature(), signer_name=unicodedata.normalize("NFD", "Nguyễn Thị Hường"))
    sign_paper(desk.session, drafted.id, data, desk.actor, TODAY)
    assert drafted.signer_name == "Nguyễn Thị Hường"


@pytest.mark.parametrize(
    ("typed", "kept", "written"),
    [
        ("12", "12", "12/BC-UBND"),
        (" 12/BC-UBND ", "12", "12/BC-UBND"),
        ("12/bc-ubnd", "12", "12/BC-UBND"),
        ("12/BC-HĐND", "12/BC-HĐND", "12/BC-HĐND"),
        ("12/2026", "12/2026", "12/2026"),
    ],
)
def test_a_number_typed_with_its_symbol_is_written_once(desk: Desk, typed: str, kept: str, written: str) -> None:
    dossier = desk.dossier()
    signed = sign_paper(desk.session, paper(desk, dossier).id, signature(typed), desk.actor, TODAY)
    assert signed.number == kept
    [line] = issued_papers_of(desk.session, dossier)
    assert line.number == written
    assert search(desk.session, "12", kinds=("paper",))[0].hits[0].number == written


@pytest.mark.parametrize(
    ("numbers", "proposed", "gaps", "repeats"),
    [
        ([], 1, (), ()),
        (["1", "2", "3"], 4, (), ()),
        (["07"], 8, (), ()),
        (["1", "3", "6"], 7, (2, 4, 5), ()),
        (["2", "02", "3"], 4, (), (2,)),
        (["5a", "MẪU-1"], 1, (), ()),
        (["5a", "9"], 10, (), ()),
        (["²"], 1, (), ()),
    ],
)
def test_the_next_number_gaps_and_repeats_of_a_year(
    desk: Desk, numbers: list[str], proposed: int, gaps: tuple[int, ...], repeats: tuple[int, ...]
) -> None:
    for number in numbers:
        one = paper(desk)
        sign_paper(desk.session, one.id, signature(number), desk.actor, TODAY)
    last_year = paper(desk)
    sign_paper(desk.session, last_year.id, signature("400", dt.date(2025, 12, 31)), desk.actor, TODAY)
    other_kind = paper(desk, kind="proposal_letter")
    sign_paper(desk.session, other_kind.id, signature("300"), desk.actor, TODAY)
    series = number_series(desk.session, desk.actor.office_id, "commune_report", 2026)
    assert (series.proposed, series.gaps, series.repeats) == (proposed, gaps, repeats)


def test_documents_are_attached_with_their_files_and_listed_in_order(desk: Desk) -> None:
    dossier = desk.dossier()
    blob = desk.store.put(desk.file("a.pdf", b"%PDF-1.4"))
    name = unicodedata.normalize("NFD", "C:\\scan\\Giấy chứng nhận.pdf")
    first = documents.attach_document(
        desk.session, dossier, DocumentData("registration_form", " Đơn ", criteria=("1.1", "2")), [(name, blob)],
        desk.actor,
    )  # fmt: skip
    second = documents.attach_document(
        desk.session, dossier, DocumentData("other", "Khác"), [("b.pdf", blob), ("../../c.pdf", blob)], desk.actor
    )
    assert (first.title, first.criteria) == ("Đơn", "1.1 2")
    views = documents.documents_of(desk.session, dossier)
    assert [view.row.id for view in views] == [first.id, second.id]
    assert [file.name for view in views for file in view.files] == ["Giấy chứng nhận.pdf", "b.pdf", "c.pdf"]
    assert desk.session.exec(select(func.count()).select_from(StoredFile)).one() == 1

    documents.remove_document(desk.session, first.id, "nhầm", desk.actor)
    assert [view.row.id for view in documents.documents_of(desk.session, dossier)] == [second.id]
    with pytest.raises(NotFound):
        documents.remove_document(desk.session, first.id, "nhầm", desk.actor)
    said = [entry.act for entry in journal.dossier_history(desk.session, dossier)]
    assert said == ["open_dossier", "attach_document", "attach_document", "remove_document"]
    assert desk.store.holds(blob.sha256)


@pytest.mark.parametrize(
    "data",
    [
        DocumentData("other", "  "),
        DocumentData("other", "A", issued_on=dt.date(2026, 2, 2), expires_on=dt.date(2026, 2, 1)),
        DocumentData("other", "A", sheets=0),
    ],
)
def test_a_document_that_cannot_be_is_refused(desk: Desk, data: DocumentData) -> None:
    dossier = desk.dossier()
    before = acts(desk)
    with pytest.raises(InvalidInput):
        documents.attach_document(desk.session, dossier, data, [], desk.actor)
    assert acts(desk) == before
    assert documents.documents_of(desk.session, dossier) == []


def test_documents_change_only_where_the_dossier_is_open_and_here(desk: Desk) -> None:
    dossier = desk.dossier()
    row = desk.session.get_one(Dossier, dossier)
    kept = documents.attach_document(desk.session, dossier, DocumentData("other", "A"), [], desk.actor)
    for status in ("assessed", "handed_over", "in_round", "recognised"):
        row.status = status
        for act in (
            lambda: documents.attach_document(desk.session, dossier, DocumentData("other", "B"), [], desk.actor),
            lambda: documents.remove_document(desk.session, kept.id, "x", desk.actor),
        ):
            with pytest.raises(NotAllowed):
                act()
    row.status = "draft"
    with pytest.raises(NotAllowed):
        documents.attach_document(
            desk.session, dossier, DocumentData("other", "B"), [], replace(desk.actor, role="reader")
        )
    with pytest.raises(AppError):
        documents.attach_document(desk.session, "nothing", DocumentData("other", "B"), [], desk.actor)
    assert len(documents.documents_of(desk.session, dossier)) == 1


def test_a_file_is_named_in_the_database_once(desk: Desk) -> None:
    blob = StoredBlob("ab" * 32, 3, "application/pdf", "")
    for _ in range(2):
        documents.keep_file(desk.session, blob)
    assert desk.session.get_one(StoredFile, blob.sha256).size == 3
