"""Bundles as an attacker would make them: soundly signed, or canonical, but wrong in one place."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from app.services.bundles import names, tag_files
from app.services.bundles.container import ContainerWriter, read_container, read_entry
from app.services.bundles.files import FileSource
from app.services.bundles.sealing import SealWriter
from app.services.bundles.signing import signature_file
from tests.bundles.pairs import Pair

Entries = list[tuple[str, bytes]]


def entries_of(path: Path) -> Entries:
    """(name, content) of a bundle's entries in their order."""
    with FileSource(path) as source:
        return [(entry.name, read_entry(source, entry, 2**30)) for entry in read_container(source)]


def packed(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """A canonical container of any entries."""
    out = io.BytesIO()
    writer = ContainerWriter(out.write)
    for name, content in entries:
        writer.add(name, content)
    writer.finish()
    return out.getvalue()


def resigned(
    pair: Pair, entries: Entries, change: Callable[[dict[str, Any]], None] | None = None, raw: bytes | None = None
) -> Entries:
    """The same entries with the envelope changed and signed anew by the true sender."""
    folder = entries[0][0].partition("/")[0]
    content = raw
    if content is None:
        envelope = json.loads(dict(entries)[f"{folder}/{names.ENVELOPE}"])
        if change is not None:
            change(envelope)
        content = (json.dumps(envelope, ensure_ascii=False, indent=2) + "\n").encode()
    fresh = {
        f"{folder}/{names.ENVELOPE}": content,
        f"{folder}/{names.SIGNATURE}": signature_file(content, pair.sender_key),
    }
    return [(name, fresh.get(name, data)) for name, data in entries]


def rebagged(pair: Pair, entries: Entries) -> Entries:
    """The manifests, the tag manifest's hash and the counts made to fit whatever the bag now holds, signed anew."""
    folder = entries[0][0].partition("/")[0]
    bag = {name.removeprefix(folder + "/"): data for name, data in entries}
    listed = tag_files.manifest(
        (name, hashlib.sha256(data).hexdigest()) for name, data in bag.items() if name.startswith("data/")
    )
    tags = tag_files.tag_manifest(bag[names.BAG_INFO], listed)
    fresh = {names.MANIFEST: listed, names.TAG_MANIFEST: tags}
    files = [data for name, data in bag.items() if name.startswith(names.FILES)]

    def fit(envelope: dict[str, Any]) -> None:
        envelope["bag"]["tagmanifest_sha256"] = hashlib.sha256(tags).hexdigest()
        envelope["counts"] |= {"files": len(files), "bytes": sum(map(len, files))}

    changed = [(name, fresh.get(name.removeprefix(folder + "/"), data)) for name, data in entries]
    return resigned(pair, changed, fit)


def sealed_with(pair: Pair, entries: Entries, inner: bytes, recipient: str) -> Entries:
    """A sealed bundle whose seal holds any bytes, soundly signed."""
    folder = entries[0][0].partition("/")[0]
    out = io.BytesIO()
    seal = SealWriter(out.write, recipient)
    seal.write(inner)
    seal.finish()
    content = out.getvalue()

    def fit(envelope: dict[str, Any]) -> None:
        envelope["bag"] |= {"sealed_sha256": hashlib.sha256(content).hexdigest(), "sealed_size": len(content)}

    name = f"{folder}/{names.SEALED}"
    return resigned(pair, [(n, content if n == name else data) for n, data in entries], fit)
