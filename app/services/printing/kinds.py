"""The papers that can be printed: what each takes, in which formats, and how it is built from the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed
from app.models import AssessmentRound, Dossier, IssuedPaper, RankingResult, RecognitionDecision, RoundEntry
from app.services.actors import own_office
from app.services.outcomes import average_of
from app.services.papers.blocks import Paper
from app.services.papers.commune_report import CommuneReportFacts, commune_report
from app.services.papers.council_facts import ProposedProduct
from app.services.papers.document_index import IndexFacts, document_index
from app.services.papers.hand_over_minutes import hand_over_minutes
from app.services.papers.official_dates import short_date
from app.services.papers.proposal_letter import ProposalFacts, proposal_letter
from app.services.papers.ranking_summary import ranking_summary
from app.services.papers.recognition_decision import recognition_decision
from app.services.papers.registration_form import registration_form
from app.services.papers.score_sheet_form import score_sheet_form
from app.services.papers.self_assessment_report import self_assessment_report
from app.services.printing import loading_councils as councils
from app.services.printing.loading_assessments import (
    assessing_office,
    assessment_facts,
    self_assessment_facts,
    self_score_invented,
)
from app.services.printing.loading_decisions import load_decision
from app.services.printing.loading_dossiers import dossier_code, index_documents, load_dossier
from app.services.printing.loading_hand_overs import get_hand_over, hand_over_facts
from app.services.printing.loading_offices import (
    full_number,
    get_office,
    next_office_name,
    numbering_facts,
    office_facts,
    paper_of,
    signer_facts,
)
from app.services.printing.loading_rules import (
    forms_law,
    law_facts,
    marked,
    minimums_note,
    regime_for,
    result_notes,
    settled_set_notes,
)
from app.services.printing.options import PrintOptions
from app.services.recognition import get_decision
from app.services.result_rows import standing_result
from app.services.rounds import get_round
from app.services.rules.criteria import CriteriaSet
from app.services.rules.library import RuleLibrary
from app.services.score_sheets import get_sheet
from app.services.star_class import class_bounds
from app.translate import N_

Takes = Literal["dossier", "dossiers", "sheet", "round", "decision", "certificate", "hand_over"]
Format = Literal["pdf", "docx"]


@dataclass(frozen=True)
class Printing:
    """One printing: where facts come from, which records, the day and the office's choices."""

    session: Session
    library: RuleLibrary
    ids: tuple[str, ...]
    today: dt.date
    options: PrintOptions

    @property
    def id(self) -> str:
        return self.ids[0]


@dataclass(frozen=True)
class PaperKind:
    """``build`` is ``None`` for certificates, which are drawn and not written from blocks."""

    takes: Takes
    formats: tuple[Format, ...]
    title: str
    build: Callable[[Printing], Paper] | None


def _copy_note(paper: Paper, issued: IssuedPaper | None, today: dt.date) -> Paper:
    """A paper that was printed before says so; a draft never does."""
    if issued is None or issued.printed_count < 2 or paper.draft or paper.reprint_note:
        return paper
    note = f"Bản in lại lần {issued.printed_count - 1}, ngày {short_date(today)}."
    return replace(paper, reprint_note=note)


def _is_final(issued: IssuedPaper | None, options: PrintOptions) -> bool:
    return options.for_signature or (issued is not None and issued.status == "signed")


def _units(dossier: Dossier) -> dict[str, str]:
    return {"commune": dossier.commune_name, "district": dossier.district_name, "province": dossier.province_name}


def _registration_form(job: Printing) -> Paper:
    dossier, facts, regime, _law = load_dossier(job.session, job.library, job.id, job.today)
    return marked(registration_form(facts, forms_law(regime)), practice=dossier.practice)


def _criteria(job: Printing, dossier: Dossier, set_number: int | None) -> CriteriaSet:
    if dossier.set_id:
        return job.library.criteria_set(dossier.set_id, dossier.set_sha256 or None)
    if set_number is None:
        raise NotAllowed(
            N_("No criteria set is fixed for this dossier."), advice=N_("Its product needs a product set first.")
        )
    regime = regime_for(dossier, job.library, job.today)
    return job.library.criteria_set(job.library.set_id_for(regime, set_number))


def _self_assessment(job: Printing) -> Paper:
    dossier, facts, regime, _law = load_dossier(job.session, job.library, job.id, job.today)
    criteria = _criteria(job, dossier, facts.product.set_number)
    own = self_assessment_facts(job.session, job.library, dossier, facts, regime, job.today)
    paper = self_assessment_report(facts, own, criteria, forms_law(regime))
    return marked(paper, practice=dossier.practice, invented=self_score_invented(job.session, dossier))


