"""After a dossier has been handed over, every service that writes to it refuses, whichever page or command calls it."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

from sqlmodel import Session, select

import app.services
from app.errors import NotAllowed
from app.models import Dossier, DossierDocument, Office
from app.services.document_folder import PlannedDocument, StoredFolder
from app.services.dossier_moves import CompletionItem, ReceiptData
from app.services.issued_papers import SignatureData
from app.services.states import MOVES
from tests.handover.world import COMMUNE, DAY, PROVINCE, World, content_of

BY_ID = ("dossier_id", "dossier_ids", "document_id", "dossier")
ON_WHAT_LEFT = {
    # What is meant for a dossier that is away, or writes in this office's chain alone.
    "custody.recalls.ask_recall", "custody.recalls.require_handed_over", "custody.taking_back.override_custody",
    "custody.taking_back.take_back", "journal.record", "office_papers.print_report", "office_papers.print_letter",
    "results_above.record_result_above", "issued_papers.draft_paper", "printing.paper_hand_over.hand_over_on_paper",
}  # fmt: skip
NEEDS = {
    # What cannot be reached without a round of this office.
    "council_outcome.result_view", "council_sheet.sheet_view", "results.close_result",
    "rounds.put_in_round", "rounds.take_out_of_round",
}  # fmt: skip


def writers() -> dict[str, Callable[..., Any]]:
    """Every public service that is given a dossier (or a document of one) and somebody who acts."""
    found = {}
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if not inspect.isfunction(function) or function.__module__ != module.name or name.startswith("_"):
                continue
            asked = inspect.signature(function).parameters
            if "actor" in asked and any(one in asked for one in BY_ID):
                found[f"{module.name.removeprefix('app.services.')}.{name}"] = function
    return {key: one for key, one in found.items() if key not in ON_WHAT_LEFT | NEEDS}


def written(session: Session) -> int:
    """How many rows this connection has ever written."""
    connection: Any = session.connection().connection.driver_connection
    return int(connection.total_changes)


def arguments(world: World, dossier: str, document: str) -> dict[str, Any]:
    """A value for every argument that the services name, as a person could give it."""
    office = world[COMMUNE]
    signature = SignatureData(number="9", dated=DAY, signer_name="(mẫu) Người ký")
    return {
        "dossier_id": dossier, "dossier_ids": [dossier], "document_id": document, "document_ids": {document},
        "actor": office.actor, "library": world.library, "today": DAY, "reason": "thử", "value": "1", "tag": "a",
        "code": "99-M1-1-2026",
        "regime": world.regime, "kind": "recognise", "to_office_id": world[PROVINCE].actor.office_id,
        "purpose": "forward", "round_id": "", "member_id": "",
        "subject": "dossier", "text": "câu hỏi", "changes": {"note": "x"}, "field": "chair",
        "due": DAY + dt.timedelta(days=5), "items": [CompletionItem("a", "b", "c")], "outcome": "decline",
        "old_sha256": "0" * 64, "sha256": "0" * 64, "answers": {}, "descriptions": {}, "figures": [], "files": [],
        "file": ("a.pdf", None), "act": "withdraw", "move": MOVES["withdraw"],
        "stored": StoredFolder(((PlannedDocument("other", "Giấy", ()), ()),), (), False),
        "data": {"receive_first": ReceiptData(filed_on=DAY, received_by="x"), "sign": signature},
    }  # fmt: skip


def test_every_service_that_writes_to_a_dossier_refuses_once_it_has_been_handed_over(world: World) -> None:
    dossier = world.assessed(files=[("a.pdf", b"%PDF-1.4 a")])
    world.export(COMMUNE, PROVINCE, dossier)
    office = world[COMMUNE]
    with office.database.reading() as session:
        document = session.exec(select(DossierDocument.id).where(DossierDocument.dossier_id == dossier)).first()
    assert document is not None
    given = arguments(world, dossier, document)
    before = content_of(office)
    open_doors: dict[str, str] = {}
    found = writers()
    assert len(found) >= 30
    for key, service in sorted(found.items()):
        name = key.rpartition(".")[2]
        with office.on(world.day), office.database.transaction() as session:
            values = given | {"data": given["data"].get(name, given["data"]["sign"] if "sign" in name else None)}
            values["field"] = "markets" if name == "save_self_assessment_field" else "chair"
            if "dossier" in inspect.signature(service).parameters:
                values["dossier"] = session.get_one(Dossier, dossier)
                values["receiver"] = session.get_one(Office, given["to_office_id"])
            asked = [
                one for one in inspect.signature(service).parameters.values() if one.default is inspect.Parameter.empty
            ]
            untouched = written(session)
            try:
                service(*[session if one.name == "session" else values[one.name] for one in asked])
            except NotAllowed:
                pass
            except Exception as error:  # noqa: BLE001  anything else: it did not ask for custody first
                open_doors[key] = f"{type(error).__name__}: {error}"
            else:
                session.flush()
                if written(session) != untouched:
                    open_doors[key] = "was done"
            session.rollback()
    assert open_doors == {}
    assert content_of(office) == before
