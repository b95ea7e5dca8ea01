"""Handing dossiers over on paper, to an office without this program: intend, write the folder, then pass custody."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from app.services import handovers
from app.services.actors import Actor
from app.services.database import Database
from app.services.file_store import FileStore
from app.services.hand_over_ways import Purpose
from app.services.printing.paper_folder import PaperFolder, plan_paper_folder, write_paper_folder
from app.services.progress import Progress
from app.services.rules.library import RuleLibrary


@dataclass(frozen=True)
class HandedOnPaper:
    """The finished folder and the hand-over that it stands for."""

    hand_over_id: str
    sequence: int
    folder: Path
    sha256: str
    files: int
    size: int


def write_paper_hand_over(
    session: Session,
    store: FileStore,
    library: RuleLibrary,
    hand_over_id: str,
    folder: Path,
    today: dt.date,
    progress: Progress | None = None,
) -> PaperFolder:
    """Write the folder of a hand-over that is intended or done (another copy); custody does not move here.

    Raises:
        NotFound, NotAllowed, StorageError, Cancelled: as ``plan_paper_folder`` and ``write_paper_folder``.
    """
    return write_paper_folder(plan_paper_folder(session, library, hand_over_id, today), store, folder, progress)


def hand_over_on_paper(
    database: Database,
    store: FileStore,
    library: RuleLibrary,
    dossier_ids: Sequence[str],
    to_office_id: str,
    actor: Actor,
    today: dt.date,
    folder: Path,
    progress: Progress | None = None,
    *,
    purpose: Purpose = "forward",
    office_days: Mapping[str, int] | None = None,
) -> HandedOnPaper:
    """Write the folder and pass custody.

    The database is held only for two short transactions: the intent before, the marking after. A failure or a stop in
    between leaves no folder and no change but the abandoned intent.

    Args:
        folder: the folder to be made; it must not be there yet, or be empty.
        office_days: this office's own working days per task, where the law gives none.

    Raises:
        NotAllowed: a dossier cannot go there now. StorageError: no room, the stick pulled, a stored file damaged.
        Cancelled.
    """
    with database.transaction() as session:
        prepared = handovers.prepare(
            session, dossier_ids, to_office_id, purpose, actor, library, today,
            medium="paper", encrypted=False, office_days=office_days,
        )  # fmt: skip
    written: PaperFolder | None = None
    try:
        with database.reading() as session:
            plan = plan_paper_folder(session, library, prepared.hand_over_id, today)

        def note(sha256: str) -> None:
            with database.transaction() as session:
                handovers.note_target(session, prepared.hand_over_id, str(folder), sha256)

        written = write_paper_folder(plan, store, folder, progress, before_naming=note)
        with database.transaction() as session:
            handovers.complete(
                session,
                prepared.hand_over_id,
                actor,
                bundle_name=folder.name,
                bundle_sha256=written.sha256,
                files=len(written.files),
                size=written.size,
            )
    except BaseException:
        if written is not None:
            shutil.rmtree(written.folder, ignore_errors=True)
        with database.transaction() as session:
            handovers.abandon(session, prepared.hand_over_id)
        raise
    return HandedOnPaper(
        prepared.hand_over_id, prepared.sequence, folder, written.sha256, len(written.files), written.size
    )
