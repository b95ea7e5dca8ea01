"""That a copy of a paper was printed: counted before it is written, so that the next one says that it is a reprint."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from app.errors import InvalidInput, NotAllowed
from app.services.actors import Actor
from app.services.certificate_register import mark_certificate_printed
from app.services.issued_papers import mark_printed
from app.services.printing.loading_decisions import certificate_ids
from app.services.printing.loading_offices import paper_of
from app.services.recognition import get_decision
from app.translate import N_

RECORDED_KINDS = ("commune_report", "proposal_letter", "recognition_decision", "certificate")


def record_printing(session: Session, kind: str, ids: Sequence[str], actor: Actor) -> int:
    """Count one more printing of each paper meant; how many papers that were.

    Args:
        kind, ids: as for ``printing.write_paper``.

    Raises:
        InvalidInput: a kind without a life of its own, such as a blank sheet. NotAllowed: this office has not
            drafted it yet, or it is another office's. NotFound.
    """
    if kind not in RECORDED_KINDS:
        raise InvalidInput(
            "kind",
            N_("Copies of “{kind}” are not counted."),
            advice=N_("Counted are: {kinds}."),
            kind=kind,
            kinds=", ".join(RECORDED_KINDS),
        )
    if kind == "certificate":
        wanted = [one for target in ids for one in certificate_ids(session, target)]
        for certificate_id in wanted:
            mark_certificate_printed(session, certificate_id, actor)
        return len(wanted)
    papers: list[str] = []
    for one in ids:
        if kind == "recognition_decision":
            paper_id = get_decision(session, one, actor).paper_id
        else:
            paper = paper_of(session, one, kind, actor.office_id)
            paper_id = paper.id if paper is not None else None
        if not paper_id:
            raise NotAllowed(N_("This paper has not been drafted yet."), advice=N_("Draft it first."))
        papers.append(paper_id)
    for paper_id in dict.fromkeys(papers):
        mark_printed(session, paper_id, actor)
    return len(set(papers))
