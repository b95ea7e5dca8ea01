"""Recognition decisions and the certificates that they give, as papers need them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.errors import NotAllowed
from app.models import Certificate, DecisionItem, Dossier, IssuedPaper, Office, RankingResult, RecognitionDecision
from app.services.certificate_register import get_certificate
from app.services.certificates import same_day_after
from app.services.outcomes import average_of
from app.services.papers.certificate_facts import CertificateFacts
from app.services.papers.council_facts import RecognisedProduct
from app.services.papers.official_dates import long_date, short_date
from app.services.papers.recognition_decision import DecisionFacts
from app.services.printing.loading_councils import average_known, council_day, round_of, round_title
from app.services.printing.loading_dossiers import dossier_facts
from app.services.printing.loading_offices import (
    full_number,
    get_office,
    numbering_facts,
    office_facts,
    signer_facts,
)
from app.services.printing.loading_rules import (
    INVENTED,
    PRACTICE,
    law_facts,
    result_notes,
    set_of_dossier,
    settled_set_notes,
)
from app.services.printing.loading_successions import certificate_note
from app.services.printing.options import PrintOptions
from app.services.printing.place_names import head_of
from app.services.recognition import decision_items
from app.services.rules.facts import Star
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.star_class import class_bounds
from app.translate import N_

_BATCH = 200


@dataclass(frozen=True)
class LoadedDecision:
    """The decision's facts, its paper, and whether it rests on practice or invented data."""

    facts: DecisionFacts
    paper: IssuedPaper | None
    practice: bool
    invented: bool


def load_decision(
    session: Session, library: RuleLibrary, decision: RecognitionDecision, today: dt.date, options: PrintOptions
) -> LoadedDecision:
    """A decision with its list, in the list's order.

    Raises:
        NotAllowed: it only approves results that are passed on.
    """
    if decision.kind != "recognise":
        raise NotAllowed(
            N_("Only a decision that recognises products is printed as a recognition decision."),
            advice=N_("The approval of results that are passed on is written in the office's own form."),
        )
    office = get_office(session, decision.office_id)
    regime = library.regime(decision.regime_id)
    paper = session.get(IssuedPaper, decision.paper_id) if decision.paper_id else None
    products, results, dossiers = _products(session, library, decision, regime, today)
    names = office_facts(office)
    step = regime.step(names.level)
    signer = signer_facts(office, paper)
    sets = {one.id: one for dossier in dossiers if (one := set_of_dossier(dossier, library)) is not None}
    facts = DecisionFacts(
        office=names,
        signer=signer,
        numbering=numbering_facts(paper, decision.year),
        law=law_facts(regime, *settled_set_notes(list(sets.values())), *result_notes(results)),
        products=products,
        bases=(*options.bases, *_council_bases(session, results)),
        proposed_by=options.proposed_by or _proposer(office, results),
        guiding_agency=office.standing_agency or "Cơ quan tham mưu quản lý OCOP",
        round_title=_round_words(session, dossiers, decision.year),
        decider="committee" if signer.mode.startswith("collective") else "chair",
        level_words=step.star_label if step is not None else "",
        responsible=(head_of(office.standing_agency),) if office.standing_agency else (),
        chief_of_staff=f"Chánh Văn phòng {names.name}",
        recipients=options.recipients,
        granted_stars=tuple(step.recognises) if step is not None else (),
        with_points=options.with_points and all(one.average is not None for one in products),
        class_bounds=class_bounds(regime.stars),
        by_commune=options.by_commune,
    )
    return LoadedDecision(
        facts, paper, any(dossier.practice for dossier in dossiers), any(one.invented for one in results)
    )


