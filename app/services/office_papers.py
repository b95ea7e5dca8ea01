"""The papers that an office signs on dossiers: the report of one assessment, and one letter for several dossiers.

Both are printed with number and day blank; the clerk enters them once the paper is signed (Decree 30/2020/NĐ-CP,
article 15).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlmodel import Session

from app.errors import InvalidInput, NotAllowed
from app.models import Office
from app.models.dossier import DossierRow, DossierStatus
from app.services.actors import Actor
from app.services.assessments import REPORT, assess_items
from app.services.dossiers import regime_of
from app.services.issued_papers import SignatureData, draft_paper, mark_printed, sign_paper, signed_paper
from app.services.rules.library import RuleLibrary
from app.services.states import MOVES, get_dossier, refusal, require_custody
from app.translate import N_

LETTER = "proposal_letter"
REPORT_TITLE = "Báo cáo đánh giá của cấp xã"
LETTER_TITLE = "Văn bản đề nghị đánh giá, phân hạng"


def print_report(session: Session, dossier_id: str, actor: Actor) -> int:
    """Count one more copy of the report that is to be signed; begins the paper where there is none.

    Returns:
        How often it has been printed now.

    Raises:
        NotAllowed: the dossier is not here.
    """
    return mark_printed(session, _begin_report(session, dossier_id, actor), actor)


def sign_report(
    session: Session,
    dossier_id: str,
    data: SignatureData,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None = None,
) -> DossierRow:
    """Record the report's signature and close the assessment with it: both, or neither.

    Raises:
        InvalidInput, NotAllowed: as ``sign_paper`` and ``assess_items``.
    """
    dossier = get_dossier(session, dossier_id)
    refused = refusal(dossier, MOVES["assess_items"], actor, regime_of(dossier, library, today))
    if refused is not None:
        raise refused
    sign_paper(session, _begin_report(session, dossier_id, actor), data, actor, today)
    return assess_items(session, dossier_id, actor, library, today, office_days=office_days)


def _begin_report(session: Session, dossier_id: str, actor: Actor) -> str:
    require_custody(get_dossier(session, dossier_id), actor)
    symbol = f"BC-{_symbol(session, actor)}"
    return draft_paper(session, actor, REPORT, title=REPORT_TITLE, dossier_id=dossier_id, symbol=symbol).id


def print_letter(
    session: Session, dossier_ids: Sequence[str], actor: Actor, library: RuleLibrary, today: dt.date
) -> int:
    """Count one more copy of the one letter for these dossiers.

    Raises:
        InvalidInput: no dossier, or dossiers under different rules. NotAllowed: one is not ready, or has its letter.
    """
    return max(
        mark_printed(session, paper, actor) for paper in _begin_letter(session, dossier_ids, actor, library, today)
    )


def sign_letter(
    session: Session,
    dossier_ids: Sequence[str],
    data: SignatureData,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
) -> None:
    """Record the signature of the one letter: every dossier gets it, with the same number and day.

    Raises:
        InvalidInput, NotAllowed: as ``print_letter`` and ``sign_paper``.
    """
    for paper in _begin_letter(session, dossier_ids, actor, library, today):
        sign_paper(session, paper, data, actor, today)


def _begin_letter(
    session: Session, dossier_ids: Sequence[str], actor: Actor, library: RuleLibrary, today: dt.date
) -> list[str]:
    if not dossier_ids:
        raise InvalidInput("dossiers", N_("Tick the dossiers that the letter is for."))
    regimes = set()
    for one in dossier_ids:
        refused = why_no_letter(session, one, actor, library, today)
        if refused is not None:
            raise refused
        regimes.add(regime_of(get_dossier(session, one), library, today).id)
    if len(regimes) > 1:
        raise InvalidInput(
            "dossiers",
            N_("The products are under different rules ({regimes}): each needs a letter of its own."),
            regimes=", ".join(sorted(regimes)),
        )
    symbol = _symbol(session, actor)
    return [
        draft_paper(session, actor, LETTER, title=LETTER_TITLE, dossier_id=one, symbol=symbol).id for one in dossier_ids
    ]


def why_no_letter(
    session: Session, dossier_id: str, actor: Actor, library: RuleLibrary, today: dt.date
) -> NotAllowed | None:
    """Why a dossier cannot be proposed by a letter now; ``None``: it can."""
    dossier = get_dossier(session, dossier_id)
    try:
        require_custody(dossier, actor)
    except NotAllowed as error:
        return error
    step = regime_of(dossier, library, today).step(actor.level)
    tasks = step.tasks if step else ()
    ready = set()
    if "propose" in tasks:
        ready.add(DossierStatus.ASSESSED if "assess_items" in tasks else DossierStatus.CHECKED)
    if "pass_up" in tasks:  # the office that scored sends what goes on with a letter of its own
        ready.add(DossierStatus.PASSING_UP)
    if dossier.status not in ready:
        return NotAllowed(
            N_("The dossier {dossier} is not ready for the letter of proposal."),
            advice=N_("Close its assessment first, or untick it."),
            dossier=dossier.receipt_number or dossier.product_code,
        )
    letter = signed_paper(session, dossier_id, LETTER)
    if letter is not None and letter.office_id == actor.office_id:
        return NotAllowed(
            N_("The dossier {dossier} already has its signed letter of proposal, number {number}."),
            advice=N_("Untick it; it can be handed over."),
            dossier=dossier.receipt_number or dossier.product_code,
            number=letter.number,
        )
    return None


def _symbol(session: Session, actor: Actor) -> str:
    office = session.get(Office, actor.office_id)
    return (office.symbol if office else "") or "UBND"
