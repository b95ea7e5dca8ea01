"""Certificates saved as files: all in one PDF, or one PDF each in a folder of their own."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session, col, select

from app.errors import StorageError, system_reason
from app.models import Certificate
from app.services.printing.loading_decisions import certificate_ids, certificate_pages
from app.services.printing.options import PrintOptions
from app.services.printing.safe_names import safe_name
from app.services.progress import NullProgress, Progress
from app.services.rules.library import RuleLibrary
from app.translate import N_


def write_each_certificate(
    session: Session,
    library: RuleLibrary,
    targets: Sequence[str],
    parent: Path,
    name: str,
    *,
    today: dt.date,
    options: PrintOptions | None = None,
    progress: Progress | None = None,
) -> tuple[Path, int]:
    """Write every certificate meant as a PDF of its own, "0001-2026 Product.pdf", into a new folder.

    Args:
        targets: ids of certificates, or of decisions (all that they gave and that still hold).
        parent: where the new folder is made.
        name: what the folder is called; a number is added where it is there already.

    Returns:
        The folder, and how many files it holds.

    Raises:
        NotFound, NotAllowed: as ``certificate_ids``. StorageError: the folder cannot be written. Cancelled. Nothing is
            left of an attempt that failed or was stopped.
    """
    from app.services.papers.certificate import write_certificates

    progress = progress or NullProgress()
    wanted = [one for target in targets for one in certificate_ids(session, target)]
    names = _file_names(session, wanted)
    folder = _new_folder(parent, name)
    try:
        for done, certificate_id in enumerate(wanted):
            progress.step(done, len(wanted), N_("Printing certificates"))
            pages = certificate_pages(session, library, [certificate_id], today, options or PrintOptions())
            write_certificates(pages, folder / names[certificate_id])
        progress.step(len(wanted), len(wanted), N_("Printing certificates"))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder, len(wanted)


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
