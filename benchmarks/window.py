"""The window: its first paint against a bare one, pages and memory with a province's book, the loop during an export.

``python -m benchmarks.window``. First paint: pairs, in turn, from the start of the process. Pages: from a key to the
end of the last painting that came of it, in a book of 100,000 products and 300,000 dossiers. Loop: the longest wait
between two ticks of a timer of 10 ms while a bundle is exported; needs twice its bytes on the disk of ``--folder``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import MIB, ROOT, Outcome, in_child, resident, run, say

MODULE = "benchmarks.window"
_FIRST_PAINT, _SWITCH_MS, _SEARCH_MS, _MEMORY_MIB, _GAP_MS = 1.6, 100.0, 30.0, 180.0, 100.0
_TICK_MS = 10


def percentile(values: list[float], part: int) -> float:
    """The value that ``part`` of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * part // 100) - 1)]


# --- first paint ------------------------------------------------------------------------------------------------------


def office(folder: str) -> dict[str, Any]:
    """A province's office, as the first start leaves it."""
    from app.paths import resource_path
    from app.services.demo.world import set_up
    from app.services.rules.library import RuleLibrary
    from benchmarks import bundle_offices as offices

    made = set_up(Path(folder), offices.province(), RuleLibrary(resource_path()), offices.IDEA)
    made.database.close()
    return {}


def _paint(*arguments: str) -> tuple[float, list[str]]:
    """Seconds from the start of the process to the first painting, and what of the data layer was imported then."""
    # Compiled modules count, as installed programs have them.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "benchmarks.first_paint", *arguments]
    begin = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=kept | {"PYTHONUTF8": "1"}, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    moment, *imported = done.stdout.split()
    return float(moment) - begin, imported


def measure_first_paint(outcome: Outcome, holder: Path, pairs: int) -> None:
    folder = holder / "office"
    in_child(MODULE, "office", folder=str(folder))
    ours, bare = [], []
    imported: list[str] = []
    for pair in range(pairs + 1):
        seconds, imported = _paint("ours", str(folder))
        (folder / "window.open").unlink(missing_ok=True)  # the process ended without taking its mark away
        plain, _none = _paint("bare")
        if pair:  # the first pair fills the system's caches and compiles the modules
            ours.append(seconds)
            bare.append(plain)
    outcome.add("first paint of the window", ours, "s")
    outcome.add("first paint of a bare window with one table", bare, "s")
    outcome.add("  one to the other", [a / b for a, b in zip(ours, bare, strict=True)], "times", _FIRST_PAINT)
    outcome.add("  libraries of the data layer imported by then", [float(len(imported))], "", 0.0, " ".join(imported))


# --- pages, search and memory with the big book -----------------------------------------------------------------------


def pages(folder: str, rounds: int) -> dict[str, Any]:
    """Every page of the navigation by its key, ``rounds`` times, each time in the other direction.

    Before each switch something is said to have been written, so that every page reads anew; three rounds more go
    without it, as one who looks round: the first of them still reads what the last writing changed.
    """
    from benchmarks.big_book import TODAY
    from benchmarks.window_driving import Driver

    begin = time.perf_counter()
    driver = Driver(Path(folder), TODAY)
    opened = time.perf_counter() - begin
    held = {"on today": resident()}
    names = driver.pages()
    first: dict[str, float] = {}
    later: dict[str, list[float]] = {name: [] for name in names}
    unchanged: list[float] = []
    rows: dict[str, int] = {}
    missing: set[str] = set()
    for turn in range(rounds + 3):
        order = range(len(names), 0, -1) if turn % 2 else range(1, len(names) + 1)
        for number in order:
            name = names[number - 1]
            if driver.shown()[0] == name:  # the turn begins where the last one ended
                continue
            seconds = driver.switch(number, changed=turn < rounds)
            page, count = driver.shown()
            if page != name:
                missing.add(name)
            elif name not in first:
                first[name] = seconds
            elif turn == rounds:
                continue
            elif turn > rounds:
                unchanged.append(seconds)
            else:
                later[name].append(seconds)
                rows[name] = count
    held["after all pages"] = resident()
    facts = {"first": first, "later": later, "rows": rows, "missing": sorted(missing), "errors": driver.errors,
             "memory": held, "opened": opened, "unchanged": unchanged}  # fmt: skip
    driver.close()
    return facts


