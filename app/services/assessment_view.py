"""What a person needs to assess a dossier's local items: what the law asks, what was written, the papers behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed
from app.models import IssuedPaper, Producer, Product
from app.models.dossier import DossierRow
from app.services.actors import Actor
from app.services.assessments import REPORT, AssessmentData, ItemData, assessment, save_assessment
from app.services.documents import DocumentData, DocumentView, change_document, documents_of, open_document
from app.services.dossier_due import Due, dues_of
from app.services.dossiers import dossier_row, regime_of
from app.services.issued_papers import signed_paper
from app.services.missing import Missing
from app.services.missing_dossier import missing_of_assessment
from app.services.rules.facts import COMMUNE_ITEMS, CommuneItem
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.states import MOVES, get_dossier, refusal, require_editable
from app.translate import N_

PARTS = ("claim", "finding", "not_applicable", "points")
"""What is written of one item; a field is named ``origin.finding``."""


@dataclass(frozen=True)
class AskedBy:
    """A criterion that the item stands for: its options in the law's words, and its remarks."""

    criterion: str
    title: str
    options: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ItemView:
    """One item. ``tag``: what a paper's ``criteria`` holds where it stands behind this item."""

    item: CommuneItem
    title: str
    article: str
    asked: tuple[AskedBy, ...]
    data: ItemData
    evidence: tuple[DocumentView, ...]
    tag: str

    @property
    def answered(self) -> bool:
        """Whether a finding, or the reason why there is none, is written."""
        return bool(self.data.finding or self.data.not_applicable)


@dataclass(frozen=True)
class ReportState:
    """The commune's report as a paper. ``status``: empty, drafted, printed or signed; ``form``: its name in law."""

    status: str = ""
    printed: int = 0
    number: str = ""
    dated: dt.date | None = None
    form: str = ""


@dataclass(frozen=True)
class AssessmentView:
    """Everything on the page of one assessment.

    ``locked``: why nothing can be written; ``refused``: why the assessment cannot be closed, whatever is written.
    """

    dossier: DossierRow
    product: str
    producer: str
    regime: Regime
    items: tuple[ItemView, ...]
    data: AssessmentData
    documents: tuple[DocumentView, ...]
    due: Due | None
    report: ReportState
    missing: tuple[Missing, ...]
    locked: NotAllowed | None
    refused: NotAllowed | None


def assessment_view(
    session: Session,
    dossier_id: str,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None = None,
) -> AssessmentView:
    """Read it. Raises ``NotFound``."""
    dossier = get_dossier(session, dossier_id)
    regime = regime_of(dossier, library, today)
    product = session.get_one(Product, dossier.product_id)
    data = assessment(session, dossier_id)
    documents = tuple(documents_of(session, dossier_id))
    written = {one.item: one for one in data.items}
    criteria = library.criteria_set(dossier.set_id).criteria if dossier.set_id else ()
    items = []
    for rule in sorted(regime.commune_items, key=lambda one: COMMUNE_ITEMS.index(one.id)):
        asked = tuple(
            AskedBy(one.id, one.title, tuple(option.text for option in one.options), (*one.requirement, *one.notes))
            for one in criteria
            if one.commune_item == rule.id
        )
        tags = {rule.id, *(one.criterion for one in asked)}
        items.append(
            ItemView(
                item=rule.id,
                title=rule.title,
                article=rule.article,
                asked=asked,
                data=written.get(rule.id, ItemData(rule.id)),
                evidence=tuple(one for one in documents if tags & set(one.row.criteria.split())),
                tag=asked[0].criterion if asked else rule.id,
            )
        )
    locked = None
    try:
        require_editable(dossier, actor)
    except NotAllowed as error:
        locked = error
    dues = [one for one in dues_of(session, dossier, library, today, office_days) if one.task in _TASKS]
    return AssessmentView(
        dossier=dossier_row(session, dossier_id),
        product=product.name,
        producer=session.get_one(Producer, product.producer_id).name,
        regime=regime,
        items=tuple(items),
        data=data,
        documents=documents,
        due=dues[0] if dues else None,
        report=_report(session, dossier_id, actor, regime),
        missing=tuple(missing_of_assessment(session, dossier_id, library, today)),
        locked=locked,
        refused=refusal(dossier, MOVES["assess_items"], actor, regime),
    )


