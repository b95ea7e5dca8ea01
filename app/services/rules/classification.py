"""The classification of products: sectors, groups, subgroups and the product set that each leads to."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.services.rules.facts import Fact, Sourced


class Subgroup(Sourced):
    """The finest row: ``code`` such as ``I.3.c``; ``set_number`` the product set whose criteria apply."""

    code: str
    letter: str = ""
    name: str
    managing_agencies: tuple[str, ...] = ()
    set_number: int | None = None


class ProductGroup(Sourced):
    code: str
    number: int
    name: str
    subgroups: tuple[Subgroup, ...]


class Sector(Sourced):
    code: str
    name: str
    tourism: bool = False
    groups: tuple[ProductGroup, ...]


class Classification(Fact):
    """One decision's classification; ``id`` such as ``26-2026``."""

    schema_version: Literal[1] = Field(alias="schema")
    json_schema: str = Field(default="", alias="$schema")
    id: str
    decision: str
    source: str
    verified: bool
    sectors: tuple[Sector, ...]
    note: str = ""
