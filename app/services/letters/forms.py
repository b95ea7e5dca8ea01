"""The forms of enclosures: small files that a bundle carries beside, or instead of, dossiers.

Each is checked as strictly as the bundle itself: known kind, strict JSON, known fields, one way to write it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, ValidationError, model_validator

from app.errors import AppError, BundleRejected
from app.services.bundles.envelope import Code, PlainText, Sha256, StrictModel, Time, Uuid
from app.services.bundles.limits import MIB
from app.services.bundles.strict_json import load_strict
from app.services.canonical import canonical_json
from app.services.letters.plan_form import PlanForm
from app.services.letters.succession_form import SuccessionForm, read_journal_part
from app.services.office_keys.key_change import read_key_change
from app.services.office_keys.office_list import read_list
from app.services.rules.pack import read_pack
from app.translate import N_

EnclosureKind = Literal[
    "receipt", "recall", "release", "custody", "succession", "office_journal", "office_list", "key_change", "rule_pack",
    "plan",
]  # fmt: skip
KINDS: tuple[EnclosureKind, ...] = (
    "receipt", "recall", "release", "custody", "succession", "office_journal", "office_list", "key_change", "rule_pack",
    "plan",
)  # fmt: skip
LARGEST = 16 * MIB
"""The largest enclosure, bytes."""
MOST = 500
"""The most enclosures of one bundle."""

Line = Annotated[str, Field(max_length=300)]
Reason = Annotated[str, Field(min_length=1, max_length=2000)]
Custody = Annotated[int, Field(ge=1, lt=2**31)]
Result = Literal["taken", "already_here", "not_taken"]

Form = TypeVar("Form", bound=StrictModel)


class Person(StrictModel):
    """Who acted for the office: position (may be empty) and name."""

    name: PlainText
    position: Line = ""


class ReceiptDossier(StrictModel):
    """One dossier of the bundle: the custody number that it came with, and what became of it."""

    id: Uuid
    custody: Custody
    result: Result


class ReceiptForm(StrictModel):
    """What the receiving office says of a bundle; offices by their codes, times in UTC.

    ``edition`` counts the different receipts of this bundle from 1; the highest holds. ``undone``: the taking was
    undone, and no dossier of the bundle is there any more.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    bundle_sha256: Sha256
    bundle_id: Uuid
    sequence: Annotated[int, Field(ge=1, lt=2**53)]
    sender: Code
    receiver: Code
    state: Literal["in_force", "undone"]
    edition: Annotated[int, Field(ge=1, lt=2**31)]
    received_at: Time
    stated_at: Time
    received_by: Person
    dossiers: tuple[ReceiptDossier, ...]

    @model_validator(mode="after")
    def _consistent(self) -> ReceiptForm:
        if len({one.id for one in self.dossiers}) != len(self.dossiers):
            raise ValueError("a dossier stands twice")
        if self.state == "undone" and any(one.result == "taken" for one in self.dossiers):
            raise ValueError("an undone taking left nothing taken")
        return self


class RecallForm(StrictModel):
    """The sender asks for a dossier back that it handed over under this custody number."""

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    dossier: Uuid
    product: PlainText
    custody: Custody
    asked_at: Time
    asked_by: Person
    reason: Reason


class ReleaseForm(StrictModel):
    """The answer to a recall: ``never_taken`` (a bundle of it up to this number is refused), or ``declined`` with why.

    An office that has the dossier and releases it sends it back in a bundle of purpose ``release`` instead.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    dossier: Uuid
    custody: Custody
    answer: Literal["never_taken", "declined"]
    released_at: Time
    released_by: Person
    note: Annotated[str, Field(max_length=2000)] = ""


class CustodyForm(StrictModel):
    """The chair of an office took a dossier back by a recorded act: under which number, from whom, and why."""

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    dossier: Uuid
    product: PlainText
    custody: Custody
    former_custody: Custody
    former_holder: Code
    taken_back_at: Time
    taken_back_by: Person
    reason: Reason
    journal: tuple[dict[str, Any], ...]  # the dossier's whole chain, line by line as in a bundle

    @model_validator(mode="after")
    def _higher(self) -> CustodyForm:
        if self.custody <= self.former_custody:
            raise ValueError("the new number is higher than the former one")
        return self


JSON_FORMS: dict[EnclosureKind, type[StrictModel]] = {
    "receipt": ReceiptForm, "recall": RecallForm, "release": ReleaseForm, "custody": CustodyForm,
    "succession": SuccessionForm, "plan": PlanForm,
}  # fmt: skip


def write_form(form: StrictModel) -> bytes:
    """The only bytes that this form has: canonical JSON."""
    return canonical_json(form.model_dump(mode="json", by_alias=True))


def read_form(model: type[Form], content: bytes, entry: str = "") -> Form:
    """The form of an enclosure's bytes.

    Raises:
        BundleRejected: check ``json`` or ``schema``, naming the entry and the place in it.
    """
    load_strict(content, entry)
    try:
        form = model.model_validate_json(content)
    except ValidationError as error:
        place = "/".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
        raise _refused(f"{entry}/{place}" if place else entry) from error
    if write_form(form) != content:
        raise BundleRejected(N_("An enclosure is not written the one way it may be."), check="schema", entry=entry)
    return form


def _refused(entry: str) -> BundleRejected:
    return BundleRejected(
        N_("An enclosure of the bundle does not follow its form."),
        check="schema",
        entry=entry,
        advice=N_("Ask the sender to write it again with this or a newer version of the program."),
    )


def _read_by(read: Callable[[bytes], Any]) -> Callable[[bytes, str], Any]:
    """The reader of a file of its own, in whose form and signature a fault refuses the bundle."""

    def reader(content: bytes, entry: str) -> Any:
        load_strict(content, entry)
        try:
            return read(content)
        except BundleRejected:
            raise
        except AppError as error:
            raise _refused(entry) from error

    return reader


READERS: dict[EnclosureKind, Callable[[bytes, str], Any]] = {
    "office_list": _read_by(read_list),
    "key_change": _read_by(read_key_change),
    "rule_pack": _read_by(read_pack),
    "office_journal": read_journal_part,
}
"""How the kinds are read that are files of their own."""


def read_enclosure(kind: EnclosureKind, content: bytes, entry: str = "") -> Any:
    """What an enclosure says, its form checked.

    Raises:
        BundleRejected: check ``size``, ``json`` or ``schema``, naming the entry.
    """
    if len(content) > LARGEST:
        raise BundleRejected(N_("An entry is larger than it may be."), check="size", entry=entry)
    model = JSON_FORMS.get(kind)
    return read_form(model, content, entry) if model is not None else READERS[kind](content, entry)
