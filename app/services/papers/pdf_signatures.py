"""The signature block, and the rule that it never stands alone on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable

from app.services.papers.blocks import Signatures, Signer
from app.services.papers.fonts import BOLD, BOLD_ITALIC, ITALIC, REGULAR
from app.services.papers.markup import glue
from app.services.papers.pdf_flowables import Line, LineStack
from app.services.papers.text_fit import even_lines, greedy_lines
from app.services.papers.theme import MM, Theme


def _lines(text: str, font: str, size: float, width: float) -> list[Line]:
    return [Line(line, font, size) for part in glue(text).split("\n") for line in even_lines(part, font, size, width)]


class SignerColumn:
    """Place and date, authority, hint, room for signature and seal, name; measured in points."""

    def __init__(self, signer: Signer, theme: Theme, width: float, *, dated_width: float = 0):
        sizes = theme.signature
        self.width = width
        # Place and date keep to one line: a little wider than the column, they are centred over it all the same.
        wide = max(dated_width, width)
        self.place = LineStack(_lines(signer.place_and_date, ITALIC, sizes.size, wide))
        above = [line for text in signer.lines for line in _lines(text, BOLD, sizes.size, width)]
        self.above = LineStack([*above, *_lines(signer.hint, ITALIC, sizes.hint_size, width)])
        self.room = sizes.room * MM
        self.name = LineStack(_lines(signer.name, BOLD, sizes.size, width))
        self.height = self.above.height + self.room + self.name.height

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw without place and date, whose line the two columns share."""
        self.above.draw(canvas, x, top, width=self.width)
        self.name.draw(canvas, x, top - self.above.height - self.room, width=self.width)


class SignatureBlock(Flowable):  # type: ignore[misc]
    """Signer at the right; at the left Nơi nhận or another signer, level with the authority line."""

    def __init__(self, block: Signatures, theme: Theme, text_width: float):
        super().__init__()
        sizes = theme.signature
        self.right_width = min(sizes.width * MM, text_width / 2)
        dated = text_width if block.left is None else 0
        self.right = SignerColumn(block.right, theme, self.right_width, dated_width=dated)
        self.left = SignerColumn(block.left, theme, text_width - self.right_width) if block.left else None
        room = min(sizes.recipients_width * MM, text_width - self.right_width)
        self.recipients = LineStack(recipient_lines(block.recipients, theme, room))
        self.spaceBefore = sizes.before * MM

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.dated = max(self.right.place.height, self.left.place.height if self.left else 0)
        left = max(self.left.height if self.left else 0, self.recipients.height)
        if self.left and self.recipients.lines:
            left = self.left.height + self.recipients.height
        self.width, self.height = width, self.dated + max(self.right.height, left)
        return self.width, self.height

    def draw(self) -> None:
        canvas, top = self.canv, self.height
        x = self.width - self.right_width
        if self.left:
            self.left.place.draw(canvas, 0, top, width=self.left.width)
        # Wider than its column, the line ends with the text and grows to the left.
        over = max(self.right.place.width - self.right_width, 0)
        self.right.place.draw(canvas, x - over, top, width=self.right_width + over)
        top -= self.dated
        beneath = top
        if self.left:
            self.left.draw(canvas, 0, top)
            beneath -= self.left.height
        self.right.draw(canvas, x, top)
        self.recipients.draw(canvas, 0, beneath, width=0, centred=False)


def recipient_lines(recipients: Sequence[str], theme: Theme, width: float) -> list[Line]:
    """The title Nơi nhận and its list, each with its dash and its end sign."""
    sizes = theme.signature
    if not recipients:
        return []
    lines = [Line("Nơi nhận:", BOLD_ITALIC, sizes.recipients_title_size)]
    for place, name in enumerate(recipients):
        text = glue(name)
        text = text if text.startswith("-") else f"- {text}"
        if not text.endswith((";", ".")):
            text += "." if place == len(recipients) - 1 else ";"
        lines.extend(
            Line(line, REGULAR, sizes.recipients_size)
            for line in greedy_lines(text, REGULAR, sizes.recipients_size, width)
        )
    return lines


class SignedEnd(Flowable):  # type: ignore[misc]
    """The end of a body with its signature block; where a page ends in between, ``need`` points of the body go along.

    ``leaders`` are the last flowables before the block; only the first of them may be split. ``page`` is the height
    of a whole page's text: what does not fit even there is let go part by part.
    """

    def __init__(
        self, leaders: Sequence[Flowable], block: Flowable, notes: Sequence[Flowable], *, need: float, page: float
    ):
        super().__init__()
        self.leaders, self.block, self.notes = list(leaders), block, list(notes)
        self.need, self.page = need, page
        first = self.parts[0]
        self.spaceBefore = first.getSpaceBefore()

    @property
    def parts(self) -> list[Flowable]:
        return [*self.leaders, self.block, *self.notes]

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        top, self.tops, self.heights = 0.0, [], []
        before: Flowable | None = None
        for part in self.parts:
            if before is not None:
                top += max(before.getSpaceAfter(), part.getSpaceBefore())
            self.tops.append(top)
            height = part.wrapOn(self.canv, width, 1e6)[1] if hasattr(self, "canv") else part.wrap(width, 1e6)[1]
            self.heights.append(height)
            top += height
            before = part
        self.width, self.height = width, top
        return width, top

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        if self.height <= height:
            return [self]
        if not self.leaders:
            return self.parts if self.notes else []
        first, *others = self.leaders
        room = min(height, self.heights[0] - (self.need if not others else 0))
        if room > 0:
            if hasattr(self, "canv"):
                first.canv = self.canv
            pieces = first.split(width, room)
            if len(pieces) >= 2:
                rest = SignedEnd([pieces[-1], *others], self.block, self.notes, need=self.need, page=self.page)
                return [*pieces[:-1], rest]
        return self.parts if height >= self.page * 0.97 else []

    def draw(self) -> None:
        for part, top, height in zip(self.parts, self.tops, self.heights, strict=True):
            part.drawOn(self.canv, 0, self.height - top - height)