def _commune_report(job: Printing) -> Paper:
    dossier, facts, regime, _law = load_dossier(job.session, job.library, job.id, job.today)
    office = assessing_office(job.session, dossier)
    issued = paper_of(job.session, dossier.id, "commune_report", office.id)
    report = CommuneReportFacts(
        office=office_facts(office),
        signer=signer_facts(office, issued, committee=True),
        numbering=numbering_facts(issued, job.today.year),
        law=forms_law(regime),
        dossier=facts,
        assessment=assessment_facts(job.session, dossier, office),
        addressee=next_office_name(job.session, regime, office.level, _units(dossier)),
        recipients=job.options.recipients,
    )
    paper = commune_report(report, final=_is_final(issued, job.options))
    return _copy_note(marked(paper, practice=dossier.practice), issued, job.today)


def _proposal_letter(job: Printing) -> Paper:
    office = own_office(job.session)
    products, dossiers, papers, regimes = [], [], [], {}
    for one in job.ids:
        dossier, facts, regime, _law = load_dossier(job.session, job.library, one, job.today)
        regimes[regime.id] = regime
        dossiers.append(dossier)
        papers.append(paper_of(job.session, dossier.id, "proposal_letter", office.id))
        assessor = assessing_office(job.session, dossier)
        report = paper_of(job.session, dossier.id, "commune_report", assessor.id)
        signed = report is not None and report.status == "signed"
        result = standing_result(job.session, dossier.id, office.id)
        known = result is not None and councils.average_known(result)
        products.append(
            ProposedProduct(
                dossier=facts,
                report_number=full_number(report, f"BC-{assessor.symbol or 'UBND'}") if report and signed else "",
                report_on=report.dated if report and signed else None,
                average=average_of(result) if result is not None and known else None,
            )
        )
    if len(regimes) > 1:
        raise InvalidInput(
            "dossiers",
            N_("The products are under different rules ({regimes}): each needs a letter of its own."),
            regimes=", ".join(sorted(regimes)),
        )
    regime = next(iter(regimes.values()))
    issued = _one_paper(papers)
    years = {dossier.year for dossier in dossiers}
    counts = {dossier.sample_count for dossier in dossiers}
    facts_of_letter = ProposalFacts(
        office=office_facts(office),
        signer=signer_facts(office, issued, committee=True),
        numbering=numbering_facts(issued, job.today.year),
        law=law_facts(regime),
        addressee=next_office_name(job.session, regime, office.level, _units(dossiers[0])),
        products=tuple(products),
        round_title=f"năm {max(years)}",
        samples=job.options.samples or (counts.pop() if len(counts) == 1 else None),
        contact=job.options.contact,
        recipients=job.options.recipients,
    )
    paper = proposal_letter(facts_of_letter, final=_is_final(issued, job.options))
    return _copy_note(marked(paper, practice=any(one.practice for one in dossiers)), issued, job.today)


def _one_paper(papers: list[IssuedPaper | None]) -> IssuedPaper | None:
    """The one letter of several dossiers: signed only where all of them have it, with the same number and day."""
    first = papers[0]
    if first is None or any(one is None for one in papers):
        return None
    same = {(one.status, one.number, one.dated) for one in papers if one is not None}
    return first if len(same) == 1 else None


def _blank_sheet(job: Printing) -> Paper:
    """A sheet for each dossier named, to be filled in with a pen."""
    papers = []
    for dossier_id in job.ids:
        dossier, facts, _regime, law = load_dossier(job.session, job.library, dossier_id, job.today)
        criteria = _criteria(job, dossier, facts.product.set_number)
        sheet = councils.blank_sheet_facts(job.session, dossier, facts)
        papers.append(marked(score_sheet_form(criteria, law, sheet), practice=dossier.practice))
    return replace(papers[0], annexes=tuple(papers[1:]))


def _score_sheet(job: Printing) -> Paper:
    row = get_sheet(job.session, job.id)
    dossier, facts, regime, law = load_dossier(job.session, job.library, row.dossier_id, job.today)
    criteria = job.library.criteria_set(row.set_id, row.set_sha256 or None)
    sheet = councils.filled_sheet_facts(job.session, row, facts, criteria, regime)
    paper = score_sheet_form(criteria, law, sheet)
    paper = replace(paper, draft=row.status != "signed" and not job.options.for_signature)
    return marked(paper, practice=dossier.practice, invented=row.invented)


