"""The picture that an office's certificates carry between issuer and motto; nothing stands in for it."""

from __future__ import annotations

import io
import os
from pathlib import Path

from app.errors import InvalidInput, StorageError, system_reason
from app.paths import DataPaths
from app.translate import N_

_NAME = "emblem.png"
_LARGEST = 8 * 1024 * 1024
_SIDE = 1200


def emblem_of(paths: DataPaths) -> Path | None:
    """The office's picture; none where it loaded none."""
    path = paths.root / _NAME
    return path if path.is_file() else None


def save_emblem(paths: DataPaths, source: Path) -> Path:
    """Keep a PNG or JPEG as the office's picture, drawn anew at most 1200 pixels wide.

    Raises:
        InvalidInput: it is no such picture, or larger than 8 MB. StorageError: it cannot be read or kept.
    """
    from PIL import Image, UnidentifiedImageError

    refused = InvalidInput("emblem", N_("This is not a PNG or JPEG picture of at most 8 MB."))
    target = paths.root / _NAME
    part = target.with_suffix(".part")
    try:
        with source.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise refused
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if max(picture.size) > 20_000:
                raise refused
            picture.thumbnail((_SIDE, _SIDE))
            picture.convert("RGBA").save(part, format="PNG")
        os.replace(part, target)
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
        raise refused from error
    except OSError as error:
        raise StorageError(N_("The picture could not be kept: {reason}."), reason=system_reason(error)) from error
    finally:
        part.unlink(missing_ok=True)
    return target


def drop_emblem(paths: DataPaths) -> None:
    """Certificates carry no picture any more."""
    (paths.root / _NAME).unlink(missing_ok=True)
