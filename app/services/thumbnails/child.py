"""The worker process seen from the program: started when it is needed, ended when it crashes, hangs or is done."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from app.paths import program_root
from app.services.thumbnails.worker import FLAG, SECONDS

_START_SECONDS = 60.0
"""A cold start from a slow disk, beside a virus scanner."""
_JOBS_EACH = 200
"""After so many requests a fresh process takes over: whatever a library leaks goes with the old one."""


def worker_command() -> list[str]:
    """How the worker is started: the frozen program itself with the hidden flag, or Python with the module."""
    if getattr(sys, "frozen", False):
        return [sys.executable, FLAG]
    return [sys.executable, "-m", "app.services.thumbnails.worker"]


class WorkerProcess:
    """One worker, shared by thumbnails and texts; safe to call from several threads, one request at a time."""

    def __init__(self, *, seconds: float = SECONDS, command: Sequence[str] | None = None) -> None:
        self._seconds = seconds
        self._command = list(command) if command else worker_command()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._served = 0

    def ask(self, job: str, source: Path, media_type: str, target: Path) -> bool:
        """Have one file worked on.

        Returns:
            Whether ``target`` was written; ``False`` also where the worker crashed, took too long or cannot start.
        """
        request = {"job": job, "source": str(source), "media_type": media_type, "target": str(target)}
        with self._lock:
            if self._served >= _JOBS_EACH:
                self._end()
            if not self._started():
                return False
            process = self._process
            assert process is not None
            assert process.stdin is not None
            try:
                process.stdin.write(json.dumps(request) + "\n")
                process.stdin.flush()
            except (OSError, ValueError):
                self._end()
                return False
            self._served += 1
            return self._heard(self._seconds) == {"ok": True}

    def _started(self) -> bool:
        if self._process is not None and self._process.poll() is None:
            return True
        self._end()
        self._answers = queue.Queue()
        environment = dict(os.environ)
        if not getattr(sys, "frozen", False):
            known = environment.get("PYTHONPATH", "")
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(program_root()), known)))
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                env=environment,
                creationflags=flags,
            )
        except OSError:
            return False
        threading.Thread(target=_listen, args=(self._process.stdout, self._answers), daemon=True).start()
        return self._heard(_START_SECONDS) == {"ready": True}

    def _heard(self, seconds: float) -> object:
        """The next answer; ``None`` where none comes in time or it is no answer: then the process is ended."""
        try:
            line = self._answers.get(timeout=seconds)
            if line is not None:
                answer: object = json.loads(line)
                return answer
        except (queue.Empty, ValueError):
            pass
        self._end()
        return None

    def _end(self) -> None:
        process, self._process, self._served = self._process, None, 0
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):
                    pipe.close()

    def close(self) -> None:
        """End the process; a later request starts another."""
        with self._lock:
            self._end()

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _listen(pipe: IO[str] | None, answers: queue.Queue[str | None]) -> None:
    """Pass on what the worker says, and ``None`` at its end; in a thread, because a pipe cannot be waited for."""
    try:
        for line in pipe or ():
            answers.put(line)
    except (OSError, ValueError):
        pass
    answers.put(None)
