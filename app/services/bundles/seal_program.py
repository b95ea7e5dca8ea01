"""The process that makes or opens a seal: a key and bytes in by its standard input, bytes out, a code at the end.

It is started as a file of its own with nothing but the age library, so that it is there at once and stays small.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyrage

#: The options that make the frozen command, or this file, do it.
SEAL = "--seal"
UNSEAL = "--unseal"
SCRIPT = Path(__file__)
#: Exit codes, besides 0: every byte came out. Any other: the process itself failed.
NOT_FOR_US = 10
DAMAGED = 11
_PIECE = 256 * 1024
_NO_KEY_FITS = "No matching keys found"  # the library tells it from a broken header by its text alone


def is_other_key(error: BaseException) -> bool:
    """Whether the library refused because the seal was made for another key."""
    return str(error) == _NO_KEY_FITS


def main(arguments: Sequence[str]) -> int:
    """Read the key's line (the receiver's for ``SEAL``, the secret one for ``UNSEAL``), then all bytes to their end."""
    source: Any = io.BufferedReader(io.FileIO(0, "rb", closefd=False), _PIECE)
    target: Any = io.BufferedWriter(io.FileIO(1, "wb", closefd=False), _PIECE)
    key = source.readline().decode("ascii").strip()
    if list(arguments) == [SEAL]:
        pyrage.encrypt_io(source, target, [pyrage.x25519.Recipient.from_str(key)])
        target.flush()
        return 0
    identity = pyrage.x25519.Identity.from_str(key)
    try:
        pyrage.decrypt_io(source, target, [identity])
        target.flush()
    except (pyrage.DecryptError, OSError) as exc:
        return NOT_FOR_US if is_other_key(exc) else DAMAGED
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
