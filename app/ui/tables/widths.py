"""How the columns share the room: the name that a person looks for stretches and is cut last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.ui.tables.columns import Column

_LEAST = 72
_LEAST_SHARE = 60  # per cent of its width, of a column that gives way
_GIVES_WAY = ("text", "two_line", "badge", "drawn")


def fit(columns: Sequence[Column], wanted: Mapping[str, int], room: int) -> dict[str, int]:
    """The px of each shown column.

    The stretching column takes what the others leave. Where that is less than its own width, columns of words give
    way first, down to 60 per cent; then the table scrolls sideways.

    Args:
        columns: those shown.
        wanted: px that the person gave to columns, by name.
        room: px of the table.
    """
    widths = {one.name: max(24, wanted.get(one.name, one.width)) for one in columns}
    main = next((one for one in columns if one.stretch), None)
    if main is None:
        return widths
    lacking = main.width + sum(px for name, px in widths.items() if name != main.name) - room
    if lacking > 0:
        _take(columns, widths, lacking)
    others = sum(px for name, px in widths.items() if name != main.name)
    widths[main.name] = max(main.width, room - others)
    return widths


def _take(columns: Sequence[Column], widths: dict[str, int], lacking: int) -> None:
    """Take ``lacking`` px from the columns that can give way, each by what it can give."""
    can_give = {
        one.name: max(0, widths[one.name] - max(_LEAST, widths[one.name] * _LEAST_SHARE // 100))
        for one in columns
        if one.kind in _GIVES_WAY and not one.stretch
    }
    total = sum(can_give.values())
    if not total:
        return
    taken = min(lacking, total)
    for name, px in can_give.items():
        widths[name] -= -(-taken * px // total)
