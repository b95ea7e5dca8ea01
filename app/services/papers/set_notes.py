"""The sentences that a paper must carry when it rests on figures that nobody has compared with the signed law."""

from __future__ import annotations

from app.services.rules.criteria import CriteriaSet

PROVISIONAL = (
    "Chấm theo tổng điểm từng phần: hạng sao chỉ là tạm thời, “theo điểm”, đến khi Hội đồng ghi nhận các yêu cầu tối "
    "thiểu của hạng đã đạt hay chưa."
)


def unverified_notes(criteria: CriteriaSet) -> tuple[str, ...]:
    """Vietnamese notes for ``Paper.unverified``: source not verified, figures inferred, part totals only."""
    notes: list[str] = []
    if not criteria.verified:
        notes.append(
            f"Bộ tiêu chí số {criteria.number} theo Quyết định {criteria.source.decision} chưa được đối chiếu với bản "
            "chính thức."
        )
    inferred = [each.id for each in criteria.sections if each.inferred is not None]
    inferred += [each.id for each in criteria.groups if each.inferred is not None]
    inferred += [
        each.id
        for each in criteria.criteria
        if each.inferred is not None or any(option.inferred is not None for option in each.options)
    ]
    if inferred:
        notes.append(f"Điểm suy luận, bản nguồn để trống hoặc ghi sai, ở mục: {', '.join(dict.fromkeys(inferred))}.")
    doubtful = [each.id for each in criteria.criteria if not each.verified and each.id not in inferred]
    if doubtful and criteria.verified:
        notes.append(f"Tiêu chí cần đối chiếu với bản ký: {', '.join(doubtful)}.")
    if not criteria.complete:
        notes.append(PROVISIONAL)
    return tuple(notes)
