"""Breaking short texts (heads, names, titles) into centred lines of even length; nothing is cut or hyphenated."""

from __future__ import annotations

from app.services.papers.fonts import width_of

_GOOD_BREAKS = ("NHÂN DÂN", ",", ";", "-")  # the name of a body is broken after these first


def greedy_lines(text: str, font: str, size: float, width: float) -> list[str]:
    """Fill lines one after the other; a word wider than the line is broken between letters.

    Args:
        text: one paragraph; runs of spaces count as one.
        width: the room in points.
    """
    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        if not word:
            continue
        candidate = f"{current} {word}" if current else word
        if width_of(candidate, font, size) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        *full, current = _pieces(word, font, size, width)
        lines.extend(full)
    if current:
        lines.append(current)
    return lines


def _pieces(word: str, font: str, size: float, width: float) -> list[str]:
    if width_of(word, font, size) <= width:
        return [word]
    pieces, current = [], ""
    for letter in word:
        if current and width_of(current + letter, font, size) > width:
            pieces.append(current)
            current = ""
        current += letter
    return [*pieces, current]


def even_lines(text: str, font: str, size: float, width: float) -> list[str]:
    """The fewest lines that hold the text, made as even as possible.

    Breaks that leave the name of a body whole ("ỦY BAN NHÂN DÂN" / "TỈNH ĐẮK LẮK"), follow a comma or go before a
    bracket are preferred.
    """
    greedy = greedy_lines(text, font, size, width)
    count = len(greedy)
    words = [word for word in text.split(" ") if word]
    if count <= 1 or count > 6 or any(width_of(word, font, size) > width for word in words):
        return greedy
    best = _break_evenly(words, count, font, size, width)
    return best if best is not None else greedy


def _break_evenly(words: list[str], count: int, font: str, size: float, width: float) -> list[str] | None:
    """Dynamic programme over break places: least sum of squared slack, a good break being worth a fifth of a line."""
    space = width_of(" ", font, size)
    starts = [0.0]
    for word in words:
        starts.append(starts[-1] + width_of(word, font, size) + space)
    ideal = (starts[-1] - space) / count
    total = len(words)
    infinite = float("inf")
    # cost[n][i]: the first i words in n lines
    cost = [[infinite] * (total + 1) for _ in range(count + 1)]
    came_from = [[0] * (total + 1) for _ in range(count + 1)]
    cost[0][0] = 0.0
    for line in range(1, count + 1):
        for end in range(1, total + 1):
            bonus = 0.0
            if end < total and words[end].startswith("("):
                bonus = (width * 0.4) ** 2
            elif end < total and " ".join(words[:end]).endswith(_GOOD_BREAKS):
                bonus = (width * 0.2) ** 2
            for start in range(end):
                long = starts[end] - starts[start] - space
                if long > width or cost[line - 1][start] == infinite:
                    continue
                value = cost[line - 1][start] + (long - ideal) ** 2 - bonus
                if value < cost[line][end]:
                    cost[line][end] = value
                    came_from[line][end] = start
    if cost[count][total] == infinite:
        return None
    lines: list[str] = []
    end = total
    for line in range(count, 0, -1):
        start = came_from[line][end]
        lines.append(" ".join(words[start:end]))
        end = start
    return lines[::-1]


def fitted_lines(
    text: str,
    font: str,
    *,
    size: float,
    floor: float,
    width: float,
    lines: int = 2,
    lines_at_floor: int = 3,
    height: float | None = None,
    leading: float = 1.18,
    step: float = 2.0,
) -> tuple[list[str], float]:
    """Lines and type size of a name: full size while it takes ``lines`` lines, then ``step`` points down at a time
    to ``floor``, where ``lines_at_floor`` are allowed; a text longer still goes on shrinking, and is never cut.

    Args:
        height: room in points (``None``: not limited); checked as lines x size x ``leading``.

    Returns:
        The lines and the size in points.
    """

    def fits(broken: list[str], now: float, allowed: int) -> bool:
        return len(broken) <= allowed and (height is None or len(broken) * now * leading <= height)

    now = size
    while True:
        broken = even_lines(text, font, now, width)
        if fits(broken, now, lines if now > floor else lines_at_floor) or now <= 4:
            return broken, now
        now = max(floor, now - step) if now > floor else now - 0.5
