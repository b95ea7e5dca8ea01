"""How the columns share the room: the name that a person looks for stretches and is cut last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.ui.tables.columns import Column

_LEAST = 72
_LEAST_SHARE = 60  # per cent of its width, of a column that gives way
_MAIN_LEAST_SHARE = 80
_MAIN_ENOUGH_SHARE = 150  # what the stretching column has beyond this, cut words of the others may use
_MOST_SHARE = 160
_FIRST, _THEN = ("text", "two_line", "drawn"), ("badge",)


def fit(
    columns: Sequence[Column], wanted: Mapping[str, int], room: int, needs: Mapping[str, int] | None = None
) -> dict[str, int]:
    """The px of each shown column.

    The stretching column takes what the others leave. Where that is less than its own width, columns of words give
    way first, down to 60 per cent, then states, then the stretching one itself down to 80; then the table scrolls
    sideways. Where there is more than enough, columns of words whose width nobody chose grow too. Where it is known
    what the words on the screen need, columns with room to spare give it to those that would be cut.

    Args:
        columns: those shown.
        wanted: px that the person gave to columns, by name.
        room: px of the table.
        needs: px that title and cells of columns need to be whole, by name, as far as they were measured.
    """
    needs = needs or {}
    widths = {one.name: max(24, wanted.get(one.name, one.width)) for one in columns}
    main = next((one for one in columns if one.stretch), None)
    if main is None:
        return widths
    del widths[main.name]
    if main.name in needs:
        _even_out(
            columns, main, widths, {name: needs.get(name, 0) for name in widths.keys() - wanted.keys()}, needs, room
        )
    for kinds in (_FIRST, _THEN):
        giving = [one.name for one in columns if one.kind in kinds and not one.stretch]
        can_give = {name: widths[name] - max(_LEAST, widths[name] * _LEAST_SHARE // 100) for name in giving}
        _change(widths, can_give, main.width + sum(widths.values()) - room, -1)
    free = widths.keys() - wanted.keys() - needs.keys()
    growing = [one for one in columns if one.kind in (*_FIRST, *_THEN) and one.name in free]
    can_take = {one.name: one.width * _MOST_SHARE // 100 - widths[one.name] for one in growing}
    _change(widths, can_take, room - main.width * _MAIN_ENOUGH_SHARE // 100 - sum(widths.values()), 1)
    left = room - sum(widths.values())
    return {**widths, main.name: max(main.width * _MAIN_LEAST_SHARE // 100, left)}


def _even_out(
    columns: Sequence[Column],
    main: Column,
    widths: dict[str, int],
    own: Mapping[str, int],
    needs: Mapping[str, int],
    room: int,
) -> None:
    """Give what columns have to spare, then what room there is, to those that would be cut; ``own``: their needs."""
    lacking, spare = {}, {}
    for one in columns:
        need = own.get(one.name, 0)
        if need > widths.get(one.name, need):
            most = need if one.kind not in _FIRST else min(need, one.width * _MOST_SHARE // 100)
            lacking[one.name] = most - widths[one.name]
        elif need and one.kind in (*_FIRST, *_THEN):
            spare[one.name] = widths[one.name] - need
    goal = max(main.width, min(needs[main.name], room // 2))
    _change(widths, spare, sum(lacking.values()) + goal + sum(widths.values()) - room, -1)
    enough = max(main.width, min(needs[main.name], main.width * _MAIN_ENOUGH_SHARE // 100))
    names = {one.name for one in columns if one.kind in _FIRST}
    for wanted in (lacking.keys() - names, lacking.keys() & names):  # states and titles first: they are short
        _change(widths, {name: lacking[name] for name in wanted}, room - enough - sum(widths.values()), 1)


def _change(widths: dict[str, int], possible: Mapping[str, int], px: int, sign: int) -> None:
    """Take or give ``px`` altogether, each column by what is possible for it."""
    parts = {name: most for name, most in possible.items() if most > 0}
    total = sum(parts.values())
    if px <= 0 or not total:
        return
    share = min(px, total)
    for name, most in parts.items():
        # What is taken is rounded up and what is given down, so that all of it never needs more than the room.
        widths[name] += sign * (-(-share * most // total) if sign < 0 else share * most // total)
