"""Closing a round of 1,000 dossiers x 11 members x 32 criteria against one SQL aggregate over the same rows.

``python -m benchmarks.closing``. Council, round and lock are made by the services; dossiers and signed sheets are
written in bulk, each sheet with its own chosen options.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from app.models import Dossier, Producer, Product, RoundEntry, ScoreSheet, SheetAnswer
from app.models.base import new_id, utc_now
from app.paths import resource_path
from app.services import councils, offices, officials, results, round_closing, round_lock, rounds
from app.services.actors import actor_of, own_office
from app.services.councils import CouncilData, MemberData
from app.services.database import Database
from app.services.offices import OfficeData
from app.services.officials import OfficialData
from app.services.revisions import first_revision
from app.services.rounds import RoundData
from app.services.rules.criteria import Criterion
from app.services.rules.library import RuleLibrary
from app.services.upgrade import open_database
from benchmarks.measuring import Clock, Outcome, PeakMemory, in_child, run, say

TODAY = dt.date(2026, 9, 15)
_REGIME = "2026-two-tier"
_AGGREGATE = """
    SELECT score_sheet.dossier_id, sheet_answer.criterion_id, SUM(sheet_answer.points_hundredths), COUNT(*)
    FROM sheet_answer JOIN score_sheet ON score_sheet.id = sheet_answer.sheet_id
    WHERE score_sheet.round_id = :round AND score_sheet.kind = 'member' AND score_sheet.status = 'signed'
    GROUP BY score_sheet.dossier_id, sheet_answer.criterion_id
"""


def build(folder: str, dossiers: int, members: int, set_number: int) -> dict[str, Any]:
    root = Path(folder)
    library = RuleLibrary(resource_path())
    database = open_database(root / "office.db", root / "backups")
    with database.transaction() as session:
        offices.set_up_office(
            session,
            OfficeData(
                code="99", level="province", name="UBND tỉnh Mẫu", province_name="tỉnh Mẫu", province_code="99",
                signer_name="(mẫu)", signer_post="CHỦ TỊCH", signer_mode="head",
            ),
        )  # fmt: skip
        officer = officials.add_official(
            session, OfficialData(full_name="(mẫu) Cán bộ", position="Cán bộ", role="officer"),
            offices.program_actor(session),
        )  # fmt: skip
        actor = actor_of(session, officer.id)
        seats = [
            MemberData(number, f"(mẫu) Thành viên {number}", {1: "chair", 2: "vice"}.get(number, "member"))
            for number in range(1, members + 1)
        ]
        data = CouncilData("Hội đồng mẫu", "12/QĐ-UBND", dt.date(2026, 9, 1))
        council = councils.set_up_council(session, data, seats, actor, TODAY)
        round_id = rounds.open_round(session, RoundData(2026, 1), actor).id
        rounds.attach_council(session, round_id, council.id, actor)
        member_ids = [one.id for one in councils.council_members(session, council.id)]
        answers = _fill(session, library, round_id, member_ids, dossiers, set_number)
        round_lock.lock_scoring(session, round_id, actor, TODAY)
    database.close()
    return {"round_id": round_id, "actor": officer.id, "answers": answers}


def _fill(
    session: Session, library: RuleLibrary, round_id: str, members: list[str], dossiers: int, set_number: int
) -> int:
    """Producers, products, dossiers in the round, and every member's signed sheet; returns the number of answers."""
    chance = random.Random(20261005)
    office = own_office(session).id
    set_id = f"{library.regime(_REGIME).criteria}/{set_number}"
    criteria = library.criteria_set(set_id).criteria
    sha256 = library.sha256(set_id)
    # Of cases the first; the best two options, and those that are inferred.
    case = next((one.id for one in library.criteria_set(set_id).cases), None)
    offered = {one.id: _likely(one, case) for one in criteria}
    made: dict[Any, list[dict[str, Any]]] = {
        model: [] for model in (Producer, Product, Dossier, RoundEntry, ScoreSheet, SheetAnswer)
    }
    for number in range(dossiers):
        producer, product, dossier = new_id(), new_id(), new_id()
        made[Producer].append(
            {"id": producer, "name": f"Hợp tác xã {number}", "kind": "cooperative", "office_id": office}
        )
        made[Product].append(
            {"id": product, "name": f"Sản phẩm {number}", "producer_id": producer, "set_number": set_number}
        )
        made[Dossier].append(
            {
                "id": dossier, "product_id": product, "year": 2026, "application_type": "first", "status": "in_round",
                "holder_office_id": office, "origin_office_id": office, "filed_on": dt.date(2026, 8, 1),
                "regime_id": _REGIME, "set_id": set_id, "set_sha256": sha256, "product_code": f"99-24490-{number}-2026",
            }
        )  # fmt: skip
        made[RoundEntry].append({"id": new_id(), "round_id": round_id, "dossier_id": dossier, "position": number + 1})
        for member in members:
            sheet = new_id()
            made[ScoreSheet].append(
                {
                    "id": sheet, "kind": "member", "dossier_id": dossier, "round_id": round_id, "member_id": member,
                    "set_id": set_id, "set_sha256": sha256, "status": "signed", "signed_on": TODAY,
                }
            )  # fmt: skip
            for criterion in criteria:
                chosen = chance.choice(offered[criterion.id])
                points = int(criterion.options[chosen - 1].points * 100)
                made[SheetAnswer].append(
                    {
                        "id": new_id(), "sheet_id": sheet, "criterion_id": criterion.id, "option": chosen,
                        "points_hundredths": points, "description": "", "created_at": utc_now(),
                    }
                )  # fmt: skip
    for model, rows in made.items():
        session.execute(insert(model), rows if model is SheetAnswer else [_whole(model, row) for row in rows])
    return len(made[SheetAnswer])


