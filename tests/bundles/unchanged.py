"""A fingerprint of a whole folder, to prove that nothing in it was changed by a byte."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path


def fingerprint_of(root: Path, *, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Path below the folder -> what lies there: kind, mode, size and SHA-256 of each file, the target of each link.

    Args:
        without: paths below it that are left out, with everything in them.
    """
    found: dict[str, str] = {}
    for folder, names, files in os.walk(root):
        inside = Path(folder).relative_to(root)
        names[:] = sorted(name for name in names if (inside / name).as_posix() not in without)
        for name in [*names, *sorted(files)]:
            place = (inside / name).as_posix()
            if place in without:
                continue
            path = Path(folder, name)
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                found[place] = f"link {os.readlink(path)}"
            elif stat.S_ISREG(mode):
                content = path.read_bytes()
                found[place] = f"{mode:o} {len(content)} {hashlib.sha256(content).hexdigest()}"
            else:
                found[place] = f"{mode:o}"
    return found
