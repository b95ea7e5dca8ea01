"""Content of unknown length, held until its size and hash are known."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.services.bundles.files import Digest, digest_file, file_chunks
from app.services.bundles.limits import MIB

Content = bytes | Path | Iterable[bytes]


class Spool:
    """Content of unknown length held on the local disk (never on the stick) until it is written."""

    def __init__(self, content: Content, stack: contextlib.ExitStack) -> None:
        if isinstance(content, Path):
            self._path: Path | None = content
            self.digest = digest_file(content)
            return
        self._path = None
        self._file = tempfile.SpooledTemporaryFile(4 * MIB)  # noqa: SIM115 - closed by the stack
        stack.callback(self._file.close)
        sha, crc, size = hashlib.sha256(), 0, 0
        for part in [content] if isinstance(content, bytes) else content:
            self._file.write(part)
            sha.update(part)
            crc = zlib.crc32(part, crc)
            size += len(part)
        self.digest = Digest(size, sha.hexdigest(), crc)

    def chunks(self) -> Iterator[bytes]:
        if self._path is not None:
            yield from file_chunks(self._path)
            return
        self._file.seek(0)
        while chunk := self._file.read(MIB):
            yield chunk
