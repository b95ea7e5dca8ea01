"""The result of an office above without this program, typed in by hand from its papers."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from app.errors import InvalidInput, NotAllowed
from app.models import Certificate, Dossier, IssuedPaper, RankingResult, RecognitionDecision
from app.models.base import practice_day
from app.services import journal
from app.services.documents import keep_file
from app.services.dossier_moves import CompletionItem, completion_items
from app.services.printing.paper_hand_over import hand_over_on_paper
from app.services.results_above import RecordedAbove, ResultAboveData, record_result_above
from tests.printing.offices import LEFT, CommuneDesk, ProvinceDesk
from tests.printing.test_papers import printed

DECIDED = dt.date(2026, 10, 2)
TYPED = dt.date(2026, 10, 9)
RECOGNISED = ResultAboveData(
    "recognised", DECIDED, "4218/QĐ-UBND", stars=4, points="72,5", sheet_count=9, signer_name="Lê Văn Cường"
)


@pytest.fixture
def handed(paper_commune: CommuneDesk, tmp_path: Path) -> tuple[CommuneDesk, list[str]]:
    """Two dossiers handed over on paper."""
    dossiers = [paper_commune.assessed("Cà phê bột A"), paper_commune.assessed("Cà phê bột B")]
    with practice_day(LEFT):
        hand_over_on_paper(
            paper_commune.database, paper_commune.store, paper_commune.library, dossiers, paper_commune.province_id,
            paper_commune.actor, LEFT, tmp_path / "out",
        )  # fmt: skip
    return paper_commune, dossiers


def record(commune: CommuneDesk, dossier: str, data: ResultAboveData, today: dt.date = TYPED) -> RecordedAbove:
    return commune.act(
        lambda session: record_result_above(session, dossier, data, commune.actor, commune.library, today), today
    )


def test_a_recognition_makes_decision_result_and_certificate(
    handed: tuple[CommuneDesk, list[str]], tmp_path: Path
) -> None:
    commune, (dossier, _other) = handed
    scan = tmp_path / "qđ.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    blob = commune.store.put(scan)
    commune.act(lambda session: keep_file(session, blob))
    data = replace(RECOGNISED, certificate_number="12/GCN", scan_sha256=blob.sha256, scan_name="qđ.pdf")
    made = record(commune, dossier, data)
    assert (made.status, made.custody_number, made.holder_office_id) == ("recognised", 2, commune.province_id)
    with commune.database.reading() as session:
        paper = session.get_one(IssuedPaper, made.paper_id)
        assert (paper.number, paper.symbol, paper.status, paper.dated) == ("4218", "QĐ-UBND", "signed", DECIDED)
        assert (paper.office_id, paper.scan_sha256) == (commune.province_id, blob.sha256)
        decision = session.get_one(RecognitionDecision, made.decision_id)
        assert (decision.number, decision.signed_on, decision.office_id) == ("4218", DECIDED, commune.province_id)
        result = session.get_one(RankingResult, made.result_id)
        assert (result.total_sum_hundredths, result.sheet_count, result.stars) == (72_50 * 9, 9, 4)
        assert json.loads(result.detail)["typed_by_hand"] is True
        certificate = session.get_one(Certificate, made.certificate_id)
        assert (certificate.valid_from, certificate.valid_to) == (DECIDED, dt.date(2029, 10, 2))
        assert (certificate.register_text, certificate.register_number) == ("12/GCN", 12)
        history = journal.dossier_history(session, dossier)
        assert history[-1].act == "record_recognition_above"
        assert journal.broken_link(history) is None
    text = printed(commune, "certificate", made.certificate_id, tmp_path / "certificate.pdf", TYPED)
    assert "Theo Quyết định số 4218/QĐ-UBND ngày 02 tháng 10 năm 2026" in text
    assert "72,50" in printed(
        commune, "recognition_decision", made.decision_id, tmp_path / "decision.pdf", TYPED, with_points=True
    )


def test_products_of_one_decision_share_it_and_need_no_points_or_certificate_number(
    handed: tuple[CommuneDesk, list[str]], tmp_path: Path
) -> None:
    commune, dossiers = handed
    made = [record(commune, one, replace(RECOGNISED, points="", sheet_count=1)) for one in dossiers]
    assert made[0].decision_id == made[1].decision_id
    assert made[0].certificate_id != made[1].certificate_id
    with commune.database.reading() as session:
        result = session.get_one(RankingResult, made[0].result_id)
        assert json.loads(result.detail)["points_known"] is False
        numbers = {session.get_one(Certificate, one.certificate_id).register_number for one in made}
        assert len(numbers) == 2
        assert max(numbers) < 0
    text = printed(commune, "recognition_decision", made[0].decision_id, tmp_path / "d.pdf", TYPED, with_points=True)
    assert "Cà phê bột A" in text
    assert "Điểm" not in text.split("Phụ lục")[-1]


def test_a_refusal_stays_above_with_its_reason(handed: tuple[CommuneDesk, list[str]]) -> None:
    commune, (dossier, _other) = handed
    data = ResultAboveData("declined", DECIDED, "55/TB-SNNMT", points="48", reason="Dưới 50 điểm")
    made = record(commune, dossier, data)
    assert (made.status, made.custody_number) == ("declined", 2)
    with commune.database.reading() as session:
        result = session.get_one(RankingResult, made.result_id)
        assert (result.outcome, result.outcome_reason, result.stars) == ("decline", "Dưới 50 điểm", None)
        assert session.get_one(IssuedPaper, made.paper_id).dossier_id == dossier
        assert session.exec(select(Certificate)).all() == []


@pytest.mark.parametrize("outcome", ["returned", "completion"])
def test_a_dossier_that_comes_back_is_here_under_a_new_custody_number(
    handed: tuple[CommuneDesk, list[str]], outcome: Any
) -> None:
    commune, (dossier, _other) = handed
    item = CompletionItem("Giấy ATTP", "đã hết hạn", "nộp giấy mới")
    due = dt.date(2026, 10, 30)
    data = ResultAboveData(outcome, DECIDED, reason="Thiếu giấy", items=(item,), due=due)
    made = record(commune, dossier, data)
    assert (made.custody_number, made.holder_office_id) == (3, commune.actor.office_id)
    with commune.database.reading() as session:
        row = session.get_one(Dossier, dossier)
        if outcome == "completion":
            assert (row.status, row.completion_due) == ("to_complete", due)
            assert completion_items(row) == [item]
        else:
            assert row.status == "returned"
        entry = json.loads(journal.dossier_history(session, dossier)[-1].data)
        assert (entry["custody"], entry["holder"]) == (3, commune.actor.office_id)
    commune.attach(dossier, "food_safety_certificate", "Giấy ATTP mới", "mới.pdf")
    with pytest.raises(NotAllowed):
        record(commune, dossier, RECOGNISED)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decided_on": TYPED + dt.timedelta(days=1)}, "decided_on"),
        ({"decided_on": LEFT - dt.timedelta(days=1)}, "decided_on"),
        ({"stars": None}, "stars"),
        ({"stars": 5}, "stars"),
        ({"stars": 2}, "stars"),
        ({"points": "69,99"}, "points"),
        ({"points": "101"}, "points"),
        ({"points": "bảy mươi"}, "points"),
        ({"points": "72,555"}, "points"),
        ({"decision_number": " "}, "decision_number"),
        ({"sheet_count": 0}, "sheet_count"),
        ({"scan_sha256": "0" * 64}, "scan"),
        ({"outcome": "lost"}, "outcome"),
        ({"outcome": "declined", "reason": ""}, "reason"),
        ({"outcome": "returned", "reason": ""}, "reason"),
        ({"outcome": "completion", "items": ()}, "items"),
        ({"outcome": "completion", "due": DECIDED - dt.timedelta(days=1)}, "due"),
        ({"office_id": "no-such-office"}, "office_id"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    handed: tuple[CommuneDesk, list[str]], changes: dict[str, Any], field: str
) -> None:
    commune, (dossier, _other) = handed

    def counts(session: Session) -> list[int]:
        return [len(session.exec(select(table.id)).all()) for table in (IssuedPaper, RankingResult, Certificate)]

    with commune.database.reading() as session:
        before = counts(session)
    with pytest.raises(InvalidInput) as refused:
        record(commune, dossier, replace(RECOGNISED, **changes))
    assert refused.value.field == field
    with commune.database.reading() as session:
        assert counts(session) == before
        assert session.get_one(Dossier, dossier).status == "handed_over"


def test_a_dossier_that_left_as_a_bundle_gets_its_result_in_a_bundle(commune: CommuneDesk, tmp_path: Path) -> None:
    province = ProvinceDesk(tmp_path / "province", commune.library, commune)
    dossier = commune.assessed()
    commune.export([dossier], tmp_path / "stick")
    with pytest.raises(NotAllowed, match="as a bundle"):
        record(commune, dossier, RECOGNISED)
    province.database.close()


def test_a_dossier_still_here_has_no_result_from_above(commune: CommuneDesk) -> None:
    with pytest.raises(NotAllowed, match="handed over on paper"):
        record(commune, commune.assessed(), RECOGNISED)


def test_an_earlier_certificate_of_that_office_is_replaced(handed: tuple[CommuneDesk, list[str]]) -> None:
    commune, (first, second) = handed
    one = record(commune, first, RECOGNISED)
    with commune.database.transaction() as session:
        session.get_one(Dossier, second).product_id = session.get_one(Dossier, first).product_id
    two = record(commune, second, replace(RECOGNISED, decided_on=TYPED, decision_number="5000/QĐ-UBND"))
    with commune.database.reading() as session:
        assert session.get_one(Certificate, one.certificate_id).status == "replaced"
        assert session.get_one(Certificate, two.certificate_id).status == "valid"
