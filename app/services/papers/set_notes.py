"""The sentences that a paper must carry when it rests on figures that nobody has compared with the signed law."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.rules.criteria import CriteriaSet

PROVISIONAL = (
    "Chấm theo tổng điểm từng phần: hạng sao chỉ là tạm thời, “theo điểm”, đến khi Hội đồng ghi nhận các yêu cầu tối "
    "thiểu của hạng đã đạt hay chưa."
)


def unverified_notes(criteria: CriteriaSet) -> tuple[str, ...]:
    """Vietnamese notes for ``Paper.unverified``: source not verified, figures inferred, part totals only."""
    return notes_of_sets([criteria])


def notes_of_sets(sets: Iterable[CriteriaSet], *, settled: bool = False) -> tuple[str, ...]:
    """The notes of all sets that a paper rests on: the sets of one decision in one sentence, each fact once.

    Args:
        settled: the result stands, so nothing is said of provisional stars.
    """
    by_decision: dict[str, set[int]] = {}
    others: dict[str, None] = {}
    chosen = list(sets)
    for criteria in chosen:
        if not criteria.verified:
            by_decision.setdefault(criteria.source.decision, set()).add(criteria.number)
        for note in _notes_of_one(criteria, named=len({each.id for each in chosen}) > 1):
            others[note] = None
    if not settled and any(not criteria.complete for criteria in chosen):
        others[PROVISIONAL] = None
    unread = [
        f"Bộ tiêu chí số {', '.join(map(str, sorted(numbers)))} theo Quyết định {decision} chưa được đối chiếu với bản "
        "ký."
        for decision, numbers in by_decision.items()
    ]
    return (*unread, *others)


def _notes_of_one(criteria: CriteriaSet, *, named: bool) -> list[str]:
    """Inferred and doubtful figures; ``named`` where other sets stand on the same paper."""
    notes: list[str] = []
    of_set = f" của bộ tiêu chí số {criteria.number}" if named else ""
    inferred = [each.id for each in criteria.sections if each.inferred is not None]
    inferred += [each.id for each in criteria.groups if each.inferred is not None]
    inferred += [
        each.id
        for each in criteria.criteria
        if each.inferred is not None or any(option.inferred is not None for option in each.options)
    ]
    if inferred:
        where = ", ".join(dict.fromkeys(inferred))
        notes.append(f"Điểm suy luận, bản nguồn để trống hoặc ghi sai, ở mục{of_set}: {where}.")
    doubtful = [each.id for each in criteria.criteria if not each.verified and each.id not in inferred]
    if doubtful and criteria.verified:
        notes.append(f"Tiêu chí{of_set} cần đối chiếu với bản ký: {', '.join(doubtful)}.")
    return notes
