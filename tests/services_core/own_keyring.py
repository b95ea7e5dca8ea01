"""A keyring of the tests' own, in memory; it can be told to fail."""

from __future__ import annotations

from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.compat import properties
from keyring.errors import KeyringLocked


class MemoryKeyring(KeyringBackend):
    """Every instance shows the same entries, as the keyring of a system does."""

    entries: ClassVar[dict[tuple[str, str], str]] = {}
    works: ClassVar[bool] = True
    locked: ClassVar[bool] = False

    @properties.classproperty
    def priority(cls) -> float:
        if not cls.works:
            raise RuntimeError("no such service")
        return 5

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check(password)
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        del self.entries[service, username]

    def _check(self, told: str = "") -> None:
        if self.locked:
            raise KeyringLocked(f"locked: {told}")
