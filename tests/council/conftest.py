"""A real SQLite file with an office, dossiers at the door of a round, and a council; all else by services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import Session, SQLModel, select

from app.models import AssessmentRound, Dossier, Office, Official, Producer, Product
from app.models.base import new_id
from app.paths import resource_path
from app.services import councils, results, round_lock, rounds, score_sheets
from app.services.actors import Actor, actor_of
from app.services.councils import CouncilData, MemberData
from app.services.database import Database, sqlite_url
from app.services.issued_papers import SignatureData
from app.services.rounds import RoundData
from app.services.rules.library import RuleLibrary
from app.services.score_sheets import SheetData
from app.services.scoring import highest_answers

TODAY = dt.date(2026, 9, 15)
NOW = "2026-two-tier"
THREE_TIER = "2023-three-tier"


@pytest.fixture(scope="session")
def library() -> RuleLibrary:
    return RuleLibrary(resource_path())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(sqlite_url(tmp_path / "office.db"))
    SQLModel.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


class Bench:
    """One office with its people, producers, products and dossiers; the moves themselves are the services'."""

    def __init__(self, session: Session, library: RuleLibrary, level: str = "province", regime_id: str = NOW) -> None:
        self.session = session
        self.library = library
        self.regime = library.regime(regime_id)
        self.today = TODAY
        self.office = Office(code="66", level=level, name="UBND", is_self=True)
        session.add(self.office)
        session.flush()
        self.clerk = self.person("officer")
        self.producers: list[str] = []
        self.key = Ed25519PrivateKey.generate()

    def person(self, role: str) -> Actor:
        official = Official(full_name="Nguyễn Văn A", role=role, office_id=self.office.id)
        self.session.add(official)
        self.session.flush()
        return actor_of(self.session, official.id)

    def producer(self) -> str:
        producer = Producer(
            id=new_id(),
            name=f"HTX số {len(self.producers) + 1}",
            kind="cooperative",
            address="Thôn 1",
            office_id=self.office.id,
        )
        self.session.add(producer)
        self.session.flush()
        self.producers.append(producer.id)
        return producer.id

    def dossier(self, number: int = 13, producer_id: str = "", status: str = "valid", **more: Any) -> str:
        """A dossier received and accepted as valid by this office, under the set of that number."""
        product = Product(name="Cà phê bột", producer_id=producer_id or self.producer(), set_number=number)
        self.session.add(product)
        self.session.flush()
        set_id = f"{self.regime.criteria}/{number}"
        dossier = Dossier(
            product_id=product.id,
            year=2026,
            application_type="first",
            status=status,
            holder_office_id=self.office.id,
            origin_office_id=self.office.id,
            filed_on=dt.date(2026, 8, 1),
            regime_id=self.regime.id,
            set_id=set_id,
            set_sha256=self.library.sha256(set_id),
            product_code="66-24490-1-2026",
            **more,
        )
        self.session.add(dossier)
        self.session.flush()
        return dossier.id

    def council(self, size: int = 5, clerk: Actor | None = None, **rules: Any) -> list[str]:
        """A council of that size with a chair and a vice chair, attached to a new round; the members' ids."""
        members = [
            MemberData(number, f"Thành viên {number}", "chair" if number == 1 else "vice" if number == 2 else "member")
            for number in range(1, size + 1)
        ]
        data = CouncilData("Hội đồng đánh giá", "12/QĐ-UBND", dt.date(2026, 9, 1), **rules)
        council = councils.set_up_council(self.session, data, members, clerk or self.clerk, self.today)
        self.council_id = council.id
        self.round_id = rounds.open_round(
            self.session, RoundData(2026, len(self.session.exec(select(AssessmentRound)).all()) + 1), self.clerk
        ).id
        rounds.attach_council(self.session, self.round_id, council.id, self.clerk)
        self.members = [one.id for one in councils.council_members(self.session, council.id)]
        return self.members

    def enter(self, *dossier_ids: str) -> None:
        for dossier_id in dossier_ids:
            rounds.put_in_round(self.session, self.round_id, dossier_id, self.clerk, self.library, self.today)

    def save(self, dossier_id: str, member: int, answers: Mapping[str, Any], **more: Any) -> str:
        """Save a sheet of the member with that place (from 0); answers as of the criterion or of the parts."""
        on_parts = "A" in answers
        data = SheetData(
            dossier_id,
            self.round_id,
            self.members[member],
            answers={} if on_parts else answers,
            parts=answers if on_parts else {},
            **more,
        )
        return score_sheets.save_sheet(self.session, data, self.clerk, self.library)

    def sign(self, sheet_id: str) -> str:
        score_sheets.sign_sheet(self.session, sheet_id, self.clerk, self.library, self.today)
        return sheet_id

    def score(self, dossier_id: str, sheets: Sequence[Mapping[str, Any] | None]) -> list[str]:
        """Signed sheets of the members in order; ``None``: that member has none."""
        return [
            self.sign(self.save(dossier_id, member, answers))
            for member, answers in enumerate(sheets)
            if answers is not None
        ]

    def lock(self, **more: Any) -> None:
        round_lock.lock_scoring(self.session, self.round_id, self.clerk, self.today, **more)

    def close(self, dossier_id: str, **more: Any) -> results.RankingResultRow:
        return results.close_result(
            self.session, self.round_id, dossier_id, self.clerk, self.library, self.today, **more
        )

    def best(self, number: int = 13) -> dict[str, int]:
        """The answers that give 100 points."""
        return dict(highest_answers(self.library.criteria_set(f"{self.regime.criteria}/{number}")).options)

    def signature(self, number: str = "100", dated: dt.date | None = None) -> SignatureData:
        return SignatureData(number, dated or self.today, "Trần Thị B", "Chủ tịch")

    def sign_bytes(self, message: bytes) -> bytes:
        return self.key.sign(message)

    def public_key(self, _office_code: str) -> bytes:
        return self.key.public_key().public_bytes_raw()


@pytest.fixture
def make_bench(session: Session, library: RuleLibrary) -> Callable[..., Bench]:
    def make(level: str = "province", regime_id: str = NOW) -> Bench:
        return Bench(session, library, level, regime_id)

    return make


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    return make_bench()


@pytest.fixture
def district(make_bench: Callable[..., Bench]) -> Bench:
    """A district office under the three-tier regime, whose sets are scored on part totals."""
    return make_bench("district", THREE_TIER)
