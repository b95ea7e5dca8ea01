"""The one class of error that people see, and its kinds.

An error carries message ids (English, marked with ``N_``) and their parameters, never a finished
sentence: whoever shows it translates it at that moment. Anything that is not an ``AppError`` is a bug.
"""

from __future__ import annotations

import errno
from typing import Any, ClassVar

from app.translate import N_, Term, _

_SYSTEM_WORDS = {
    errno.ENOSPC: N_("No space left on device"),
    errno.EACCES: N_("Permission denied"),
    errno.EPERM: N_("Permission denied"),
    errno.EROFS: N_("Read-only file system"),
    errno.ENOENT: N_("No such file or directory"),
    errno.EEXIST: N_("File exists"),
    errno.EISDIR: N_("Is a directory"),
    errno.ENOTDIR: N_("Not a directory"),
    errno.ENOTEMPTY: N_("Directory not empty"),
    errno.ENAMETOOLONG: N_("File name too long"),
    errno.EFBIG: N_("File too large"),
    errno.EBUSY: N_("Device or resource busy"),
    errno.EIO: N_("Input/output error"),
    errno.ENODEV: N_("No such device"),
    errno.ENXIO: N_("No such device"),
}

CHECKS = (
    # The checks of a bundle, as its refusal names them.
    N_("bag"),
    N_("checksum"),
    N_("container"),
    N_("cover"),
    N_("end"),
    N_("entries"),
    N_("envelope"),
    N_("hash"),
    N_("index"),
    N_("ids"),
    N_("journal"),
    N_("json"),
    N_("magic"),
    N_("method"),
    N_("names"),
    N_("receiver"),
    N_("record hash"),
    N_("references"),
    N_("schema"),
    N_("seal"),
    N_("signature"),
    N_("signer"),
    N_("size"),
    N_("version"),
)


def system_reason(error: OSError) -> Term:
    """Why the system refused, in words: Windows and Linux name it in their own language, or in English."""
    return Term(error.strerror or type(error).__name__, _SYSTEM_WORDS.get(error.errno or 0, ""))


class AppError(Exception):
    """Something that the officer can understand and act on.

    Args:
        message: what happened, a message id marked with ``N_`` and holding ``{name}`` fields.
        kept: what was kept or left unchanged (message id; empty: nothing had been begun).
        advice: what to do next (message id).
        params: values for the ``{name}`` fields of all three. Never a person's identity number or phone.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, kept: str = "", advice: str = "", **params: Any) -> None:
        super().__init__(message)
        self.message = message
        self.kept = kept
        self.advice = advice
        self.params = params

    def _say(self, message_id: str) -> str:
        return _(message_id).format(**self.params) if message_id else ""

    @property
    def what(self) -> str:
        """What happened, in the language of the moment."""
        return self._say(self.message)

    @property
    def what_was_kept(self) -> str:
        """What was kept, in the language of the moment; empty where nothing had been begun."""
        return self._say(self.kept)

    @property
    def what_next(self) -> str:
        """What to do next, in the language of the moment."""
        return self._say(self.advice)

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.what_was_kept, self.what_next) if part)


class InvalidInput(AppError):
    """A value that cannot be true; ``field`` names the form's field it belongs to."""

    exit_code = 2

    def __init__(self, field: str, message: str, *, kept: str = "", advice: str = "", **params: Any) -> None:
        super().__init__(message, kept=kept, advice=advice, **params)
        self.field = field


class NotFound(AppError):
    """A record or file that was asked for by name is not here."""

    exit_code = 3


class NotAllowed(AppError):
    """The act is not this office's, this role's, or not possible in the dossier's present state."""

    exit_code = 4


class RuleError(AppError):
    """A rule file (criteria set, regime, holidays) that must not be used.

    ``file`` and ``pointer`` (JSON pointer, RFC 6901) name the place; ``line`` only where the JSON itself is broken.
    """

    exit_code = 5

    def __init__(
        self,
        message: str,
        *,
        file: str,
        pointer: str = "",
        line: int | None = None,
        advice: str = N_("Nothing of this file was loaded. Correct it and load it again."),
        **params: Any,
    ) -> None:
        super().__init__(message, advice=advice, file=file, pointer=pointer, line=line, **params)
        self.file = file
        self.pointer = pointer
        self.line = line

    @property
    def what(self) -> str:
        place = self.file
        if self.pointer:
            place += f" {self.pointer}"
        if self.line is not None:
            place += f":{self.line}"
        return f"{place}: {self._say(self.message)}"


class BundleRejected(AppError):
    """A bundle or bag failed a check; ``check`` names it and ``entry`` the place in the file."""

    exit_code = 6

    def __init__(
        self,
        message: str,
        *,
        check: str,
        entry: str = "",
        kept: str = N_("Nothing was changed; the file was left as it is."),
        advice: str = N_("Ask the sender to export it again onto another stick."),
        **params: Any,
    ) -> None:
        super().__init__(message, kept=kept, advice=advice, check=check, entry=entry, **params)
        self.check = check
        self.entry = entry

    @property
    def what(self) -> str:
        said = self._say(self.message)
        check = _(self.check)
        return f"{said} ({check}: {self.entry})" if self.entry else f"{said} ({check})"


class StorageError(AppError):
    """Disk full, stick pulled, file locked, database damaged or from a newer program."""

    exit_code = 7


class Cancelled(AppError):
    """The person stopped a long piece of work; nothing of it was left behind."""

    exit_code = 8

    def __init__(self) -> None:
        super().__init__(N_("Stopped at your request."), kept=N_("Nothing was left half done."))
