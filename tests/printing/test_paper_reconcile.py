"""A hand-over on paper that was broken off: the folder itself says whether it has left."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.models import Dossier, HandOver
from app.models.base import practice_day
from app.paths import DataPaths
from app.services import handovers
from app.services.bundles.reconcile import Ending, reconcile, settle_by_hand
from app.services.printing.folder_digest import WRITING, digest_of_folder
from app.services.printing.paper_folder import plan_paper_folder, write_paper_folder
from tests.printing.offices import LEFT, CommuneDesk
from tests.printing.test_paper_hand_over import hand_over, state


def broken_off(commune: CommuneDesk, folder: Path) -> str:
    """A hand-over whose folder has its name and whose marking never came."""
    dossier = commune.assessed()

    def prepare(session: Session) -> str:
        return handovers.prepare(
            session, [dossier], commune.province_id, "forward", commune.actor, commune.library, LEFT,
            medium="paper", encrypted=False,
        ).hand_over_id  # fmt: skip

    hand_over_id = commune.act(prepare, LEFT)
    with commune.database.reading() as session:
        plan = plan_paper_folder(session, commune.library, hand_over_id, LEFT)
    write_paper_folder(
        plan,
        commune.store,
        folder,
        before_naming=lambda sha256: commune.act(
            lambda session: handovers.note_target(session, hand_over_id, str(folder), sha256), LEFT
        ),
    )
    return dossier


def settle(commune: CommuneDesk) -> list[Ending]:
    paths = DataPaths(commune.folder / "data").ensure()
    with practice_day(LEFT):
        return [one.ending for one in reconcile(commune.database, paths, commune.actor)]


def test_a_folder_that_lies_there_as_written_has_left(paper_commune: CommuneDesk, tmp_path: Path) -> None:
    folder = tmp_path / "stick" / "giao"
    dossier = broken_off(paper_commune, folder)
    assert settle(paper_commune) == ["completed"]
    assert state(paper_commune, dossier) == ("handed_over", 2, paper_commune.province_id)
    found = digest_of_folder(folder)
    with paper_commune.database.reading() as session:
        row = session.exec(select(HandOver)).one()
        assert (row.status, row.bundle_name, row.bundle_sha256) == ("written", "giao", found.sha256)
        assert (row.file_count, row.byte_count) == (found.files, found.size)
    assert settle(paper_commune) == []


def test_a_folder_that_never_got_its_name_has_not(paper_commune: CommuneDesk, tmp_path: Path) -> None:
    folder = tmp_path / "stick" / "giao"
    dossier = broken_off(paper_commune, folder)
    begun = folder.rename(folder.with_name(f"{WRITING}0123456789ab"))
    assert settle(paper_commune) == ["given_up"]
    assert not begun.exists()
    assert state(paper_commune, dossier) == ("assessed", 1, paper_commune.actor.office_id)
    hand_over(paper_commune, [dossier], folder)
    assert state(paper_commune, dossier)[0] == "handed_over"


def test_a_folder_that_is_not_as_written_is_given_up_and_kept(paper_commune: CommuneDesk, tmp_path: Path) -> None:
    folder = tmp_path / "stick" / "giao"
    dossier = broken_off(paper_commune, folder)
    torn = next(path for path in sorted(folder.iterdir()) if path.suffix == ".pdf")
    torn.write_bytes(torn.read_bytes()[:100])
    assert settle(paper_commune) == ["given_up"]
    assert torn.exists()
    assert state(paper_commune, dossier) == ("assessed", 1, paper_commune.actor.office_id)


@pytest.mark.parametrize(("left", "status"), [(True, "handed_over"), (False, "assessed")])
def test_without_its_stick_it_waits_for_a_person(
    paper_commune: CommuneDesk, tmp_path: Path, left: bool, status: str
) -> None:
    folder = tmp_path / "stick" / "giao"
    dossier = broken_off(paper_commune, folder)
    folder.parent.rename(tmp_path / "pulled")
    assert settle(paper_commune) == ["waiting"]
    with paper_commune.database.reading() as session:
        hand_over_id = session.exec(select(HandOver.id)).one()
    with practice_day(LEFT):
        settle_by_hand(paper_commune.database, hand_over_id, left, paper_commune.actor)
    assert state(paper_commune, dossier)[0] == status


def test_a_dossier_that_changed_meanwhile_takes_its_folder_back(paper_commune: CommuneDesk, tmp_path: Path) -> None:
    folder = tmp_path / "stick" / "giao"
    dossier = broken_off(paper_commune, folder)

    def change(session: Session) -> None:
        session.get_one(Dossier, dossier).status = "checked"

    paper_commune.act(change, LEFT)
    assert settle(paper_commune) == ["given_up"]
    assert not folder.exists()
    assert state(paper_commune, dossier) == ("checked", 1, paper_commune.actor.office_id)
