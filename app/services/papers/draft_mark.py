"""The mark of a paper that is not signed: a large pale "DỰ THẢO" drawn as a shape, and the same words small.

Slanting letters would be mixed into the lines of whoever reads the paper's text back, so the large mark is an outline.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from app.paths import resource_path
from app.services.papers.fonts import BOLD

DRAFT_MARK = "DỰ THẢO"


@lru_cache(maxsize=1)
def _outline() -> tuple[str, float]:
    """The path's operators and its width, in thousandths of an em."""
    content = json.loads(resource_path("papers", "draft-mark.json").read_text(encoding="utf-8"))
    return str(content["path"]), float(content["width"])


def draw_draft_mark(
    canvas: Any, width: float, height: float, *, size: float, grey: float, angle: float, small_at: tuple[float, float]
) -> None:
    """Draw the mark over the middle of a page, beneath what comes after.

    Args:
        width, height: of the page, in points.
        size: of the large letters, in points.
        grey: 0 black to 1 white.
        angle: degrees, against the clock.
        small_at: where the small words begin, in points.
    """
    path, across = _outline()
    scale = size / 1000
    canvas.saveState()
    canvas.setFillGray(grey)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(angle)
    canvas.translate(-across * scale / 2, -size * 0.33)
    canvas.scale(scale, scale)
    canvas._code.append(f"{path} f")
    canvas.restoreState()
    canvas.saveState()
    canvas.setFillGray(0.45)
    canvas.setFont(BOLD, 9)
    canvas.drawString(*small_at, DRAFT_MARK)
    canvas.restoreState()
