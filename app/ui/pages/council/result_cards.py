"""The cards of a result: stars with the scale, the arithmetic, the minimums, the next star."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.council_outcome import ResultView
from app.services.result_rows import RankingResultRow
from app.translate import _, format_number, ngettext
from app.ui.pages.council import result_words as words
from app.ui.pages.council.words import SHEET_STATES, average_text, points
from app.ui.theme import colour, font
from app.ui.widgets.badge import Badge
from app.ui.widgets.card import Card
from app.ui.widgets.labels import CutLabel, Hairline, TextLabel
from app.ui.widgets.stars import Stars

_MOST_STEPS = 6


class Scale(QWidget):
    """The average on the line from 0 to the top, with the bounds of the stars that a certificate is given for."""

    def __init__(self, average: Fraction, shown: str, bounds: Sequence[tuple[Decimal, int]], parent: QWidget) -> None:
        super().__init__(parent)
        self._average, self._shown, self._bounds = average, shown, bounds
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(shown)

    def sizeHint(self) -> QSize:
        return QSize(360, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar, the bounds with their stars below, the average above its end."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, top = self.width(), 24.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("surface2"))
        painter.drawRoundedRect(QRectF(0, top, width, 12), 6, 6)
        end = float(self._average) / 100 * width
        painter.setBrush(colour("accent"))
        painter.drawRoundedRect(QRectF(0, top, max(end, 12), 12), 6, 6)
        painter.setFont(font("label"))
        painter.setPen(colour("accent"))
        room = 90
        left = min(max(end - room / 2, 0), width - room)
        painter.drawText(QRectF(left, 0, room, 20), int(Qt.AlignmentFlag.AlignCenter.value), self._shown)
        painter.setFont(font("small"))
        for least, star in self._bounds:
            at = float(least) / 100 * width
            painter.setPen(QPen(colour("text"), 1.5))
            painter.drawLine(QPointF(at, top - 3), QPointF(at, top + 15))
            said = _("{points} · {stars} stars").format(points=points(least), stars=star)
            painter.setPen(colour("text2"))
            start = min(max(at - 50, 0), width - 100)
            painter.drawText(QRectF(start, top + 17, 100, 18), int(Qt.AlignmentFlag.AlignCenter.value), said)
        painter.end()


def verdict_card(view: ResultView, result: RankingResultRow) -> Card:
    """Stars, the class in words, the sentence and the scale."""
    card = Card()
    card.setObjectName("result.verdict")
    row = QHBoxLayout()
    row.setSpacing(20)
    left = QVBoxLayout()
    left.addWidget(Stars(result.stars, size=34))
    grade = TextLabel(words.grade_words(result), "title", wrap=False)
    grade.setObjectName("result.grade")
    left.addWidget(grade)
    if result.provisional:
        left.addWidget(Badge(_("By points"), "warn"))
    row.addLayout(left)
    row.addWidget(Hairline(upright=True))
    right = QVBoxLayout()
    sentence = TextLabel(words.verdict(view, result), "strong")
    sentence.setObjectName("result.sentence")
    right.addWidget(sentence)
    bounds = [
        (one.min, one.star)
        for one in view.regime.stars.classes
        if one.star not in view.regime.not_certified and one.min > 0
    ]
    right.addWidget(Scale(result.average, average_text(result), bounds, card))
    row.addLayout(right, 1)
    card.body.addLayout(row)
    return card


def members_card(view: ResultView, result: RankingResultRow | None) -> Card:
    """The working, then each member's points by part."""
    card = Card(_("How it was worked out"))
    card.setObjectName("result.arithmetic")
    if result is not None:
        figures = TextLabel(words.arithmetic(result), "body")
        figures.let_copy()
        figures.setObjectName("result.figures")
        card.body.addWidget(figures)
        card.body.addWidget(TextLabel(words.spread_words(result), "second"))
        card.body.addWidget(TextLabel(words.quorum_words(result), "second"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    parts = view.criteria_set.parts
    right = Qt.AlignmentFlag.AlignRight
    grid.addWidget(TextLabel(_("Member"), "label", wrap=False, tone="text2"), 0, 0)
    for place, part in enumerate(parts, 1):
        head = TextLabel(f"{part.id} ({points(part.max)})", "label", wrap=False, tone="text2")
        grid.addWidget(head, 0, place, right)
    grid.addWidget(TextLabel(_("Total"), "label", wrap=False, tone="text2"), 0, len(parts) + 1, right)
    at = 1
    for row in view.rows:
        grid.addWidget(Hairline(), at, 0, 1, len(parts) + 2)
        at += 1
        grid.addWidget(CutLabel(f"{row.number}. {row.full_name}"), at, 0)
        if row.total is None:
            state = TextLabel(_(SHEET_STATES[row.state][1]), "second", wrap=False)
            grid.addWidget(state, at, 1, 1, len(parts) + 1, right)
        else:
            for place, part in enumerate(parts, 1):
                grid.addWidget(TextLabel(points(row.parts.get(part.id, 0)), wrap=False), at, place, right)
            tone = "warn" if row.outlying else "text"
            grid.addWidget(TextLabel(points(row.total), "strong", wrap=False, tone=tone), at, len(parts) + 1, right)
        at += 1
    if result is not None:
        grid.addWidget(Hairline(), at, 0, 1, len(parts) + 2)
        grid.addWidget(TextLabel(_("Average"), "strong", wrap=False), at + 1, 0)
        sums = result.detail["sums"]["parts"]
        for place, part in enumerate(parts, 1):
            mean = Fraction(int(sums.get(part.id, 0)), 100 * result.sheet_count)
            grid.addWidget(TextLabel(_two(mean), "strong", wrap=False), at + 1, place, right)
        grid.addWidget(TextLabel(average_text(result), "strong", wrap=False), at + 1, len(parts) + 1, right)
    card.body.addLayout(grid)
    if result is not None and _seems_off(result):
        said = _("Part averages are rounded one by one; the total comes from the whole sum.")
        card.body.addWidget(TextLabel(said, "second"))
    card.body.addStretch(1)
    if result is not None:
        card.body.addWidget(Hairline())
        follows = TextLabel(words.what_follows(view), "body")
        follows.setObjectName("result.follows")
        card.body.addWidget(follows)
    return card


def _two(value: Fraction) -> str:
    scaled = (2 * value.numerator * 100 + value.denominator) // (2 * value.denominator)
    return format_number(Decimal(scaled).scaleb(-2), 2)


def _seems_off(result: RankingResultRow) -> bool:
    """Whether the rounded part averages do not add up to the rounded total."""
    shown = 0
    for value in result.detail["sums"]["parts"].values():
        mean = Fraction(int(value), result.sheet_count)
        shown += (2 * mean.numerator + mean.denominator) // (2 * mean.denominator)
    return Decimal(shown).scaleb(-2) != Decimal(result.detail["average"])


def minimums_card(view: ResultView, result: RankingResultRow) -> Card:
    """Star by star which minimums are met, and what those that are missed take away."""
    card = Card(_("Minimums"))
    card.setObjectName("result.minimums")
    if result.knocked_out:
        for one in result.knocked_out:
            card.body.addWidget(Badge(_("Excluded"), "danger"))
            card.body.addWidget(TextLabel(view.exclusion(one), "second"))
        return card
    if not view.criteria_set.complete:
        _recorded(card, result)
        return card
    for star in view.minimums:
        if not star.missed:
            said = ngettext(
                "{stars} stars: {count} criterion met", "{stars} stars: all {count} criteria met", star.count
            )
            card.body.addWidget(Badge(said.format(stars=star.star, count=star.count), "ok"))
            continue
        said = _("{stars} stars: {missed} of {count} missed")
        said = said.format(stars=star.star, missed=len(star.missed), count=star.count)
        card.body.addWidget(Badge(said, "danger"))
        for lack in star.missed:
            line = QHBoxLayout()
            line.addWidget(CutLabel(f"{lack.criterion} {lack.title}", "second", "text"), 1)
            need = _("needs {least}, has {agreed}").format(least=points(lack.least), agreed=points(lack.agreed))
            line.addWidget(TextLabel(need, "label", wrap=False, tone="danger"))
            card.body.addLayout(line)
    card.body.addWidget(TextLabel(_("Judged on the points that the council agreed on per criterion."), "second"))
    return card


def _recorded(card: Card, result: RankingResultRow) -> None:
    import json

    if result.provisional:
        card.body.addWidget(Badge(_("Not recorded yet"), "warn"))
        said = _("The sheets hold part totals: the council records which minimums were met. Without it no certificate.")
        card.body.addWidget(TextLabel(said, "second"))
        return
    record = json.loads(result.minimums_record) if result.minimums_record else {}
    if "met_up_to" in record:
        card.body.addWidget(Badge(_("Met up to {stars} stars").format(stars=record["met_up_to"]), "ok"))
    for one in record.get("missed", []):
        card.body.addWidget(TextLabel(f"– {one}", "second"))


def next_star_card(view: ResultView) -> Card | None:
    """What the product lacks for the star above; ``None`` where there is none."""
    step = view.next_star
    if step is None:
        return None
    card = Card(_("For {stars} stars").format(stars=step.star))
    card.setObjectName("result.next_star")
    needed = step.points_needed
    if needed:
        said = _("{points} points are missing.").format(points=points(needed))
    else:
        said = _("The points are enough; only minimums are missing.")
    card.body.addWidget(TextLabel(said, "body"))
    if step.raises:
        card.body.addWidget(TextLabel(_("The shortest way:"), "label", tone="text2"))
    for number, one in enumerate(step.raises[:_MOST_STEPS], 1):
        title = view.titles.get(one.criterion, "")
        before = points(one.points - one.gain)
        line = _("{number}. {criterion} {title}: {before} → {after} points").format(
            number=number, criterion=one.criterion, title=title, before=before, after=points(one.points)
        )
        card.body.addWidget(TextLabel(line, "second", tone="text"))
        option = view.criteria_set.criterion(one.criterion).options[one.option - 1]
        card.body.addWidget(TextLabel(option.text, "second"))
    if len(step.raises) > _MOST_STEPS:
        more = len(step.raises) - _MOST_STEPS
        card.body.addWidget(TextLabel(_("and {count} more").format(count=more), "second"))
    return card


def doubts_card(view: ResultView) -> Card | None:
    """The figures that are not verified, on which this result rests."""
    if not view.doubts:
        return None
    card = Card(_("Rests on figures that are not verified"), str(len(view.doubts)))
    for one in view.doubts[:_MOST_STEPS]:
        card.body.addWidget(TextLabel(words.doubt(view, one), "second"))
    if len(view.doubts) > _MOST_STEPS:
        more = len(view.doubts) - _MOST_STEPS
        card.body.addWidget(TextLabel(_("and {count} more").format(count=more), "second"))
    return card
