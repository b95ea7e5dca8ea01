"""What a practice run did, as a table for the screen and a file beside its papers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from app.services.demo.case_file import CaseFile


@dataclass
class ProductLine:
    """One product's way: average as printed, stars, what came of it."""

    round_number: int
    product: str
    producer: str
    commune: str
    set_id: str
    average: str = ""
    stars: int | None = None
    stars_by_points: int | None = None
    missed: dict[str, list[str]] = field(default_factory=dict)
    outcome: str = ""
    certificate: str = ""
    note: str = ""
    provisional_before_record: bool = False


@dataclass
class CaseReport:
    """A whole run. ``counts``: products by outcome; ``checks``: whether the run says what was published."""

    case: CaseFile
    folder: str
    lines: list[ProductLine] = field(default_factory=list)
    bundles: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    activities: list[tuple[int, str, str]] = field(default_factory=list)
    checks: list[tuple[str, bool]] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        return sum(line.outcome == outcome for line in self.lines)

    def bands(self) -> dict[str, int]:
        """Products by the class of their points: from 50 to below 70, from 70."""
        found = {"50_to_below_70": 0, "70_or_more": 0, "below_50": 0}
        for line in self.lines:
            if line.stars_by_points is None:
                continue
            band = (
                "below_50"
                if line.stars_by_points < 3
                else "50_to_below_70"
                if line.stars_by_points == 3
                else "70_or_more"
            )
            found[band] += 1
        return found

    def as_json(self) -> dict[str, Any]:
        return {
            "case": self.case.id,
            "folder": self.folder,
            "lines": [asdict(line) for line in self.lines],
            "bands": self.bands(),
            "recognised": self.count("recognised"),
            "passed_up": self.count("passed_up"),
            "bundles": self.bundles,
            "papers": self.papers,
            "checks": [{"check": text, "holds": holds} for text, holds in self.checks],
        }


@dataclass
class DemoReport:
    """All cases of one run."""

    cases: list[CaseReport] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every check of every case holds."""
        return all(holds for case in self.cases for _text, holds in case.checks)

    def as_json(self) -> dict[str, Any]:
        return {"cases": [case.as_json() for case in self.cases], "holds": self.holds}

    def table(self) -> str:
        return "\n\n".join(_case_table(case) for case in self.cases)


_OUTCOMES = {
    "recognised": "công nhận",
    "passed_up": "chuyển cấp trên",
    "declined": "không công nhận",
    "refused": "không nhận hồ sơ",
}


def _case_table(report: CaseReport) -> str:
    case = report.case
    lines = [f"== {case.title} ({case.id})", ""]
    lines += [f"  Có thật: {text}." for text in case.real]
    lines += [f"  Đặt ra để minh họa: {text}." for text in case.invented]
    head = ("Đợt", "Sản phẩm", "Chủ thể", "Điểm TB", "Sao", "Kết quả", "Giấy chứng nhận")
    rows = [
        (
            str(line.round_number),
            line.product,
            line.producer,
            line.average or "–",
            _stars(line),
            _OUTCOMES.get(line.outcome, line.outcome),
            line.certificate or line.note or "–",
        )
        for line in report.lines
    ]
    widths = [min(44, max(len(row[column]) for row in [head, *rows])) for column in range(len(head))]

    def show(row: tuple[str, ...]) -> str:
        last = len(row) - 1
        return (
            "  "
            + "  ".join(cell if place == last else _fit(cell, widths[place]) for place, cell in enumerate(row)).rstrip()
        )

    lines += ["", show(head), "  " + "  ".join("-" * width for width in widths)]
    lines += [show(row) for row in rows]
    bands = report.bands()
    lines += [
        "",
        f"  Từ 50 đến dưới 70 điểm: {bands['50_to_below_70']}; từ 70 điểm: {bands['70_or_more']}; "
        f"dưới 50 điểm: {bands['below_50']}.",
        f"  Công nhận: {report.count('recognised')}; chuyển cấp trên: {report.count('passed_up')}.",
    ]
    lines += [
        f"  Cách đọc số liệu công bố: {reading.text} (công nhận {reading.recognised}, chuyển tỉnh {reading.passed_up})."
        for reading in case.published.readings
    ]
    lines += [f"  Kế hoạch {number}. {content}: {said}" for number, content, said in report.activities]
    lines += [f"  [{'đúng' if holds else 'SAI'}] {text}" for text, holds in report.checks]
    lines.append(f"  {len(report.bundles)} gói bàn giao, {len(report.papers)} văn bản trong {report.folder}")
    return "\n".join(lines)


def _stars(line: ProductLine) -> str:
    if line.stars is None:
        return "–"
    if line.stars_by_points is not None and line.stars_by_points != line.stars:
        return f"{line.stars} (điểm {line.stars_by_points})"
    return str(line.stars)


def _fit(text: str, width: int) -> str:
    return text[: width - 1] + "…" if len(text) > width else text.ljust(width)
