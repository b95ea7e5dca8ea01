"""A whole folder of papers: planned, copied, attached."""

from __future__ import annotations

import json
from pathlib import Path, PurePath

import pytest

from app.errors import Cancelled, NotAllowed, NotFound
from app.models import Dossier
from app.paths import resource_path
from app.services import document_folder as folders
from app.services import documents
from app.services.document_kinds import file_words, guess_kind
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from tests.documents.conftest import Desk, pdf_bytes, picture


@pytest.fixture(scope="module")
def regime() -> Regime:
    return RuleLibrary(resource_path()).regime("2026-two-tier")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("phieu-dang-ky.pdf", "registration_form"),
        ("Phiếu đăng ký ý tưởng.pdf", "other"),
        ("PhieuDangKy_2026.docx", "registration_form"),
        ("02. Bao cao tu danh gia (ban cuoi).docx", "self_assessment"),
        ("GCN ĐKKD HTX.pdf", "business_registration"),
        ("Phiếu kiểm nghiệm/IMG_0012.jpg", "test_report"),
        ("KQ phiếu kiểm nghiệm 2025.pdf", "test_report"),
        ("cau_chuyen_san_pham.docx", "product_story"),
        ("IMG_20260601_101112.jpg", "other"),
        ("ảnh.jpg", "other"),
    ],
)
def test_a_paper_is_guessed_from_the_words_of_its_name(regime: Regime, path: str, kind: str) -> None:
    listed = tuple(one for one in regime.documents if one.kind != "idea_registration")
    if path.startswith("Phiếu đăng ký ý tưởng"):
        listed = tuple(one for one in listed if one.kind != "registration_form")
    assert guess_kind(PurePath(path), listed).kind == kind


def test_the_words_name_only_kinds_of_a_regime_and_leave_none_out() -> None:
    library = RuleLibrary(resource_path())
    listed = {document.kind for regime in library.regimes() for document in regime.documents if not document.physical}
    named = [one.kind for one in file_words().kinds]
    assert len(named) == len(set(named))
    assert set(named) == listed
    raw = json.loads(resource_path("documents", "file_words.json").read_text(encoding="utf-8"))
    assert all(word.isascii() and word == word.strip().lower() for one in raw["kinds"] for word in one["words"])


def _fill(folder: Path) -> None:
    folder.mkdir()
    (folder / "Phiếu đăng ký.pdf").write_bytes(pdf_bytes("form"))
    (folder / "copy of form.pdf").write_bytes(pdf_bytes("form"))
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "~$Phiếu đăng ký.docx").write_bytes(b"x")
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "setup.pdf").write_bytes(b"MZ" + bytes(50))
    pages = folder / "Kiểm nghiệm"
    pages.mkdir()
    for number in (1, 2, 10):
        picture(pages / f"phieu kiem nghiem trang {number}.jpg", (100 + number, 100))
    picture(folder / "IMG_0001.jpg", (50, 50))
    picture(folder / "IMG_0002.jpg", (51, 50))


def test_a_folder_is_planned_copied_and_attached(desk: Desk, regime: Regime, tmp_path: Path) -> None:
    source = tmp_path / "Hồ sơ"
    _fill(source)
    plan = folders.plan_folder(source, regime.documents, folders.held_files(desk.session, desk.dossier))
    assert [(one.kind, [file.name for file in one.files]) for one in plan.documents] == [
        ("other", ["copy of form.pdf"]),
        ("other", ["IMG_0001.jpg"]),
        ("other", ["IMG_0002.jpg"]),
        ("other", ["setup.pdf"]),
        ("test_report", [f"phieu kiem nghiem trang {number}.jpg" for number in (1, 2, 10)]),
    ]
    assert {(one.name, one.reason) for one in plan.skipped} == {
        ("Phiếu đăng ký.pdf", folders.IN_FOLDER),
        ("Thumbs.db", folders.SYSTEM_FILE),
        ("~$Phiếu đăng ký.docx", folders.SYSTEM_FILE),
        ("empty.pdf", folders.EMPTY),
    }
    assert plan.documents[3].files[0].warning.startswith("It is a program")
    stored = folders.store_planned(plan.documents, desk.store)
    rows = folders.attach_stored(desk.session, desk.dossier, stored, desk.actor)
    assert not stored.failed
    assert not stored.stopped
    assert desk.acts() == ["open_dossier"] + ["attach_document"] * 5
    views = documents.documents_of(desk.session, desk.dossier)
    assert [len(view.files) for view in views] == [1, 1, 1, 1, 3]
    assert rows[4].title == "Phiếu kiểm nghiệm chất lượng, an toàn thực phẩm"
    again = folders.plan_folder(source, regime.documents, folders.held_files(desk.session, desk.dossier))
    assert again.documents == ()
    assert {one.reason for one in again.skipped} >= {folders.IN_DOSSIER}


class _StopAt:
    def __init__(self, bytes_done: int) -> None:
        self.limit = bytes_done
        self.told: list[tuple[int, int]] = []

    def step(self, done: int, total: int, message: str) -> None:
        self.told.append((done, total))
        if done > self.limit:
            raise Cancelled


def test_stopped_in_the_middle_whole_documents_stay_and_nothing_is_half_done(
    desk: Desk, regime: Regime, tmp_path: Path
) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name in "abc":
        (source / f"{name}.pdf").write_bytes(pdf_bytes(name))
    plan = folders.plan_folder(source, regime.documents, {})
    watch = _StopAt(plan.documents[0].files[0].size)
    stored = folders.store_planned(plan.documents, desk.store, watch)
    assert stored.stopped
    assert [document.title for document, _blobs in stored.documents] == ["a"]
    assert watch.told[-1][1] == plan.size
    assert not list(desk.store.folder.glob("*.part"))
    assert len(folders.attach_stored(desk.session, desk.dossier, stored, desk.actor)) == 1


def test_a_file_that_vanished_fails_its_own_document_only(desk: Desk, regime: Regime, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name in "ab":
        (source / f"{name}.pdf").write_bytes(pdf_bytes(name))
    plan = folders.plan_folder(source, regime.documents, {})
    (source / "a.pdf").unlink()
    stored = folders.store_planned(plan.documents, desk.store)
    assert [name for name, _error in stored.failed] == ["a.pdf"]
    assert [document.title for document, _blobs in stored.documents] == ["b"]


def test_links_are_not_followed_and_a_missing_folder_is_told(regime: Regime, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (tmp_path / "secret.pdf").write_bytes(pdf_bytes("x"))
    (source / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    assert folders.plan_folder(source, regime.documents, {}).documents == ()
    with pytest.raises(NotFound):
        folders.plan_folder(tmp_path / "nowhere", regime.documents, {})


def test_a_person_corrects_the_guess_before_attaching(desk: Desk, regime: Regime, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "scan1.pdf").write_bytes(pdf_bytes("x"))
    plan = folders.plan_folder(source, regime.documents, {})
    fixed = folders.with_kind(plan.documents[0], "test_report", "Phiếu kiểm nghiệm")
    stored = folders.store_planned([fixed], desk.store)
    row = folders.attach_stored(desk.session, desk.dossier, stored, desk.actor)[0]
    assert (row.kind, row.title) == ("test_report", "Phiếu kiểm nghiệm")
    desk.session.get_one(Dossier, desk.dossier).status = "assessed"
    with pytest.raises(NotAllowed):
        folders.attach_stored(desk.session, desk.dossier, stored, desk.actor)
