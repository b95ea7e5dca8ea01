"""Which pictures there are: of which office, at which point of which round, on which page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from camera import BUNDLE, NEWEST, Picture
from finders import (
    a_council,
    a_decision,
    a_member,
    a_round,
    an_office,
    best_result,
    came_last,
    conflicting,
    first,
    forked,
    in_round,
    of_recall,
    scored,
    sent_last,
)
from rounds import begun_round, own_office
from traffic import busy_post, ended_office

CASE, PRESENT_CASE = "krong-pac-2023", "commune-2026"
COMMUNE, OTHER, DISTRICT, PROVINCE = "66-654-M01", "66-654-M02", "66-654", "66"
PRESENT_COMMUNE, PRESENT_PROVINCE, PRESENT_ENDED = "99-M1", "99", "99-H1"
PRODUCER = "producer"
SHEETS_BEFORE = 40
"""So many sheets are signed in the round that is being scored: the board is half full."""

STAGES: dict[str, Callable[[Path], Path]] = {
    "empty": lambda folder: _made(folder),
    "own": lambda folder: own_office(folder, PRODUCER),
    "commune": lambda folder: begun_round(folder, CASE, steps=17),
    "sent": lambda folder: begun_round(folder, CASE, before="take"),
    "arrived": lambda folder: begun_round(folder, CASE, steps=44),
    "sheets": lambda folder: begun_round(folder, CASE, before="score_sheets.sign_sheet", calls=SHEETS_BEFORE),
    "scoring": lambda folder: begun_round(folder, CASE, before="round_lock.lock_scoring"),
    "closed": lambda folder: begun_round(folder, CASE, steps=45),
    "ended": lambda folder: begun_round(folder, CASE),
    "post": lambda folder: busy_post(folder, CASE, COMMUNE, OTHER, DISTRICT),
    "succession": lambda folder: ended_office(folder, PRESENT_CASE, PRESENT_COMMUNE, PRESENT_ENDED, PRESENT_PROVINCE),
    "present-sheets": lambda folder: begun_round(folder, PRESENT_CASE, before="score_sheets.sign_sheet", calls=3),
    "present": lambda folder: begun_round(folder, PRESENT_CASE),
}
"""By name: how far the round is. Each makes the offices' data folders and gives the folder they lie in."""


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _tabs(name: str, tabs: tuple[str, ...], stage: str, office: str, page: str, **found: object) -> list[Picture]:
    """One picture for each tab of a page, named after both."""
    return [Picture(f"{name}-{tab}", stage, office, page, tab=tab, **found) for tab in tabs]  # type: ignore[arg-type]


_DRAFT = first("dossier", "draft")
_ASSESSED = first("dossier", "assessed")
_SETTINGS = (
    "office",
    "people",
    "keys",
    "offices",
    "display",
    "deadlines",
    "certificates",
    "backup",
    "rules",
    "check",
    "advanced",
)

