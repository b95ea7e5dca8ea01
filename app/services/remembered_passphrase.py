"""The passphrase of the office's keys in the operating system's keyring, where there is one and the person wants it.

Only the system's own are used: Windows Credential Manager, macOS Keychain, Secret Service, KWallet. They are asked for
by name, so that no other installed backend, which may write plain text, ever gets the passphrase. ``keyring`` is
imported when it is first needed. Whatever a keyring cannot do is logged and otherwise as if nothing were remembered.
Asking one can take long: it may show the system's own question first.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_log = logging.getLogger("app.services.remembered_passphrase")
T = TypeVar("T")

SERVICE = "So OCOP"
BACKEND_VARIABLE = "PYTHON_KEYRING_BACKEND"
"""Names the only backend that may be used, as for every program that uses ``keyring``;
``keyring.backends.null.Keyring`` switches remembering off."""

_LOCAL_MACHINE = 2
"""Windows: ``CRED_PERSIST_LOCAL_MACHINE``. The backend's default lets the entry roam to the domain's other machines."""


@dataclass(frozen=True)
class Choice:
    """A backend by name, and the library without which its module loads but cannot work."""

    module: str
    name: str
    needs: str = ""


_LINUX = (
    Choice("keyring.backends.SecretService", "Keyring", "secretstorage"),
    Choice("keyring.backends.kwallet", "DBusKeyring"),  # only with the system's own D-Bus library
)
CHOICES: dict[str, tuple[Choice, ...]] = {
    "win32": (Choice("keyring.backends.Windows", "WinVaultKeyring", "win32ctypes.pywin32.win32cred"),),
    "darwin": (Choice("keyring.backends.macOS", "Keyring", "keyring.backends.macOS.api"),),
}
"""By ``sys.platform``; any other has those of a Linux desktop."""


def system_choices() -> tuple[Choice, ...]:
    """The keyrings that this operating system can have, the likelier first."""
    return CHOICES.get(sys.platform, _LINUX)


def choices() -> tuple[Choice, ...]:
    """Those of them that may be asked: ``BACKEND_VARIABLE`` can leave one, or none."""
    wanted = os.environ.get(BACKEND_VARIABLE, "")
    return tuple(one for one in system_choices() if not wanted or wanted == f"{one.module}.{one.name}")


def is_possible() -> bool:
    """Whether asking for a keyring makes sense at all; imports and asks nothing."""
    if not choices():
        return False
    if sys.platform in CHOICES:
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS")) or (bool(runtime) and Path(runtime, "bus").exists())


def load_backends() -> None:
    """Import all that a keyring of this system needs, without asking one.

    Raises:
        ImportError: the build lacks a part.
    """
    for choice in system_choices():
        importlib.import_module(choice.module)
        if choice.needs:
            importlib.import_module(choice.needs)


def folder_id(root: Path) -> str:
    """What tells two data folders of one office apart on one machine; says nothing of where they are."""
    return hashlib.sha256(os.path.normcase(str(root.resolve())).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def can_remember() -> bool:
    """Whether the operating system has a keyring that works."""
    return is_possible() and _backend() is not None


def remember(office_code: str, folder: str, passphrase: str) -> bool:
    """Keep the passphrase in the system's keyring.

    Args:
        folder: the data folder's ``folder_id``.

    Returns:
        Whether it is kept.
    """

    def keep(backend: KeyringBackend) -> bool:
        backend.set_password(SERVICE, _entry(office_code, folder), passphrase)
        return True

    return _asked("remember", keep, False)


def remembered(office_code: str, folder: str) -> str | None:
    """The remembered passphrase; ``None`` where there is none or the keyring does not say."""
    return _asked("read", lambda backend: backend.get_password(SERVICE, _entry(office_code, folder)) or None, None)


def forget(office_code: str, folder: str) -> bool:
    """Take the passphrase out of the keyring.

    Returns:
        Whether none is there any more.
    """

    def drop(backend: KeyringBackend) -> bool:
        entry = _entry(office_code, folder)
        if backend.get_password(SERVICE, entry) is not None:
            backend.delete_password(SERVICE, entry)
        return True

    return _asked("forget", drop, not is_possible())


def follow_change(office_code: str, folder: str, passphrase: str | None) -> None:
    """The passphrase was changed: a remembered one follows it, or goes where the new one cannot be kept or is none."""
    if remembered(office_code, folder) is None:
        return
    if not passphrase or not remember(office_code, folder, passphrase):
        forget(office_code, folder)


def _entry(office_code: str, folder: str) -> str:
    return f"{office_code} {folder}"


def _backend() -> KeyringBackend | None:
    """The first keyring that works here."""
    for choice in choices():
        try:
            found: Any = getattr(importlib.import_module(choice.module), choice.name)
            if not found.viable or found.priority < 1:
                continue
            backend: KeyringBackend = found()
        except Exception as error:  # noqa: BLE001 - a keyring fails in ways of its own; the passphrase is asked for
            _log.info("no keyring from %s: %s", choice.module, type(error).__name__)
            continue
        if sys.platform == "win32":
            backend.persist = _LOCAL_MACHINE  # type: ignore[attr-defined,unused-ignore]
        return backend
    return None


def _asked(act: str, ask: Callable[[KeyringBackend], T], otherwise: T) -> T:
    """What the keyring says, or ``otherwise``. Only the error's kind is logged: its text may quote what was passed."""
    if not is_possible():
        return otherwise
    backend = _backend()
    if backend is None:
        return otherwise
    try:
        return ask(backend)
    except Exception as error:  # noqa: BLE001 - see above
        _log.warning("the keyring failed to %s: %s", act, type(error).__name__)
        return otherwise
