"""Bundles as an attacker would make them: soundly signed, or canonical, but wrong in one place."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from app.errors import BundleRejected
from app.models import JournalEntry
from app.services import journal
from app.services.bundles import names, tag_files
from app.services.bundles.container import ContainerWriter, read_container, read_entry
from app.services.bundles.envelope import EnvelopeFacts
from app.services.bundles.files import FileSource
from app.services.bundles.records import LEFT_OUT, OFFICE_CHAIN, TRAVELLING, table_name
from app.services.bundles.rows import row_from_json
from app.services.bundles.sealing import SealWriter
from app.services.bundles.signing import SigningKey, signature_file
from app.services.canonical import canonical_json
from app.services.revisions import child_table, content_hash
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


Sheet = dict[str, list[dict[str, Any]]]


def remade(
    entries: Entries,
    signer: SigningKey,
    *,
    sheet: Callable[[Sheet], None] | None = None,
    sheet_bytes: Callable[[bytes], bytes] | None = None,
    lines: Callable[[list[dict[str, Any]]], None] | None = None,
    line_bytes: Callable[[bytes], bytes] | None = None,
    index: Callable[[dict[str, Any]], None] | None = None,
    envelope: Callable[[dict[str, Any]], None] | None = None,
) -> bytes:
    """An open bundle of one dossier with its records, journal, index or envelope changed, and all else made to fit.

    Every hash, count and chain is right and the signature sound: what a sender's own program could write, if it wanted.
    """
    folder = entries[0][0].partition("/")[0]
    bag = {name.removeprefix(folder + "/"): data for name, data in entries}
    listed = json.loads(bag[names.INDEX])
    [dossier] = listed["dossiers"]
    place = names.FILES + dossier["records"]
    content = _changed_sheet(bag.pop(place), sheet)
    content = sheet_bytes(content) if sheet_bytes else content
    dossier["records"] = hashlib.sha256(content).hexdigest()
    bag[names.FILES + dossier["records"]] = content
    history = _changed_lines(bag[names.JOURNAL], lines)
    bag[names.JOURNAL] = line_bytes(history) if line_bytes else history
    dossier["journal_entries"] = bag[names.JOURNAL].count(b"\n")
    if index is not None:
        index(listed)
    bag[names.INDEX] = json.dumps(listed, ensure_ascii=False).encode()
    files = sorted(name for name in bag if name.startswith(names.FILES))
    payload = [*files, names.INDEX, names.JOURNAL]
    outside = json.loads(bag[names.ENVELOPE])
    outside["counts"] |= {"files": len(files), "bytes": sum(len(bag[name]) for name in files)}
    if envelope is not None:
        envelope(outside)
    keys = ("bundle_id", "kind", "sender", "receiver", "sequence", "previous", "created_at", "program")
    facts = EnvelopeFacts.model_validate(
        {key: outside[key] for key in keys} | {"dossiers": outside["counts"]["dossiers"]}
    )
    bag[names.BAG_INFO] = tag_files.bag_info(facts, sum(len(bag[name]) for name in payload), len(payload))
    bag[names.MANIFEST] = tag_files.manifest((name, hashlib.sha256(bag[name]).hexdigest()) for name in payload)
    bag[names.TAG_MANIFEST] = tag_files.tag_manifest(bag[names.BAG_INFO], bag[names.MANIFEST])
    outside["bag"]["tagmanifest_sha256"] = hashlib.sha256(bag[names.TAG_MANIFEST]).hexdigest()
    bag[names.ENVELOPE] = (json.dumps(outside, ensure_ascii=False, indent=2) + "\n").encode()
    bag[names.SIGNATURE] = signature_file(bag[names.ENVELOPE], signer)
    order = [names.BAGIT, *payload, names.BAG_INFO, names.MANIFEST, names.TAG_MANIFEST, *names.BUNDLE_TAIL]
    return packed((f"{folder}/{name}", bag[name]) for name in order)


def _changed_sheet(content: bytes, change: Callable[[Sheet], None] | None) -> bytes:
    """The records changed, each with the hash of what it now is."""
    if change is None:
        return content
    value = json.loads(content)
    change(value["records"])
    for model in TRAVELLING:
        table = table_name(model)
        child = child_table(table)
        for row in (one for one in value["records"].get(table, []) if isinstance(one, dict)):
            plain = {key: one for key, one in row.items() if key != "children"}
            try:
                made = row_from_json(model, plain, "test", LEFT_OUT.get(table, frozenset()))
                parts = [row_from_json(child[0], one, "test") for one in row.get("children", [])] if child else []
            except BundleRejected:
                continue
            row["content_hash"] = content_hash(made, parts)
    return canonical_json(value)


def _changed_lines(content: bytes, change: Callable[[list[dict[str, Any]]], None] | None) -> bytes:
    """The journal changed, its chain made anew."""
    if change is None:
        return content
    lines = [json.loads(line) for line in content.splitlines()]
    change(lines)
    previous = ""
    for number, line in enumerate(lines, start=1):
        line |= {"dossier_sequence": number, "dossier_previous": previous}
        try:
            entry = row_from_json(JournalEntry, dict(line), "test", OFFICE_CHAIN)
            line["dossier_hash"] = journal.dossier_entry_hash(entry)
        except (ValueError, BundleRejected, RecursionError):
            pass
        previous = line["dossier_hash"]
    return b"".join(canonical_json(line) + b"\n" for line in lines)


class Bytes:
    """A bundle in memory, as a source."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = len(content)

    def read_at(self, length: int, offset: int) -> bytes:
        return self.content[offset : offset + length]


class Huge:
    """A file of any size that costs nothing: a head, a tail, and zeros between; says what was read of it."""

    def __init__(self, head: bytes, zeros: int, tail: bytes) -> None:
        self.head, self.zeros, self.tail = head, zeros, tail
        self.size = len(head) + zeros + len(tail)
        self.most_read = 0

    def read_at(self, length: int, offset: int) -> bytes:
        self.most_read = max(self.most_read, length)
        assert length < 2**24, "nothing may ask for a gigabyte at once"
        middle = range(len(self.head), len(self.head) + self.zeros)
        out = bytearray()
        for at in range(offset, min(offset + length, self.size)):
            if at < middle.start:
                out.append(self.head[at])
            else:
                out.append(0 if at in middle else self.tail[at - middle.stop])
        return bytes(out)
