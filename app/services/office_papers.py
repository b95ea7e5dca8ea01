"""Letters of an office on dossiers: begun, printed without a number, signed under one number for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

from app.errors import InvalidInput
from app.services.actors import Actor
from app.services.issued_papers import SignatureData, draft_paper, mark_printed, sign_paper
from app.translate import N_

PAPER_TITLES: dict[str, tuple[str, str]] = {
    # Content of official papers: the title and the symbol behind the number (Decree 30/2020/NĐ-CP, appendix III).
    "proposal_letter": ("Văn bản đề nghị đánh giá, phân hạng sản phẩm", "UBND"),
    "commune_report": ("Báo cáo đánh giá một số nội dung của hồ sơ", "BC-UBND"),
}


def draft_for(session: Session, kind: str, dossier_ids: Sequence[str], actor: Actor) -> list[str]:
    """Begin the paper for each dossier, or find the one begun; their ids.

    Raises:
        InvalidInput: no dossier, or a kind that is not begun like this. NotAllowed: the person may only read.
    """
    if kind not in PAPER_TITLES:
        raise InvalidInput("kind", N_("There is no paper “{kind}”."), kind=kind)
    if not dossier_ids:
        raise InvalidInput("ids", N_("Say of which record the paper is wanted."))
    title, symbol = PAPER_TITLES[kind]
    return [draft_paper(session, actor, kind, title=title, dossier_id=one, symbol=symbol).id for one in dossier_ids]


def count_printing(session: Session, kind: str, dossier_ids: Sequence[str], actor: Actor) -> int:
    """Count one more printing of the paper of each dossier, begun where it was not; how many papers that were."""
    papers = draft_for(session, kind, dossier_ids, actor)
    for paper_id in papers:
        mark_printed(session, paper_id, actor)
    return len(papers)


def sign_for(
    session: Session, kind: str, dossier_ids: Sequence[str], data: SignatureData, actor: Actor, today: dt.date
) -> None:
    """Record that one paper for all these dossiers was signed, under one number and day.

    Raises:
        As ``issued_papers.sign_paper``; nothing is signed then.
    """
    for paper_id in draft_for(session, kind, dossier_ids, actor):
        sign_paper(session, paper_id, data, actor, today)
