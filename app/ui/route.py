"""Where the window stands: a page, and what of it is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """A place to go to, and to come back to.

    Args:
        page: a page's name in ``pages/registry.py``.
        record: the id of the record that the page shows; empty: the page itself.
        tab: the part of the page.
        focus: the field to stand in.
        extra: further choices of the page, as pairs.
    """

    page: str
    record: str = ""
    tab: str = ""
    focus: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """One of the further choices; empty where it is not given."""
        return dict(self.extra).get(name, "")
