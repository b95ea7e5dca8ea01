"""The process that opens strangers' files: draws thumbnails and reads texts, one request a line, with limits.

Started as ``python -m app.services.thumbnails.worker``, or as the frozen program with ``--thumbnail-worker``. It reads
JSON objects from its standard input, one a line, and answers each with ``{"ok": true}`` or ``{"ok": false}``. It ends
when its input ends, so it never outlives the program. It knows no database, no data folder and no key.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

FLAG = "--thumbnail-worker"
"""The hidden first argument with which a frozen program becomes the worker."""
MEMORY = 1024 * 1024 * 1024
LARGEST_RESULT = 64 * 1024 * 1024
SECONDS = 10
"""Of processor time for one request; the parent counts the time on the clock."""


def run_worker(argv: Sequence[str] = ()) -> int:
    """Serve requests until the input ends; the exit code, always 0. ``argv``: what came after the flag, unused.

    For the entry of a frozen build: ``if sys.argv[1:2] == [FLAG]: sys.exit(run_worker(sys.argv[2:]))``, before
    anything else is imported.
    """
    # Own handles: a window program has none as sys.stdin, and a library that prints must not spoil an answer.
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    quiet = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1, 2):
        os.dup2(quiet, handle)
    _limit()
    _say(answers, {"ready": True})
    for line in requests:
        _allow_seconds()
        _say(answers, {"ok": _answer(line)})
    return 0


def _say(answers: Any, value: dict[str, bool]) -> None:
    answers.write(json.dumps(value) + "\n")
    answers.flush()


def _answer(line: str) -> bool:
    try:
        request: dict[str, Any] = json.loads(line)
        job, source = _JOBS[request["job"]], Path(request["source"])
        return not _is_odd(source) and job(source, str(request["media_type"]), Path(request["target"]))
    except Exception:  # noqa: BLE001  whatever a damaged file does, the answer is "no"
        return False


def _is_odd(source: Path) -> bool:
    """Whether there is a warning of the file (programs, macros, scripts, two files in one): nothing here opens it."""
    from app.services.bundles.sniffing import inspect

    return bool(inspect(source)[1])


def _thumbnail(source: Path, media_type: str, target: Path) -> bool:
    from app.services.thumbnails.drawing import draw

    return draw(source, media_type, target)


def _text(source: Path, media_type: str, target: Path) -> bool:
    from app.services.cross_check.file_text import write_text

    return write_text(source, media_type, target)


_JOBS: dict[str, Callable[[Path, str, Path], bool]] = {"thumbnail": _thumbnail, "text": _text}


def _limit() -> None:
    """Bound memory and the size of what is written, where the system can; pixel limits hold everywhere."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, LARGEST_RESULT),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            _soft, hard = resource.getrlimit(kind)
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        except (ValueError, OSError):
            continue


def _allow_seconds() -> None:
    """Let this request use so much processor time from now on; the system ends a process that uses more."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(used.ru_utime + used.ru_stime) + SECONDS + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


if __name__ == "__main__":
    sys.exit(run_worker(sys.argv[1:]))
