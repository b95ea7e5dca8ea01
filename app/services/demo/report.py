"""What a practice run did, as a table for the screen and a file beside its papers."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from app.services.demo.case_file import CaseFile
from app.services.names import grade_name
from app.translate import N_, _, format_number

_PUBLISHED_BANDS = {
    "below_50": (Decimal(0), Decimal(50)),
    "50_to_below_70": (Decimal(50), Decimal(70)),
    "70_or_more": (Decimal(70), Decimal(100)),
}
"""How the newspapers count products; a regime's star classes are put into them by their bounds."""


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
    class_from: str = ""
    """The least points of the star class of its points, and the bound above it, by the regime of its set."""
    class_to: str = ""
    class_closed: bool = False
    """The bound above belongs to the class: it is the highest one."""
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
    unread: dict[str, str] = field(default_factory=dict)
    """Regimes and sets that were not compared with the signed text, by id: from what they were read."""

    def count(self, outcome: str) -> int:
        return sum(line.outcome == outcome for line in self.lines)

    def bands(self) -> dict[str, int]:
        """Products by the bands in which results are published; a class counts where it lies wholly within one."""
        return {
            band: sum(
                bool(line.class_to) and least <= Decimal(line.class_from) and Decimal(line.class_to) <= most
                for line in self.lines
            )
            for band, (least, most) in _PUBLISHED_BANDS.items()
        }

    def classes(self) -> list[tuple[Decimal, Decimal, bool, int]]:
        """The star classes that products reached by points: from, to, is that within, how many; lowest first."""
        found: Counter[tuple[Decimal, Decimal, bool]] = Counter(
            (Decimal(line.class_from), Decimal(line.class_to), line.class_closed)
            for line in self.lines
            if line.class_to
        )
        return [(*one, found[one]) for one in sorted(found)]

    def as_json(self) -> dict[str, Any]:
        return {
            "case": self.case.id,
            "folder": self.folder,
            "lines": [asdict(line) for line in self.lines],
            "bands": self.bands(),
            "not_compared": self.unread,
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
    "recognised": N_("recognised"),
    "passed_up": N_("passed to the next level"),
    "declined": N_("not recognised"),
    "refused": N_("dossier not accepted"),
}
_HEAD = (
    N_("Round"),
    N_("Product"),
    N_("Producer"),
    N_("Average"),
    N_("Stars"),
    N_("Outcome"),
    N_("Certificate"),
)
_WIDEST = 44


def _case_table(report: CaseReport) -> str:
    case = report.case
    lines = [f"== {case.title} ({case.id})", ""]
    lines += ["  " + _("Real: {text}.").format(text=text) for text in case.real]
    lines += ["  " + _("Made up: {text}.").format(text=text) for text in case.invented]
    head = tuple(_(title) for title in _HEAD)
    rows = [_row(line) for line in report.lines]
    widths = [min(_WIDEST, max(len(row[column]) for row in [head, *rows])) for column in range(len(head))]
    lines += ["", _show(head, widths), "  " + "  ".join("-" * width for width in widths)]
    lines += [_show(row, widths) for row in rows]
    lines.append("")
    if report.unread:
        lines.append(
            "  "
            + _("The rules of this case were not compared with the signed text: {names}.").format(
                names="; ".join(f"{name} ({grade_name(grade)})" for name, grade in report.unread.items())
            )
        )
    if any(line.provisional_before_record for line in report.lines):
        lines.append("  " + _("* scored by part totals; the council recorded which star minimums were met."))
    below, within = _("From {least} to below {most} points: {count}."), _("From {least} to {most} points: {count}.")
    lines += [
        "  " + (within if closed else below).format(least=format_number(least), most=format_number(most), count=count)
        for least, most, closed, count in report.classes()
    ]
    lines.append(
        "  "
        + _("Recognised: {recognised}; passed to the next level: {passed}.").format(
            recognised=report.count("recognised"), passed=report.count("passed_up")
        )
    )
    lines += [
        "  "
        + _("A reading of the published count: {text} (recognised {recognised}, passed on {passed}).").format(
            text=reading.text, recognised=reading.recognised, passed=reading.passed_up
        )
        for reading in case.published.readings
    ]
    lines += [
        "  " + _("Planned activity {number}: {content} ({days}).").format(number=number, content=content, days=days)
        for number, content, days in report.activities
    ]
    held, failed = _("holds"), _("FAILS")  # not inside the f-string: texts in there are not extracted
    lines += [f"  [{held if holds else failed}] {text}" for text, holds in report.checks]
    lines.append(
        "  "
        + _("{bundles} bundles and {papers} papers in {folder}").format(
            bundles=len(report.bundles), papers=len(report.papers), folder=report.folder
        )
    )
    return "\n".join(lines)


def _row(line: ProductLine) -> tuple[str, ...]:
    return (
        str(line.round_number),
        line.product,
        line.producer,
        line.average or "–",
        _stars(line),
        _(_OUTCOMES[line.outcome]) if line.outcome in _OUTCOMES else line.outcome,
        line.certificate or line.note or "–",
    )


def _show(row: tuple[str, ...], widths: list[int]) -> str:
    last = len(row) - 1
    cells = [cell if place == last else _fit(cell, widths[place]) for place, cell in enumerate(row)]
    return "  " + "  ".join(cells).rstrip()


def _stars(line: ProductLine) -> str:
    if line.stars is None:
        return "–"
    mark = "*" if line.provisional_before_record else ""
    if line.stars_by_points is not None and line.stars_by_points != line.stars:
        return _("{stars} (by points {points})").format(stars=line.stars, points=line.stars_by_points) + mark
    return f"{line.stars}{mark}"


def _fit(text: str, width: int) -> str:
    return text[: width - 1] + "…" if len(text) > width else text.ljust(width)
