"""Printing a paper from the records: load the facts, build the content, write PDF or Word by the file's ending.

Nothing here writes to the database: that a paper was printed is recorded by ``issued_papers.mark_printed`` or
``certificate_register.mark_certificate_printed``, before the copy is written, so that a second copy says so.
The writers with their libraries are imported when the first paper is written: pages import this for its lists.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session

from app.errors import InvalidInput
from app.models.base import utc_now
from app.services.compared_rules import rules_as_compared
from app.services.papers.blocks import Paper
from app.services.papers.certificate_facts import CertificateFacts
from app.services.printing.kinds import PAPER_KINDS, PaperKind, Printing
from app.services.printing.loading_decisions import certificate_ids, certificate_pages
from app.services.printing.loading_offices import local_day
from app.services.printing.loading_successions import succession_note
from app.services.printing.options import PrintOptions
from app.services.progress import NullProgress, Progress
from app.services.rules.library import RuleLibrary
from app.translate import N_, Term

if TYPE_CHECKING:
    from app.services.papers.pdf_writer import PdfResult

__all__ = ["PAPER_KINDS", "PreparedPaper", "PrintOptions", "build_paper", "prepare_paper", "write_paper"]


def build_paper(
    session: Session,
    library: RuleLibrary,
    kind: str,
    ids: str | Sequence[str],
    today: dt.date,
    options: PrintOptions | None = None,
) -> Paper:
    """The content of a paper, without writing it.

    Raises:
        NotFound: an id that is not here. NotAllowed: the paper cannot be made yet, with what is needed.
        InvalidInput: an unknown kind, no id, or several where the kind takes one; ``certificate``, which is drawn.
    """
    known, chosen = _checked(kind, ids)
    if known.build is None:
        raise InvalidInput(
            "kind", N_("“{kind}” is drawn page by page and has no text form."), kind=Term(kind, known.title)
        )
    rules = rules_as_compared(session, library)
    paper = known.build(Printing(session, rules, chosen, today, options or PrintOptions()))
    return _told(session, known, chosen, paper)


@dataclass(frozen=True)
class PreparedPaper:
    """All that a paper says, read from the records: drawing it needs no database, so none is held open meanwhile."""

    content: Paper | tuple[CertificateFacts, ...]
    portrait: bool = False

    def write(self, out_path: Path, progress: Progress | None = None) -> PdfResult:
        """Write it as ``.pdf`` or ``.docx``, by the ending of ``out_path``; a file there is replaced.

        Returns:
            The number of pages; 0 for Word, which counts them itself.

        Raises:
            StorageError: the file cannot be written; nothing is left of the attempt. Cancelled.
        """
        from app.services.papers.pdf_writer import PdfResult, write_pdf

        if isinstance(self.content, tuple):
            return PdfResult(pages=self._write_certificates(self.content, out_path, progress or NullProgress()))
        if _suffix(out_path) == "docx":
            from app.services.papers.docx_writer import write_docx

            write_docx(self.content, out_path)
            return PdfResult(pages=0)
        return write_pdf(self.content, out_path)

    def _write_certificates(self, facts: tuple[CertificateFacts, ...], out_path: Path, progress: Progress) -> int:
        from app.services.papers.certificate import write_certificates

        def on_page(count: int) -> None:
            progress.step(count, len(facts), N_("Printing certificates"))

        return write_certificates(facts, out_path, portrait=self.portrait, on_page=on_page)


def prepare_paper(
    session: Session,
    library: RuleLibrary,
    kind: str,
    ids: str | Sequence[str],
    out_path: Path,
    *,
    today: dt.date | None = None,
    options: PrintOptions | None = None,
) -> PreparedPaper:
    """Read what a paper says, to be written to ``out_path`` (of which only the ending counts here).

    Args:
        kind: a key of ``PAPER_KINDS``.
        ids: the record's id; several for a letter of proposal; for certificates one certificate, several, or a
            decision (all that it has given and that still hold); for a round's summary the round, and dossiers of it.
        today: the day on which it is printed; by default this computer's.

    Raises:
        NotFound, NotAllowed, InvalidInput: as ``build_paper``; a format that the kind does not have.
    """
    known, chosen = _checked(kind, ids)
    if _suffix(out_path) not in known.formats:
        raise InvalidInput(
            "out_path",
            N_("This paper is written as {formats}, not as “{suffix}”."),
            formats=", ".join(known.formats),
            suffix=_suffix(out_path),
        )
    options = options or PrintOptions()
    today = today or local_day(utc_now())
    if known.build is None:
        wanted = [one for target in chosen for one in certificate_ids(session, target)]
        return PreparedPaper(tuple(certificate_pages(session, library, wanted, today, options)), options.portrait)
    paper = known.build(Printing(session, rules_as_compared(session, library), chosen, today, options))
    return PreparedPaper(_told(session, known, chosen, paper))


def write_paper(
    session: Session,
    library: RuleLibrary,
    kind: str,
    ids: str | Sequence[str],
    out_path: Path,
    *,
    today: dt.date | None = None,
    options: PrintOptions | None = None,
    progress: Progress | None = None,
) -> PdfResult:
    """Prepare a paper and write it, for whom nobody else waits meanwhile.

    Args, Returns, Raises: as ``prepare_paper`` and ``PreparedPaper.write``.
    """
    return prepare_paper(session, library, kind, ids, out_path, today=today, options=options).write(out_path, progress)


def _told(session: Session, known: PaperKind, chosen: Sequence[str], paper: Paper) -> Paper:
    """The paper, with the sentence that names an office that ended and the one that carries on."""
    note = succession_note(session, known.takes, chosen)
    return replace(paper, succession_note=note) if note else paper


def _suffix(path: Path) -> str:
    return path.suffix.lower().lstrip(".")


def _checked(kind: str, ids: str | Sequence[str]) -> tuple[PaperKind, tuple[str, ...]]:
    known = PAPER_KINDS.get(kind)
    if known is None:
        raise InvalidInput(
            "kind",
            N_("There is no paper “{kind}”."),
            advice=N_("Choose one of: {kinds}."),
            kind=kind,
            kinds=", ".join(PAPER_KINDS),
        )
    chosen = (ids,) if isinstance(ids, str) else tuple(ids)
    if not chosen or not all(chosen):
        raise InvalidInput("ids", N_("Say of which record the paper is wanted."))
    if len(chosen) > 1 and known.takes not in ("dossiers", "certificate", "round"):
        raise InvalidInput("ids", N_("This paper is made of one record at a time."))
    if len(set(chosen)) != len(chosen):
        raise InvalidInput("ids", N_("A record is named twice."))
    return known, chosen
