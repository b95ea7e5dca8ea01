"""The folder of a hand-over on paper: printed papers and copied attachments, each verified, with a list of SHA-256.

Planned from the database first (plain data), then written without it: long file work holds no session. The folder is
written under a temporary name beside its place and renamed at the end; a failure or a stop leaves nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from app.errors import AppError, StorageError
from app.models import Dossier, Product
from app.services.assessments import assessment
from app.services.bundles.files import sync_folder
from app.services.compared_rules import rules_as_compared
from app.services.documents import documents_of
from app.services.file_store import CHUNK, FileStore
from app.services.papers.blocks import Cell, Column, Field, Paper, Table, text
from app.services.papers.official_dates import short_date
from app.services.papers.pdf_writer import write_pdf
from app.services.papers.words import counted, figure
from app.services.printing.folder_digest import WRITING, digest_of_file, digest_of_list
from app.services.printing.kinds import PAPER_KINDS, Printing
from app.services.printing.loading_dossiers import dossier_code
from app.services.printing.loading_hand_overs import get_hand_over, hand_over_items
from app.services.printing.loading_offices import get_office, office_facts
from app.services.printing.options import PrintOptions
from app.services.printing.safe_names import numbered_name
from app.services.progress import NullProgress, Progress
from app.services.rules.library import RuleLibrary
from app.translate import N_

INDEX = "DANH-MUC.pdf"
MINUTES = "BIEN-BAN-BAN-GIAO.pdf"
DOSSIER_PAPERS = (
    ("registration_form", "Phiếu đăng ký.pdf"),
    ("self_assessment", "Báo cáo tự đánh giá.pdf"),
    ("commune_report", "Báo cáo của Ủy ban nhân dân cấp xã.pdf"),
    ("document_index", "Mục lục hồ sơ.pdf"),
)
LONGEST_FOLDER = 60
"""A folder's name stays shorter than a file's: old Windows programs count the whole path, up to 260 letters."""


@dataclass(frozen=True)
class PlannedFile:
    """One file to be: ``content`` a paper to print, or the SHA-256 of an attachment in the store."""

    path: str
    """Inside the folder, with ``/``."""
    title: str
    content: Paper | str
    size: int = 0


@dataclass(frozen=True)
class PlannedDossier:
    code: str
    product: str
    files: tuple[PlannedFile, ...]


@dataclass(frozen=True)
class FolderPlan:
    """Everything that will lie in the folder; nothing in it needs the database any more."""

    giver: str
    receiver: str
    sequence: int
    today: dt.date
    dossiers: tuple[PlannedDossier, ...]
    minutes: Paper


@dataclass(frozen=True)
class WrittenFile:
    path: str
    title: str
    sha256: str
    size: int


@dataclass(frozen=True)
class PaperFolder:
    """The finished folder. ``sha256`` is that of its list: "sha256  path" a line, ordered by path."""

    folder: Path
    files: tuple[WrittenFile, ...]
    sha256: str

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def plan_paper_folder(session: Session, library: RuleLibrary, hand_over_id: str, today: dt.date) -> FolderPlan:
    """Load everything of a hand-over that is printed or copied.

    Raises:
        NotFound, NotAllowed: as ``printing.build_paper``.
    """
    hand_over = get_hand_over(session, hand_over_id)
    library = rules_as_compared(session, library)
    options = PrintOptions(for_signature=True)
    items = hand_over_items(session, hand_over_id)
    dossiers = []
    for number, item in enumerate(items, start=1):
        dossier = session.get_one(Dossier, item.dossier_id)
        product = session.get_one(Product, dossier.product_id)
        under = "" if len(items) == 1 else numbered_name(number, product.name, LONGEST_FOLDER).rstrip(". ") + "/"
        files = [
            PlannedFile(under + numbered_name(place, name), name.rpartition(".")[0], paper)
            for place, (name, paper) in enumerate(_papers(session, library, dossier, today, options), start=1)
        ]
        for view in documents_of(session, dossier.id):
            for file in view.files:
                name = numbered_name(len(files) + 1, file.name)
                files.append(PlannedFile(under + name, view.row.title, file.blob.sha256, file.blob.size))
        dossiers.append(PlannedDossier(dossier_code(dossier), product.name, tuple(files)))
    minutes = PAPER_KINDS["hand_over_minutes"].build
    assert minutes is not None
    return FolderPlan(
        giver=office_facts(get_office(session, hand_over.from_office_id)).name,
        receiver=office_facts(get_office(session, hand_over.to_office_id)).name,
        sequence=hand_over.sequence,
        today=today,
        dossiers=tuple(dossiers),
        minutes=minutes(Printing(session, library, (hand_over_id,), today, options)),
    )


def _papers(
    session: Session, library: RuleLibrary, dossier: Dossier, today: dt.date, options: PrintOptions
) -> list[tuple[str, Paper]]:
    """The dossier's own papers; those that its office has not begun, or its rules do not know, are left out."""
    made = []
    for kind, name in DOSSIER_PAPERS:
        if kind == "commune_report" and not _assessed(session, dossier):
            continue
        build = PAPER_KINDS[kind].build
        assert build is not None
        if kind == "self_assessment" and not dossier.set_id and not _classified(session, dossier):
            continue
        made.append((name, build(Printing(session, library, (dossier.id,), today, options))))
    return made


