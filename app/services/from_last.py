"""An upgrade or a re-assessment that starts from the product's last dossier: what comes along, what has lapsed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session

from app.errors import InvalidInput, NotAllowed
from app.models import DocumentFile, Dossier, DossierDocument
from app.models.document import DossierDocumentBase
from app.models.dossier import DossierRow, DossierStatus
from app.services import journal
from app.services.actors import Actor
from app.services.business_plans import business_plan, save_business_plan
from app.services.classification_codes import set_number_under
from app.services.documents import DocumentView, documents_of
from app.services.dossiers import DossierData, dossier_row, open_dossier, regime_of
from app.services.missing import is_empty
from app.services.products import get_product
from app.services.reassessment_window import FilingWindow, certificate_end, window_from
from app.services.revisions import seal
from app.services.rules.facts import LEVELS
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.self_assessments import SelfAssessmentData, save_self_assessment, self_assessment
from app.services.star_ahead import StarAhead, dossiers_of, star_ahead
from app.translate import N_

_ENDED = (DossierStatus.RECOGNISED.value, DossierStatus.DECLINED.value)
_KEPT_TEXTS = ("history", "organisation", "plan")
"""What still describes the producer; what has changed since is written anew."""


@dataclass(frozen=True)
class OldPaper:
    """A paper of the last dossier. ``expires_on``: ``None`` where it has no last day."""

    document_id: str
    kind: str
    title: str
    expires_on: dt.date | None


@dataclass(frozen=True)
class FromLast:
    """What starting from the last dossier would bring.

    ``anew``: papers that are made for each dossier, such as the forms. ``texts`` and ``figures``: fields of the
    self-assessment and years of the business plan that come along. ``same_set``: scored by the same criteria as then.
    ``window``: the days for filing a re-assessment; ``None`` where there are none, or no certificate's end is known.
    """

    previous: DossierRow
    application_type: str
    carried: tuple[OldPaper, ...]
    lapsed: tuple[OldPaper, ...]
    anew: tuple[OldPaper, ...]
    texts: tuple[str, ...]
    plan_texts: tuple[str, ...]
    figures: tuple[int, ...]
    same_set: bool
    window: FilingWindow | None
    next_star: StarAhead | None


def plan_from_last(
    session: Session, product_id: str, application_type: str, library: RuleLibrary, today: dt.date
) -> FromLast:
    """What a new dossier would take over from the product's last one; nothing is written.

    Raises:
        NotFound: no such product. NotAllowed: it has no dossier that came to an end.
        InvalidInput: a kind of application that today's regime does not know.
    """
    previous = _last(session, product_id)
    regime = library.for_dossier(None, today)
    if application_type not in regime.application_types:
        raise InvalidInput(
            "application_type",
            N_("{regime} knows no application of the kind “{kind}”."),
            regime=regime.title,
            kind=application_type,
        )
    then = regime_of(previous, library, today)
    carried, lapsed, anew = _sorted(
        documents_of(session, previous.id), {regime.id: regime, then.id: then}.values(), today
    )
    texts = self_assessment(session, previous.id)
    plan, figures = business_plan(session, previous.id)
    end = certificate_end(session, previous, with_own=True)
    return FromLast(
        previous=dossier_row(session, previous.id),
        application_type=application_type,
        carried=tuple(_old(view) for view in carried),
        lapsed=tuple(_old(view) for view in lapsed),
        anew=tuple(_old(view) for view in anew),
        texts=tuple(name for name in _KEPT_TEXTS if not is_empty(getattr(texts, name))),
        plan_texts=tuple(name for name, value in plan.model_dump().items() if not is_empty(value)),
        figures=tuple(one.year for one in figures),
        same_set=_same_set(session, previous, library, regime),
        window=window_from(end, regime) if application_type == "reassess" and end is not None else None,
        next_star=star_ahead(session, product_id, library),
    )


def open_from_last(
    session: Session,
    product_id: str,
    application_type: str,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    *,
    idea_id: str | None = None,
    registered_on: dt.date | None = None,
    documents: Collection[str] | None = None,
) -> DossierRow:
    """Open a dossier of this year with what the last one brings along: papers that still hold, texts, business plan.

    One journal entry beside that of the opening names the earlier dossier and what was taken over.

    Args:
        documents: ids of the papers to take over (of ``FromLast.carried``); ``None``: all of them.

    Raises:
        As ``plan_from_last`` and ``dossiers.open_dossier``. InvalidInput: a paper that is not one to take over.
    """
    plan = plan_from_last(session, product_id, application_type, library, today)
    wanted = {one.document_id for one in plan.carried} if documents is None else set(documents)
    if not wanted <= {one.document_id for one in plan.carried}:
        raise InvalidInput("documents", N_("Only papers of the last dossier that still hold can be taken over."))
    previous = plan.previous
    data = DossierData(
        product_id=product_id,
        year=today.year,
        application_type=application_type,
        idea_id=idea_id,
        previous_dossier_id=previous.id,
        registered_on=registered_on,
        practice=previous.practice,
    )
    row = open_dossier(session, data, actor, library, today)
    taken = [
        _copied(session, view, row.id, plan.same_set)
        for view in documents_of(session, previous.id)
        if view.row.id in wanted
    ]
    if plan.texts:
        old = self_assessment(session, previous.id)
        kept = SelfAssessmentData(**{name: getattr(old, name) for name in plan.texts})
        save_self_assessment(session, row.id, kept, actor)
    if plan.plan_texts or plan.figures:
        texts, figures = business_plan(session, previous.id)
        save_business_plan(session, row.id, texts, figures, actor)
    journal.record(
        session,
        actor,
        "take_over_from_last",
        dossier_id=row.id,
        data={
            "previous": previous.id,
            "documents": taken,
            "lapsed": [one.document_id for one in plan.lapsed],
            "texts": list(plan.texts),
            "plan": list(plan.plan_texts),
            "figures": list(plan.figures),
        },
    )
    return dossier_row(session, row.id)


def _last(session: Session, product_id: str) -> Dossier:
    get_product(session, product_id)
    ended = [one for one in dossiers_of(session, product_id) if one.status in _ENDED]
    # A recognition is what is upgraded or assessed again; where there was none, the last attempt.
    recognised = [one for one in ended if one.status == DossierStatus.RECOGNISED]
    if not ended:
        raise NotAllowed(
            N_("This product has no earlier dossier that came to an end."),
            advice=N_("Open a new dossier, and enter the last certificate by hand if there is one."),
        )
    return (recognised or ended)[0]


def _sorted(
    views: list[DocumentView], regimes: Iterable[Regime], today: dt.date
) -> tuple[list[DocumentView], list[DocumentView], list[DocumentView]]:
    """Those that still hold, those that have lapsed, and those made anew for each dossier: forms, offices' papers."""
    fresh = {
        kind.kind
        for regime in regimes
        for kind in regime.documents
        if kind.form or kind.issued_as or kind.physical or kind.stage != LEVELS[0]
    }
    carried, lapsed, anew = [], [], []
    for view in views:
        end = view.row.expires_on
        if view.row.kind in fresh:
            anew.append(view)
        elif end is not None and end < today:
            lapsed.append(view)
        else:
            carried.append(view)
    return carried, lapsed, anew


def _same_set(session: Session, previous: Dossier, library: RuleLibrary, regime: Regime) -> bool:
    product = get_product(session, previous.product_id)
    try:
        number = set_number_under(
            library, regime, product.classification_id, product.classification_code, product.set_number
        )
    except InvalidInput:  # it is classified anew before the new dossier is received
        return False
    return library.set_id_for(regime, number) == previous.set_id


def _copied(session: Session, view: DocumentView, dossier_id: str, same_set: bool) -> str:
    """A paper of the new dossier with the same files; the criteria it proves stay only under the same set."""
    values = {name: getattr(view.row, name) for name in DossierDocumentBase.model_fields}
    if not same_set:
        values["criteria"] = ""
    document = DossierDocument(dossier_id=dossier_id, **values)
    session.add(document)
    session.flush()
    for position, file in enumerate(view.files, start=1):
        session.add(DocumentFile(document_id=document.id, sha256=file.blob.sha256, name=file.name, position=position))
    session.flush()
    seal(session, document)
    return document.id


def _old(view: DocumentView) -> OldPaper:
    return OldPaper(view.row.id, view.row.kind, view.row.title, view.row.expires_on)
