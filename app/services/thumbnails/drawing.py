"""A picture or the first page of a PDF, drawn small. Runs in the worker only: what it reads comes from strangers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

SIZE = 256
"""The longer side of a thumbnail, in pixels."""
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/tiff": "TIFF",
            "image/bmp": "BMP", "image/webp": "WEBP"}  # fmt: skip
"""What Pillow reads of what is attached. HEIC is not among it: no library that the program has can read it."""
PDF = "application/pdf"
DRAWN = frozenset(PICTURES) | {PDF}
MAX_PIXELS = 60_000_000
MAX_JPEG_PIXELS = 200_000_000
"""A JPEG is read at an eighth of its size where it is so large, so phones with 200 million dots may come."""
MAX_FILE = 256 * 1024 * 1024


def draw(source: Path, media_type: str, target: Path, size: int = SIZE) -> bool:
    """Write a PNG of at most ``size`` x ``size`` pixels to ``target``, whole or not at all.

    Returns:
        Whether there is a picture; ``False`` for kinds that are not drawn, and files over the limits.

    Raises:
        Exception: whatever a damaged file makes the readers raise; the worker answers "no picture".
    """
    if media_type not in DRAWN or source.stat().st_size > MAX_FILE:
        return False
    picture = _first_page(source, size) if media_type == PDF else _picture(source, media_type, size)
    if picture is None:
        return False
    temporary = target.with_suffix(".part")
    try:
        picture.save(temporary, format="PNG")
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _picture(source: Path, media_type: str, size: int) -> Image.Image | None:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # judged here, before anything is unpacked
    with Image.open(source, formats=[PICTURES[media_type]]) as opened:
        width, height = opened.size
        if width * height > (MAX_JPEG_PIXELS if media_type == "image/jpeg" else MAX_PIXELS):
            return None
        opened.draft("RGB", (size * 2, size * 2))  # a JPEG is unpacked at the nearest fraction of its size
        if opened.size[0] * opened.size[1] > MAX_PIXELS:
            return None
        opened.thumbnail((size, size))
        return _on_white(ImageOps.exif_transpose(opened))


def _on_white(picture: Image.Image) -> Image.Image:
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        solid = picture.convert("RGBA")
        white = Image.new("RGBA", solid.size, "white")
        white.alpha_composite(solid)
        return white.convert("RGB")
    return picture.convert("RGB")


def _first_page(source: Path, size: int) -> Image.Image | None:
    import pypdfium2

    document = pypdfium2.PdfDocument(source)
    try:
        if not len(document):
            return None
        page = document[0]
        width, height = page.get_size()
        if width <= 0 or height <= 0:
            return None
        picture: Image.Image = page.render(scale=size / max(width, height), maybe_alpha=False).to_pil().convert("RGB")
        picture.thumbnail((size, size))
        return picture
    finally:
        document.close()
