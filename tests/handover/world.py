"""Offices with data folders, keys and officers, and what they do with dossiers: services only, in few words."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text
from sqlmodel import Session, select

from app.models import Dossier, HandOver, JournalEntry, Office, Official, RankingResult
from app.models.office import office_id
from app.paths import DataPaths, resource_path
from app.services import documents, dossier_moves, issued_papers, journal
from app.services.actors import actor_of
from app.services.bundles.export import Exported, ExportOrder, export_bundle
from app.services.bundles.look import LookReport, look_at_bundle
from app.services.bundles.take import Taken, take_bundle
from app.services.database import Database, sqlite_url
from app.services.demo import commune_steps, council_steps
from app.services.demo.case_file import CaseCouncil, CaseOffice, CaseProducer, CaseProduct, CaseRound, load_case
from app.services.demo.world import DemoOffice, exchange_cards, set_up
from app.services.documents import DocumentData
from app.services.dossier_moves import CompletionItem
from app.services.file_store import FileStore
from app.services.hand_over_ways import Purpose
from app.services.issued_papers import SignatureData
from app.services.keys import OfficeKeys, unlock
from app.services.progress import Progress
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime

DAY = dt.date(2026, 9, 1)
BEFORE = dt.date(2023, 6, 1)
COMMUNE, OTHER, DISTRICT, PROVINCE, CENTRE, PRODUCER = "99-M1", "99-M2", "99-H1", "99", "00", "5900000001"
PAIRS = (
    (PRODUCER, COMMUNE),
    (COMMUNE, PROVINCE),
    (COMMUNE, DISTRICT),
    (DISTRICT, PROVINCE),
    (OTHER, PROVINCE),
    (PROVINCE, CENTRE),
)


def office_spec(code: str, level: str, name: str) -> CaseOffice:
    return CaseOffice(
        code=code,
        level=level,  # type: ignore[arg-type]
        name=name,
        province_name="tỉnh Mẫu",
        province_code="99",
        district_name="huyện Mẫu" if level == "district" else "",
        district_code="H1" if level == "district" else "",
        commune_name="xã Mẫu" if level in ("commune", "producer") else "",
        commune_code={COMMUNE: "00101", OTHER: "00102"}.get(code, "00101" if level == "producer" else ""),
        place_name="Mẫu",
        signer_name="(mẫu) Người ký",
        signer_post="CHỦ TỊCH",
        signer_mode="head",
    )


SPECS = {
    spec.code: spec
    for spec in (
        office_spec(PRODUCER, "producer", "(mẫu) Hợp tác xã Đồi Gió"),
        office_spec(COMMUNE, "commune", "Ủy ban nhân dân xã Mẫu"),
        office_spec(OTHER, "commune", "Ủy ban nhân dân xã Bên"),
        office_spec(DISTRICT, "district", "Ủy ban nhân dân huyện Mẫu"),
        office_spec(PROVINCE, "province", "Ủy ban nhân dân tỉnh Mẫu"),
        office_spec(CENTRE, "central", "Bộ Mẫu"),
    )
}


def make_template(folder: Path, library: RuleLibrary) -> Path:
    """All offices, each knowing its neighbours: made once, then copied."""
    offices = {code: set_up(folder / code, spec, library, BEFORE) for code, spec in SPECS.items()}
    for one, other in PAIRS:
        exchange_cards(offices[one], offices[other], folder / "cards", BEFORE)
    for office in offices.values():
        office.database.close()
    return folder


def open_office(folder: Path, library: RuleLibrary) -> DemoOffice:
    """An office at work over the data folder that a template was copied to."""
    paths = DataPaths(folder)
    database = Database(sqlite_url(paths.database))
    with database.reading() as session:
        official = session.exec(select(Official)).one()
        actor = actor_of(session, official.id)
    keys: OfficeKeys = unlock(paths.keys, None)
    return DemoOffice(SPECS[folder.name], paths, database, FileStore(paths.files), keys, actor, library)


class World:
    """Copies of the template's offices below one folder; opened when they are first asked for."""

    def __init__(self, template: Path, folder: Path, library: RuleLibrary, day: dt.date = DAY) -> None:
        self.folder, self.library, self.day, self._template = folder, library, day, template
        self.stick = folder / "stick"
        self.stick.mkdir(parents=True)
        self._offices: dict[str, DemoOffice] = {}
        self._products = 0
        self._rounds = 0

    def __getitem__(self, code: str) -> DemoOffice:
        if code not in self._offices:
            shutil.copytree(self._template / code, self.folder / code)
            self._offices[code] = open_office(self.folder / code, self.library)
        return self._offices[code]

    @property
    def opened(self) -> dict[str, DemoOffice]:
        return dict(self._offices)

    @property
    def regime(self) -> Regime:
        return self.library.for_dossier(self.day, self.day)

    def put(self, code: str, office: DemoOffice) -> None:
        """Let an office that was made elsewhere take part."""
        self._offices[code] = office

    def close(self) -> None:
        for office in self._offices.values():
            office.database.close()

    # What a commune does.

    def draft(
        self, code: str = COMMUNE, *, files: Sequence[tuple[str, bytes]] = (), papers: bool = True
    ) -> str:  # fmt: skip
        """A draft with every paper that the regime asks of the producer, and the files given as one more."""
        office = self[code]
        self._products += 1
        name = f"(mẫu) Cà phê bột số {self._products}"
        producer = CaseProducer(
            id=f"p{self._products}", name=f"(mẫu) HTX số {self._products}", kind="cooperative", office=code, real=False
        )
        producer_id = commune_steps.register_producer(office, producer, self.day)
        product = CaseProduct(id="s", name=name, producer=producer.id, classification_code="I.6", round=1, real=False)
        product_id = commune_steps.register_product(office, producer_id, product, self.day)
        if SPECS[code].level == "producer":
            dossier_id = office.act(self.day, lambda session: self._producers_own(session, office, product_id))
        else:
            dossier_id = commune_steps.open_dossier(office, product_id, "first", self.day)
        for kind in self.regime.documents:
            if papers and kind.stage == "producer" and kind.mandatory and not kind.physical:
                self.attach(code, dossier_id, kind.kind, (f"{kind.kind}.pdf", f"%PDF-1.4 {kind.kind} {name}".encode()))
        if files:
            self.attach(code, dossier_id, "other", *files)
        return dossier_id

    def _producers_own(self, session: Session, office: DemoOffice, product_id: str) -> str:
        from app.services.dossiers import DossierData
        from app.services.dossiers import open_dossier as opened

        data = DossierData(product_id=product_id, year=self.day.year, registered_on=self.day, practice=True)
        return opened(session, data, office.actor, self.library, self.day).id

    def attach(self, code: str, dossier_id: str, kind: str, *files: tuple[str, bytes]) -> str:
        office = self[code]
        stored = []
        for place, (name, content) in enumerate(files):
            path = self.folder / f"scan-{place}-{Path(name).name}"
            path.write_bytes(content)
            stored.append((name, office.store.put(path)))
            path.unlink()
        data = DocumentData(kind=kind, title=f"Giấy tờ {kind}", issued_on=self.day, sheets=1)
        return office.act(
            self.day,
            lambda session: documents.attach_document(session, dossier_id, data, stored, office.actor).id,
        )

    def assessed(self, code: str = COMMUNE, **values: Any) -> str:
        """A dossier that its commune has finished."""
        dossier_id = self.draft(code, **values)
        commune_steps.receive(self[code], dossier_id, self.day, self.day)
        self.assess(code, dossier_id)
        return dossier_id

    def assess(self, code: str, dossier_id: str) -> None:
        """The four items, the signed report, and the letter that proposes the dossier."""
        office = self[code]
        commune_steps.assess(office, dossier_id, self.regime, self.day, self.day)

        def letter(session: Session) -> None:
            if issued_papers.signed_paper(session, dossier_id, "proposal_letter") is not None:
                return
            paper = issued_papers.draft_paper(
                session, office.actor, "proposal_letter", title="Văn bản đề nghị", dossier_id=dossier_id
            )
            signature = SignatureData(number=f"{self._products:02d}", dated=self.day, signer_name="(mẫu) Người ký")
            issued_papers.sign_paper(session, paper.id, signature, office.actor, self.day)

        office.act(self.day, letter)

    def confirm(self, code: str, dossier_id: str) -> None:
        office = self[code]
        office.act(
            self.day,
            lambda s: dossier_moves.confirm_complete(s, dossier_id, office.actor, self.library, self.day),
        )

    # What an office that scores does.

    def accept(self, code: str, dossier_id: str) -> None:
        council_steps.accept(self[code], dossier_id, self.day)

    def ask_completion(self, code: str, dossier_id: str) -> None:
        office = self[code]
        items = [CompletionItem("Phiếu kiểm nghiệm", "hết hạn", "nộp phiếu mới")]
        office.act(
            self.day,
            lambda s: dossier_moves.request_completion(
                s, dossier_id, items, self.day + dt.timedelta(days=10), office.actor, self.library, self.day
            ),
        )

    def score(
        self, code: str, dossier_id: str, answers: dict[str, int] | None = None, parts: dict[str, str] | None = None
    ) -> RankingResult:
        """A round of its own, five members, one sheet each, locked and closed."""
        office = self[code]
        self._rounds += 1
        case = load_case(resource_path("cases"), "commune-2026")
        base = case.rounds[0].model_dump() | {"number": self._rounds}
        dates = {key: self.day for key, value in base.items() if isinstance(value, dt.date)}
        council = CaseCouncil(
            name="Hội đồng mẫu", decision_number=f"MẪU-{self._rounds}", decision_date=self.day, members=5
        )
        council_id, members = council_steps.set_up_council(office, council, self.regime, self.day)
        place = council_steps.open_round(office, CaseRound(**(base | dates)), council_id, members)
        product = next(one for one in case.products if one.classification_code == "I.6")
        product = product.model_copy(
            update={"answers": {} if parts else answers or product.answers, "parts": parts or {}}
        )
        [row] = council_steps.score(office, place, [(dossier_id, product)], self.day)
        return row  # type: ignore[return-value]

    def decide(self, code: str, dossier_id: str, outcome: str) -> None:
        council_steps.decide(self[code], dossier_id, outcome, self.day)

    # What passes between them.

    def export(
        self,
        sender: str,
        receiver: str,
        *dossier_ids: str,
        purpose: Purpose = "forward",
        encrypted: bool = False,
        progress: Progress | None = None,
        target: Path | None = None,
        largest: int | None = None,
    ) -> Exported:
        office = self[sender]
        order = ExportOrder(
            dossier_ids, office_id(receiver), purpose, target or self.stick, encrypted, largest_file=largest
        )
        with office.on(self.day):
            return export_bundle(
                office.database, office.store, self.library, office.keys, order, office.actor, self.day,
                office.paths.outbox, progress,
            )  # fmt: skip

    def look(self, code: str, path: Path, confirmed: frozenset[str] = frozenset()) -> LookReport:
        office = self[code]
        with office.on(self.day):
            return look_at_bundle(
                office.database, path, office.paths.quarantine, self.library, identity=office.keys.identities,
                confirmed=confirmed,
            )  # fmt: skip

    def take(self, code: str, report: LookReport, chosen: Collection[str] | None = None) -> Taken:
        """As a person who ticks every dossier; what nobody ticks is another test's subject."""
        office = self[code]
        chosen = report.takeable if chosen is None else chosen
        with office.on(self.day):
            return take_bundle(
                office.database, office.paths.database, office.paths.backups, office.store, report, office.actor,
                self.library, self.day, chosen=chosen,
            )  # fmt: skip

    def pass_on(self, sender: str, receiver: str, *dossier_ids: str, purpose: Purpose = "forward") -> Exported:
        """Written, looked at and taken."""
        exported = self.export(sender, receiver, *dossier_ids, purpose=purpose)
        self.take(receiver, self.look(receiver, exported.path))
        return exported

    # What stands where.

    def dossier(self, code: str, dossier_id: str) -> Dossier | None:
        with self[code].database.reading() as session:
            row = session.get(Dossier, dossier_id)
            session.expunge_all()
            return row

    def standing(self, code: str, dossier_id: str) -> tuple[str, int, str]:
        """State, custody number and the code of the holder, as this office's copy has them."""
        with self[code].database.reading() as session:
            row = session.get_one(Dossier, dossier_id)
            holder = session.get_one(Office, row.holder_office_id)
            return row.status, row.custody_number, holder.code

    def history(self, code: str, dossier_id: str) -> list[JournalEntry]:
        with self[code].database.reading() as session:
            entries = journal.dossier_history(session, dossier_id)
            session.expunge_all()
            return entries

    def hand_overs(self, code: str) -> list[HandOver]:
        with self[code].database.reading() as session:
            rows = list(session.exec(select(HandOver)))
            session.expunge_all()
            return rows

    def chains_are_whole(self, code: str) -> bool:
        with self[code].database.reading() as session:
            if journal.broken_office_link(session) is not None:
                return False
            ids = session.exec(select(Dossier.id)).all()
            return all(journal.broken_link(journal.dossier_history(session, one)) is None for one in ids)


def content_of(office: DemoOffice) -> str:
    """SHA-256 of every row of every table: equal when nothing at all has changed."""
    digest = hashlib.sha256()
    with office.database.engine.connect() as connection:
        for table in sorted(inspect(connection).get_table_names()):
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).all()
            digest.update(json.dumps([table, sorted(map(repr, rows))]).encode())
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rows_of(office: DemoOffice, model: Any) -> list[dict[str, Any]]:
    """All rows of a table as plain values, by id."""
    with office.database.reading() as session:
        return sorted((row.model_dump() for row in session.exec(select(model))), key=lambda row: str(row.get("id")))


def left_on(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
