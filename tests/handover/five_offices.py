"""Five offices that pass a few small dossiers to each other without sticks: databases are real, files are folders.

What is left out is the container alone (its own tests are elsewhere): rows, journal, looking and taking are the
program's. Which office may send to which is another test's subject too: here every office may send to every one.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from app.models import Dossier, JournalEntry, Office
from app.models.office import office_id
from app.paths import DataPaths
from app.services import handovers, journal, notes, offices
from app.services.bundles import export, look, sender_doubts, take
from app.services.bundles.envelope import BagSeal, Counts, Envelope
from app.services.bundles.export import ExportOrder, export_bundle
from app.services.bundles.index import read_index
from app.services.bundles.look import LookReport, look_at_bundle
from app.services.bundles.staging import StagedBundle, StagedFile
from app.services.bundles.take import Taken, take_bundle
from app.services.bundles.writer import WrittenBundle
from app.services.custody.chains import Rank, standing_of
from app.services.database import Database, sqlite_url
from app.services.demo.world import DemoOffice
from app.services.dossiers import change_dossier
from app.services.hand_over_ways import Purpose, require_way
from app.services.journal_replay import Replayed, replay
from app.services.offices import OfficeData
from app.services.revisions import seal
from app.services.rules.library import RuleLibrary
from app.services.states import require_custody
from tests.handover.world import COMMUNE, DAY, DISTRICT, OTHER, PRODUCER, PROVINCE, SPECS, World

CODES = (COMMUNE, OTHER, DISTRICT, PROVINCE, PRODUCER)


class Parcel(NamedTuple):
    """A bundle on its way: it may arrive never, late, twice, or out of order."""

    path: Path
    sender: str
    receiver: str
    dossier: str
    hand_over_id: str


def make_five(template: Path, folder: Path, library: RuleLibrary) -> tuple[dict[str, DemoOffice], list[str]]:
    """Five offices that all know each other, and a dossier of each commune."""
    world = World(template, folder, library)
    for code in CODES:
        office = world[code]

        def meet(session: Session, office: DemoOffice = office) -> None:
            for other in CODES:
                if offices.find_office(session, other) is None:
                    offices.register_office(session, OfficeData(**SPECS[other].model_dump()), office.actor)

        office.act(DAY, meet)
    dossiers = [world.draft(COMMUNE, papers=False), world.draft(OTHER, papers=False)]
    world.close()
    return world.opened, dossiers


class Five:
    """Copies of the five offices, and everything that is under way between them."""

    def __init__(self, made: dict[str, DemoOffice], folder: Path, library: RuleLibrary) -> None:
        self.folder, self.library = folder, library
        self.parcels: list[Parcel] = []
        self._backups: dict[str, Path] = {}
        self.offices: dict[str, DemoOffice] = {}
        for code, office in made.items():
            (folder / code).mkdir(parents=True)
            shutil.copyfile(office.paths.database, DataPaths(folder / code).database)
            self.offices[code] = self._opened(code, office)

    def _opened(self, code: str, office: DemoOffice) -> DemoOffice:
        paths = DataPaths(self.folder / code)
        database = Database(sqlite_url(paths.database))

        @event.listens_for(database.engine, "connect")
        def _quick(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA synchronous=OFF").close()  # nobody pulls the plug here

        return replace(office, paths=paths, database=database)

    def close(self) -> None:
        for office in self.offices.values():
            office.database.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What an office does.

    def writes(self, code: str, dossier: str, text: str) -> None:
        """Two accepted revisions: a note of its own, and the dossier's own row."""
        office = self.offices[code]

        def write(session: Session) -> None:
            notes.write_note(session, dossier, "dossier", text, office.actor)
            change_dossier(session, dossier, {"note": text}, office.actor, DAY)
            seal(session, session.get_one(Dossier, dossier))
            journal.record(session, office.actor, "take_over_from_last", dossier_id=dossier, data={"text": text})

        office.act(DAY, write)

    def sends(self, code: str, other: str, dossier: str, purpose: Purpose = "forward") -> Parcel:
        order = ExportOrder((dossier,), office_id(other), purpose, self.folder, encrypted=False)
        return self._sent(code, other, dossier, order)

    def sends_again(self, parcel: Parcel) -> Parcel:
        order = ExportOrder((), office_id(parcel.receiver), "forward", self.folder, False, again=parcel.hand_over_id)
        return self._sent(parcel.sender, parcel.receiver, parcel.dossier, order)

    def _sent(self, code: str, other: str, dossier: str, order: ExportOrder) -> Parcel:
        office = self.offices[code]
        with office.on(DAY), _without_container():
            done = export_bundle(
                office.database, office.store, self.library, office.keys, order, office.actor, DAY,
                office.paths.outbox,
            )  # fmt: skip
        self.parcels.append(Parcel(done.path, code, other, dossier, done.hand_over_id))
        return self.parcels[-1]

    def looks(self, parcel: Parcel) -> LookReport:
        office = self.offices[parcel.receiver]
        with office.on(DAY), _without_container():
            return look_at_bundle(
                office.database, parcel.path, office.paths.quarantine, self.library, identity=None
            )  # fmt: skip

    def takes(self, parcel: Parcel) -> Taken:
        report, office = self.looks(parcel), self.offices[parcel.receiver]
        with office.on(DAY), _without_container():
            return take_bundle(
                office.database,
                None,
                office.paths.backups,
                office.store,
                report,
                office.actor,
                self.library,
                DAY,
                chosen=report.takeable,
            )

    def backs_up(self, code: str) -> None:
        office = self.offices[code]
        office.database.close()
        self._backups[code] = self.folder / f"{code}.backup"
        shutil.copyfile(office.paths.database, self._backups[code])

    def goes_back(self, code: str) -> bool:
        """Put the office's last backup in the place of its data."""
        if code not in self._backups:
            return False
        office = self.offices[code]
        office.database.close()
        shutil.copyfile(self._backups[code], office.paths.database)
        return True

    # What stands where.

    def history(self, code: str, dossier: str) -> list[JournalEntry]:
        with self.offices[code].database.reading() as session:
            found = journal.dossier_history(session, dossier)
            session.expunge_all()
            return found

    def row(self, code: str, dossier: str) -> Dossier | None:
        with self.offices[code].database.reading() as session:
            found = session.get(Dossier, dossier)
            session.expunge_all()
            return found

    def rank(self, code: str, dossier: str) -> Rank:
        stood = standing_of(self.history(code, dossier))
        return stood[1] if stood is not None else Rank(0, False, "")

    def holds(self, code: str, dossier: str) -> bool:
        row = self.row(code, dossier)
        return row is not None and row.holder_office_id == office_id(code) and row.status != "handed_over"

    def stands_as_its_journal_says(self, code: str, dossier: str) -> bool:
        row = self.row(code, dossier)
        if row is None:
            return True
        now = Replayed(row.status, row.custody_number, row.holder_office_id)
        return replay(self.history(code, dossier)) == now

    def chains_are_whole(self, code: str, dossier: str) -> bool:
        with self.offices[code].database.reading() as session:
            return (
                journal.broken_link(journal.dossier_history(session, dossier)) is None
                and journal.broken_branch_link(session, dossier) is None
            )

    def office_chain_is_whole(self, code: str) -> bool:
        with self.offices[code].database.reading() as session:
            return journal.broken_office_link(session) is None

    def knows_office(self, code: str, other: str) -> bool:
        with self.offices[code].database.reading() as session:
            return session.exec(select(Office.id).where(Office.code == other)).first() is not None