def _products(
    session: Session, library: RuleLibrary, decision: RecognitionDecision, regime: Regime, today: dt.date
) -> tuple[tuple[RecognisedProduct, ...], list[RankingResult], list[Dossier]]:
    until = None
    if decision.signed_on is not None:
        until = same_day_after(decision.signed_on, regime.certificate_months)
    products, results, dossiers = [], [], []
    for item in decision_items(session, decision.id):
        dossier = session.get_one(Dossier, item.dossier_id)
        result = session.get_one(RankingResult, item.result_id)
        dossiers.append(dossier)
        results.append(result)
        products.append(
            RecognisedProduct(
                dossier=dossier_facts(session, library, dossier, today),
                stars=item.stars,
                average=average_of(result) if average_known(result) else None,
                valid_until=until,
                regime_id=dossier.regime_id,
            )
        )
    return tuple(products), results, dossiers


def _council_bases(session: Session, results: list[RankingResult]) -> list[str]:
    """The decisions that set up the councils whose results are recognised, and the results themselves."""
    bases: dict[str, None] = {}
    for result in results:
        if not result.council_decision:
            continue
        on = council_day(session, result.council_decision)
        dated = f" {long_date(on)}" if on is not None else ""
        name = result.council_name or "Hội đồng đánh giá, phân hạng sản phẩm OCOP"
        bases[f"Quyết định số {result.council_decision}{dated} về việc thành lập {name}"] = None
    days = sorted({result.closed_on for result in results})
    if days:
        on_days = ", ".join(long_date(day) for day in days)
        bases[f"Kết quả đánh giá, phân hạng sản phẩm của Hội đồng {on_days}"] = None
    return list(bases)


def _proposer(office: Office, results: list[RankingResult]) -> str:
    if office.standing_agency:
        return head_of(office.standing_agency)
    name = next((result.council_name for result in results if result.council_name), "")
    return f"Chủ tịch {name or 'Hội đồng đánh giá, phân hạng sản phẩm OCOP'}"


def _round_words(session: Session, dossiers: list[Dossier], year: int) -> str:
    """ "đợt 2 năm 2026" where all products were in one round, else the year."""
    rounds = {row.id: row for one in dossiers if (row := round_of(session, one.id)) is not None}
    if len(rounds) == 1:
        title = round_title(next(iter(rounds.values())))
        return title[:1].lower() + title[1:]
    return f"năm {year}"


def decision_numbers(paper: IssuedPaper | None, office: Office) -> str | None:
    """The decision's number with its symbol; ``None`` until it is signed."""
    if paper is None or paper.status != "signed":
        return None
    return full_number(paper, f"QĐ-{office.symbol or 'UBND'}")


def certificate_ids(session: Session, target_id: str) -> list[str]:
    """The certificates meant by an id: of one certificate, or of a decision (those that still hold, in order).

    Raises:
        NotFound: neither. NotAllowed: the certificate no longer holds, or the decision has given none.
    """
    if session.get(RecognitionDecision, target_id) is None:
        certificate = get_certificate(session, target_id)
        if certificate.status != "valid":
            raise NotAllowed(N_("This certificate no longer holds and is not printed."))
        return [certificate.id]
    ids = list(
        session.exec(
            select(Certificate.id)
            .where(Certificate.decision_id == target_id, Certificate.status == "valid")
            .order_by(col(Certificate.register_number))
        )
    )
    if not ids:
        raise NotAllowed(
            N_("This decision has given no certificate that still holds."),
            advice=N_("Sign the decision and issue its certificates first."),
        )
    return ids


