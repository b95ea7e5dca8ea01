"""What a bundle lists, held until its size and hash are known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.services.bundles.files import digest_file, digest_of, file_chunks
from app.services.bundles.limits import MIB

Content = bytes | Path


class Spool:
    """Content in memory or in a file on the local disk (never on the stick) until it is written."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self.digest = digest_of(content) if isinstance(content, bytes) else digest_file(content)

    def chunks(self) -> Iterator[bytes]:
        if isinstance(self._content, Path):
            yield from file_chunks(self._content)
            return
        for start in range(0, len(self._content), MIB):
            yield self._content[start : start + MIB]
