"""What was typed for a new dossier and left: kept until a dossier is opened from it."""

from __future__ import annotations

from collections.abc import Mapping

from app.ui.desk import Desk
from app.ui.forms.field_box import FieldBox

_KEY = "new_dossier"
_CHOSEN = ("product", "application_type", "year", "idea")
_TEXTS = ("previous_certificate", "previous_valid_to", "registered_on", "note")


class TypedBefore:
    """Kept with what the window remembers, so that neither Esc nor a power cut takes it."""

    def __init__(self, desk: Desk, boxes: Mapping[str, FieldBox]) -> None:
        self._desk, self._boxes = desk, boxes

    def keep(self, chosen: Mapping[str, str], asked_for: str) -> None:
        """Keep what stands in the fields, if a person typed any of it.

        Args:
            chosen: the values of the choices.
            asked_for: the product that the page was opened for: it was not typed.
        """
        typed = {name: self._boxes[name].editor.typed() for name in _TEXTS}
        if any(text.strip() for text in typed.values()) or (chosen["product"] and not asked_for):
            self._desk.state.set(_KEY, {**chosen, **typed})

    def find(self, product: str, kind: str) -> dict[str, str]:
        """What was kept, unless another product or kind is asked for; else empty."""
        kept = self._desk.state.get(_KEY)
        if not isinstance(kept, dict) or set(kept) != {*_CHOSEN, *_TEXTS}:
            return {}
        if not all(isinstance(one, str) for one in kept.values()):
            return {}
        return kept if product in ("", kept["product"]) and kind in ("", kept["application_type"]) else {}

    def put_texts(self, kept: Mapping[str, str]) -> None:
        """Put the texts back as they were typed."""
        for name in _TEXTS:
            self._boxes[name].editor.set_typed(kept[name])

    def forget(self) -> None:
        """A dossier is open, or the page begins anew."""
        self._desk.state.set(_KEY, None)
        self._boxes["product"].editor.set_value("")
        for name in _TEXTS:
            self._boxes[name].editor.set_typed("")
