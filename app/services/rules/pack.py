"""Rule packs: criteria sets, regimes, classifications and holidays as one file, signed by the office that issues it.

A pack carries the bytes of its files, because a dossier names its criteria set by their SHA-256. It is put in use as a
whole or not at all: every file must be sound, alone and together with those that are here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from app.errors import BundleRejected, InvalidInput, NotAllowed, RuleError, StorageError, system_reason
from app.services.bundles.envelope import Code, PlainText, Sha256, StrictModel, Time, canonical_text
from app.services.bundles.signing import Signer, is_signed
from app.services.bundles.strict_json import load_strict
from app.services.rules.library import RuleLibrary
from app.services.rules.loader import MAX_BYTES
from app.translate import N_

SUFFIX = ".ocop-rules"
KEPT = "packs"
"""The folder of an office's own rules in which the packs lie that were put in use."""
LARGEST = 16 * 1024 * 1024
_NAME = r"[a-z0-9][a-z0-9._-]{0,60}\.json"
_PATH = rf"^(?:(?:regimes|classification|holidays)/{_NAME}|criteria/[a-z0-9][a-z0-9._-]{{0,60}}/{_NAME})$"


class PackFile(StrictModel):
    """One rule file: its place below the rules' folder, and its text."""

    path: Annotated[str, Field(pattern=_PATH)]
    sha256: Sha256
    text: Annotated[str, Field(min_length=2, max_length=MAX_BYTES)]

    @model_validator(mode="after")
    def _fits(self) -> PackFile:
        if hashlib.sha256(self.content).hexdigest() != self.sha256 or ".." in self.path:
            raise ValueError("the text is not that of the hash")
        return self

    @property
    def content(self) -> bytes:
        return self.text.encode("utf-8")


class Issuer(StrictModel):
    """The office that signs the pack: code, name and public signing key (hex)."""

    code: Code
    name: PlainText
    key: Sha256


