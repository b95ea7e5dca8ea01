"""Make the pictures anew: ``python3 dev.py screenshots`` (also ``--only NAME``, ``--lang en``, ``--scale 1.5``).

Into the handbook's folder come the pictures that the handbook shows; into another folder (``--out``) all there are.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "docs" / "handbook" / "pictures"


def shown() -> set[str]:
    """The names of the pictures that the handbook or the README shows."""
    readers = [*FOLDER.parent.glob("*.md"), ROOT / "README.md", ROOT / "README.vi.md"]
    return {name for file in readers for name in re.findall(r"pictures/([\w-]+)\.png", file.read_text("utf-8"))}


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py screenshots", description=__doc__)
    parser.add_argument("--only", action="append", default=[], help="the name of a picture; several times for several")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")
    parser.add_argument("--scale", default="1", help="the scaling of the screen, such as 1.5")
    parser.add_argument("--dark", action="store_true", help="in the dark theme")
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = options.scale
    sys.path.insert(0, str(ROOT))
    from camera import Camera
    from pictures import PICTURES, STAGES

    names = {picture.name for picture in PICTURES}
    chosen = set(options.only) or (shown() if options.out == FOLDER else names)
    unknown = chosen - names
    if unknown:
        parser.error("no such picture: " + ", ".join(sorted(unknown)))
    wanted = [picture for picture in PICTURES if picture.name in chosen]
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        failed: list[str] = []
        camera = Camera(options.lang, float(options.scale), options.dark)
        for stage_name in dict.fromkeys(picture.stage for picture in wanted):
            data = STAGES[stage_name](folder / stage_name)
            for picture in wanted:
                if picture.stage == stage_name:
                    copy = folder / "copy"
                    shutil.rmtree(copy, ignore_errors=True)
                    shutil.copytree(data / picture.office, copy) if picture.office else copy.mkdir()
                    try:
                        camera.take(picture, copy, data.parent / "ban-giao", options.out / f"{picture.name}.png")
                    except Exception as error:  # noqa: BLE001 - the other pictures are wanted all the same
                        failed.append(f"{picture.name}: {error!r}")
                    print(picture.name, flush=True)
    print("\n".join(failed), file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
