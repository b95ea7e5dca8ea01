"""Look: what taking over from an ended office's data folder would do here; the database is only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import AppError, StorageError
from app.models import Dossier, JournalEntry, Office, OfficeKey
from app.models.office import office_id
from app.paths import DataPaths
from app.services.actors import own_office
from app.services.bundles.records import OFFICE_FIELDS
from app.services.bundles.staging import StagedFile
from app.services.bundles.verdicts import TAKEABLE, Kind
from app.services.database import Database
from app.services.file_store import FileStore
from app.services.keys import OfficeKeys, public_keys, unlock
from app.services.letters.succession_form import CertificateLine, SeriesForm
from app.services.progress import NullProgress, Progress
from app.services.rules.library import RuleLibrary
from app.services.succession.folder import OpenedFolder, open_folder, stage_files
from app.services.succession.holdings import certificates_of, number_series_of
from app.services.succession.judging import comes, dossier_ids, judge_kept, read_all, seal_all
from app.services.succession.naming import known_succession, require_possible
from app.translate import N_

_COMPARING = N_("Comparing the dossiers")


@dataclass(frozen=True)
class FolderLine:
    """One dossier. ``held``: it was in the ended office's hands; ``inbound``: on its way here. ``said``: why."""

    dossier_id: str
    product: str
    producer: str
    status: str
    kind: Kind
    held: bool
    inbound: bool
    said: str = ""

    @property
    def takeable(self) -> bool:
        return self.kind in TAKEABLE


@dataclass(frozen=True)
class SeriesClash:
    """A series that both offices have: each paper names its office, so that both stay; the numbers in both."""

    kind: str
    year: int
    last: int
    own_last: int


@dataclass(frozen=True)
class FolderReport:
    """An ended office's data, copied, checked and compared; ``close`` removes the copy.

    ``keys``: none, open or locked (a passphrase opens them). ``named``: its succession by this office is recorded here.
    ``files``: attachments, ``sheets``: the dossiers' records; both by SHA-256. ``problem``: why this office cannot
    take over, empty where it can.
    """

    opened: OpenedFolder = field(repr=False)
    files: Mapping[str, StagedFile] = field(repr=False)
    sheets: Mapping[str, StagedFile] = field(repr=False)
    code: str
    name: str
    level: str
    lines: tuple[FolderLine, ...]
    certificates: tuple[CertificateLine, ...]
    series: tuple[SeriesForm, ...]
    clashes: tuple[SeriesClash, ...]
    file_count: int
    byte_count: int
    journal_entries: int
    keys: str
    named: bool
    problem: str = ""

    @property
    def held(self) -> int:
        return sum(line.held for line in self.lines)

    @property
    def here_already(self) -> int:
        """How many dossiers are here in some version."""
        return sum(line.kind != "new" and line.kind != "refused" for line in self.lines)

    @property
    def takeable(self) -> tuple[str, ...]:
        return tuple(line.dossier_id for line in self.lines if line.takeable)

    def close(self) -> None:
        """Remove the copy; harmless twice."""
        self.opened.close()


def look_at_folder(
    database: Database,
    paths: DataPaths,
    store: FileStore,
    source: Path,
    library: RuleLibrary,
    progress: Progress | None = None,
) -> FolderReport:
    """Copy an ended office's data folder (or a copy of its whole book), check it as the data check does, and compare.

    Nothing is changed here or there. The caller closes the report.

    Raises:
        NotFound: there is no office's data. StorageError: in use, damaged, files missing, of a newer program, no room.
        BundleRejected: a dossier's records do not hold together. Cancelled. In all cases nothing is left.
    """
    opened = open_folder(source, paths, progress)
    try:
        files = stage_files(opened, store, progress)
        seal_all(opened.database)
        return _compared(database, opened, files, library, progress or NullProgress())
    except BaseException:
        opened.close()
        raise


