"""What an office chose for itself: one small JSON file in the data folder."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from app.translate import DEFAULT_LANGUAGE, LANGUAGES, N_

_MAX_WORKING_DAYS = 400
RECEIPT_DAYS = 3
"""A receipt is missed after so many days unless the office says otherwise: our own measure, no rule of law."""


@dataclass
class CertificateOptions:
    """What this office's certificates carry beside what the law asks for."""

    qr: bool = True
    register_number: bool = True


@dataclass
class Settings:
    """The settings of one data folder.

    ``deadlines`` gives working days per task of the regime (``check_form``, ``score``...): the law names none, so it
    starts empty. ``receipt_days``: calendar days after which a hand-over without receipt is told. ``notice`` says, as a
    message id, what was wrong with the file that was read; it is never saved.
    """

    language: str = DEFAULT_LANGUAGE
    encrypt_by_default: bool = True
    deadlines: dict[str, int] = field(default_factory=dict)
    receipt_days: int = RECEIPT_DAYS
    certificate: CertificateOptions = field(default_factory=CertificateOptions)
    unknown: dict[str, Any] = field(default_factory=dict, repr=False)
    notice: str = ""
    notice_params: dict[str, str] = field(default_factory=dict)


def load_settings(path: Path) -> Settings:
    """Read the settings; a missing file gives the defaults.

    A file that cannot be read as settings is set aside under ``<name>.bad-1`` (2, 3...) and the defaults are used;
    a single value that cannot be is left at its default. Both are told in ``notice``, neither stops the program.
    Keys of a newer program are kept and written back.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(raw, dict):
            raise ValueError("not an object")
    except FileNotFoundError:
        return Settings()
    except (ValueError, OSError, RecursionError):
        aside = _set_aside(path)
        settings = Settings()
        settings.notice = N_("The settings could not be read and start afresh. The old file is kept as {name}.")
        settings.notice_params = {"name": aside.name}
        return settings
    return _from_json(raw)


def save_settings(path: Path, settings: Settings) -> None:
    """Write the settings so that a power cut leaves either the old file or the new one.

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_to_json(settings), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name + ".", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _set_aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.bad-{number}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError:
        return path
    return aside


def _from_json(raw: dict[str, Any]) -> Settings:
    settings = Settings()
    wrong: list[str] = []

    def is_good(key: str, valid: bool) -> bool:
        if not valid:
            wrong.append(key)
        return valid

    known = {"language", "encrypt_by_default", "deadlines", "receipt_days", "certificate"}
    settings.unknown = {key: value for key, value in raw.items() if key not in known}
    if "language" in raw and is_good("language", raw["language"] in LANGUAGES):
        settings.language = raw["language"]
    encrypt = raw.get("encrypt_by_default", True)
    if is_good("encrypt_by_default", isinstance(encrypt, bool)):
        settings.encrypt_by_default = encrypt
    deadlines = raw.get("deadlines", {})
    if is_good("deadlines", isinstance(deadlines, dict)):
        for task, days in deadlines.items():
            if is_good(f"deadlines.{task}", is_working_days(days)):
                settings.deadlines[task] = days
    receipt_days = raw.get("receipt_days", RECEIPT_DAYS)
    if is_good("receipt_days", is_working_days(receipt_days)):
        settings.receipt_days = receipt_days
    options = raw.get("certificate", {})
    if is_good("certificate", isinstance(options, dict)):
        names = {option.name for option in fields(CertificateOptions)}
        for name, value in options.items():
            if name not in names:
                settings.unknown.setdefault("certificate", {})[name] = value
            elif is_good(f"certificate.{name}", isinstance(value, bool)):
                setattr(settings.certificate, name, value)
    if wrong:
        settings.notice = N_("Some settings could not be understood and stay at their defaults: {keys}.")
        settings.notice_params = {"keys": ", ".join(wrong)}
    return settings


def is_working_days(value: object) -> bool:
    """A deadline that can be: a whole number of working days, from 1 to 400."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MAX_WORKING_DAYS


def _to_json(settings: Settings) -> dict[str, Any]:
    kept = {key: value for key, value in settings.unknown.items() if key != "certificate"}
    options = dict(settings.unknown.get("certificate", {}))
    options.update(qr=settings.certificate.qr, register_number=settings.certificate.register_number)
    return kept | {
        "language": settings.language,
        "encrypt_by_default": settings.encrypt_by_default,
        "deadlines": dict(settings.deadlines),
        "receipt_days": settings.receipt_days,
        "certificate": options,
    }