def _ranking_summary(job: Printing) -> Paper:
    """All closed results of the round one after the other; further ids choose among its dossiers."""
    row = get_round(job.session, job.id)
    wanted = set(job.ids[1:])
    entries = job.session.exec(
        select(RoundEntry).where(RoundEntry.round_id == row.id).order_by(col(RoundEntry.position))
    ).all()
    papers = []
    for entry in entries:
        if wanted and entry.dossier_id not in wanted:
            continue
        result = _result_in_round(job.session, row, entry.dossier_id)
        if result is not None:
            papers.append(_one_summary(job, row, result))
    if not papers:
        raise NotAllowed(
            N_("No result of this round is closed yet."), advice=N_("Close the results of the round first.")
        )
    return replace(papers[0], annexes=tuple(papers[1:]))


def _result_in_round(session: Session, row: AssessmentRound, dossier_id: str) -> RankingResult | None:
    result = standing_result(session, dossier_id, row.office_id)
    return result if result is not None and result.round_id == row.id else None


def _one_summary(job: Printing, row: AssessmentRound, result: RankingResult) -> Paper:
    dossier, facts, regime, _law = load_dossier(job.session, job.library, result.dossier_id, job.today)
    criteria = job.library.criteria_set(result.set_id, result.set_sha256 or None)
    council, rows = councils.council_facts(job.session, row)
    scoring = [member for member in rows if member.scores]
    places = {member.number: place for place, member in enumerate(scoring, start=1)}
    paper = ranking_summary(
        council,
        councils.result_facts(result, facts, places, len(scoring)),
        councils.score_rows(job.session, result, criteria, regime, scoring),
        law_facts(regime, *settled_set_notes([criteria]), minimums_note(result), *result_notes([result])),
        class_bounds=class_bounds(regime.stars),
        with_names=job.options.member_names,
        final=True,
    )
    return marked(paper, practice=dossier.practice, invented=result.invented)


def _recognition_decision(job: Printing) -> Paper:
    decision: RecognitionDecision = get_decision(job.session, job.id)
    loaded = load_decision(job.session, job.library, decision, job.today, job.options)
    paper = recognition_decision(loaded.facts, final=_is_final(loaded.paper, job.options))
    paper = marked(paper, practice=loaded.practice, invented=loaded.invented)
    return _copy_note(paper, loaded.paper, job.today)


def _document_index(job: Printing) -> Paper:
    dossier, facts, _regime, law = load_dossier(job.session, job.library, job.id, job.today)
    index = IndexFacts(
        office=office_facts(get_office(job.session, own_office(job.session).id)),
        dossier=facts,
        dossier_code=dossier_code(dossier),
        documents=index_documents(job.session, dossier.id),
        law=law,
        year=job.today.year,
    )
    return marked(document_index(index), practice=dossier.practice)


def _hand_over_minutes(job: Printing) -> Paper:
    hand_over = get_hand_over(job.session, job.id)
    facts, practice = hand_over_facts(job.session, job.library, hand_over, job.today)
    # What is only intended has not left yet: unless it is to be signed now, its minutes are a draft.
    final = job.options.for_signature or hand_over.status != "intended"
    return marked(hand_over_minutes(facts, final=final), practice=practice)


PAPER_KINDS: dict[str, PaperKind] = {
    "registration_form": PaperKind("dossier", ("pdf",), N_("Registration form"), _registration_form),
    "self_assessment": PaperKind("dossier", ("pdf",), N_("Self-assessment report"), _self_assessment),
    "commune_report": PaperKind("dossier", ("pdf", "docx"), N_("Commune's report"), _commune_report),
    "proposal_letter": PaperKind("dossiers", ("pdf", "docx"), N_("Letter of proposal"), _proposal_letter),
    "score_sheet_blank": PaperKind("dossiers", ("pdf",), N_("Blank score sheet"), _blank_sheet),
    "score_sheet": PaperKind("sheet", ("pdf",), N_("Score sheet"), _score_sheet),
    "ranking_summary": PaperKind("round", ("pdf",), N_("Summary of points"), _ranking_summary),
    "recognition_decision": PaperKind("decision", ("pdf", "docx"), N_("Recognition decision"), _recognition_decision),
    "certificate": PaperKind("certificate", ("pdf",), N_("Certificates"), None),
    "document_index": PaperKind("dossier", ("pdf",), N_("Index of documents"), _document_index),
    "hand_over_minutes": PaperKind("hand_over", ("pdf",), N_("Minutes of hand-over"), _hand_over_minutes),
}
"""By kind: the id that it takes, the formats, its name as a message id, and how it is built."""
