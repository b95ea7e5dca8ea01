"""An office records what it compared with the signed text: its papers leave that note out, and say what is inferred."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import JournalEntry
from app.paths import resource_path
from app.services import compared_rules
from app.services.compared_rules import (
    SignedCopy,
    doubts_of,
    file_standings,
    record_comparison,
    revoke_comparison,
    rules_as_compared,
    uncompared_of_certificates,
)
from app.services.database import Database, sqlite_url
from app.services.papers.set_notes import notes_of_sets
from app.services.printing.printing import PrintOptions, write_paper
from app.services.result_rows import RankingResultRow
from app.services.rules.facts import Inference
from app.services.rules.library import RuleLibrary
from tests.printing.offices import SIGNED, ProvinceDesk, text_of

COPY = SignedCopy("26/2026/QĐ-TTg", note="bản giấy, tủ hồ sơ phòng Kinh tế")
OLD = "2023-three-tier"
UNREAD = "chưa được đối chiếu"


@pytest.fixture
def desk(finished: ProvinceDesk, tmp_path: Path) -> Iterator[ProvinceDesk]:
    """The province after its round, in a database of its own; who acts is its leader."""
    shutil.copyfile(finished.database_path, tmp_path / "so-ocop.db")
    made = object.__new__(ProvinceDesk)
    made.__dict__.update(finished.__dict__)
    made.database = Database(sqlite_url(tmp_path / "so-ocop.db"))
    made.actor = replace(finished.actor, role="leader")
    yield made
    made.database.close()


def _standing(session: Session, desk: ProvinceDesk, name: str) -> compared_rules.FileStanding:
    return next(one for one in file_standings(session, desk.library) if one.file.id == name)


def test_a_comparison_counts_for_the_bytes_is_journalled_and_is_taken_back(desk: ProvinceDesk, tmp_path: Path) -> None:
    with desk.database.transaction() as session:
        assert not _standing(session, desk, OLD).settled
        [done] = record_comparison(session, desk.library, [OLD], COPY, desk.actor, today=SIGNED)
        assert done.comparison is not None
        assert (done.comparison.person, done.comparison.compared_on) == ("Nguyễn Văn An", SIGNED)
        assert (done.comparison.copy_number, done.comparison.note) == (COPY.number, COPY.note)
        with pytest.raises(InvalidInput):
            record_comparison(session, desk.library, [OLD], COPY, desk.actor)

        # the same file with other bytes, as a pack may bring it, is uncompared again
        own = tmp_path / "rules"
        (own / "regimes").mkdir(parents=True)
        raw = json.loads(resource_path("regimes", f"{OLD}.json").read_text(encoding="utf-8"))
        raw["revision"] += 1
        (own / "regimes" / f"{OLD}.json").write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
        newer = RuleLibrary(resource_path(), own)
        changed = next(one for one in file_standings(session, newer) if one.file.id == OLD)
        assert (changed.settled, changed.changed) == (False, True)
        assert not rules_as_compared(session, newer).regime(OLD).verified
        assert rules_as_compared(session, desk.library).regime(OLD).verified
        assert not desk.library.regime(OLD).verified

        back = revoke_comparison(session, desk.library, OLD, "so nhầm bản dự thảo", desk.actor)
        assert not back.settled
        assert not rules_as_compared(session, desk.library).regime(OLD).verified
        with pytest.raises(NotFound):
            revoke_comparison(session, desk.library, OLD, "lần nữa", desk.actor)
        acts = session.exec(
            select(JournalEntry.act, JournalEntry.data)
            .where(JournalEntry.subject == f"rules:{OLD}")
            .order_by(col(JournalEntry.office_sequence))
        ).all()
        assert [act for act, _data in acts] == ["compare_rules", "revoke_comparison"]
        assert all(json.loads(data)["sha256"] == desk.library.regime_sha256(OLD) for _act, data in acts)


def test_only_leader_and_administrator_record_it_and_a_copy_has_to_be_named(desk: ProvinceDesk) -> None:
    with desk.database.transaction() as session:
        for role in ("officer", "secretary", "member", "reader"):
            with pytest.raises(NotAllowed):
                record_comparison(session, desk.library, [OLD], COPY, replace(desk.actor, role=role))  # type: ignore[arg-type]
        with pytest.raises(InvalidInput):
            record_comparison(session, desk.library, [OLD], SignedCopy("  "), desk.actor)
        with pytest.raises(NotAllowed):
            record_comparison(session, desk.library, [OLD], COPY, desk.actor, sha256="0" * 64)
        with pytest.raises(NotFound):
            record_comparison(session, desk.library, [OLD, "2099-no-tier"], COPY, desk.actor)
        assert compared_rules.compared_hashes(session) == frozenset()


def test_a_compared_set_keeps_its_inferences_and_compared_holidays_are_sure(desk: ProvinceDesk) -> None:
    unread, inferred = "qd-148-2023/13", "qd-26-2026/4"
    with desk.database.transaction() as session:
        record_comparison(session, desk.library, [unread, inferred, "2027"], COPY, desk.actor)
        rules = rules_as_compared(session, desk.library)
    assert any(UNREAD in one for one in notes_of_sets([desk.library.criteria_set(unread)]))
    assert not any(UNREAD in one for one in notes_of_sets([rules.criteria_set(unread)]))
    named = [one for one in notes_of_sets([desk.library.criteria_set(inferred)]) if one.startswith("Điểm suy luận")]
    assert named
    assert [one for one in notes_of_sets([rules.criteria_set(inferred)]) if one.startswith("Điểm suy luận")] == named
    day = SIGNED.replace(year=2027)
    assert desk.library.calendar().unverified_years(day, day) == (2027,)
    assert rules.calendar().unverified_years(day, day) == ()
    assert rules.calendar().add_working_days(day, 90) == desk.library.calendar().add_working_days(day, 90)


def test_a_certificate_never_carries_a_note_and_its_printing_is_told_until_all_is_compared(
    desk: ProvinceDesk, tmp_path: Path
) -> None:
    def certificate(name: str) -> str:
        with desk.database.reading() as session:
            write_paper(
                session, desk.library, "certificate", desk.certificates, tmp_path / name, today=SIGNED,
                options=PrintOptions(),
            )  # fmt: skip
        return text_of(tmp_path / name)

    assert "Ghi chú" not in certificate("before.pdf")
    with desk.database.transaction() as session:
        told = uncompared_of_certificates(session, desk.library, [desk.decision_id])
        assert told == uncompared_of_certificates(session, desk.library, desk.certificates)
        assert told[0] == desk.library.regime(desk.regime.id).title
        assert len(told) == 2
        used = [desk.regime.id, f"{desk.regime.criteria}/13"]
        record_comparison(session, desk.library, used, COPY, desk.actor)
        assert uncompared_of_certificates(session, desk.library, desk.certificates) == []
    assert certificate("after.pdf") == certificate("before.pdf")


def test_the_summary_names_the_uncompared_regime_until_it_is_compared(desk: ProvinceDesk, tmp_path: Path) -> None:
    raw = json.loads(resource_path("regimes", f"{desk.regime.id}.json").read_text(encoding="utf-8"))
    raw |= {"revision": raw["revision"] + 1, "verified": False, "grade": "secondary", "source": "Các bài dẫn lại."}
    own = tmp_path / "rules"
    (own / "regimes").mkdir(parents=True)
    (own / "regimes" / f"{desk.regime.id}.json").write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    library = RuleLibrary(resource_path(), own)
    said = f"Quy trình này {UNREAD} với bản ký: Các bài dẫn lại."

    def printed(kind: str, of: str) -> str:
        with desk.database.reading() as session:
            write_paper(session, library, kind, of, tmp_path / "paper.pdf", today=SIGNED)
        return text_of(tmp_path / "paper.pdf")

    papers = (("ranking_summary", desk.round_id), ("recognition_decision", desk.decision_id))
    assert all(said in printed(*paper) for paper in papers)
    assert said not in printed("certificate", desk.decision_id)
    with desk.database.transaction() as session:
        record_comparison(session, library, [desk.regime.id], COPY, desk.actor)
    assert not any(UNREAD in printed(*paper) for paper in papers)


def test_a_result_leaves_out_what_was_compared_and_keeps_what_is_inferred(desk: ProvinceDesk) -> None:
    name = "qd-26-2026/4"
    rules = desk.library.criteria_set(name)
    first, *others = rules.criteria
    inference = Inference(as_written="", why="ô trống")
    rules = rules.model_copy(update={"criteria": (first.model_copy(update={"inferred": inference}), *others)})
    guessed, plain = first.id, others[0].id
    noted = [
        {"kind": "source", "where": name, "as_written": "", "why": ""},
        {"kind": "criterion", "where": plain, "as_written": "", "why": ""},
        {"kind": "criterion", "where": guessed, "as_written": "", "why": "ô trống"},
        {"kind": "lower_minimums_bind", "where": "", "as_written": "", "why": "suy luận"},
    ]
    empty = dict.fromkeys(RankingResultRow.__dataclass_fields__)
    result = RankingResultRow(
        **{**empty, "set_sha256": desk.library.sha256(name), "detail_json": json.dumps({"unverified": noted})}  # type: ignore[arg-type]
    )
    with desk.database.transaction() as session:
        assert [one.kind for one in doubts_of(session, result, rules)] == [one["kind"] for one in noted]
        record_comparison(session, desk.library, [name], COPY, desk.actor)
        left = doubts_of(session, result, rules)
    assert [(one.kind, one.where) for one in left] == [("criterion", guessed), ("lower_minimums_bind", "")]
