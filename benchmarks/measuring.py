"""What the benchmarks share: steps in processes of their own, peak memory, medians, the table and the JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MIB = 1024 * 1024
_PACKAGES = ("cryptography", "pyrage", "sqlalchemy", "sqlmodel", "reportlab", "segno")


@dataclass
class Figure:
    """One line of the result: the runs' values, what they are, and the target where there is one."""

    name: str
    values: list[float]
    unit: str
    at_most: float | None = None
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def holds(self) -> bool | None:
        return None if self.at_most is None else self.median <= self.at_most


@dataclass
class Outcome:
    """What one benchmark found, with the machine it ran on."""

    benchmark: str
    figures: list[Figure] = field(default_factory=list)

    def add(
        self, name: str, values: Sequence[float], unit: str, at_most: float | None = None, note: str = ""
    ) -> Figure:
        figure = Figure(name, list(values), unit, at_most, note)
        self.figures.append(figure)
        return figure

    def print(self, as_json: bool) -> None:
        if as_json:
            figures = [asdict(one) | {"median": one.median, "holds": one.holds} for one in self.figures]
            print(json.dumps({"benchmark": self.benchmark, **machine(), "figures": figures}, ensure_ascii=False))
            return
        facts = machine()
        print(f"{self.benchmark}: {facts['machine']}; {facts['date']}")
        print(", ".join(f"{name} {version}" for name, version in facts["versions"].items()))
        wide = max(len(one.name) for one in self.figures)
        for one in self.figures:
            spread = f"({_short(min(one.values))} to {_short(max(one.values))})" if len(one.values) > 1 else ""
            target = "" if one.at_most is None else f"at most {one.at_most:g}: {'holds' if one.holds else 'MISSED'}"
            line = f"  {one.name:<{wide}}  {_short(one.median):>8} {one.unit:<6} {spread:<20} {target:<22} {one.note}"
            print(line.rstrip())


def _short(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}" if abs(value) < 100 else f"{value:,.0f}"


def machine() -> dict[str, Any]:
    """Processor, cores, memory, system, Python, date, and the versions of the libraries that matter here."""
    versions = {"sqlite": sqlite3.sqlite_version}
    for name in _PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    python = f"{platform.python_implementation()} {platform.python_version()}"
    described = f"{_processor()}, {os.cpu_count()} cores, {_memory()}{platform.platform(terse=True)}, {python}"
    return {"machine": described, "date": time.strftime("%Y-%m-%d"), "versions": versions}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    flags = next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), [])
    return (names[0] if names else platform.machine()) + (" (SHA instructions)" if "sha_ni" in flags else "")


def _memory() -> str:
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return ""
    return f"{total / 1024**3:.0f} GiB, "


class PeakMemory:
    """The most memory this process held above what it held when the block was entered, in MiB.

    Linux: the kernel's own high-water mark, reset at the start, and that of the processes started meanwhile, looked at
    20 times a second (their own peaks are added up, whenever they were). Elsewhere this process alone, whose life-long
    peak ``resource`` gives; where that is missing too (Windows) ``above`` stays ``None``.
    """

    above: float | None = None

    def __enter__(self) -> PeakMemory:
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        self._start = _status("VmRSS") or _resource_peak()
        self._children: dict[str, int] = {}
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def _look(self) -> None:
        while not self._over.wait(0.05):
            for child in _children():
                self._children[child] = _status("VmHWM", child) or self._children.get(child, 0)

    def __exit__(self, *_exc: object) -> None:
        peak = _status("VmHWM") or _resource_peak()
        self._over.set()
        self._watch.join()
        if peak is not None and self._start is not None:
            self.above = (peak - self._start + sum(self._children.values())) / MIB


def _status(name: str, process: str = "self") -> int | None:
    try:
        with open(f"/proc/{process}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(f"{name}:"))
    except (OSError, StopIteration):
        return None


def _children() -> list[str]:
    """Ids of the processes that this one started and that still run."""
    parent = f"PPid:\t{os.getpid()}\n"
    found = []
    for path in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            if parent in path.read_text(encoding="utf-8", errors="replace"):
                found.append(path.parent.name)
    return found


def _resource_peak() -> int | None:
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak if sys.platform == "darwin" else peak * 1024)


def resident() -> int | None:
    """Bytes this process holds now, where the system says it."""
    return _status("VmRSS")


class Clock:
    """Seconds by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin

    def wrap(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time kept under that name."""

        def timed(*args: Any, **named: Any) -> Any:
            with self.time(name):
                return work(*args, **named)

        return timed


def calm() -> None:
    """Let the system write out what earlier steps left, so that it doesn't fall into this step's time."""
    if hasattr(os, "sync"):
        os.sync()


def in_child(module: str, step: str, **arguments: Any) -> dict[str, Any]:
    """Run one step of a benchmark in a fresh process and return the facts it prints as JSON."""
    calm()
    command = [sys.executable, "-m", module, "--step", step, "--arguments", json.dumps(arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"the step {step} failed")
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts


def run(
    description: str,
    measure: Callable[[argparse.Namespace], Outcome],
    steps: dict[str, Callable[..., dict[str, Any]]],
    add_options: Callable[[argparse.ArgumentParser], None] | None = None,
) -> None:
    """The command line of a benchmark: measure and print, or (in a child) do one step."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--pairs", type=int, default=5, help="how many times both sides run, in turn (default 5)")
    parser.add_argument("--step", choices=sorted(steps), help=argparse.SUPPRESS)
    parser.add_argument("--arguments", default="{}", help=argparse.SUPPRESS)
    if add_options is not None:
        add_options(parser)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(steps[options.step](**json.loads(options.arguments))))
        return
    measure(options).print(options.json)


def say(text: str) -> None:
    """Progress for the person at the screen, apart from the result."""
    print(text, file=sys.stderr, flush=True)
