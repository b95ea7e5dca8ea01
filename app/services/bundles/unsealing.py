"""The process that opens a seal: key and sealed bytes in by its standard input, plain bytes out, a code at the end.

It is started as a file of its own with nothing but the age library, so that it is there at once and stays small.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pyrage

#: The option that makes the frozen command do this.
OPTION = "--unseal"
SCRIPT = Path(__file__)
#: Exit codes, besides 0: every byte came out. Any other: the process itself failed.
NOT_FOR_US = 10
DAMAGED = 11
_PIECE = 256 * 1024
_NO_KEY_FITS = "No matching keys found"  # the library tells it from a broken header by its text alone


def is_other_key(error: BaseException) -> bool:
    """Whether the library refused because the seal was made for another key."""
    return str(error) == _NO_KEY_FITS


def main() -> int:
    """Read the key's line, then the seal to its end."""
    source: Any = io.BufferedReader(io.FileIO(0, "rb", closefd=False), _PIECE)
    target: Any = io.BufferedWriter(io.FileIO(1, "wb", closefd=False), _PIECE)
    key = pyrage.x25519.Identity.from_str(source.readline().decode("ascii").strip())
    try:
        pyrage.decrypt_io(source, target, [key])
        target.flush()
    except (pyrage.DecryptError, OSError) as exc:
        return NOT_FOR_US if is_other_key(exc) else DAMAGED
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
