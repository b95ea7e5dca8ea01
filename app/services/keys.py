"""An office's keys: one to sign with, one to open what is sealed for it. At rest under the user's passphrase."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.errors import NotAllowed, NotFound, StorageError, system_reason
from app.services.bundles.envelope import canonical_text
from app.services.bundles.files import sync_folder
from app.services.bundles.sealing import new_identity, recipient_of
from app.services.bundles.signing import SigningKey, fingerprint, new_signing_key
from app.services.recovery_code import decode_secret, encode_secret, identity_bytes, identity_of
from app.translate import N_

KEY_FILE = "office-keys.json"
NEXT_FILE = KEY_FILE + ".next"
"""Keys that were made to follow the present ones, until the database says that they did."""

_FORMAT = "so-ocop/keys"
_TIME, _MEMORY_KIB, _LANES = 3, 64 * 1024, 1
_LARGEST = {"time": 64, "memory_kib": 1024 * 1024, "lanes": 16}


@dataclass(frozen=True)
class KeyPair:
    """One signing key and one ``AGE-SECRET-KEY-1...``; neither is ever shown."""

    signing: SigningKey = field(repr=False)
    identity: str = field(repr=False)


@dataclass(frozen=True)
class OfficeKeys(KeyPair):
    """The unlocked keys; itself a ``Signer``. ``former``: earlier pairs, kept for what was sealed for them."""

    former: tuple[KeyPair, ...] = field(default=(), repr=False)

    @property
    def public_key(self) -> bytes:
        """The raw public signing key, 32 bytes."""
        return self.signing.public_key

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""
        return self.signing.sign(message)

    @property
    def recipient(self) -> str:
        """The public ``age1...`` key that others seal for."""
        return recipient_of(self.identity)

    @property
    def identities(self) -> tuple[str, ...]:
        """All that opens what was ever sealed for the office, the present one first."""
        return (self.identity, *(pair.identity for pair in self.former))

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.public_key)


@dataclass(frozen=True)
class PublicKeys:
    """What may be known without the passphrase."""

    public_key: bytes
    recipient: str
    protected: bool

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.public_key)


def _derive(passphrase: str, protection: dict[str, Any]) -> bytes:
    cost: dict[str, int] = {name: protection[name] for name in _LARGEST}
    if any(type(cost[name]) is not int or not 1 <= cost[name] <= most for name, most in _LARGEST.items()):
        raise ValueError("impossible argon2 parameters")
    salt = bytes.fromhex(protection["salt"])
    return hash_secret_raw(
        passphrase.encode("utf-8"), salt, cost["time"], cost["memory_kib"], cost["lanes"], 32, Type.ID
    )


def _sealed(keys: OfficeKeys, passphrase: str | None) -> dict[str, Any]:
    head: dict[str, Any] = {
        "format": _FORMAT,
        "version": 1,
        "public_key": keys.public_key.hex(),
        "recipient": keys.recipient,
        "former": len(keys.former),
    }
    secret = canonical_text(_pair_facts(keys) | {"former": [_pair_facts(pair) for pair in keys.former]})
    if passphrase is None:
        head["protection"] = {"kind": "none"}
        return head | {"secret": secret.hex()}
    head["protection"] = {
        "kind": "argon2id+chacha20poly1305",
        "time": _TIME,
        "memory_kib": _MEMORY_KIB,
        "lanes": _LANES,
        "salt": os.urandom(16).hex(),
        "nonce": os.urandom(12).hex(),
    }
    cipher = ChaCha20Poly1305(_derive(passphrase, head["protection"]))
    nonce = bytes.fromhex(head["protection"]["nonce"])
    return head | {"secret": cipher.encrypt(nonce, secret, canonical_text(head)).hex()}


def _pair_facts(pair: KeyPair) -> dict[str, Any]:
    return {"sign": pair.signing.secret.hex(), "identity": pair.identity}


def _pair_of(facts: dict[str, Any]) -> KeyPair:
    pair = KeyPair(SigningKey(bytes.fromhex(facts["sign"])), str(facts["identity"]))
    recipient_of(pair.identity)
    return pair


def _write(folder: Path, value: dict[str, Any], name: str = KEY_FILE) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.{os.getpid()}.part"
    try:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(canonical_text(value))
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, folder / name)
        sync_folder(folder)
    except OSError as exc:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise StorageError(N_("The office's keys could not be saved: {reason}."), reason=system_reason(exc)) from exc


def create_keys(folder: Path, passphrase: str | None) -> OfficeKeys:
    """Make and save an office's first keys; without a passphrase they lie open to whoever can read the folder.

    Raises:
        NotAllowed: keys are there already, or the passphrase is empty. StorageError: the folder cannot be written.
    """
    if (folder / KEY_FILE).exists():
        raise NotAllowed(
            N_("This office already has its keys."),
            kept=N_("They were left as they are."),
            advice=N_("What was sealed for them could never be opened with new ones."),
        )
    _require_passphrase(passphrase)
    keys = OfficeKeys(new_signing_key(), new_identity())
    _write(folder, _sealed(keys, passphrase))
    return keys


def prepare_next(folder: Path, passphrase: str | None, former: tuple[KeyPair, ...] = ()) -> OfficeKeys:
    """Make keys that are to follow the present ones and save them beside these; ``adopt_next`` puts them in force.

    Raises:
        NotAllowed: the passphrase is empty. StorageError: the folder cannot be written.
    """
    _require_passphrase(passphrase)
    keys = OfficeKeys(new_signing_key(), new_identity(), former)
    _write(folder, _sealed(keys, passphrase), NEXT_FILE)
    return keys


def next_public_key(folder: Path) -> str:
    """The public signing key (hex) of keys that wait beside the present ones; empty where none do."""
    try:
        return str(json.loads((folder / NEXT_FILE).read_bytes())["public_key"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def adopt_next(folder: Path) -> None:
    """The waiting keys take the place of the present ones; these are set aside where the new file does not hold them.

    Raises:
        StorageError: the folder cannot be written.
    """
    try:
        held = json.loads((folder / NEXT_FILE).read_bytes()).get("former", 0)
        if (folder / KEY_FILE).exists() and not held:
            set_aside(folder)
        os.replace(folder / NEXT_FILE, folder / KEY_FILE)
        sync_folder(folder)
    except OSError as exc:
        raise StorageError(N_("The office's keys could not be saved: {reason}."), reason=system_reason(exc)) from exc


def drop_next(folder: Path) -> None:
    """Forget waiting keys that never came into force: nobody has seen them."""
    with contextlib.suppress(OSError):
        (folder / NEXT_FILE).unlink(missing_ok=True)


def recovery_lines(keys: OfficeKeys) -> tuple[str, ...]:
    """Both private keys as the lines of the recovery sheet: whoever reads them can sign and open as the office."""
    return encode_secret(keys.signing.secret + identity_bytes(keys.identity))


def keys_of_code(code: str) -> OfficeKeys:
    """The keys that a recovery sheet's code holds.

    Raises:
        InvalidInput: a line is wrong or missing.
    """
    secret = decode_secret(code)
    return OfficeKeys(SigningKey(secret[:32]), identity_of(secret[32:]))


def restore_from_recovery(folder: Path, code: str, passphrase: str | None) -> OfficeKeys:
    """Save the keys of a recovery sheet again, under a new passphrase. Other keys that lie there are never replaced.

    Raises:
        InvalidInput: the code is wrong. NotAllowed: other keys are there, or the passphrase is empty. StorageError.
    """
    _require_passphrase(passphrase)
    keys = keys_of_code(code)
    if (folder / KEY_FILE).exists() and _public_key_there(folder) not in (b"", keys.public_key):
        raise NotAllowed(
            N_("The recovery sheet is that of another office, or of another key."),
            kept=N_("The keys that are here were left as they are."),
            advice=N_("Compare the fingerprint on the sheet with the one in the settings."),
        )
    if (folder / KEY_FILE).exists():
        set_aside(folder)
    _write(folder, _sealed(keys, passphrase))
    return keys


def _public_key_there(folder: Path) -> bytes:
    """Whose keys lie there; nothing where the file is damaged."""
    try:
        return public_keys(folder).public_key
    except StorageError:
        return b""


def set_aside(folder: Path) -> Path:
    """Give the key file another name beside its place, so that nothing is lost; returns where it lies now.

    Raises:
        StorageError: the folder cannot be written.
    """
    number = 1
    while (aside := folder / f"{KEY_FILE}.left-{number}").exists():
        number += 1
    try:
        os.replace(folder / KEY_FILE, aside)
    except OSError as exc:
        raise StorageError(N_("The office's keys could not be saved: {reason}."), reason=system_reason(exc)) from exc
    return aside


def _require_passphrase(passphrase: str | None) -> None:
    if passphrase is not None and not passphrase.strip():
        raise NotAllowed(N_("An empty passphrase protects nothing."))


def _damaged(exc: Exception) -> StorageError:
    error = StorageError(
        N_("The file of this office's keys is damaged."), advice=N_("Restore it from a backup or the recovery sheet.")
    )
    error.__cause__ = exc
    return error


def _load(folder: Path) -> dict[str, Any]:
    try:
        value = json.loads((folder / KEY_FILE).read_bytes())
        if value["format"] != _FORMAT or value["version"] != 1 or not isinstance(value["protection"], dict):
            raise ValueError("not a key file of this version")
    except FileNotFoundError as exc:
        raise NotFound(N_("This office has no keys yet."), advice=N_("Set the office up first.")) from exc
    except OSError as exc:
        raise StorageError(N_("The office's keys cannot be read: {reason}."), reason=system_reason(exc)) from exc
    except (ValueError, KeyError, TypeError, RecursionError) as exc:
        raise _damaged(exc) from exc
    return dict(value)


def public_keys(folder: Path) -> PublicKeys:
    """The public halves, without the passphrase.

    Raises:
        NotFound: no keys yet. StorageError: the file is damaged or unreadable.
    """
    value = _load(folder)
    try:
        key = bytes.fromhex(value["public_key"])
        return PublicKeys(key, str(value["recipient"]), value["protection"]["kind"] != "none")
    except (ValueError, KeyError, TypeError) as exc:
        raise _damaged(exc) from exc


def unlock(folder: Path, passphrase: str | None) -> OfficeKeys:
    """The office's keys.

    Raises:
        NotAllowed: a passphrase is needed, or it is wrong. NotFound: no keys yet. StorageError: damaged.
    """
    value = _load(folder)
    try:
        content = bytes.fromhex(value.pop("secret"))
        protection = value["protection"]
        if protection["kind"] != "none":
            if passphrase is None:
                raise NotAllowed(N_("The office's keys are locked."), advice=N_("Enter the passphrase."))
            cipher = ChaCha20Poly1305(_derive(passphrase, protection))
            content = cipher.decrypt(bytes.fromhex(protection["nonce"]), content, canonical_text(value))
        secret = json.loads(content)
        pair = _pair_of(secret)
        keys = OfficeKeys(pair.signing, pair.identity, tuple(_pair_of(facts) for facts in secret["former"]))
        if keys.public_key.hex() != value["public_key"] or keys.recipient != value["recipient"]:
            raise ValueError("the public halves do not fit")
    except InvalidTag as exc:
        raise NotAllowed(N_("The passphrase is wrong."), advice=N_("Try again; mind the keyboard's language.")) from exc
    except (ValueError, KeyError, TypeError, HashingError) as exc:
        raise _damaged(exc) from exc
    return keys


def add_former(folder: Path, code: str, passphrase: str | None) -> OfficeKeys:
    """Add the keys of an older recovery sheet to the present ones, to open what was sealed for them.

    Raises:
        InvalidInput: the code is wrong. NotAllowed: the passphrase is wrong. NotFound: no keys yet. StorageError.
    """
    return add_keys(folder, keys_of_code(code), passphrase)


def add_keys(folder: Path, other: OfficeKeys, passphrase: str | None) -> OfficeKeys:
    """Add other keys, with those of before, to the present ones, to open what was sealed for them.

    Raises:
        NotAllowed: the passphrase is wrong. NotFound: no keys yet. StorageError.
    """
    keys = unlock(folder, passphrase)
    pairs = (KeyPair(other.signing, other.identity), *other.former)
    new = tuple(pair for pair in pairs if pair.identity not in keys.identities)
    if not new:
        return keys
    made = OfficeKeys(keys.signing, keys.identity, (*keys.former, *new))
    _write(folder, _sealed(made, passphrase))
    return made


def change_passphrase(folder: Path, old: str | None, new: str | None) -> None:
    """Save the same keys under another passphrase; the old file stays until the new one is on the disk.

    Raises:
        NotAllowed: the old passphrase is wrong or the new one empty. StorageError.
    """
    _require_passphrase(new)
    _write(folder, _sealed(unlock(folder, old), new))