def search(folder: str) -> dict[str, Any]:
    """The list of 200 queries through the service, as the search box asks it."""
    from app.services import global_search
    from benchmarks.big_book import fill_book
    from benchmarks.big_tables import queries

    database = fill_book(Path(folder))
    figures: list[float] = []
    with database.reading() as session:
        for query in queries():
            times = []
            for _repeat in range(3):
                begin = time.perf_counter()
                global_search.search(session, query)
                times.append(time.perf_counter() - begin)
            figures.append(sorted(times)[1])
    database.close()
    return {"seconds": figures}


def fill(folder: str) -> dict[str, Any]:
    from benchmarks.big_book import fill_book

    fill_book(Path(folder)).close()
    return {}


def measure_pages(outcome: Outcome, folder: Path, pairs: int, rounds: int) -> None:
    in_child(MODULE, "fill", folder=str(folder))
    highs, firsts, memory, today, opened, unchanged = [], [], [], [], [], []
    by_page: dict[str, list[float]] = {}
    facts: dict[str, Any] = {}
    for number in range(pairs):
        say(f"pages: run {number + 1} of {pairs}")
        facts = in_child(MODULE, "pages", folder=str(folder), rounds=rounds)
        later = {name: [1000 * one for one in values] for name, values in facts["later"].items() if values}
        highs.append(percentile([one for values in later.values() for one in values], 95))
        firsts.append(max(1000 * one for one in facts["first"].values()))
        for name, values in later.items():
            by_page.setdefault(name, []).append(percentile(values, 95))
        memory.append((facts["memory"]["after all pages"] or 0) / MIB)
        today.append((facts["memory"]["on today"] or 0) / MIB)
        opened.append(facts["opened"])
        unchanged.append(percentile([1000 * one for one in facts["unchanged"]], 95))
    note = f"not there: {', '.join(facts['missing'])}" if facts["missing"] else ""
    outcome.add("page switch, 95th percentile of all", highs, "ms", _SWITCH_MS, note)
    for name, values in by_page.items():
        first = 1000 * facts["first"].get(name, 0.0)
        rows = facts["rows"].get(name, 0)
        outcome.add(f"  {name}, 95th percentile", values, "ms", note=f"first time {first:.0f} ms; {rows:,} rows")
    outcome.add("page switch with nothing written since, 95th percentile", unchanged, "ms")
    outcome.add("  the slowest first opening of a page", firsts, "ms")
    outcome.add("from the start in this process to the page of today", opened, "s")
    outcome.add("resident memory on the page of today", today, "MiB")
    outcome.add("resident memory after every page", memory, "MiB", _MEMORY_MIB)
    if facts["errors"]:
        say("errors: " + "; ".join(facts["errors"]))
    found = [1000 * one for one in in_child(MODULE, "search", folder=str(folder))["seconds"]]
    outcome.add(f"search, 95th percentile of {len(found)} queries", [percentile(found, 95)], "ms", _SEARCH_MS)
    outcome.add("  median, and the spread", found, "ms")


# --- the event loop while a bundle is exported ------------------------------------------------------------------------


def build(folder: str, dossiers: int, files: int, size: int) -> dict[str, Any]:
    from benchmarks import bundles

    return bundles.build(folder, dossiers, files, size)


