"""Certificates saved as files: all in one PDF, or one PDF each in a folder of their own."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from app.errors import StorageError, system_reason
from app.models import Certificate
from app.services.papers.certificate_facts import CertificateFacts
from app.services.printing.loading_decisions import certificate_ids, certificate_pages
from app.services.printing.options import PrintOptions
from app.services.printing.safe_names import safe_name
from app.services.progress import NullProgress, Progress
from app.services.rules.library import RuleLibrary
from app.translate import N_


@dataclass(frozen=True)
class CertificateFile:
    """One certificate as a file: its name "0001-2026 Product.pdf", and what it says."""

    name: str
    facts: CertificateFacts


def each_certificate(
    session: Session,
    library: RuleLibrary,
    targets: Sequence[str],
    *,
    today: dt.date,
    options: PrintOptions | None = None,
) -> list[CertificateFile]:
    """Read every certificate meant, to be written without the database.

    Args:
        targets: ids of certificates, or of decisions (all that they gave and that still hold).

    Raises:
        NotFound, NotAllowed: as ``certificate_ids``.
    """
    wanted = [one for target in targets for one in certificate_ids(session, target)]
    names = _file_names(session, wanted)
    pages = certificate_pages(session, library, wanted, today, options or PrintOptions())
    return [CertificateFile(names[one], facts) for one, facts in zip(wanted, pages, strict=True)]


def write_each_certificate(
    files: Sequence[CertificateFile], parent: Path, name: str, progress: Progress | None = None
) -> Path:
    """Write every certificate as a PDF of its own into a new folder.

    Args:
        parent: where the new folder is made.
        name: what the folder is called; a number is added where it is there already.

    Returns:
        The folder.

    Raises:
        StorageError: the folder cannot be written. Cancelled. Nothing is left of an attempt that failed or was stopped.
    """
    from app.services.papers.certificate import write_certificates

    progress = progress or NullProgress()
    folder = _new_folder(parent, name)
    try:
        for done, file in enumerate(files):
            progress.step(done, len(files), N_("Printing certificates"))
            write_certificates([file.facts], folder / file.name)
        progress.step(len(files), len(files), N_("Printing certificates"))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _file_names(session: Session, ids: Sequence[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for start in range(0, len(ids), 500):
        rows = session.exec(
            select(Certificate.id, Certificate.register_text, Certificate.product_name).where(
                col(Certificate.id).in_(ids[start : start + 500])
            )
        )
        names.update({one: safe_name(f"{number.replace('/', '-')} {product}.pdf") for one, number, product in rows})
    return names


def _new_folder(parent: Path, name: str) -> Path:
    for number in range(1, 1000):
        folder = parent / safe_name(name if number == 1 else f"{name} ({number})")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise StorageError(
                N_("The folder {name} could not be made: {reason}."),
                kept=N_("The certificates themselves are unchanged."),
                advice=N_("Choose another folder, then try again."),
                name=folder.name,
                reason=system_reason(error),
            ) from error
        return folder
    raise StorageError(
        N_("The folder {name} is there too often already."),
        advice=N_("Choose another folder, then try again."),
        name=name,
    )
