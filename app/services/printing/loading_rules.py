"""The rules behind a paper: how they are cited, and what of them was not verified."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from app.models import Dossier, RankingResult
from app.services.dossiers import regime_of
from app.services.papers.blocks import Paper
from app.services.papers.paper_facts import LawFacts
from app.services.papers.set_notes import notes_of_sets
from app.services.printing.number_blanks import blank_code, code_legend
from app.services.rules.criteria import CriteriaSet
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime

PRACTICE = "(mẫu)"
PRACTICE_NOTE = "Tài liệu mẫu để thực hành, không có giá trị pháp lý."
INVENTED = "(số liệu minh họa)"
INVENTED_NOTE = "Số liệu minh họa: điểm trong tài liệu này được dựng để thử phần mềm, không phải điểm chấm có thật."
_STAR_KINDS = ("stars", "minimum_blocks_star", "lower_minimums_bind")


def law_facts(regime: Regime, *more: str) -> LawFacts:
    """How papers cite a regime; ``more`` are further notes on what is unverified."""
    notes = [] if regime.verified else [f"Quy trình này chưa được đối chiếu với bản ký: {regime.source}"]
    number = regime.decisions[0].number if regime.decisions else ""
    return LawFacts(
        citation=regime.basis_line or f"Quyết định số {number}",
        regime_id=regime.id,
        certificate_months=regime.certificate_months,
        code_legend=code_legend(regime.product_code),
        code_blank=blank_code(regime.product_code),
        unverified=tuple(dict.fromkeys((*notes, *(note for note in more if note)))),
    )


def forms_law(regime: Regime) -> LawFacts:
    """As ``law_facts``, for the law's own forms: with a note where this regime's forms were not read."""
    return law_facts(regime, regime.forms_note)


def set_of_dossier(dossier: Dossier, library: RuleLibrary) -> CriteriaSet | None:
    """The set that was frozen for the dossier, by the bytes of its file; ``None`` before the commune received it."""
    return library.criteria_set(dossier.set_id, dossier.set_sha256 or None) if dossier.set_id else None


def result_notes(results: list[RankingResult]) -> tuple[str, ...]:
    """What results rest on that the law leaves open: star bounds and the two switches, each once."""
    notes: dict[str, None] = {}
    for result in results:
        for one in json.loads(result.detail).get("unverified", []):
            if one.get("kind") in _STAR_KINDS and one.get("why"):
                notes[str(one["why"])] = None
    return tuple(notes)


def minimums_note(result: RankingResult) -> str:
    """What the council recorded of the star minimums of a result from part totals; empty: it recorded nothing."""
    if not result.minimums_record:
        return ""
    star = json.loads(result.minimums_record)["met_up_to"]
    found = f"các yêu cầu tối thiểu đã đạt đến hạng {star} sao" if star else "chưa đạt yêu cầu tối thiểu của hạng nào"
    return f"Chấm theo tổng điểm từng phần: Hội đồng đã ghi nhận {found}."


def settled_set_notes(sets: list[CriteriaSet]) -> tuple[str, ...]:
    """The notes of sets on papers about settled results: unverified sets of one decision told in one sentence.

    The sentence that a star is still provisional is left out: ``ranking_summary`` adds it where it is.
    """
    return notes_of_sets(sets, settled=True)


def regime_for(dossier: Dossier, library: RuleLibrary, today: dt.date) -> Regime:
    """The dossier's regime; a draft shows today's."""
    return regime_of(dossier, library, today)


def marked(paper: Paper, *, practice: bool = False, invented: bool = False) -> Paper:
    """The paper with the marks of practice or invented data under its title and in its notes, on every annex too."""
    marks = [mark for mark, on in ((PRACTICE, practice), (INVENTED, invented)) if on]
    notes = [note for note, on in ((PRACTICE_NOTE, practice), (INVENTED_NOTE, invented)) if on]
    if not marks:
        return paper
    head = " ".join((paper.running_head, *marks)).strip()
    return replace(
        paper,
        mark=" ".join(marks),
        running_head=head,
        unverified=(*notes, *paper.unverified),
        annexes=tuple(
            replace(
                annex,
                running_head=" ".join((annex.running_head, *marks)).strip(),
                mark=" ".join(marks),
            )
            for annex in paper.annexes
        ),
    )
