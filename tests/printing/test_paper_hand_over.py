"""Handing over on paper: the folder, custody, and that a failure leaves nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlmodel import select

from app.errors import Cancelled, NotAllowed, StorageError
from app.models import Dossier, HandOver
from app.models.base import practice_day
from app.services import journal
from app.services.printing.paper_folder import INDEX, MINUTES
from app.services.printing.paper_hand_over import HandedOnPaper, hand_over_on_paper, write_paper_hand_over
from app.services.printing.safe_names import LONGEST, numbered_name, safe_name
from app.services.progress import Progress
from tests.printing.offices import LEFT, CommuneDesk, text_of


def hand_over(
    commune: CommuneDesk, dossiers: list[str], folder: Path, progress: Progress | None = None
) -> HandedOnPaper:
    with practice_day(LEFT):
        return hand_over_on_paper(
            commune.database, commune.store, commune.library, dossiers, commune.province_id, commune.actor, LEFT,
            folder, progress,
        )  # fmt: skip


def state(commune: CommuneDesk, dossier: str) -> tuple[str, int, str]:
    with commune.database.reading() as session:
        row = session.get_one(Dossier, dossier)
        return row.status, row.custody_number, row.holder_office_id


def nothing_left(commune: CommuneDesk, dossier: str, place: Path) -> None:
    assert not place.exists() or list(place.iterdir()) == []
    assert state(commune, dossier) == ("assessed", 1, commune.actor.office_id)
    with commune.database.reading() as session:
        assert session.exec(select(HandOver)).all() == []


class StopAfter:
    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self, done: int, total: int, message: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled()


def test_a_dossier_becomes_a_plain_folder_and_changes_hands(paper_commune: CommuneDesk, tmp_path: Path) -> None:
    commune = paper_commune
    dossier = commune.assessed()
    folder = tmp_path / "stick" / "giao tỉnh"
    done = hand_over(commune, [dossier], folder)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(
        [
            "01_Phiếu đăng ký.pdf",
            "02_Báo cáo tự đánh giá.pdf",
            "03_Báo cáo của Ủy ban nhân dân cấp xã.pdf",
            "04_Mục lục hồ sơ.pdf",
            "05_phiếu đăng ký.pdf",
            "06_báo cáo_ tự đánh giá_.pdf",
            "07_đkkd 1.pdf",
            "08_đkkd 2.pdf",
            "09_attp.pdf",
            MINUTES,
            INDEX,
        ]
    )
    index = text_of(folder / INDEX).replace(" ", "")
    for path in folder.iterdir():
        if path.name != INDEX:
            assert hashlib.sha256(path.read_bytes()).hexdigest() in index
            assert path.name.replace(" ", "") in index
    assert "DỰ THẢO" not in text_of(folder / MINUTES)
    assert "BÊN NHẬN: Ủy ban nhân dân tỉnh Đắk Lắk" in text_of(folder / MINUTES)
    assert "Số: 15/BC-UBND" in text_of(folder / "03_Báo cáo của Ủy ban nhân dân cấp xã.pdf")
    assert state(commune, dossier) == ("handed_over", 2, commune.province_id)
    with commune.database.reading() as session:
        row = session.get_one(HandOver, done.hand_over_id)
        assert (row.medium, row.status, row.bundle_sha256) == ("paper", "written", done.sha256)
        assert (row.file_count, row.encrypted) == (len(names), False)
        history = journal.dossier_history(session, dossier)
        assert history[-1].act == "hand_over"
        assert journal.broken_link(history) is None
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_several_dossiers_lie_in_folders_of_their_own_and_a_copy_can_be_made_again(
    paper_commune: CommuneDesk, tmp_path: Path
) -> None:
    commune = paper_commune
    dossiers = [commune.assessed("Cà phê: bột/rang"), commune.assessed("Cà phê: bột/rang 2")]
    done = hand_over(commune, dossiers, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "01_Cà phê_ bột_rang",
        "02_Cà phê_ bột_rang 2",
        MINUTES,
        INDEX,
    }
    with commune.database.reading() as session:
        again = write_paper_hand_over(
            session, commune.store, commune.library, done.hand_over_id, tmp_path / "copy", LEFT
        )
    assert [file.path for file in again.files][:1] == ["01_Cà phê_ bột_rang/01_Phiếu đăng ký.pdf"]
    assert len(again.files) == done.files


@pytest.mark.parametrize("steps", [0, 3, 7, 12])
def test_a_stop_leaves_neither_folder_nor_intent(paper_commune: CommuneDesk, tmp_path: Path, steps: int) -> None:
    dossier = paper_commune.assessed()
    place = tmp_path / "stick"
    with pytest.raises(Cancelled):
        hand_over(paper_commune, [dossier], place / "out", StopAfter(steps))
    nothing_left(paper_commune, dossier, place)


def test_a_damaged_attachment_stops_the_hand_over(paper_commune: CommuneDesk, tmp_path: Path) -> None:
    dossier = paper_commune.assessed()
    stored = next(path for path in paper_commune.store.folder.glob("??/*"))
    stored.write_bytes(stored.read_bytes() + b"x")
    with pytest.raises(StorageError, match="damaged"):
        hand_over(paper_commune, [dossier], tmp_path / "stick" / "out")
    nothing_left(paper_commune, dossier, tmp_path / "stick")


def test_a_folder_that_holds_something_is_left_alone(paper_commune: CommuneDesk, tmp_path: Path) -> None:
    dossier = paper_commune.assessed()
    folder = tmp_path / "stick" / "out"
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("keep")
    with pytest.raises(StorageError, match="not empty"):
        hand_over(paper_commune, [dossier], folder)
    assert (folder / "mine.txt").read_text() == "keep"
    assert state(paper_commune, dossier)[0] == "assessed"


def test_a_dossier_whose_work_is_not_finished_is_refused(paper_commune: CommuneDesk, tmp_path: Path) -> None:
    dossier = paper_commune.checked()
    with pytest.raises(NotAllowed, match="not finished"):
        hand_over(paper_commune, [dossier], tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("báo cáo?.pdf", "báo cáo_.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("..", "_"),
        ("", "_"),
        ("  tên . ", "tên"),
        ("a/b\\c:d*e.pdf", "a_b_c_d_e.pdf"),
        ("hồ\u202esơ.pdf", "hồsơ.pdf"),
        ("tab\there.pdf", "tab here.pdf"),
        ("tie\u0302\u0301ng.pdf", "tiếng.pdf"),
        ("không đuôi. ", "không đuôi"),
        ("a.tên dài không phải đuôi", "a.tên dài không phải đuôi"),
    ],
)
def test_names_are_safe_on_every_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_ending_and_a_number_keeps_names_apart() -> None:
    long = "ế" * 300 + ".pdf"
    cut = numbered_name(7, long)
    assert len(cut) == LONGEST
    assert cut.startswith("07_ế")
    assert cut.endswith(".pdf")
    assert numbered_name(1, long) != numbered_name(2, long)
    assert numbered_name(123, "con.pdf") == "123_con.pdf"
