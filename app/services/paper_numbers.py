"""The number of an official paper as it is written: "15/QĐ-UBND" (Decree 30/2020/NĐ-CP, Annex I, II.3)."""

from __future__ import annotations


def written_number(number: str, symbol: str) -> str:
    """A paper's number with its symbol; alone where it has none or was entered whole; empty where it has no number."""
    if not number or not symbol or "/" in number:
        return number
    return f"{number}/{symbol.lstrip('/')}"


def entered_number(typed: str, symbol: str) -> str:
    """What is kept of a typed number: the paper's own symbol behind it is left out, since it is kept beside it."""
    number, slash, rest = typed.strip().partition("/")
    return number.strip() if slash and rest.strip().casefold() == symbol.lstrip("/").casefold() else typed.strip()
