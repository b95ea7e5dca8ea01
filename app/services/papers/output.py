"""Writing a paper's file: under a temporary name beside its place, then renamed; a failure leaves nothing."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.errors import StorageError
from app.translate import N_


@contextmanager
def new_file(path: str | Path) -> Iterator[BinaryIO]:
    """A binary file to write to, which takes the name ``path`` once the block has ended well.

    Raises:
        StorageError: the place cannot be written (the file that stood there before is kept).
    """
    target = Path(path)
    temporary: Path | None = None
    try:
        temporary = target.with_name(f".writing-{secrets.token_hex(6)}{target.suffix}")
        # Not tempfile: its files may be read by their owner only, and a paper is made to be passed on.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        raise StorageError(
            N_("The paper {name} could not be written."),
            kept=N_("A file that stood there before is unchanged."),
            advice=N_("Check that the folder exists, that there is room, and that the file is not open elsewhere."),
            name=target.name,
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
