"""A round with closed results in a province's data folder, and a decision over it that has given its certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.context import open_context
from app.models import Dossier
from app.paths import resource_path
from app.services import certificates, recognition, results, round_lock, score_sheets
from app.services.certificate_register import CertificateRow
from app.services.demo.case_file import load_case
from app.services.demo.world import set_up
from app.services.issued_papers import SignatureData
from app.services.recognition import DecisionData
from app.services.rules.library import RuleLibrary
from app.services.score_sheets import SheetData
from app.services.scoring import highest_answers
from app.ui.desk import Desk
from app.ui.state import UiState
from tests.ui.council_world import NOW, World

TODAY = dt.date(2026, 11, 24)


def sheet_without(world: World, dossier_id: str, member_id: str, lower: int) -> None:
    """A signed sheet: the highest options but for so many criteria without a star minimum, which get none."""
    desk = world.desk

    def work(session: Any, actor: Any) -> None:
        criteria_set = desk.library.criteria_set(session.get(Dossier, dossier_id).set_id)
        answers = dict(highest_answers(criteria_set).options)
        free = [one.id for one in criteria_set.criteria if one.id in answers and not one.min_points]
        answers.update(dict.fromkeys(free[:lower], 0))
        sheet_id = score_sheets.save_sheet(
            session, SheetData(dossier_id, world.round_id, member_id, answers, {}), actor, desk.library
        )
        score_sheets.sign_sheet(session, sheet_id, actor, desk.library, desk.today())

    world.act(work)


def province_folder(folder: Path, work: Callable[[Desk], object]) -> Path:
    """A province's data folder in which ``work`` was done; tests open copies of it."""
    library = RuleLibrary(resource_path())
    spec = next(one for one in load_case(resource_path("cases"), "commune-2026").offices if one.level == "province")
    office = set_up(folder, spec, library, TODAY)
    office.database.close()
    with open_context(office.paths, writing="window", create=True) as context:
        desk = Desk(UiState(folder), TODAY)
        desk.open(context)
        work(desk)
        desk.tasks.shut_down()
    return folder


def closed_round(desk: Desk) -> World:
    """Three products: the first two a province recognises, the third goes further up."""
    world = World(desk)
    world.valid(3)
    world.council(3)
    world.round(2)
    for place, dossier_id in enumerate(world.dossiers):
        for member in world.members:
            sheet_without(world, dossier_id, member, 0 if place == 2 else 8)
    world.act(lambda session, actor: round_lock.lock_scoring(session, world.round_id, actor, desk.today()))
    closing = world.act(
        lambda session, actor: results.close_round(session, world.round_id, actor, desk.library, desk.today())
    )
    assert not closing.refused
    return world


def certified(world: World, number: str = "4218", dated: dt.date | None = None) -> list[CertificateRow]:
    """The first two products recognised by a signed decision, with their certificates."""
    desk = world.desk
    day = desk.today()
    data = DecisionData("recognise", day.year, NOW, tuple(world.dossiers[:2]), "Công nhận", "QĐ-UBND")
    signature = SignatureData(number, dated or day, "Trần Thị B", "Chủ tịch")

    def work(session: Any, actor: Any) -> list[CertificateRow]:
        row = recognition.draft_decision(session, data, actor, desk.library, day)
        recognition.sign_decision(session, row.id, signature, actor, desk.library, day)
        sign = desk.context.keys().sign
        return certificates.issue_certificates(session, row.id, actor, desk.library, sign, day)

    made: list[CertificateRow] = world.act(work)
    return made
