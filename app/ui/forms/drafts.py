"""Text that is typed but not saved yet, kept beside the data so that a crash or a power cut does not take it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Protocol

KEY = "draft"


class Keeper(Protocol):
    """What remembers small values between two starts (the window's state)."""

    def get(self, key: str, default: Any = None) -> Any: ...

    def set(self, key: str, value: Any) -> None: ...


@dataclass(frozen=True)
class Draft:
    """Texts of one record that were typed and not saved, by field, and when that was (UTC)."""

    form: str
    record: str
    texts: dict[str, str] = field(default_factory=dict)
    at: dt.datetime | None = None


class Drafts:
    """The unsaved texts of forms: at most one record's of each form, so that the state stays small."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def find(self, form: str, record: str) -> Draft | None:
        """What was typed into this form for this record and never saved."""
        return next((one for one in self.all() if (one.form, one.record) == (form, record)), None)

    def all(self) -> list[Draft]:
        """Every unsaved text: where to go back to at the next start. What cannot be read counts as none."""
        raw = self._keeper.get(KEY)
        found = [_read(form, entry) for form, entry in raw.items()] if isinstance(raw, dict) else []
        return [draft for draft in found if draft is not None and draft.texts]

    def keep(self, form: str, record: str, name: str, text: str) -> None:
        """Remember what stands in a field; another record's texts of the same form are given up."""
        known = self.find(form, record)
        texts = {**(known.texts if known else {}), name: text}
        self._write(form, record, texts)

    def forget(self, form: str, record: str, name: str) -> None:
        """The field is saved, or its text was taken back."""
        known = self.find(form, record)
        if known is not None and name in known.texts:
            self._write(form, record, {key: text for key, text in known.texts.items() if key != name})

    def _write(self, form: str, record: str, texts: dict[str, str]) -> None:
        raw = self._keeper.get(KEY)
        drafts = {key: value for key, value in raw.items() if key != form} if isinstance(raw, dict) else {}
        if texts:
            now = dt.datetime.now(dt.UTC).replace(microsecond=0)
            drafts[form] = {"record": record, "texts": texts, "at": now.isoformat()}
        self._keeper.set(KEY, drafts or None)


def _read(form: str, entry: object) -> Draft | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("record"), str):
        return None
    texts = entry.get("texts")
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        return None
    try:
        at = dt.datetime.fromisoformat(str(entry.get("at")))
    except ValueError:
        at = None
    return Draft(form, entry["record"], dict(texts), at)
