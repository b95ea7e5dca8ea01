"""A commune and a province with dossiers ready to be handed over, made by the services that the window calls."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from sqlmodel import Session

from app.paths import DataPaths, resource_path
from app.services import documents, officials
from app.services.actors import actor_of, own_office
from app.services.demo import commune_steps as commune
from app.services.demo.case_file import CaseOffice, CaseProducer, CaseProduct
from app.services.demo.world import DemoOffice, exchange_cards, set_up
from app.services.documents import DocumentData
from app.services.file_store import FileStore, StoredBlob
from app.services.keys import unlock
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.upgrade import open_database
from benchmarks.measuring import say

PROVINCE = "99"
COMMUNE = "99-M1"
IDEA, FILED, CHECKED = dt.date(2026, 6, 5), dt.date(2026, 7, 6), dt.date(2026, 7, 9)
MEETING, REPORTED = dt.date(2026, 7, 14), dt.date(2026, 7, 17)
HANDED_OVER, TAKEN = dt.date(2026, 7, 21), dt.date(2026, 7, 23)
_DOSSIERS_OF_A_PRODUCER = 4


def province() -> CaseOffice:
    """The province, to be set up."""
    return _office(PROVINCE)


def _office(code: str) -> CaseOffice:
    place = {"province_name": "tỉnh Mẫu", "province_code": "99", "signer_name": "(mẫu)", "signer_post": "CHỦ TỊCH"}
    if code == PROVINCE:
        return CaseOffice(code=code, level="province", name="UBND tỉnh Mẫu", signer_mode="head", **place)
    return CaseOffice(
        code=code, level="commune", name="UBND xã Mẫu", parent_name="UBND tỉnh Mẫu", commune_name="xã Mẫu",
        commune_code="M1", signer_mode="collective", **place,
    )  # fmt: skip


def build(folder: Path, dossiers: int, files: int, size: int) -> list[str]:
    """Both offices below ``folder``, the dossiers assessed by the commune; returns the dossiers' ids.

    Args:
        files: attachments of each dossier. size: bytes of each, random, so that nothing is there twice.
    """
    library = RuleLibrary(resource_path())
    sender = set_up(folder / COMMUNE, _office(COMMUNE), library, IDEA)
    receiver = set_up(folder / PROVINCE, _office(PROVINCE), library, IDEA)
    exchange_cards(sender, receiver, folder / "cards", IDEA)
    regime = library.for_dossier(FILED, FILED)
    ids = []
    producer = ""
    for number in range(dossiers):
        if number % _DOSSIERS_OF_A_PRODUCER == 0:
            name = f"(mẫu) Hợp tác xã {number}"
            made = CaseProducer(id=name, name=name, kind="cooperative", office=COMMUNE, real=False)
            producer = commune.register_producer(sender, made, IDEA)
        ids.append(_dossier(sender, regime, producer, number, files, size))
        if number % 100 == 99:
            say(f"  {number + 1} dossiers made")
    sender.database.close()
    receiver.database.close()
    return ids


def _dossier(office: DemoOffice, regime: Regime, producer: str, number: int, files: int, size: int) -> str:
    name = f"(mẫu) Cà phê bột {number}"
    product = CaseProduct(id=name, name=name, producer=producer, classification_code="I.6", round=1, real=False)
    product_id = commune.register_product(office, producer, product, IDEA)
    dossier_id = commune.open_dossier(office, product_id, "first", IDEA)
    stored = [_random_file(office, size) for _ in range(files)]
    wanted = [kind for kind in regime.documents if kind.stage == "producer" and kind.mandatory and not kind.physical]
    kinds = [(kind.kind, kind.title) for kind in wanted][:files]
    kinds += [("other", f"(mẫu) Tài liệu {place}") for place in range(files - len(kinds))]

    def attach(session: Session) -> None:
        for (kind, title), blob in zip(kinds, stored, strict=True):
            data = DocumentData(kind=kind, title=title, issued_on=FILED, sheets=1, note="(mẫu)")
            documents.attach_document(session, dossier_id, data, [(f"{title[:60]}.pdf", blob)], office.actor)

    office.act(FILED, attach)
    commune.receive(office, dossier_id, FILED, CHECKED)
    commune.assess(office, dossier_id, regime, MEETING, REPORTED)
    return dossier_id


def _random_file(office: DemoOffice, size: int) -> StoredBlob:
    path = office.paths.outbox / "attachment.pdf"
    head = b"%PDF-1.7\n"
    path.write_bytes(head + os.urandom(size - len(head)))
    blob = office.store.put(path)
    path.unlink()
    return blob


def reopen(folder: Path, code: str) -> DemoOffice:
    """An office made by ``build``, opened in another process."""
    paths = DataPaths(folder / code)
    database = open_database(paths.database, paths.backups)
    with database.reading() as session:
        official = officials.list_officials(session, own_office(session).id)[0]
        actor = actor_of(session, official.id)
    library = RuleLibrary(resource_path())
    return DemoOffice(_office(code), paths, database, FileStore(paths.files), unlock(paths.keys, None), actor, library)
