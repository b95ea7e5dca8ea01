"""Bundles of a format version, kept so that every later version takes them: ``python -m tests.handover.golden``.

Run it once for a new format version, never again for an old one: it writes ``tests/data/bundles/v<version>`` with the
bundles, the receiving offices' keys (made for this and used nowhere else) and what taking them must give.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from unittest import mock

from sqlmodel import Session, select

from app.models import Certificate, Dossier, HandOver, Office, Producer, Product, StoredFile
from app.models.office import office_id
from app.paths import resource_path
from app.services.bundles.envelope import VERSION
from app.services.bundles.export import ExportOrder, export_bundle
from app.services.demo import council_steps
from app.services.demo import world as demo_world
from app.services.demo.world import DemoOffice
from app.services.keys import OfficeKeys, recovery_lines, restore_from_recovery
from app.services.known_keys import take_card
from app.services.letters.acknowledge import Sending, write_receipt
from app.services.office_cards import read_card
from app.services.rules.library import RuleLibrary
from tests.handover.world import COMMUNE, DAY, PROVINCE, SPECS, World, make_template

FOLDER = Path(__file__).parents[1] / "data" / "bundles"
FACTS = "golden.json"


def receiving_office(folder: Path, code: str, recovery: str, cards: Path, library: RuleLibrary) -> DemoOffice:
    """A new office that has the kept keys and knows the others by their kept cards."""

    def kept_keys(keys: Path, passphrase: str | None) -> OfficeKeys:
        return restore_from_recovery(keys, recovery, passphrase)

    with mock.patch.object(demo_world, "create_keys", kept_keys):
        office = demo_world.set_up(folder / code, SPECS[code], library, DAY)

    def read(session: Session) -> None:
        for path in sorted(cards.glob("*.ocop-card")):
            if path.stem != code:
                take_card(session, read_card(path), office.actor)

    office.act(DAY, read)
    return office


def standing(office: DemoOffice) -> dict[str, Any]:
    """What the office has, in facts that no later version may change."""
    with office.database.reading() as session:
        codes = {row.id: row.code for row in session.exec(select(Office))}
        return {
            "dossiers": {
                row.id: [row.status, row.custody_number, codes[row.holder_office_id]]
                for row in session.exec(select(Dossier).order_by(Dossier.id))
            },
            "producers": sorted(session.exec(select(Producer.name))),
            "products": sorted(session.exec(select(Product.name))),
            "files": sorted(session.exec(select(StoredFile.sha256))),
            "certificates": sorted([row.id, row.stars] for row in session.exec(select(Certificate))),
            "hand_overs": dict(Counter(f"{row.direction} {row.status}" for row in session.exec(select(HandOver)))),
        }


def make(folder: Path) -> None:
    """Write the bundles and what they are taken as.

    Raises:
        SystemExit: this version's are there already.
    """
    if folder.exists():
        raise SystemExit(f"{folder} is there already: kept bundles never change")
    library = RuleLibrary(resource_path())
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        world = World(make_template(scratch / "template", library), scratch / "world", library)
        cards, kept = scratch / "template" / "cards", folder / "cards"
        kept.mkdir(parents=True)
        for code in (COMMUNE, PROVINCE):
            shutil.copy(cards / f"{code}.ocop-card", kept)
        made = _bundles(world, folder)
        facts = {
            "recovery": {code: "\n".join(recovery_lines(world[code].keys)) for code in (COMMUNE, PROVINCE)},
            "bundles": made,
        }
        world.close()
    write_facts(folder, facts)


def _bundles(world: World, folder: Path) -> list[dict[str, str]]:
    made: list[dict[str, str]] = []

    def keep(kind: str, path: Path, receiver: str) -> Path:
        for number, part in enumerate(sorted(path.parent.glob(f"{path.name.partition('.part')[0]}*")), start=1):
            suffix = part.name[part.name.index(".part") :] if ".part" in part.name else ".ocop"
            kept = folder / f"{kind}{suffix}"
            shutil.copy(part, kept)
            if number == 1:
                made.append({"file": kept.name, "receiver": receiver})
        return path

    one = world.assessed(files=[("Ảnh sản phẩm.png", b"\x89PNG\r\n\x1a\n" + b"anh" * 100)])
    two, three = world.assessed(), world.assessed(files=[("anh.bin", os.urandom(60_000))])
    opened = keep("open", world.export(COMMUNE, PROVINCE, one).path, PROVINCE)
    sealed = keep("sealed", world.export(COMMUNE, PROVINCE, two, encrypted=True).path, PROVINCE)
    office = world[COMMUNE]
    order = ExportOrder((three,), office_id(PROVINCE), "forward", world.stick, False, largest_file=40_000)
    with office.on(world.day):
        parts = export_bundle(
            office.database, office.store, world.library, office.keys, order, office.actor, world.day,
            office.paths.outbox,
        )  # fmt: skip
    keep("parts", parts.path, PROVINCE)
    for path in (opened, sealed):
        taken = world.take(PROVINCE, world.look(PROVINCE, path))
    province = world[PROVINCE]
    with province.on(world.day):
        sending = Sending(
            province.database, province.store, world.library, province.keys, province.actor, world.day,
            province.paths.outbox,
        )  # fmt: skip
        keep("receipt", write_receipt(sending, taken.hand_over_id, world.stick).path, COMMUNE)
    world.ask_completion(PROVINCE, one)
    keep("completion", world.export(PROVINCE, COMMUNE, one, purpose="completion").path, COMMUNE)
    world.accept(PROVINCE, two)
    world.score(PROVINCE, two)
    council_steps.recognise(world[PROVINCE], [two], world.regime, "01", world.day)
    keep("result", world.export(PROVINCE, COMMUNE, two, purpose="result", encrypted=True).path, COMMUNE)
    return made


def write_facts(folder: Path, facts: dict[str, Any]) -> None:
    """Take each bundle alone in a new office, and keep what that gives."""
    library = RuleLibrary(resource_path())
    for one in facts["bundles"]:
        one["expected"] = take_kept(folder, one["file"], one["receiver"], facts["recovery"], library)
    text = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / FACTS).write_text(text + "\n", encoding="utf-8")


def take_kept(folder: Path, file: str, receiver: str, recovery: dict[str, str], library: RuleLibrary) -> dict[str, Any]:
    """What a new office has after taking one kept bundle."""
    with tempfile.TemporaryDirectory() as name:
        office = receiving_office(Path(name), receiver, recovery[receiver], folder / "cards", library)
        world = World(Path(name), Path(name) / "world", library)
        world.put(receiver, office)
        report = world.look(receiver, folder / file)
        kinds = [verdict.kind for verdict in report.verdicts]
        enclosed = [[verdict.kind, verdict.standing.kind] for verdict in report.enclosures]
        world.take(receiver, report)
        found = standing(office)
        office.database.close()
    return {"verdicts": kinds, "enclosed": enclosed, **found}


if __name__ == "__main__":
    make(FOLDER / f"v{VERSION}")
    sys.stdout.write(f"kept below {FOLDER}\n")
