"""A commune and a province at work over real SQLite files: everything by the services that the window calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.paths import resource_path
from app.services.rules.library import RuleLibrary
from tests.printing.offices import CommuneDesk, ProvinceDesk


@pytest.fixture(scope="session")
def library() -> RuleLibrary:
    return RuleLibrary(resource_path())


@pytest.fixture
def commune(tmp_path: Path, library: RuleLibrary) -> Iterator[CommuneDesk]:
    desk = CommuneDesk(tmp_path / "commune", library)
    yield desk
    desk.database.close()


@pytest.fixture
def paper_commune(tmp_path: Path, library: RuleLibrary) -> Iterator[CommuneDesk]:
    """A commune whose province has no such program."""
    desk = CommuneDesk(tmp_path / "commune", library, province_uses_program=False)
    yield desk
    desk.database.close()


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, library: RuleLibrary) -> Iterator[ProvinceDesk]:
    """A province after its round: two products scored, recognised and certified; tests only read from it."""
    folder = tmp_path_factory.mktemp("round")
    commune = CommuneDesk(folder / "commune", library)
    province = ProvinceDesk(folder / "province", library, commune)
    dossiers = [commune.assessed(), commune.assessed("Cà phê rang xay Ea Kly (mẫu)", practice=True)]
    province.take(commune.export(dossiers, folder / "stick"))
    province.run_round(dossiers)
    province.print_draft(folder)
    province.certify()
    yield province
    commune.database.close()
    province.database.close()
