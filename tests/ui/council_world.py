"""Valid dossiers at the door of a round, in the data folder of a province; the rest is done by services or by keys."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from app.models import Dossier, Producer, Product
from app.models.base import new_id
from app.services import councils, rounds, score_sheets
from app.services.councils import CouncilData, MemberData
from app.services.rounds import RoundData
from app.services.score_sheets import SheetData
from app.services.scoring import highest_answers
from app.ui.desk import Desk

NOW = "2026-two-tier"
NAMES = ("Cà phê Mùa Thu", "Premium coffee", "Sầu riêng sấy thăng hoa", "Tiêu Thăng Tiến", "Trà hoa vàng", "Yến sào")
PEOPLE = ("Nguyễn Thị Phượng", "Y Bhiêng Niê", "H'Lan Êban", "Trần Quốc Vỹ", "Lê Thị Mỹ Hạnh", "Phạm Văn Đức")


@dataclass
class World:
    """What was made, by id."""

    desk: Desk
    dossiers: list[str] = field(default_factory=list)
    producers: list[str] = field(default_factory=list)
    round_id: str = ""
    council_id: str = ""
    members: list[str] = field(default_factory=list)

    def act(self, work: Any) -> Any:
        """One transaction as the desk's person."""
        return self.desk.write_now(work)

    def valid(self, count: int = 3, number: int = 13, regime_id: str = NOW) -> list[str]:
        """So many dossiers of the set, accepted as valid here."""
        desk = self.desk
        regime = desk.library.regime(regime_id)
        set_id = f"{regime.criteria}/{number}"

        def work(session: Any, actor: Any) -> list[str]:
            made = []
            for place in range(count):
                name = NAMES[(len(self.dossiers) + place) % len(NAMES)]
                producer = Producer(
                    id=new_id(),
                    name=f"HTX nông nghiệp số {len(self.producers) + 1}",
                    kind="cooperative",
                    address="Thôn 1",
                    office_id=actor.office_id,
                )
                session.add(producer)
                session.flush()
                product = Product(name=name, producer_id=producer.id, set_number=number)
                session.add(product)
                session.flush()
                dossier = Dossier(
                    product_id=product.id,
                    year=2026,
                    application_type="first",
                    status="valid",
                    holder_office_id=actor.office_id,
                    origin_office_id=actor.office_id,
                    filed_on=dt.date(2026, 8, 1 + place),
                    regime_id=regime.id,
                    set_id=set_id,
                    set_sha256=desk.library.sha256(set_id),
                    product_code=f"66-24490-{len(self.producers) + 1}-2026",
                )
                session.add(dossier)
                session.flush()
                self.producers.append(producer.id)
                made.append(dossier.id)
            return made

        made = self.act(work)
        self.dossiers += made
        return list(made)

    def council(self, size: int = 5, **rules: Any) -> str:
        """A council of that size."""
        people = [
            MemberData(number, PEOPLE[(number - 1) % len(PEOPLE)], "chair" if number == 1 else "member")
            for number in range(1, size + 1)
        ]
        data = CouncilData("Hội đồng đánh giá OCOP tỉnh", "2841/QĐ-UBND", dt.date(2026, 11, 5), **rules)

        def work(session: Any, actor: Any) -> tuple[str, list[str]]:
            row = councils.set_up_council(session, data, people, actor, self.desk.today())
            return row.id, [one.id for one in councils.council_members(session, row.id)]

        self.council_id, self.members = self.act(work)
        return self.council_id

    def round(self, number: int = 1, *, filled: bool = True) -> str:
        """A round, with the council and all dossiers in it."""

        def work(session: Any, actor: Any) -> str:
            row = rounds.open_round(session, RoundData(2026, number), actor)
            if self.council_id:
                rounds.attach_council(session, row.id, self.council_id, actor)
            for one in self.dossiers if filled else ():
                rounds.put_in_round(session, row.id, one, actor, self.desk.library, self.desk.today())
            return row.id

        self.round_id = self.act(work)
        return self.round_id

    def sheet(
        self,
        dossier_id: str,
        member_id: str,
        *,
        lower: int = 0,
        parts: dict[str, str] | None = None,
        knock_outs: tuple[str, ...] = (),
        sign: bool = True,
    ) -> str:
        """A sheet with the highest options, the first ``lower`` criteria answered "none of them"."""
        desk = self.desk

        def work(session: Any, actor: Any) -> str:
            dossier = session.get(Dossier, dossier_id)
            criteria_set = desk.library.criteria_set(dossier.set_id)
            answers: dict[str, int] = {}
            if not parts:
                answers = dict(highest_answers(criteria_set).options)
                for name in list(answers)[:lower]:
                    answers[name] = 0
            data = SheetData(dossier_id, self.round_id, member_id, answers, parts or {}, knock_outs)
            sheet_id = score_sheets.save_sheet(session, data, actor, desk.library)
            if sign:
                score_sheets.sign_sheet(session, sheet_id, actor, desk.library, desk.today())
            return sheet_id

        return str(self.act(work))
