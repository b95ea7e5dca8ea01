"""A dossier as papers need it: producer, product, receipts and documents, with the unit names of its own time."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import cast

from sqlmodel import Session

from app.models import Dossier, Producer, Product
from app.services.actors import own_office
from app.services.classification_codes import find_subgroup
from app.services.documents import DocumentView, documents_of
from app.services.papers.paper_facts import (
    DocumentFacts,
    DossierFacts,
    LawFacts,
    ProducerFacts,
    ProductFacts,
    ReceiptFacts,
    RepresentativeFacts,
)
from app.services.printing.loading_offices import place_name
from app.services.printing.loading_rules import law_facts, regime_for
from app.services.printing.number_blanks import blank_receipt
from app.services.printing.place_names import in_sentence
from app.services.rules.classification import Classification, Subgroup
from app.services.rules.facts import ApplicationType
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.states import get_dossier

SEX_WORDS = {"male": "Nam", "female": "Nữ"}


def dossier_code(dossier: Dossier) -> str:
    """What a dossier is called in lists: its product code, else its receipt number, else the head of its key."""
    return dossier.product_code or dossier.receipt_number or dossier.id[:13]


def dossier_facts(session: Session, library: RuleLibrary, dossier: Dossier, today: dt.date) -> DossierFacts:
    """One dossier; names of units from its own row, since they never change with later mergers."""
    regime = regime_for(dossier, library, today)
    product = session.get_one(Product, dossier.product_id)
    producer = session.get_one(Producer, product.producer_id)
    return DossierFacts(
        producer=_producer_facts(producer, dossier, regime),
        product=_product_facts(product, dossier, library, regime),
        application=cast(ApplicationType, dossier.application_type),
        year=dossier.year,
        province=in_sentence(dossier.province_name, "province"),
        province_code=dossier.province_code,
        commune_code=dossier.commune_code,
        sample_count=dossier.sample_count,
        registered_on=dossier.registered_on,
        registered_at=place_name(in_sentence(dossier.commune_name, "commune")),
        receipts=_receipts(session, dossier, regime),
        documents=tuple(document_facts(view) for view in documents_of(session, dossier.id)),
    )


def load_dossier(
    session: Session, library: RuleLibrary, dossier_id: str, today: dt.date
) -> tuple[Dossier, DossierFacts, Regime, LawFacts]:
    """The row, its facts, its regime and how that is cited.

    Raises:
        NotFound: there is no such dossier here.
    """
    dossier = get_dossier(session, dossier_id)
    regime = regime_for(dossier, library, today)
    return dossier, dossier_facts(session, library, dossier, today), regime, law_facts(regime)


def _producer_facts(producer: Producer, dossier: Dossier, regime: Regime) -> ProducerFacts:
    kinds = {kind.id: kind.title for kind in regime.producer_kinds}
    return ProducerFacts(
        name=producer.name,
        kind=kinds.get(producer.kind, producer.kind),
        address=producer.address,
        contact_address=producer.contact_address,
        commune=in_sentence(dossier.commune_name, "commune"),
        phone=producer.phone,
        email=producer.email,
        established_on=producer.established_on,
        registration_number=producer.registration_number,
        representative=RepresentativeFacts(
            full_name=producer.representative_name,
            position=producer.representative_position,
            gender=SEX_WORDS.get(producer.representative_sex, ""),
            ethnicity=producer.representative_ethnicity,
            permanent_address=producer.representative_address,
        ),
    )


def _product_facts(product: Product, dossier: Dossier, library: RuleLibrary, regime: Regime) -> ProductFacts:
    classification = library.classification(product.classification_id or regime.classification)
    found = find_subgroup(classification, product.classification_code)
    sector, subgroup = found if found is not None else (None, None)
    number = product.set_number or (subgroup.set_number if subgroup is not None else None)
    set_name = ""
    if dossier.set_id:
        criteria = library.criteria_set(dossier.set_id, dossier.set_sha256 or None)
        number, set_name = criteria.number, criteria.name
    elif number is not None:
        set_name = next((one.name for one in library.criteria_sets(regime) if one.number == number), "")
    return ProductFacts(
        name=product.name,
        code=dossier.product_code,
        sector=f"Ngành {sector.name}" if sector is not None else "",
        group=f"Nhóm {_group_name(classification, product.classification_code)}" if sector is not None else "",
        subgroup=_subgroup_words(classification, product.classification_code, subgroup),
        set_number=number,
        set_name=set_name,
        specification=product.specification,
        standard=product.standard,
        is_service=sector.tourism if sector is not None else False,
    )


def _group_name(classification: Classification, code: str) -> str:
    for sector in classification.sectors:
        for group in sector.groups:
            if any(one.code == code for one in group.subgroups):
                return group.name
    return ""


def _subgroup_words(classification: Classification, code: str, subgroup: Subgroup | None) -> str:
    """A group without subgroups has one row of its own name, which is not said twice."""
    if subgroup is None or subgroup.name == _group_name(classification, code):
        return ""
    return f"Phân nhóm {subgroup.name}"


def _receipts(session: Session, dossier: Dossier, regime: Regime) -> tuple[ReceiptFacts, ...]:
    """The boxes that the regime's form has, one a level: each office's row knows only its own day of receipt."""
    own = own_office(session)
    boxes = []
    for step in regime.levels:
        if not step.form_heading:
            continue
        box = ReceiptFacts(heading=step.form_heading, blank_number=blank_receipt(regime.receipt_number, dossier))
        mine = own.level == step.level
        if "receive_first" in step.tasks:
            box = replace(
                box,
                number=dossier.receipt_number,
                received_on=dossier.filed_on,
                received_by=dossier.received_by if mine else "",
            )
        elif mine and dossier.holder_office_id == own.id:
            box = replace(box, received_on=dossier.received_on, received_by=dossier.received_by)
        boxes.append(box)
    return tuple(boxes)


def document_facts(view: DocumentView) -> DocumentFacts:
    """One document with its first file; further files are told in the remark."""
    row, files = view.row, view.files
    remark = row.note
    if len(files) > 1:
        remark = "; ".join(part for part in (remark, f"{len(files)} tệp") if part)
    return DocumentFacts(
        title=row.title,
        kind=row.kind,
        number=row.number,
        issued_on=row.issued_on,
        issued_by=row.issuer,
        valid_until=row.expires_on,
        is_original=row.is_original,
        sheets=row.sheets,
        criteria=tuple(row.criteria.split()),
        file_name=files[0].name if files else "",
        file_bytes=files[0].blob.size if files else None,
        sha256=files[0].blob.sha256 if files else "",
        remark=remark,
    )


def index_documents(session: Session, dossier_id: str) -> tuple[DocumentFacts, ...]:
    """Every document as the index lists it: a row of its own for each further file."""
    rows: list[DocumentFacts] = []
    for view in documents_of(session, dossier_id):
        first = replace(document_facts(view), remark=view.row.note)
        rows.append(first)
        rows += [
            DocumentFacts(
                title=f"{first.title} (tệp {place})",
                file_name=file.name,
                file_bytes=file.blob.size,
                sha256=file.blob.sha256,
            )
            for place, file in enumerate(view.files[1:], start=2)
        ]
    return tuple(rows)


def files_fingerprint(views: list[DocumentView]) -> tuple[int, int, str]:
    """Number of files, bytes, and the SHA-256 of their list ("sha256  name" a line, sorted)."""
    files = [file for view in views for file in view.files]
    lines = sorted(f"{file.blob.sha256}  {file.name}\n" for file in files)
    digest = hashlib.sha256("".join(lines).encode("utf-8")).hexdigest() if files else ""
    return len(files), sum(file.blob.size for file in files), digest
