"""Which page a file leads to that was opened, chosen or dropped onto the window; told by the end of its name alone."""

from __future__ import annotations

import re
from pathlib import Path

from app.ui.route import Route

OPENABLE = (".ocop-card", ".ocop-offices", ".ocop-key", ".ocop-rules")
"""Beside bundles: an office's card, a list of offices, a notice of a key, a rule pack."""

_PAGES = dict(zip(OPENABLE, ("add_office", "office_list", "key_change", "rule_pack"), strict=True))
_BUNDLE = re.compile(r"\.ocop(\.\d{3})?$")


def route_of_file(path: Path) -> Route | None:
    """The page that opens the file; None: no file of this program."""
    name = path.name.lower()
    page = next((page for suffix, page in _PAGES.items() if name.endswith(suffix)), "")
    if _BUNDLE.search(name):
        page = "import"
    return Route(page, extra=(("file", str(path)),)) if page else None