def _require_way(session: Session, dossier: Dossier, *rest: Any) -> None:
    """The law's ways are tried elsewhere; a release goes where it must."""
    *_regime, _receiver, purpose, actor = rest
    require_custody(dossier, actor)
    if purpose == "release":
        require_way(session, dossier, *rest)


@contextmanager
def _without_container() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handovers, "require_way", _require_way)
        patch.setattr(sender_doubts, "comes_that_way", lambda *_args: True)
        patch.setattr(export, "_write", _write)
        patch.setattr(export, "read_back", lambda *_args, **_values: None)
        patch.setattr(export, "put_in_place", lambda written: written.final_path)
        patch.setattr(export, "discard", lambda _written: None)
        patch.setattr(look, "open_bundle", lambda path, *_args, **_values: _staged(path))
        patch.setattr(take, "forget_staged", lambda _staged: None)
        yield


def _write(spooled: Any, order: ExportOrder, *_rest: Any) -> WrittenBundle:
    """The bundle's content as a folder, with the envelope that its container would have."""
    folder = order.target_dir / spooled.facts.bundle_id
    (folder / "files").mkdir(parents=True)
    for item in spooled.attachments:
        shutil.copyfile(item.path, folder / "files" / item.sha256)
    shutil.copyfile(spooled.journal, folder / "journal.jsonl")
    (folder / "index.json").write_bytes(spooled.index)
    envelope = Envelope(
        **{name: getattr(spooled.facts, name) for name in type(spooled.facts).model_fields if name != "dossiers"},
        name=spooled.name,
        counts=Counts(dossiers=spooled.facts.dossiers, files=0, bytes=0),
        encrypted=False,
        bag=BagSeal(tagmanifest_sha256="0" * 64),
        cover_sha256="0" * 64,
    )
    (folder / "envelope.json").write_bytes(envelope.canonical())
    sha256 = hashlib.sha256(envelope.canonical()).hexdigest()
    return WrittenBundle((folder,), folder, sha256, 1, "0" * 64, None, envelope)


def _staged(folder: Path) -> StagedBundle:
    content = (folder / "envelope.json").read_bytes()
    files = {
        path.name: StagedFile(folder / "files", path.name, path.stat().st_size, "application/json", "")
        for path in (folder / "files").iterdir()
    }
    return StagedBundle(
        hashlib.sha256(content).hexdigest(), folder, Envelope.model_validate_json(content), True,
        read_index((folder / "index.json").read_bytes()), files,
    )  # fmt: skip
