"""A case takes no way that the window could not: no insert of its own, and a journal entry for every record."""

from __future__ import annotations

import ast
import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from sqlmodel import Session, create_engine, select

from app.models import Dossier, ScoreSheet
from app.services import journal
from app.services.database import sqlite_url
from app.services.demo.report import CaseReport

_DEMO = Path(__file__).resolve().parents[2] / "app" / "services" / "demo"
_TABLES_ALLOWED = {"app.models.base", "app.models.office"}

#: By act: the table whose rows it makes, one each.
_MADE_BY = {
    "producer": {"register_producer"},
    "product": {"register_product"},
    "idea_registration": {"register_idea"},
    "dossier": {"open_dossier"},
    "dossier_document": {"attach_document"},
}


def _offices(report: CaseReport) -> list[Path]:
    return sorted(path for path in (Path(report.folder) / "data").iterdir() if path.is_dir())


def test_the_driver_imports_no_table_and_writes_no_sql() -> None:
    for path in _DEMO.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.models"):
                assert node.module in _TABLES_ALLOWED, f"{path.name} imports {node.module}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in {"add", "add_all", "exec", "execute", "merge", "flush", "commit"}, (
                    f"{path.name}:{node.lineno} {node.func.attr}"
                )


def test_every_record_has_the_act_that_made_it_in_the_journal(report: CaseReport) -> None:
    for office in _offices(report):
        with closing(sqlite3.connect(office / "so-ocop.db")) as connection:
            acts = Counter(
                row[0] for row in connection.execute("SELECT act FROM journal_entry WHERE office_sequence IS NOT NULL")
            )
            took = connection.execute("SELECT count(*) FROM hand_over WHERE direction='in'").fetchone()[0]
            for table, makers in _MADE_BY.items():
                rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                made = sum(acts[act] for act in makers)
                assert rows == made or (took and made <= rows), f"{office.name}: {table}"
            sheets = connection.execute("SELECT count(*) FROM score_sheet WHERE kind='member'").fetchone()[0]
            assert sheets == acts["sign_sheet"]
            written = connection.execute("SELECT count(*) FROM hand_over WHERE direction='out'").fetchone()[0]
            moved = {
                json.loads(data)["bundle"]
                for (data,) in connection.execute(
                    "SELECT data FROM journal_entry WHERE act='hand_over' AND office_sequence IS NOT NULL"
                )
            }
            assert written == len(moved) + acts["send_result"]


def test_every_chain_is_whole_and_every_state_follows_from_the_journal(report: CaseReport) -> None:
    for office in _offices(report):
        engine = create_engine(sqlite_url(office / "so-ocop.db"))
        with Session(engine) as session:
            assert journal.broken_office_link(session) is None
            for dossier in session.exec(select(Dossier)):
                history = journal.dossier_history(session, dossier.id)
                assert history
                assert journal.broken_link(history) is None
                last = [json.loads(entry.data) for entry in history if "to" in json.loads(entry.data)][-1]
                assert last["to"] == dossier.status
                assert last["custody"] == dossier.custody_number
                assert last["holder"] == dossier.holder_office_id
        engine.dispose()


def test_at_most_one_office_may_work_on_a_dossier(report: CaseReport) -> None:
    working: Counter[str] = Counter()
    for office in _offices(report):
        with closing(sqlite3.connect(office / "so-ocop.db")) as connection:
            own = connection.execute("SELECT id FROM office WHERE is_self").fetchone()[0]
            rows = connection.execute(
                "SELECT id FROM dossier WHERE holder_office_id=? AND status<>'handed_over'", (own,)
            )
            working.update(row[0] for row in rows)
    assert working
    assert max(working.values()) == 1


def test_no_real_producer_has_figures_or_scores_of_its_own(played: dict[str, CaseReport]) -> None:
    report = played["krong-pac-2023"]
    assert all(producer.real for producer in report.case.producers)
    for office in _offices(report):
        with closing(sqlite3.connect(office / "so-ocop.db")) as connection:
            for table in ("business_plan", "business_plan_figure", "self_assessment"):
                assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
            assert connection.execute("SELECT count(*) FROM score_sheet WHERE kind='self'").fetchone() == (0,)


def test_nothing_private_is_made_up_and_made_up_sheets_say_so(report: CaseReport) -> None:
    for office in _offices(report):
        engine = create_engine(sqlite_url(office / "so-ocop.db"))
        with Session(engine) as session:
            assert all(dossier.practice for dossier in session.exec(select(Dossier)))
            assert all(sheet.invented for sheet in session.exec(select(ScoreSheet).where(ScoreSheet.kind == "member")))
        engine.dispose()
        with closing(sqlite3.connect(office / "so-ocop.db")) as connection:
            for phone, tax, identity, name in connection.execute(
                "SELECT phone, tax_code, representative_identity, representative_name FROM producer"
            ):
                assert (phone, tax, identity) == ("", "", "")
                assert name.startswith("(mẫu)")
