"""Finding, listing and "today" in a book of 100,000 products and 300,000 dossiers; ``python -m benchmarks.big_tables``.

Milliseconds of this machine, not ratios: what is measured is whether a person waits. ``--folder`` keeps the book.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.paths import resource_path
from app.services import global_search, listing, navigation
from app.services.actors import Actor, own_office
from app.services.database import Database
from app.services.listing import SORTS, ListQuery
from app.services.rules.library import RuleLibrary
from app.services.search import fold_text
from app.services.today.page import overview
from benchmarks.big_book import COMMUNES, FIRST, GOODS, SECOND, TODAY, WORDS, fill_book
from benchmarks.measuring import resident


def queries() -> list[str]:
    """The fixed list of 200: words with and without accents, beginnings of every length, numbers, misses."""
    chance = random.Random(200)
    names = [f"{chance.choice(GOODS)} {chance.choice(WORDS)}" for _ in range(30)]
    people = [f"{chance.choice(FIRST)} {chance.choice(SECOND)}" for _ in range(20)]
    found = names + [fold_text(one) for one in names] + people + [fold_text(one) for one in people]
    found += ["c", "ca", "ca p", "ca phe", "cà", "cà phê", "t", "tr", "tra", "trà", "h", "hop", "hop tac xa", "b", "m"]
    found += [one[: chance.randint(2, 9)] for one in names[:15]]
    found += [f"66-24{chance.randint(0, 100):03d}" for _ in range(10)] + [f"{n:04d}/2023" for n in range(1, 80, 8)]
    found += [f"{n}/2026-PTN" for n in range(5, 4000, 400)] + [str(1000 + 37 * n) for n in range(5)]
    found += [f"600000{n:04d}" for n in range(1, 10_000, 2000)] + ["2026", "2023", "qd ubnd", "09", "6"]
    found += [f"{chance.choice(COMMUNES)} {chance.choice(GOODS)}" for _ in range(10)]
    found += [
        "khong co gi",
        "zzz",
        "ca phe zzz",
        "xyz 9999",
        "mật ong cá voi",
        "qqqq",
        "tra ca phe mat ong",
        "%",
        "a_b",
        "''",
    ]
    return (found + [f"{one} {chance.choice(FIRST)}" for one in names])[:200]


def _times(work: Callable[[], Any], repeats: int = 3) -> float:
    """Milliseconds of the median repeat."""
    seconds = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return sorted(seconds)[len(seconds) // 2] * 1000


def _said(name: str, values: list[float]) -> None:
    ordered = sorted(values)
    high = ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]
    print(f"{name:<46} median {ordered[len(ordered) // 2]:7.1f}  95th {high:7.1f}  worst {ordered[-1]:7.1f} ms")


def measure_search(session: Session, verbose: bool) -> None:
    figures = {one: _times(lambda one=one: global_search.search(session, one)) for one in queries()}  # type: ignore[misc]
    _said(f"search, {len(figures)} queries", list(figures.values()))
    if verbose:
        for one, value in sorted(figures.items(), key=lambda item: -item[1])[:12]:
            print(f"    {value:7.1f} ms  {one}")


def measure_lists(session: Session, verbose: bool) -> None:
    lists: dict[str, list[float]] = {"first page": [], "page in the middle": [], "last page": [], "count": []}
    slow: list[tuple[float, str]] = []
    for kind, sorts in SORTS.items():
        total = listing.count(session, ListQuery(kind))
        for sort in sorts:
            for down in (False, True):
                query = ListQuery(kind, sort=sort, descending=down)
                for name, offset in (("first page", 0), ("page in the middle", total // 2), ("last page", total - 100)):
                    value = _times(lambda q=query, o=offset: listing.page(session, q, o, 100))  # type: ignore[misc]
                    lists[name].append(value)
                    slow.append((value, f"{kind} by {sort} {'down' if down else 'up'}, {name}"))
        lists["count"].append(_times(lambda k=kind: listing.count(session, ListQuery(k))))  # type: ignore[misc]
    for text in ({"any": "ca phe"}, {"name": "c"}, {"producer": "hop tac xa anh"}, {"commune": "ea"}, {"any": "zzz"}):
        for kind in ("product", "dossier"):
            for sort in ("name", "year"):
                query = ListQuery(kind, text=text, sort=sort)
                value = _times(lambda q=query: listing.page(session, q, 0, 100))  # type: ignore[misc]
                lists.setdefault("first page, filtered by text", []).append(value)
                slow.append((value, f"{kind} by {sort}, {text}"))
    for states in (("in_round",), ("recognised",), ("received", "valid")):
        for sort in SORTS["dossier"]:
            query = ListQuery("dossier", states=states, sort=sort)
            value = _times(lambda q=query: listing.page(session, q, 0, 100))  # type: ignore[misc]
            lists.setdefault("first page, filtered by state", []).append(value)
            slow.append((value, f"dossier by {sort}, {states}"))
    for name, values in lists.items():
        _said(f"lists: {name}", values)
    if verbose:
        for value, name in sorted(slow, reverse=True)[:12]:
            print(f"    {value:7.1f} ms  {name}")


def measure_today(session: Session, library: RuleLibrary) -> None:
    office = own_office(session)
    actor = Actor("", office.id, office.code, office.level, "officer")  # type: ignore[arg-type]
    overview(session, actor, library, TODAY)  # reads the rule files once
    _said("today: the whole page", [_times(lambda: overview(session, actor, library, TODAY)) for _ in range(5)])
    _said("navigation counts", [_times(lambda: navigation.counts(session, actor, library, TODAY)) for _ in range(5)])


def measure(database: Database, verbose: bool) -> None:
    with database.reading() as session:
        measure_search(session, verbose)
        measure_lists(session, verbose)
        measure_today(session, RuleLibrary(resource_path()))
    held = resident()
    if held is not None:
        print(f"resident memory of the process at the end: {held / 2**20:.0f} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where the book is made and kept (default: made and removed)")
    parser.add_argument("--verbose", action="store_true", help="name the slowest ones")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        database = fill_book(options.folder or Path(passing))
        measure(database, options.verbose)
        database.close()


if __name__ == "__main__":
    main()