_TASKS = ("assess_items", "propose")


def _report(session: Session, dossier_id: str, actor: Actor, regime: Regime) -> ReportState:
    kind = next((one for one in regime.documents if (one.issued_as or one.kind) == REPORT), None)
    form = kind.form if kind else ""
    own = session.exec(
        select(IssuedPaper)
        .where(IssuedPaper.dossier_id == dossier_id, IssuedPaper.kind == REPORT)
        .where(IssuedPaper.office_id == actor.office_id)
        .order_by(col(IssuedPaper.created_at).desc(), col(IssuedPaper.id).desc())
    ).first()
    paper = own or signed_paper(session, dossier_id, REPORT)
    if paper is None:
        return ReportState(form=form)
    return ReportState(paper.status, paper.printed_count, paper.number, paper.dated, form)


def save_assessment_field(
    session: Session, dossier_id: str, field: str, value: Any, actor: Actor, library: RuleLibrary, today: dt.date
) -> None:
    """Save one field as it is left: one of the meeting (``chair``), or of an item (``origin.finding``).

    Raises:
        InvalidInput: as ``save_assessment``, named by this field. NotAllowed: as ``save_assessment``.
    """
    data = assessment(session, dossier_id)
    item, _dot, part = field.partition(".")
    if part:
        if item not in COMMUNE_ITEMS or part not in PARTS:
            raise InvalidInput(field, N_("The field “{name}” cannot be changed."), name=field)
        values = {one.item: one for one in data.items}
        before = values.get(item, ItemData(item))
        empty = None if part == "points" else ""
        changed = {name: getattr(before, name) for name in PARTS} | {part: value if value is not None else empty}
        values[item] = ItemData(item, **changed)
        data = data.model_copy(update={"items": tuple(values[name] for name in COMMUNE_ITEMS if name in values)})
    elif field in AssessmentData.model_fields and field != "items":
        empty = None if field == "meeting_on" else ""
        data = data.model_copy(update={field: value if value is not None else empty})
    else:
        raise InvalidInput(field, N_("The field “{name}” cannot be changed."), name=field)
    try:
        save_assessment(session, dossier_id, data, actor, library, today)
    except InvalidInput as error:
        error.field = field
        raise


def participants_of(text: str) -> list[dict[str, str]]:
    """Who took part, as rows of name and title; the paper has them one a line, the title after a comma."""
    found = []
    for line in text.splitlines():
        name, _comma, title = line.partition(",")
        if line.strip():
            found.append({"name": name.strip(), "title": title.strip()})
    return found


def participants_text(rows: list[dict[str, Any]]) -> str:
    """The rows as they are kept and printed."""
    lines = (", ".join(part for part in (_cell(row, "name"), _cell(row, "title")) if part) for row in rows)
    return "\n".join(line for line in lines if line)


def _cell(row: Mapping[str, Any], name: str) -> str:
    return " ".join(str(row.get(name) or "").split())


def set_evidence(
    session: Session,
    dossier_id: str,
    tag: str,
    document_ids: set[str],
    actor: Actor,
    *,
    also: frozenset[str] = frozenset(),
) -> None:
    """Say which papers of the dossier stand behind a criterion or item; papers not named stand behind it no longer.

    Args:
        tag: what is written to the paper's criteria.
        also: other tags that mean the same and are taken away with it.

    Raises:
        NotAllowed: the dossier is not open here.
    """
    require_editable(get_dossier(session, dossier_id), actor)
    same = {tag, *also}
    for view in documents_of(session, dossier_id):
        before = view.row.criteria.split()
        has = bool(same & set(before))
        wanted = view.row.id in document_ids
        if has == wanted:
            continue
        after = [*before, tag] if wanted else [one for one in before if one not in same]
        row = open_document(session, view.row.id, actor)
        kept = {name: getattr(row, name) for name in DocumentData.__dataclass_fields__ if name != "criteria"}
        change_document(session, row.id, DocumentData(**kept, criteria=tuple(after)), actor)