def certificate_pages(
    session: Session, library: RuleLibrary, ids: list[str], today: dt.date, options: PrintOptions
) -> Iterator[CertificateFacts]:
    """One certificate's facts after another, in the order of ``ids``; at most a few hundred rows are held at a time.

    What was not compared or was inferred is named on the decision that a certificate repeats, never on itself.
    """
    heads: dict[str, _DecisionHead] = {}
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        rows = {
            row[0].id: row
            for row in session.exec(
                select(Certificate, Dossier, RankingResult)
                .join(Dossier, col(Dossier.id) == Certificate.dossier_id)
                .join(
                    DecisionItem,
                    (col(DecisionItem.decision_id) == Certificate.decision_id)
                    & (col(DecisionItem.dossier_id) == Certificate.dossier_id),
                )
                .join(RankingResult, col(RankingResult.id) == DecisionItem.result_id)
                .where(col(Certificate.id).in_(batch))
            )
        }
        for one in batch:
            certificate, dossier, result = rows[one]
            if certificate.decision_id not in heads:
                heads[certificate.decision_id] = _decision_head(session, library, certificate.decision_id)
            yield _certificate(certificate, dossier, result, heads[certificate.decision_id], today, options)
        for row in rows.values():
            for loaded in row:
                if loaded in session and not session.is_modified(loaded):
                    session.expunge(loaded)


@dataclass(frozen=True)
class _DecisionHead:
    office: Office
    regime: Regime
    number: str | None
    signed_on: dt.date | None
    symbol: str
    chair: bool
    signer_lines: tuple[str, ...]
    signer_name: str
    signer_post: str
    carried_on: str


def _decision_head(session: Session, library: RuleLibrary, decision_id: str) -> _DecisionHead:
    decision = session.get_one(RecognitionDecision, decision_id)
    office = get_office(session, decision.office_id)
    paper = session.get(IssuedPaper, decision.paper_id) if decision.paper_id else None
    signer = signer_facts(office, paper)
    return _DecisionHead(
        office=office,
        regime=library.regime(decision.regime_id),
        number=decision_numbers(paper, office),
        signed_on=decision.signed_on,
        symbol=f"/QĐ-{office.symbol or 'UBND'}",
        chair=not signer.mode.startswith("collective"),
        signer_lines=signer.lines,
        signer_name=signer.name,
        signer_post=signer.post,
        carried_on=certificate_note(session, "", office.id),
    )


def level_label(regime: Regime, level: str, stars: int) -> str:
    """The words for the class: of the level that recognised it, where the regime gives that level the star."""
    star: Star = stars  # type: ignore[assignment]
    own = next((step for step in regime.levels if step.level == level), None)
    if own is not None and own.star_label:
        return own.star_label
    return next((step.star_label for step in regime.levels if star in step.recognises), "")


def _certificate(
    certificate: Certificate,
    dossier: Dossier,
    result: RankingResult,
    head: _DecisionHead,
    today: dt.date,
    options: PrintOptions,
) -> CertificateFacts:
    names = office_facts(head.office)
    decider = f"{head.signer_post} {names.name}" if head.chair else names.name
    marks = [mark for mark, on in ((PRACTICE, dossier.practice), (INVENTED, result.invented)) if on]
    again = certificate.printed_count - 1
    reprinted = f"Bản in lại lần {again}, ngày {short_date(today)}." if again > 0 else ""
    return CertificateFacts(
        issuer_lines=names.head_lines,
        authority=decider.upper(),
        product=certificate.product_name,
        producer=certificate.producer_name,
        address=certificate.address,
        stars=certificate.stars,
        year=certificate.year,
        level_label=level_label(head.regime, head.office.level, certificate.stars),
        decision_number=head.number,
        decision_date=head.signed_on,
        decision_body=decider,
        decision_symbol=head.symbol,
        valid_from=certificate.valid_from,
        valid_to=certificate.valid_to,
        valid_months=head.regime.certificate_months,
        place=names.place,
        signed_on=head.signed_on,
        signer_lines=head.signer_lines,
        signer_name=head.signer_name,
        register_number=certificate.register_text if options.register_number else "",
        product_code=dossier.product_code,
        qr_text=(certificate.code or None) if options.qr else None,
        emblem=options.emblem,
        mark=options.mark,
        practice_mark=" ".join(marks),
        reprint_note=" ".join(filter(None, (head.carried_on, reprinted))),
        draft=head.number is None,
    )