class RulePack(StrictModel):
    """A pack; ``issued_at`` in UTC. ``note``: what it is for, as its issuer says it."""

    format: Literal["so-ocop/rules"] = "so-ocop/rules"
    version: Literal[1] = 1
    title: PlainText
    note: Annotated[str, Field(max_length=2000)] = ""
    issuer: Issuer
    issued_at: Time
    files: Annotated[tuple[PackFile, ...], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _consistent(self) -> RulePack:
        paths = [file.path for file in self.files]
        if paths != sorted(set(paths)):
            raise ValueError("each file once, in the order of their paths")
        return self


@dataclass(frozen=True)
class PackStanding:
    """What putting a pack in use would change: files that are new, other than here, or here already."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]

    @property
    def known(self) -> bool:
        return not self.new and not self.changed


def make_pack(
    title: str, files: Mapping[str, bytes], issuer: Issuer, issued_at: str, signer: Signer, note: str = ""
) -> bytes:
    """The bytes of a pack's file, signed.

    Args:
        files: path below the rules' folder, such as ``criteria/qd-26/13.json`` -> the file's bytes.

    Raises:
        InvalidInput: a path or a text that cannot travel, or a signer that is not the issuer.
    """
    if signer.public_key.hex() != issuer.key:
        raise InvalidInput("issuer", N_("The pack names another key than the one that signs it."))
    try:
        pack = RulePack(
            title=title,
            note=note,
            issuer=issuer,
            issued_at=issued_at,
            files=tuple(
                PackFile(path=path, sha256=hashlib.sha256(content).hexdigest(), text=content.decode("utf-8"))
                for path, content in sorted(files.items())
            ),
        )
    except ValueError as error:  # of pydantic, or of a text that is not UTF-8
        raise InvalidInput(
            "files", N_("These are no rule files, or one of them has a name it may not have.")
        ) from error
    facts = pack.model_dump(mode="json")
    content = canonical_text(facts | {"signature": signer.sign(canonical_text(facts)).hex()})
    read_pack(content)
    return content


def read_pack(content: bytes) -> RulePack:
    """The pack of a file's bytes, its form and its own signature verified; whose key it is, is not judged here.

    Raises:
        InvalidInput: it is no rule pack, or it was altered.
    """
    refused = InvalidInput(
        "rules",
        N_("This is not a sound rule pack: it was altered or is of another kind."),
        advice=N_("Ask the office that issued it for the file again."),
    )
    if len(content) > LARGEST:
        raise refused
    try:
        raw = load_strict(content, SUFFIX)
        signature = bytes.fromhex(raw.pop("signature"))
        # as JSON has no tuples, the strict form is read from JSON
        pack = RulePack.model_validate_json(canonical_text(raw))
    except (BundleRejected, ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise refused from error
    facts = pack.model_dump(mode="json")
    if canonical_text(facts | {"signature": signature.hex()}) != content:
        raise refused
    if not is_signed(canonical_text(facts), signature, bytes.fromhex(pack.issuer.key)):
        raise refused
    return pack


def pack_standing(pack: RulePack, own_root: Path) -> PackStanding:
    """How the files of a pack stand to those of the office's own rules."""
    found: dict[str, list[str]] = {"new": [], "changed": [], "same": []}
    for file in pack.files:
        here = _bytes_of(own_root / file.path)
        found["new" if here is None else "same" if here == file.content else "changed"].append(file.path)
    return PackStanding(*(tuple(found[name]) for name in ("new", "changed", "same")))


def check_pack(pack: RulePack, resource_root: Path, own_root: Path) -> PackStanding:
    """Whether the pack can be put in use: every file sound by the loader, alone and with all that is here.

    Raises:
        RuleError: the first fault. NotAllowed: it would take the place of a file that did not come with a pack of the
            same issuer.
    """
    standing = pack_standing(pack, own_root)
    came = _came_from(own_root, pack.issuer.code)
    _require_latest(pack, standing, own_root)
    for path in standing.changed:
        if hashlib.sha256(_bytes_of(own_root / path) or b"").hexdigest() not in came:
            raise NotAllowed(
                N_("The rule file {path} is already here with other content, and not from this office."),
                kept=N_("Nothing of this pack was put in use."),
                advice=N_("Move the file that is here out of the rules' folder first, or ask for a new revision."),
                path=path,
            )
    with tempfile.TemporaryDirectory(prefix="so-ocop-rules-") as name:
        trial = Path(name)
        if own_root.is_dir():
            shutil.copytree(own_root, trial, dirs_exist_ok=True, ignore=shutil.ignore_patterns(KEPT))
        for file in pack.files:
            _write(trial / file.path, file.content)
        faults = RuleLibrary(resource_root, trial).check_all()
    if faults:
        raise faults[0]
    return standing


def put_in_use(content: bytes, resource_root: Path, own_root: Path) -> PackStanding:
    """Put the files of a pack among the office's own rules, and keep the pack beside them. Twice changes nothing.

    Returns:
        What was new or changed.

    Raises:
        InvalidInput, RuleError, NotAllowed: as ``read_pack`` and ``check_pack``. StorageError: the folder cannot be
        written. In all cases the rules are as they were.
    """
    pack = read_pack(content)
    standing = check_pack(pack, resource_root, own_root)
    kept = own_root / KEPT / (hashlib.sha256(content).hexdigest() + SUFFIX)
    placed: list[tuple[Path, bytes | None]] = []
    try:
        for file in pack.files:
            if file.path not in standing.same:
                path = own_root / file.path
                placed.append((path, _bytes_of(path)))
                _write(path, file.content)
        _write(kept, content)
    except OSError as error:
        for path, before in placed:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True) if before is None else _write(path, before)
        raise StorageError(
            N_("The rule pack could not be written: {reason}."),
            kept=N_("Nothing of this pack was put in use."),
            advice=N_("Make room or check the rights of the data folder, then try again."),
            reason=system_reason(error),
        ) from error
    return standing


def packs_in_use(own_root: Path) -> list[RulePack]:
    """The packs that were put in use here, newest first; one that was damaged since is left out."""
    found = []
    for path in sorted((own_root / KEPT).glob(f"*{SUFFIX}")):
        with contextlib.suppress(InvalidInput, OSError):
            found.append(read_pack(path.read_bytes()))
    return sorted(found, key=lambda pack: pack.issued_at, reverse=True)


def _came_from(own_root: Path, code: str) -> set[str]:
    """The hashes of all files that came with packs of this issuer."""
    return {file.sha256 for pack in packs_in_use(own_root) if pack.issuer.code == code for file in pack.files}


def _require_latest(pack: RulePack, standing: PackStanding, own_root: Path) -> None:
    """Refuse an older pack over a later one of the same issuer: sent once more, it would bring old rules back."""
    packs = [one for one in packs_in_use(own_root) if one.issuer.code == pack.issuer.code]
    later = [one for one in packs if one.issued_at > pack.issued_at]
    over = {file.path for one in later for file in one.files} & set(standing.changed)
    if over:
        raise NotAllowed(
            N_("The rule file {path} came with a later pack of this office already."),
            kept=N_("Nothing of this pack was put in use."),
            advice=N_("Ask that office for its latest pack."),
            path=min(over),
        )


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RuleError(
            N_("The file cannot be read: {reason}."),
            file=f"{path.parent.name}/{path.name}",
            reason=system_reason(error),
        ) from error


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