def _likely(criterion: Criterion, case: str | None) -> list[int]:
    numbers = [number for number, one in enumerate(criterion.options, 1) if one.case in (None, case)]
    return [number for number in numbers if number in numbers[-2:] or criterion.options[number - 1].inferred]


def _whole(model: Any, row: dict[str, Any]) -> dict[str, Any]:
    if model is RoundEntry:
        return row | {"created_at": utc_now()}
    return first_revision(model, row)


def both(folder: str, round_id: str, actor: str) -> dict[str, Any]:
    """The aggregate, then the closing of the whole round with its commit, on a fresh copy of the file."""
    root, clock = Path(folder), Clock()
    copy = root / "run.db"
    shutil.copyfile(root / "office.db", copy)
    library = RuleLibrary(resource_path())
    database = open_database(copy, root / "backups")
    with database.reading() as session:
        person = actor_of(session, actor)
        _aggregate(session, round_id)  # both sides then find the rows in memory
    for name in ("read_sheets",):
        setattr(results, name, clock.wrap("reading", getattr(results, name)))
    closer = round_closing.SetCloser
    closer.close = clock.wrap("working out", closer.close)  # type: ignore[method-assign]
    results.detail_of = clock.wrap("detail", results.detail_of)
    results.first_revision = clock.wrap("hashing", results.first_revision)
    results.states.apply_many = clock.wrap("moves and journal", results.states.apply_many)
    begin = time.perf_counter()
    with database.reading() as session:
        groups = _aggregate(session, round_id)
    aggregate = time.perf_counter() - begin
    with PeakMemory() as peak, clock.time("all"):
        closed = _close(database, round_id, person, library)
    return {"aggregate": aggregate, "groups": groups, "closed": closed, "memory": peak.above, "parts": clock.seconds}


def _aggregate(session: Session, round_id: str) -> int:
    found = session.connection().exec_driver_sql(_AGGREGATE.replace(":round", "?"), (round_id,)).fetchall()
    return len(found)


def _close(database: Database, round_id: str, actor: Any, library: RuleLibrary) -> int:
    with database.transaction() as session:
        closing = results.close_round(session, round_id, actor, library, TODAY)
        if closing.refused:
            raise SystemExit(str(closing.refused[0][1]))
        return len(closing.closed)


def measure(options: argparse.Namespace) -> Outcome:
    outcome = Outcome(f"closing {options.dossiers} dossiers x {options.members} members x 32 criteria")
    for set_number in options.sets:
        _measure_set(outcome, options, set_number, f"set {set_number}")
    return outcome


def _measure_set(outcome: Outcome, options: argparse.Namespace, set_number: int, label: str) -> None:
    module = "benchmarks.closing"
    holder = tempfile.mkdtemp(prefix="so-ocop-closing-", dir=options.folder)
    try:
        say(f"Making the data of {label} below {holder}")
        made = in_child(
            module, "build", folder=holder, dossiers=options.dossiers, members=options.members, set_number=set_number
        )
        runs = [
            in_child(module, "both", folder=holder, round_id=made["round_id"], actor=made["actor"])
            for _pair in range(options.pairs)
        ]
    finally:
        shutil.rmtree(holder, ignore_errors=True)
    if any(one["closed"] != options.dossiers for one in runs):
        raise SystemExit("not every dossier was closed")
    note = f"{made['answers']:,} answers, {runs[0]['groups']:,} groups"
    outcome.add(f"{label}: one SQL aggregate", [one["aggregate"] for one in runs], "s", note=note)
    outcome.add(f"{label}: close_round with its commit", [one["parts"]["all"] for one in runs], "s")
    outcome.add(f"{label}: ratio", [one["parts"]["all"] / one["aggregate"] for one in runs], "times", 5.0)
    for part in ("reading", "working out", "detail", "hashing", "moves and journal"):
        values = [one["parts"].get(part, 0.0) / one["aggregate"] for one in runs]
        outcome.add(f"{label}:   of it {part}", values, "times")
    if runs[0]["memory"] is not None:
        outcome.add(f"{label}: memory above the start", [one["memory"] for one in runs], "MiB")


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dossiers", type=int, default=1000)
    parser.add_argument("--members", type=int, default=11)
    parser.add_argument(
        "--sets",
        type=int,
        nargs="+",
        default=[1, 10, 26],
        help="product sets of 26/2026: plain, with inferred options, with cases (default 1 10 26)",
    )
    parser.add_argument("--folder", help="where the data is made (default: the system's folder for temporary files)")


if __name__ == "__main__":
    run(__doc__ or "", measure, {"build": build, "both": both}, _options)
