"""The log file: what the program did and what failed, never who the people are.

Identity numbers, phones, tax codes, e-mail addresses and marked names are masked before a line is written, in messages
and in tracebacks alike. A name is marked by passing it along: ``log.info("saved %s", name, extra={"person": name})``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from unicodedata import normalize

from app.paths import DataPaths

_ROOT = "app"
_FILE_NAME = "so-ocop.log"
_MAX_BYTES = 1_000_000
_KEPT_FILES = 5
MASK = "***"

# Eight digits or more, however grouped: CCCD (12), old CMND (9), phones (10-11), tax codes (10, 13, 12).
_DIGITS = re.compile(r"\+?\d(?:[ .\-()]{0,2}\d){7,}")
_DATE_OR_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}(?::?\d{2}){0,2})?")
# Record ids and content hashes are needed to understand a log, and say nothing of a person.
_ID = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|[0-9a-f]{32})(?![0-9A-Za-z])"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def mask(text: str, persons: Iterable[str] = ()) -> str:
    """The text without identity numbers, phones, e-mail addresses, and the given names of people."""
    text = normalize("NFC", text)
    for person in sorted((normalize("NFC", name) for name in persons), key=len, reverse=True):
        words = [re.escape(word) for word in person.split()]
        if words:
            text = re.sub(r"\s+".join(words), MASK, text, flags=re.IGNORECASE)
    text = _EMAIL.sub(MASK, text)
    pieces: list[str] = []
    end = 0
    for found in _ID.finditer(text):
        pieces += [_DIGITS.sub(_mask_digits, text[end : found.start()]), found.group()]
        end = found.end()
    return "".join([*pieces, _DIGITS.sub(_mask_digits, text[end:])])


def _mask_digits(found: re.Match[str]) -> str:
    return found.group() if _DATE_OR_TIME.fullmatch(found.group()) else MASK


class _PrivateFormatter(logging.Formatter):
    """Masks the finished line: message, arguments and traceback are all text by then."""

    def format(self, record: logging.LogRecord) -> str:
        persons = getattr(record, "person", ())
        names = [persons] if isinstance(persons, str) else [str(name) for name in persons]
        line = super().format(record)
        stamp = self.formatTime(record)
        return stamp + mask(line.removeprefix(stamp), names)


def log_file(paths: DataPaths) -> Path:
    """The file that the log is written to."""
    return paths.logs / _FILE_NAME


def start_logging(paths: DataPaths, level: int = logging.INFO) -> None:
    """Write the program's log below ``paths.logs``, five files of 1 MB at most; a second call moves it there.

    Where the folder cannot be written the program goes on without a log.
    """
    logger = logging.getLogger(_ROOT)
    stop_logging()
    try:
        paths.logs.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            log_file(paths), maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES, encoding="utf-8", delay=False
        )
    except OSError:
        return
    handler.setFormatter(_PrivateFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False


def stop_logging() -> None:
    """Close the log file, so that its folder can be moved or removed."""
    logger = logging.getLogger(_ROOT)
    for handler in list(logger.handlers):
        if isinstance(handler, RotatingFileHandler):
            logger.removeHandler(handler)
            handler.close()
    logger.propagate = True


def get_logger(name: str) -> logging.Logger:
    """The logger of a module: ``log = get_logger(__name__)``."""
    return logging.getLogger(name if name == _ROOT or name.startswith(_ROOT + ".") else f"{_ROOT}.{name}")


logging.getLogger(_ROOT).addHandler(logging.NullHandler())