def export(folder: str, ids: list[str], sealed: bool) -> dict[str, Any]:
    """Hand the dossiers over from the window, with a timer ticking in its loop; milliseconds between the ticks."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    from app.models.office import office_id
    from app.services.bundles.export import ExportOrder, export_bundle
    from benchmarks import bundle_offices as offices
    from benchmarks import bundles
    from benchmarks.window_driving import Driver

    root = Path(folder)
    bundles.as_before(root, offices.COMMUNE).database.close()
    stick = root / "stick"
    shutil.rmtree(stick, ignore_errors=True)
    stick.mkdir()
    driver = Driver(root / offices.COMMUNE, offices.HANDED_OVER)
    desk, loop, timer = driver.desk, QEventLoop(), QTimer()
    order = ExportOrder(tuple(ids), office_id(offices.PROVINCE), "forward", stick, encrypted=sealed)
    actor = desk.read(desk.actor)
    context, day, keys = desk.context, desk.today(), desk.context.keys()
    ticks: list[float] = []

    def failed(error: BaseException) -> None:
        driver.errors.append(repr(error))
        loop.quit()

    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(_TICK_MS)
    begin = time.perf_counter()
    desk.run_long(
        "export",
        lambda progress: export_bundle(
            context.database, context.store, context.library, keys, order, actor, day, context.paths.outbox, progress
        ),
        on_done=lambda _made: loop.quit(),
        on_error=failed,
    )
    loop.exec()
    seconds = time.perf_counter() - begin
    timer.stop()
    driver.close()
    if driver.errors:
        raise SystemExit("; ".join(driver.errors))
    size = sum(one.stat().st_size for one in stick.iterdir())
    shutil.rmtree(stick)
    gaps = [1000 * (later - earlier) for earlier, later in zip([begin, *ticks], ticks, strict=False)]
    return {"longest": max(gaps), "over_50": sum(one > 50 for one in gaps), "high": percentile(gaps, 99),
            "seconds": seconds, "size": size}  # fmt: skip


def measure_loop(outcome: Outcome, holder: Path, options: argparse.Namespace) -> None:
    folder = str(holder / "bundle")
    needed = 3 * options.dossiers * options.files * options.size
    if shutil.disk_usage(holder).free < needed:
        raise SystemExit(f"{needed / MIB:,.0f} MiB are needed on the disk of {holder}; give another --folder")
    say(f"Making what is exported below {folder}")
    Path(folder).mkdir()
    ids = in_child(MODULE, "build", folder=folder, dossiers=options.dossiers, files=options.files, size=options.size)[
        "ids"
    ]
    for kind, sealed in (("sealed", True), ("open", False)):
        runs = []
        for number in range(options.exports):
            say(f"{kind} export {number + 1} of {options.exports}")
            runs.append(in_child(MODULE, "export", folder=folder, ids=ids, sealed=sealed))
        note = f"{runs[0]['size'] / MIB:,.0f} MiB in {runs[0]['seconds']:.0f} s"
        longest = [one["longest"] for one in runs]
        outcome.add(f"{kind} export: longest wait of the loop", longest, "ms", _GAP_MS, note)
        outcome.add("  99th percentile of the waits (a tick is 10)", [one["high"] for one in runs], "ms")
        outcome.add("  waits over 50 ms", [float(one["over_50"]) for one in runs], "")


# --- all of it --------------------------------------------------------------------------------------------------------


def measure(options: argparse.Namespace) -> Outcome:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    outcome = Outcome(f"the window on Qt's platform {os.environ['QT_QPA_PLATFORM']}")
    wanted = options.only or ["paint", "pages", "loop"]
    holder = Path(tempfile.mkdtemp(prefix="so-ocop-window-", dir=options.folder))
    try:
        if "paint" in wanted:
            say("first paint")
            measure_first_paint(outcome, holder, 3 * options.pairs)
        if "pages" in wanted:
            measure_pages(outcome, options.book or holder / "book", min(options.pairs, 3), options.rounds)
        if "loop" in wanted:
            measure_loop(outcome, holder, options)
    finally:
        shutil.rmtree(holder, ignore_errors=True)
    return outcome


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", action="append", choices=("paint", "pages", "loop"), help="one part of it")
    parser.add_argument("--book", type=Path, help="where the big book is made and kept (default: made and removed)")
    parser.add_argument("--rounds", type=int, default=8, help="how often every page is opened (default 8)")
    parser.add_argument("--dossiers", type=int, default=100)
    parser.add_argument("--files", type=int, default=20, help="attachments of each dossier (default 20)")
    parser.add_argument("--size", type=int, default=MIB, help="bytes of each attachment (default 1 MiB)")
    parser.add_argument("--exports", type=int, default=3, help="how often each kind is exported (default 3)")
    parser.add_argument("--folder", help="where the data is made (default: the system's folder for temporary files)")


if __name__ == "__main__":
    run(__doc__ or "", measure, {one.__name__: one for one in (office, pages, search, fill, build, export)}, _options)