PICTURES: tuple[Picture, ...] = (
    # The first start.
    Picture("first-start", "empty", "", "first_start"),
    Picture("first-start-office", "empty", "", "first_start", keys=("Ctrl+Return",)),
    # The commune's daily work.
    Picture("today", "commune", COMMUNE, "today"),
    Picture("producers", "commune", COMMUNE, "producers"),
    *_tabs("producers", ("producers", "ideas"), "commune", COMMUNE, "producers"),
    Picture("producer", "commune", COMMUNE, "producer", first("producer")),
    Picture("product", "commune", COMMUNE, "product", first("product")),
    Picture("product-form", "commune", COMMUNE, "product_form", first("product")),
    Picture("dossiers", "commune", COMMUNE, "dossiers"),
    Picture("new-dossier", "commune", COMMUNE, "new_dossier", first("product")),
    Picture("dossier", "commune", COMMUNE, "dossier", _DRAFT),
    *_tabs("dossier", ("match", "notes", "journal"), "commune", COMMUNE, "dossier", record=_DRAFT),
    Picture("dossier-assessment", "commune", COMMUNE, "dossier", _ASSESSED, tab="assessment"),
    Picture("dossier-receive", "commune", COMMUNE, "dossier", _DRAFT, keys=("Ctrl+Return",)),
    Picture("registration", "commune", COMMUNE, "registration", _DRAFT),
    *_tabs("self-assessment", ("texts", "scores", "paper"), "commune", COMMUNE, "self_assessment", record=_DRAFT),
    Picture("assessment", "commune", COMMUNE, "assessment"),
    Picture("assess", "commune", COMMUNE, "assess", _ASSESSED),
    *_tabs("assess", ("meeting", "report"), "commune", COMMUNE, "assess", record=_ASSESSED),
    Picture("preview", "commune", COMMUNE, "preview", _ASSESSED, extra=(("kind", "commune_report"),)),
    # Handing over and receiving.
    Picture("export", "commune", COMMUNE, "export"),
    Picture("paper-hand-over", "commune", COMMUNE, "paper_hand_over"),
    Picture("import", "sent", DISTRICT, "import"),
    Picture("import-look", "sent", DISTRICT, "import", extra=(("file", BUNDLE),)),
    Picture("dossier-received", "arrived", DISTRICT, "dossier", first("dossier", "received")),
    Picture("dossiers-received", "arrived", DISTRICT, "dossiers"),
    # The council.
    Picture("round", "sheets", DISTRICT, "round", a_round),
    Picture("round-waiting", "sheets", DISTRICT, "round", a_round, tab="waiting"),
    Picture("sheet", "sheets", DISTRICT, "sheet", in_round, extra=(("round", a_round), ("member", a_member(8)))),
    Picture("sheet-signed", "scoring", DISTRICT, "sheet", scored, extra=(("round", a_round), ("member", a_member(0)))),
    Picture("council", "scoring", DISTRICT, "council"),
    Picture("council-councils", "scoring", DISTRICT, "council", tab="councils"),
    Picture("council-form", "scoring", DISTRICT, "council_form", a_council, extra=(("round", a_round),)),
    Picture(
        "council-recusals", "scoring", DISTRICT, "council_form", a_council, tab="recusals", extra=(("round", a_round),)
    ),
    Picture("round-scored", "scoring", DISTRICT, "round", a_round),
    Picture("round-ranking", "closed", DISTRICT, "round", a_round, tab="ranking"),
    Picture("result", "closed", DISTRICT, "result", best_result, extra=(("round", a_round),)),
    # Recognition.
    Picture("decision-new", "closed", DISTRICT, "decision", extra=(("round", a_round),)),
    Picture("decision", "ended", DISTRICT, "decision", a_decision),
    Picture("certificates", "ended", DISTRICT, "certificates"),
    Picture("certificates-decisions", "ended", DISTRICT, "certificates", tab="decisions"),
    Picture("certificate", "ended", DISTRICT, "certificate", first("certificate")),
    Picture("hand-over", "ended", DISTRICT, "hand_over"),
    Picture("hand-over-received", "ended", DISTRICT, "hand_over", tab="in"),
    Picture("dossier-recognised", "ended", DISTRICT, "dossier", first("dossier", "recognised")),
    Picture("search", "ended", DISTRICT, "today", keys=("Ctrl+K", "ca phe")),
    *_tabs("settings", _SETTINGS, "ended", DISTRICT, "settings"),
    # What passes between offices beside the dossiers.
    Picture("import-receipt", "post", COMMUNE, "import", extra=(("file", BUNDLE),)),
    Picture("hand-over-outstanding", "post", COMMUNE, "hand_over"),
    Picture("hand-over-code", "post", COMMUNE, "hand_over", keys=("Ctrl+Shift+C",)),
    Picture("hand-over-post", "post", DISTRICT, "hand_over", tab="in"),
    Picture("hand-over-undo", "post", DISTRICT, "hand_over", came_last, keys=("Ctrl+Shift+Z",)),
    Picture("quarantine", "post", DISTRICT, "hand_over", tab="quarantine"),
    Picture("letter", "post", DISTRICT, "letter"),
    Picture("recalls", "post", DISTRICT, "recalls"),
    Picture("recalls-asked", "post", COMMUNE, "recalls"),
    Picture("custody-send", "post", DISTRICT, "custody_send", extra=(("release", of_recall),)),
    Picture("custody-send-again", "post", COMMUNE, "custody_send", extra=(("again", sent_last),)),
    Picture("conflict", "post", COMMUNE, "conflict"),
    Picture("fork", "post", DISTRICT, "fork", forked),
    Picture("dossier-asked", "post", COMMUNE, "dossier", of_recall),
    Picture("dossier-wanted", "post", DISTRICT, "dossier", of_recall),
    Picture("dossier-fork", "post", DISTRICT, "dossier", forked),
    Picture("dossier-conflict", "post", COMMUNE, "dossier", conflicting),
    Picture("today-post", "post", COMMUNE, "today"),
    Picture("today-post-district", "post", DISTRICT, "today"),
    # Offices and keys.
    Picture("office-page", "post", DISTRICT, "office", an_office(COMMUNE)),
    Picture("add-office", "post", DISTRICT, "add_office", extra=(("file", NEWEST + ".ocop-card"),)),
    Picture("add-office-empty", "post", DISTRICT, "add_office"),
    Picture("office-list", "succession", PRESENT_COMMUNE, "office_list", extra=(("file", NEWEST + ".ocop-offices"),)),
    Picture("office-list-make", "succession", PRESENT_PROVINCE, "office_list"),
    Picture("key-change", "post", DISTRICT, "key_change", extra=(("file", NEWEST + ".ocop-key"),)),
    Picture("rule-pack", "post", COMMUNE, "rule_pack", extra=(("file", NEWEST + ".ocop-rules"),)),
    Picture("settings-keys-renewed", "post", COMMUNE, "settings", tab="keys"),
    Picture("succession", "succession", PRESENT_PROVINCE, "succession"),
    Picture("take-over", "succession", PRESENT_PROVINCE, "take_over"),
    Picture("plan", "succession", PRESENT_PROVINCE, "plan"),
    Picture("plan-given", "succession", PRESENT_COMMUNE, "plan"),
    # The law of today, with two levels.
    Picture("today-present", "present", PRESENT_COMMUNE, "today"),
    Picture("product-recognised", "present", PRESENT_COMMUNE, "product", first("product")),
    Picture(
        "sheet-present",
        "present-sheets",
        PRESENT_PROVINCE,
        "sheet",
        in_round,
        extra=(("round", a_round), ("member", a_member(4))),
        keys=("3", "2", "1"),
    ),
    Picture("self-assessment-present", "present", PRESENT_COMMUNE, "self_assessment", first("dossier"), tab="scores"),
    Picture("certificates-present", "present", PRESENT_PROVINCE, "certificates"),
    Picture("result-present", "present", PRESENT_PROVINCE, "result", best_result, extra=(("round", a_round),)),
    # A producer's own office.
    Picture("own-registration", "own", PRODUCER, "registration"),
    Picture("own-self-assessment", "own", PRODUCER, "self_assessment"),
    Picture("own-today", "own", PRODUCER, "today"),
)