def _compared(
    database: Database,
    opened: OpenedFolder,
    files: dict[str, StagedFile],
    library: RuleLibrary,
    progress: Progress,
) -> FolderReport:
    with opened.database.reading() as session:
        there = own_office(session)
        series, given = number_series_of(session, there.id), certificates_of(session, there.id)
        entries = session.exec(
            select(func.count()).select_from(JournalEntry).where(col(JournalEntry.office_sequence).is_not(None))
        ).one()
        session.expunge_all()
    lines: list[FolderLine] = []
    folder, sheets = opened.staging / "files", dict[str, StagedFile]()
    ids = dossier_ids(opened.database)
    with database.reading() as session:
        office = own_office(session)
        before = session.get(Office, there.id) or there
        problem = _why_not(session, there, office)
        named = (row := known_succession(session, there.id)) is not None and row.successor_office_id == office.id
        for number, arrived in enumerate(read_all(opened.database, folder, ids), start=1):
            verdict, whose = judge_kept(session, arrived, before, office, library), comes(arrived, there, office)
            lines.append(
                FolderLine(
                    verdict.dossier_id, verdict.product, verdict.producer, arrived.dossier.status, verdict.kind,
                    whose.held, whose.inbound, verdict.said,
                )
            )  # fmt: skip
            sha256 = arrived.indexed.records
            sheets[sha256] = StagedFile(folder, sha256, (folder / sha256).stat().st_size, "application/json", "")
            progress.step(number, len(ids), _COMPARING)
        own = {(one.kind, one.year): one for one in number_series_of(session, office.id)}
    return FolderReport(
        opened=opened,
        files=files,
        sheets=sheets,
        code=there.code,
        name=there.name,
        level=there.level,
        lines=tuple(lines),
        certificates=given,
        series=series,
        clashes=tuple(
            SeriesClash(one.kind, one.year, one.last, own[one.kind, one.year].last)
            for one in series
            if (one.kind, one.year) in own
        ),
        file_count=len(files),
        byte_count=sum(one.size for one in files.values()),
        journal_entries=entries,
        keys=_keys(opened),
        named=named,
        problem=problem,
    )


def _why_not(session: Session, there: Office, office: Office) -> str:
    try:
        require_possible(session, session.get(Office, there.id) or there, office)
    except AppError as error:
        return error.what
    return ""


def _keys(opened: OpenedFolder) -> str:
    if opened.keys is None:
        return "none"
    try:
        return "locked" if public_keys(opened.keys).protected else "open"
    except AppError:
        return "none"


def keys_of_folder(report: FolderReport, passphrase: str | None) -> OfficeKeys:
    """The ended office's keys, with which what is still on its way to it can be opened.

    Raises:
        StorageError: there are none in the folder, or they are not that office's. NotAllowed: the passphrase is wrong.
    """
    if report.keys == "none" or report.opened.keys is None:
        raise StorageError(
            N_("There are no keys of {office} in this folder."),
            advice=N_("Take over without them: bundles addressed to it must then be handed over again to this office."),
            office=report.name,
        )
    keys = unlock(report.opened.keys, passphrase)
    with report.opened.database.reading() as session:
        known = set(
            session.exec(select(OfficeKey.sign_public_key).where(OfficeKey.office_id == office_id(report.code)))
        ) | {own_office(session).sign_public_key}
    if keys.public_key.hex() not in known:
        raise StorageError(N_("The keys in the data folder are not those of {office}."), office=report.name)
    return keys


def office_named(there: Office) -> Office:
    """An office as records name it, as a new row without keys."""
    row = Office(**{name: getattr(there, name) for name in OFFICE_FIELDS})
    row.id = there.id
    return row


def held_elsewhere(session: Session, before_id: str) -> list[Dossier]:
    """The dossiers here that were handed over to the ended office and are in nobody's hands now."""
    chosen = select(Dossier).where(Dossier.holder_office_id == before_id, Dossier.status == "handed_over")
    return list(session.exec(chosen.order_by(col(Dossier.id))))
