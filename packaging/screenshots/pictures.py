"""Which pictures there are: of which office, at which point of which round, on which page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from camera import Picture
from rounds import Finder, begun_round

from app.services import listing
from app.services.listing import ListQuery

CASE = "krong-pac-2023"
COMMUNE, DISTRICT = "66-654-M01", "66-654"

STAGES: dict[str, Callable[[Path], Path]] = {
    "empty": lambda folder: _made(folder),
    "commune": lambda folder: begun_round(folder, CASE, steps=17),
    "arrived": lambda folder: begun_round(folder, CASE, steps=44),
    "scoring": lambda folder: begun_round(folder, CASE, before="round_lock.lock_scoring"),
    "closed": lambda folder: begun_round(folder, CASE, steps=45),
    "ended": lambda folder: begun_round(folder, CASE),
}
"""By name: how far the round is. Each makes the offices' data folders and gives the folder they lie in."""


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def first(kind: str, *states: str, place: int = 0) -> Finder:
    """The record in that place of a list, in the order of names."""

    def find(session: Any) -> str:
        rows = listing.page(session, ListQuery(kind, states=states), place, 1)
        return rows[0].id

    return find


PICTURES: tuple[Picture, ...] = (
    Picture("first-start", "empty", "", "first_start"),
    Picture("today", "commune", COMMUNE, "today"),
    Picture("producers", "commune", COMMUNE, "producers"),
    Picture("producer", "commune", COMMUNE, "producer", first("producer")),
    Picture("product", "commune", COMMUNE, "product", first("product")),
    Picture("product-form", "commune", COMMUNE, "product_form", first("product")),
    Picture("dossiers", "commune", COMMUNE, "dossiers"),
    Picture("dossier", "commune", COMMUNE, "dossier", first("dossier", "draft")),
    Picture("assess", "commune", COMMUNE, "assess", first("dossier", "assessed")),
    Picture("export", "commune", COMMUNE, "export"),
    Picture("import", "arrived", DISTRICT, "import"),
    Picture("dossier-received", "arrived", DISTRICT, "dossier", first("dossier", "received")),
    Picture("council", "scoring", DISTRICT, "council"),
    Picture("certificates", "ended", DISTRICT, "certificates"),
    Picture("hand-over", "ended", DISTRICT, "hand_over"),
    Picture("search", "ended", DISTRICT, "today", keys=("Ctrl+K", "ca phe")),
)
