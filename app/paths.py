"""Where things lie: the program's own read-only resources, and the office's data folder."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APP_DIR_NAME = "so-ocop"


def program_root() -> Path:
    """The folder that holds ``resources`` and ``i18n``: the source tree, or the unpacked frozen build."""
    bundled = getattr(sys, "_MEIPASS", None)
    return Path(bundled) if bundled else Path(__file__).resolve().parent.parent


def resource_path(*names: str) -> Path:
    """The path of a shipped resource, e.g. ``resource_path("fonts", "LiberationSerif-Regular.ttf")``.

    Raises:
        ValueError: a name is empty, absolute, or leads out of the resource folder.
    """
    for name in names:
        if not name or any(part in ("", ".", "..") or ":" in part for part in name.replace("\\", "/").split("/")):
            raise ValueError(f"not the name of a resource: {name!r}")
    return program_root().joinpath("resources", *names)


def catalogue_dir() -> Path:
    """The folder of the translation catalogues."""
    return program_root() / "i18n"


@dataclass(frozen=True)
class DataPaths:
    """Every place below one office's data folder. Building it touches no disk; ``ensure`` makes the folders."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file of this office."""
        return self.root / "so-ocop.db"

    @property
    def files(self) -> Path:
        """The content store: attached documents, named by their SHA-256."""
        return self.root / "files"

    @property
    def quarantine(self) -> Path:
        """Where files from outside are copied before they are looked at."""
        return self.root / "quarantine"

    @property
    def outbox(self) -> Path:
        """Where bundles and papers are made before they go to a stick or a printer."""
        return self.root / "outbox"

    @property
    def opened(self) -> Path:
        """Where copies of attached files lie while the system's viewer shows them, until the next start."""
        return self.outbox / "opened"

    @property
    def previews(self) -> Path:
        """Where papers are written that are only looked at or printed, until the next start."""
        return self.outbox / "previews"

    @property
    def pasted(self) -> Path:
        """Where a pasted picture lies until it is in the store."""
        return self.outbox / "pasted"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def keys(self) -> Path:
        """The office's private keys; readable by its owner only where the system can say so."""
        return self.root / "keys"

    @property
    def cache(self) -> Path:
        """What can be made again, such as thumbnails and texts of files: made where needed, deleted without loss."""
        return self.root / "cache"

    @property
    def rules(self) -> Path:
        """An office's own rule files, in the same folders as the shipped ones; made by hand where they are needed."""
        return self.root / "rules"

    @property
    def own_units(self) -> Path:
        """Administrative units that the office entered by hand."""
        return self.rules / "places" / "own-units.json"

    @property
    def settings_file(self) -> Path:
        return self.root / "settings.json"

    @property
    def folders(self) -> tuple[Path, ...]:
        return (self.root, self.files, self.quarantine, self.outbox, self.backups, self.logs, self.keys)

    def ensure(self) -> DataPaths:
        """Create the folders that are missing, the key folder closed to others; returns itself.

        Raises:
            OSError: the place cannot be written.
        """
        for folder in self.folders:
            folder.mkdir(parents=True, exist_ok=True)
        if sys.platform != "win32":
            self.keys.chmod(0o700)
        return self


def default_data_root() -> Path:
    """The user's own data folder as the system has it: never beside the program, not roamed between machines."""
    return Path(platformdirs.user_data_dir(_APP_DIR_NAME, appauthor=False, roaming=False))


def data_paths(data_dir: str | Path | None = None) -> DataPaths:
    """The data folder: the one given by ``--data-dir``, else the user's own."""
    root = Path(data_dir).expanduser() if data_dir else default_data_root()
    return DataPaths(root.resolve())
