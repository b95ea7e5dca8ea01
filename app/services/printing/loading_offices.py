"""Offices, who signs, and what an issued paper says of its number: from rows to facts."""

from __future__ import annotations

import datetime as dt
from typing import cast

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import IssuedPaper, Office
from app.services.paper_numbers import written_number
from app.services.papers.paper_facts import NumberingFacts, OfficeFacts, SignerFacts, SigningMode
from app.services.printing.place_names import COMMITTEE, head_post, in_sentence, split_office
from app.services.rules.facts import Level
from app.services.rules.regime import Regime
from app.translate import N_


def get_office(session: Session, office_id: str) -> Office:
    """The office's row.

    Raises:
        NotFound: it is not known here.
    """
    office = session.get(Office, office_id)
    if office is None:
        raise NotFound(N_("This office is not known here."))
    return office


def unit_name(office: Office) -> str:
    """The unit that an office is of, as its row has it: the commune's name for a commune, and so on."""
    names = {"commune": office.commune_name, "district": office.district_name, "province": office.province_name}
    return names.get(office.level, "")


def office_facts(office: Office) -> OfficeFacts:
    """One office as its papers name it."""
    body, unit = split_office(office.name, office.level, unit_name(office))
    return OfficeFacts(
        level=cast(Level, office.level),
        unit=unit,
        body=body,
        # A People's Committee prints no body above it (Decree 30/2020/NĐ-CP, Annex I, II.2).
        parent="" if body == COMMITTEE else office.parent_name,
        place=office.place_name or place_name(unit),
        symbol=office.symbol or "UBND",
        province=in_sentence(office.province_name, "province"),
        province_code=office.province_code,
        commune=in_sentence(office.commune_name, "commune"),
        commune_code=office.commune_code,
    )


def place_name(unit: str) -> str:
    """A unit's proper name, as it stands before the date; named by a number or a person it keeps its noun."""
    if unit[:1].isupper():
        return unit
    for noun in ("thành phố ", "thị trấn ", "đặc khu ", "thị xã ", "phường ", "huyện ", "quận ", "tỉnh ", "xã "):
        if unit.startswith(noun):
            return unit.removeprefix(noun)
    return unit


_COLLECTIVE: dict[str, SigningMode] = {"head": "collective", "deputy": "collective_deputy"}
_DEPUTY: dict[str, SigningMode] = {"head": "deputy", "collective": "collective_deputy"}
_HEAD: dict[str, SigningMode] = {"deputy": "head", "collective_deputy": "collective"}


def signer_facts(office: Office, paper: IssuedPaper | None, *, committee: bool = False) -> SignerFacts:
    """Who signs: the office's signer, and once the paper is signed the person who did.

    Args:
        committee: a paper of the committee and not of its head: signed TM. where the office is a committee.
    """
    body, _unit = split_office(office.name, office.level, unit_name(office))
    head = head_post(body)
    mode, post, name = cast(SigningMode, office.signer_mode), office.signer_post, office.signer_name
    if paper is not None and paper.status == "signed":
        name, post = paper.signer_name, paper.signer_post or post
        if paper.signer_post:
            deputy = paper.signer_post.lower().startswith("phó")
            mode = (_DEPUTY if deputy else _HEAD if paper.signer_post.lower() == head.lower() else {}).get(mode, mode)
    if committee and body == COMMITTEE:
        mode = _COLLECTIVE.get(mode, mode)
    if mode in ("head", "collective", "acting"):
        return SignerFacts(mode=mode, post=post or head, name=name, body=body)
    return SignerFacts(mode=mode, post=head, own_post=post, name=name, body=body)


def numbering_facts(paper: IssuedPaper | None, year: int | None) -> NumberingFacts:
    """Number and day, once the paper is signed; before that blanks with the year."""
    if paper is None or paper.status != "signed":
        return NumberingFacts(year=year)
    plain = paper.number.isascii() and paper.number.isdigit()
    # As the clerk wrote it, two digits at least: a number is no quantity, so it takes no thousands dot.
    return NumberingFacts(number_text=paper.number.zfill(2) if plain else paper.number, on=paper.dated, year=year)


def paper_of(session: Session, dossier_id: str, kind: str, office_id: str) -> IssuedPaper | None:
    """That office's paper of that kind for the dossier: the latest signed one, else the one that was begun last.

    Always of one office alone: each office that sends a dossier up writes a letter of its own.
    """
    rows = session.exec(
        select(IssuedPaper)
        .where(IssuedPaper.dossier_id == dossier_id, IssuedPaper.kind == kind, IssuedPaper.office_id == office_id)
        .order_by(col(IssuedPaper.dated).desc(), col(IssuedPaper.created_at).desc())
    ).all()
    return next((row for row in rows if row.status == "signed"), rows[0] if rows else None)


def full_number(paper: IssuedPaper, symbol: str) -> str:
    """A signed paper's number with its symbol: "15/BC-UBND"; ``symbol`` where the paper has none of its own."""
    return written_number(paper.number, paper.symbol or symbol)


def next_office_name(session: Session, regime: Regime, level: str, units: dict[str, str]) -> str:
    """The office that dossiers of a level go to, inside a sentence; by the units' names where it is not known here.

    Args:
        units: by level the name of the dossier's unit.
    """
    step = regime.step(cast(Level, level))
    above = step.next if step is not None else None
    if above is None:
        return ""
    wanted = in_sentence(units.get(above, ""), above)
    for office in session.exec(select(Office).where(Office.level == above).order_by(col(Office.code))):
        facts = office_facts(office)
        if not wanted or facts.unit.lower() == wanted.lower():
            return facts.name
    following = regime.step(above)
    if above in ("district", "province") and wanted:
        return f"{COMMITTEE} {wanted}"
    return following.actor if following is not None else ""


def local_day(moment: dt.datetime) -> dt.date:
    """The day of a moment on this office's calendar."""
    return moment.astimezone().date()