def _assessed(session: Session, dossier: Dossier) -> bool:
    return bool(assessment(session, dossier.id).items)


def _classified(session: Session, dossier: Dossier) -> bool:
    product = session.get_one(Product, dossier.product_id)
    return product.set_number is not None or bool(product.classification_code)


def write_paper_folder(
    plan: FolderPlan,
    store: FileStore,
    folder: Path,
    progress: Progress | None = None,
    *,
    before_naming: Callable[[str], None] | None = None,
) -> PaperFolder:
    """Print and copy everything into ``folder``, which must not be there yet or be empty; its parent is made.

    Args:
        before_naming: called with the list's SHA-256 when all is written and verified, before the folder gets its name.

    Raises:
        StorageError: it is there already, cannot be written, an attachment is missing or damaged, or a copy differs
            from what was read. Cancelled. In every case nothing is left.
    """
    progress = progress or NullProgress()
    temporary = folder.with_name(f"{WRITING}{secrets.token_hex(6)}")
    total = sum(file.size for one in plan.dossiers for file in one.files)
    steps = _Steps(progress, total)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StorageError(
                N_("The folder {name} is there already and is not empty."),
                kept=N_("Nothing was handed over."),
                advice=N_("Choose another folder."),
                name=folder.name,
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary.mkdir()
        written = [_write_one(file, store, temporary, steps) for one in plan.dossiers for file in one.files]
        minutes = PlannedFile(MINUTES, "Biên bản bàn giao hồ sơ", plan.minutes)
        written.append(_write_one(minutes, store, temporary, steps))
        listed = PlannedFile(INDEX, "Danh mục tệp bàn giao", index_paper(plan, written))
        written.append(_write_one(listed, store, temporary, steps))
        for place in {temporary, *(path.parent for path in temporary.rglob("*"))}:
            sync_folder(place)
        digest = digest_of_list((file.path, file.sha256) for file in written)
        if before_naming is not None:
            before_naming(digest)
        if folder.is_dir():
            folder.rmdir()  # empty: a rename would not take its place on Windows
        os.replace(temporary, folder)
        sync_folder(folder.parent)
    except AppError:
        raise
    except OSError as error:
        raise StorageError(
            N_("The folder {name} could not be written."),
            kept=N_("Nothing was handed over."),
            advice=N_("Check that the stick is in place and has room."),
            name=folder.name,
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return PaperFolder(folder, tuple(written), digest)


class _Steps:
    """Progress in bytes of attachments; printing counts nothing but asks whether to stop."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total, self.done = progress, max(total, 1), 0

    def step(self, more: int = 0) -> None:
        self.done += more
        self.progress.step(self.done, self.total, N_("Writing the folder"))


def _write_one(file: PlannedFile, store: FileStore, root: Path, steps: _Steps) -> WrittenFile:
    steps.step()
    target = root / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(file.content, str):
        size = _copy(store, file.content, target, steps)
        return WrittenFile(file.path, file.title, file.content, size)
    write_pdf(file.content, target)
    digest, size = digest_of_file(target)
    return WrittenFile(file.path, file.title, digest, size)


def _copy(store: FileStore, sha256: str, target: Path, steps: _Steps) -> int:
    """Copy an attachment, and read the copy back: both must have the attachment's hash.

    Raises:
        StorageError: the stored file or the copy is not what its name says.
    """
    digest = hashlib.sha256()
    with store.open(sha256) as reader, target.open("xb") as writer:
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
            writer.write(chunk)
            steps.step(len(chunk))
        writer.flush()
        os.fsync(writer.fileno())
    copied, size = digest_of_file(target)
    if digest.hexdigest() != sha256 or copied != sha256:
        raise StorageError(
            N_("The attachment {name} is damaged, or its copy is."),
            kept=N_("Nothing was handed over."),
            advice=N_("Run the data check, and restore the file from a backup."),
            name=sha256[:12],
        )
    return size


def index_paper(plan: FolderPlan, written: Sequence[WrittenFile]) -> Paper:
    """The list of the folder's files with their SHA-256, so that anyone can check them with a common tool."""
    titles = "; ".join(f"{one.product} ({one.code})" for one in plan.dossiers)
    return Paper(
        kind="hand_over_index",
        file_title="Danh mục tệp bàn giao",
        body=(
            Field("Bên giao", plan.giver),
            Field("Bên nhận", plan.receiver),
            Field("Lần giao giữa hai cơ quan", f"{plan.sequence}, ngày {short_date(plan.today)}"),
            Field("Hồ sơ", titles),
            Table(
                columns=(
                    Column("STT", 6, "center"),
                    Column("Tên tệp", 36),
                    Column("Nội dung", 20),
                    Column("Dung lượng (byte)", 12, "right"),
                    Column("Mã kiểm tra SHA-256", 36),
                ),
                rows=tuple(
                    (Cell(str(number)), Cell(file.path), Cell(file.title), Cell(figure(file.size)), Cell(file.sha256))
                    for number, file in enumerate(written, start=1)
                ),
                size=9,
            ),
            text(f"Tổng số: {counted(len(written))} tệp, không kể tệp danh mục này."),
        ),
        title="DANH MỤC TỆP BÀN GIAO",
        landscape=True,
        page_count=True,
        running_head="Danh mục tệp bàn giao",
        unverified=plan.minutes.unverified[:1] if plan.minutes.unverified else (),
    )
