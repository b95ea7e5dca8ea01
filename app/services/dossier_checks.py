"""What a dossier still lacks, against the papers that its regime lists and the fields that the law's forms ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.models import Dossier, DossierDocument, IssuedPaper, Office, Product, ScoreSheet
from app.services.dossiers import regime_of
from app.services.missing import Missing, asked_by_forms, of_record, ordered
from app.services.missing_records import missing_of_producer_row, missing_of_product_row
from app.services.producers import get_producer
from app.services.product_codes import code_lacks
from app.services.products import get_product
from app.services.reassessment_window import filing_window
from app.services.rules.facts import LEVELS, Level
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import DocumentKind, Regime
from app.services.states import get_dossier
from app.translate import N_, Term, Terms, format_date

SAMPLES = "product_samples"
"""The kind of document that a count of samples stands for."""
MISSING_PAPER = N_("Missing: {title}.")
REPORT = "commune_report"
"""The paper without which the commune's assessment cannot be closed."""


def what_is_missing(
    session: Session,
    dossier_id: str,
    library: RuleLibrary,
    today: dt.date,
    *,
    up_to: Level | None = None,
    sample_count: int | None = None,
) -> list[Missing]:
    """Everything that is missing, unfit or lapsed; what stops first.

    Args:
        up_to: look at papers that this level and those below add; ``None``: up to the office that holds the dossier.
        sample_count: how many samples lie there, instead of the dossier's own count.

    Raises:
        NotFound: no such dossier, or no rules for its day.
    """
    dossier = get_dossier(session, dossier_id)
    regime = regime_of(dossier, library, today)
    product = get_product(session, dossier.product_id)
    producer = get_producer(session, product.producer_id)
    level = up_to or _holder_level(session, dossier)
    return ordered(
        [
            *of_record(
                _documents(session, dossier, product, regime, level, today, sample_count), "dossier", dossier.id
            ),
            *missing_of_product_row(product, regime, dossier.application_type),
            *of_record(_own_fields(dossier, regime), "dossier", dossier.id),
            *of_record(_code(dossier, product, regime), "dossier", dossier.id),
            *missing_of_producer_row(producer, regime, dossier.application_type),
            *of_record(_window(session, dossier, regime, today), "dossier", dossier.id),
            *of_record(_self_score(session, dossier), "dossier", dossier.id),
        ]
    )


def _holder_level(session: Session, dossier: Dossier) -> Level:
    office = session.get(Office, dossier.holder_office_id)
    return office.level if office is not None else LEVELS[-1]  # type: ignore[return-value]


def _documents(
    session: Session,
    dossier: Dossier,
    product: Product,
    regime: Regime,
    level: Level,
    today: dt.date,
    sample_count: int | None,
) -> Iterable[Missing]:
    attached: dict[str, list[DossierDocument]] = {}
    for document in session.exec(
        select(DossierDocument).where(DossierDocument.dossier_id == dossier.id, col(DossierDocument.removed).is_(False))
    ):
        attached.setdefault(document.kind, []).append(document)
    # Each level's papers are its own: a letter of the commune is none of the district's.
    signed: set[tuple[str, str]] = {
        (level_of_office, paper_kind)
        for level_of_office, paper_kind in session.exec(
            select(Office.level, IssuedPaper.kind)
            .join(Office, col(Office.id) == col(IssuedPaper.office_id))
            .where(IssuedPaper.dossier_id == dossier.id, IssuedPaper.status == "signed")
        )
    }
    samples = dossier.sample_count if sample_count is None else sample_count
    sector = product.classification_code.partition(".")[0]
    seen: set[str] = set()
    for kind in regime.documents:
        if LEVELS.index(kind.stage) > LEVELS.index(level) or kind.kind in seen:
            continue
        if dossier.application_type not in kind.applications or sector in kind.not_for_sectors:
            continue
        seen.add(kind.kind)
        here = attached.get(kind.kind, [])
        if here:
            yield from _lapsed(kind, here, today)
        elif not ((kind.stage, kind.issued_as or kind.kind) in signed or (kind.kind == SAMPLES and samples)):
            yield _missing_document(kind)


def _missing_document(kind: DocumentKind) -> Missing:
    return Missing(
        "stops" if kind.mandatory else "suggests",
        f"document:{kind.kind}",
        MISSING_PAPER if kind.mandatory else N_("Not there, may be useful: {title}."),
        (("title", kind.title),),
        kind.article or kind.source,
        source=kind.source,
        act=_stopped_by(kind) if kind.mandatory else "",
    )


def _stopped_by(kind: DocumentKind) -> str:
    """The first act that a mandatory paper stops while it is missing."""
    if kind.stage == LEVELS[0]:
        return "confirm_complete"
    return "assess_items" if (kind.issued_as or kind.kind) == REPORT else "accept_as_valid"


def _lapsed(kind: DocumentKind, documents: list[DossierDocument], today: dt.date) -> Iterable[Missing]:
    """A kind has lapsed when no paper of it still holds; one that was replaced in time says nothing."""
    ends = [document.expires_on for document in documents]
    if all(end is not None and end < today for end in ends):
        latest = max(end for end in ends if end is not None)
        yield Missing(
            "stops" if kind.mandatory else "warns",
            f"document:{kind.kind}",
            N_("Lapsed on {day}: {title}."),
            (("title", kind.title), ("day", format_date(latest))),
            kind.article or kind.source,
            source=kind.source,
            act=_stopped_by(kind) if kind.mandatory else "",
        )


def _own_fields(dossier: Dossier, regime: Regime) -> Iterable[Missing]:
    if not dossier.commune_name:
        yield Missing("warns", "dossier.commune_name", N_("The dossier does not name its commune."))
    if dossier.filed_on is None:
        yield from asked_by_forms(regime, "dossier", dossier, application=dossier.application_type)


def _code(dossier: Dossier, product: Product, regime: Regime) -> Iterable[Missing]:
    """The certificate bears the code: what it lacks is told long before."""
    lacks = code_lacks(dossier, regime.product_code, product.sequence) if dossier.filed_on is not None else ()
    if lacks:
        params = (("product", product.name), ("parts", Terms(Term(one, one) for one in lacks)))
        yield Missing(
            "warns",
            "dossier.product_code",
            N_("The product {product} has no code yet ({parts}): enter it here, certificates bear it."),
            params,
            regime.product_code.article or "",
            source=regime.product_code.source or "",
        )


def _window(session: Session, dossier: Dossier, regime: Regime, today: dt.date) -> Iterable[Missing]:
    """A draft is warned; on the day of filing the window is judged for good."""
    if dossier.filed_on is not None or dossier.application_type != "reassess" or regime.reassessment is None:
        return
    window = filing_window(session, dossier, regime)
    if window is None:
        yield Missing(
            "warns",
            "dossier.previous_valid_to",
            N_("The last day of the certificate to be renewed is not known."),
            article=regime.reassessment.article,
            source=regime.reassessment.source,
        )
    elif not window.holds(today):
        yield Missing(
            "warns",
            "dossier.filed_on",
            N_("Today is outside the days for filing this re-assessment: {earliest} to {latest}."),
            (("earliest", format_date(window.earliest)), ("latest", format_date(window.latest))),
            window.article,
            source=regime.reassessment.source,
        )


def _self_score(session: Session, dossier: Dossier) -> Iterable[Missing]:
    other = session.exec(
        select(ScoreSheet.set_id).where(
            ScoreSheet.dossier_id == dossier.id, ScoreSheet.kind == "self", ScoreSheet.status != "replaced"
        )
    ).first()
    if other is not None and dossier.set_id and other != dossier.set_id:
        yield Missing(
            "warns",
            "dossier.self_score",
            N_("The producer scored itself by the set {other}, but {set} applies to this dossier."),
            (("other", other), ("set", dossier.set_id)),
        )
