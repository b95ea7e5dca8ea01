"""The moves from a draft to a dossier that a council may take up: each checks, changes the state, writes one entry."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlmodel import Session

from app.errors import InvalidInput, NotAllowed
from app.models import Dossier
from app.models.dossier import DossierRow
from app.services import states
from app.services.actors import Actor, require_writer
from app.services.canonical import canonical_json, sha256_of
from app.services.classification_codes import set_number_under
from app.services.clean_text import clean_line, clean_text, require_text
from app.services.dossier_checks import what_is_missing
from app.services.dossier_due import late_mark
from app.services.dossier_numbers import choose_running, fill_pattern, unit_values, used_running_numbers
from app.services.dossier_units import take_units
from app.services.dossiers import dossier_row, regime_of
from app.services.ideas import get_idea
from app.services.missing import Missing
from app.services.names import act_name, application_name
from app.services.producers import get_producer
from app.services.products import get_product, next_sequence, require_free_sequence
from app.services.reassessment_window import require_window
from app.services.revisions import seal
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.states import MOVES, get_dossier
from app.translate import N_


@dataclass(frozen=True)
class ReceiptData:
    """What the receiving officer enters. ``filed_on`` decides the dossier's rules for good.

    ``running`` and ``sequence`` (the product's number in the commune's list) are the next free ones where they are
    not given; with ``by_hand`` what is not given stays blank on the paper, to be filled in with a pen. ``units``:
    the units of the filing day (``dossier_units.unit_fields``) where the producer's record has those of another time.
    """

    filed_on: dt.date
    received_by: str
    running: int | None = None
    sequence: int | None = None
    sample_count: int | None = None
    by_hand: bool = False
    units: Mapping[str, str] | None = None


@dataclass(frozen=True)
class CompletionItem:
    """One thing that is asked for: what it is, what it lacks, what the producer is to do, on which ground."""

    what: str
    missing: str
    to_do: str
    basis: str = ""


def _begin(session: Session, dossier_id: str, act: str, actor: Actor, regime: Regime) -> Dossier:
    """The dossier, when the move is possible; checked before anything is changed."""
    require_writer(actor)
    dossier = get_dossier(session, dossier_id)
    refused = states.refusal(dossier, MOVES[act], actor, regime)
    if refused is not None:
        raise refused
    return dossier


def receive_first(
    session: Session, dossier_id: str, data: ReceiptData, actor: Actor, library: RuleLibrary, today: dt.date
) -> DossierRow:
    """Receive a dossier from its producer: freeze rules and the names of its units, give receipt number and code.

    The form's number and the code follow the regime's patterns (26/2026/QĐ-TTg: Phụ lục II, Phụ lục III Mẫu số 01).

    Raises:
        InvalidInput: a day in the future, nobody who received it, a number that is already given, a product that is not
            classified under the regime, a re-assessment outside its window.
        NotAllowed: not a draft of this office, not this level's task, or its idea is not selected.
    """
    if data.filed_on > today:
        raise InvalidInput("filed_on", N_("A dossier cannot be received in the future."))
    regime = library.for_dossier(data.filed_on, today)
    dossier = _begin(session, dossier_id, "receive_first", actor, regime)
    product = get_product(session, dossier.product_id)
    received_by = clean_line(require_text("received_by", data.received_by, N_("Enter who received the dossier.")))
    if data.sample_count is not None and data.sample_count < 0:
        raise InvalidInput("sample_count", N_("The number of samples cannot be below 0."))
    if dossier.application_type not in regime.application_types:
        raise InvalidInput(
            "application_type",
            N_("{regime} knows no application of the kind “{kind}”."),
            regime=regime.title,
            kind=application_name(dossier.application_type),
        )
    if dossier.idea_id is not None and get_idea(session, dossier.idea_id).status != "selected":
        raise NotAllowed(
            N_("The idea of this dossier is not selected."),
            advice=N_("Select the idea first, then receive the dossier."),
        )
    require_window(session, dossier, regime, data.filed_on)
    number = set_number_under(
        library, regime, product.classification_id, product.classification_code, product.set_number
    )
    set_id = library.set_id_for(regime, number)
    set_sha256 = library.sha256(set_id)
    take_units(dossier, get_producer(session, product.producer_id), data.units)
    used = used_running_numbers(session, regime.receipt_number, dossier, data.filed_on)
    running = None if data.by_hand and data.running is None else choose_running(used, data.running)
    sequence = product.sequence if data.sequence is None else data.sequence
    if product.sequence is not None and sequence != product.sequence:
        raise InvalidInput(
            "sequence",
            N_("The product already has the number {number} in the commune's list."),
            number=product.sequence,
        )
    if sequence is None and not data.by_hand:
        sequence = next_sequence(session, get_producer(session, product.producer_id).commune_code)

    if sequence is not None and product.sequence is None:
        require_free_sequence(session, get_producer(session, product.producer_id), sequence, product.id)
        product.sequence = sequence
        seal(session, product)
    dossier.filed_on = dossier.received_on = data.filed_on
    dossier.received_by = received_by
    dossier.regime_id, dossier.regime_sha256 = regime.id, regime_sha256(regime)
    dossier.set_id, dossier.set_sha256 = set_id, set_sha256
    if data.sample_count is not None:
        dossier.sample_count = data.sample_count
    filled = unit_values(dossier, data.filed_on.year, sequence, running)
    dossier.receipt_number = fill_pattern(regime.receipt_number, filled)[0]
    code, whole = fill_pattern(regime.product_code, unit_values(dossier, dossier.year, sequence))
    dossier.product_code = code if whole else ""
    states.apply(
        session,
        dossier,
        "receive_first",
        actor,
        regime,
        {
            "filed_on": data.filed_on,
            "regime": regime.id,
            "set": set_id,
            "set_sha256": set_sha256,
            "receipt": dossier.receipt_number,
            "code": dossier.product_code,
        },
    )
    return dossier_row(session, dossier_id)


def regime_sha256(regime: Regime) -> str:
    """SHA-256 (hex) of the regime's content in canonical JSON: the same however its file is laid out."""
    return sha256_of(regime.model_dump(mode="json"))


def _require_nothing_missing(missing: Sequence[Missing], act: str) -> None:
    stops = [one for one in missing if one.grade == "stops"]
    if stops:
        raise NotAllowed(
            N_("“{act}” is not possible: {count} things are missing or lapsed. First: {first}"),
            advice=N_("Add what is missing, or ask the producer for it with a list."),
            act=act_name(act),
            count=len(stops),
            first=stops[0].text,
        )


def confirm_complete(
    session: Session,
    dossier_id: str,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    *,
    sample_count: int | None = None,
) -> DossierRow:
    """Confirm that the producer's papers are complete; samples may be counted at the same time.

    Raises:
        NotAllowed: something that stops is missing, or the move is not possible now.
    """
    regime = regime_of(get_dossier(session, dossier_id), library, today)
    dossier = _begin(session, dossier_id, "confirm_complete", actor, regime)
    if sample_count is not None and sample_count < 0:
        raise InvalidInput("sample_count", N_("The number of samples cannot be below 0."))
    samples = dossier.sample_count if sample_count is None else sample_count
    missing = what_is_missing(session, dossier_id, library, today, up_to="producer", sample_count=samples)
    _require_nothing_missing(missing, "confirm_complete")
    dossier.sample_count = samples
    _clear_completion(dossier)
    states.apply(session, dossier, "confirm_complete", actor, regime, {"samples": samples, "on": today})
    return dossier_row(session, dossier_id)


def request_completion(
    session: Session,
    dossier_id: str,
    items: Sequence[CompletionItem],
    due: dt.date,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    *,
    office_days: Mapping[str, int] | None = None,
) -> DossierRow:
    """Return a dossier for completion, with a list and a day. Late, it is done all the same, and its entry says so.

    Args:
        office_days: this office's own working days per task, where the law gives none.

    Raises:
        InvalidInput: an empty list, an item that does not say what it is and what to do, a day already past.
        NotAllowed: the move is not possible now.
    """
    regime = regime_of(get_dossier(session, dossier_id), library, today)
    dossier = _begin(session, dossier_id, "request_completion", actor, regime)
    if not items:
        raise InvalidInput("items", N_("Say what is asked for: the list is empty."))
    if due < today:
        raise InvalidInput("due", N_("The day for completion is already past."))
    asked = [
        CompletionItem(
            what=require_text("what", item.what, N_("Say of each item what it is.")),
            missing=clean_text(item.missing),
            to_do=require_text("to_do", item.to_do, N_("Say of each item what the producer is to do.")),
            basis=clean_text(item.basis),
        )
        for item in items
    ]
    late = late_mark(session, dossier, ("check_form",), library, today, office_days)
    dossier.completion_list = canonical_json([asdict(item) for item in asked]).decode("utf-8")
    dossier.completion_due = due
    data = {"due": due, "items": [asdict(item) for item in asked], **late}
    states.apply(session, dossier, "request_completion", actor, regime, data)
    return dossier_row(session, dossier_id)


def completion_items(row: DossierRow | Dossier) -> list[CompletionItem]:
    """The list that the dossier was returned with; empty where nothing is asked for."""
    return [CompletionItem(**item) for item in json.loads(row.completion_list)]


def accept_as_valid(
    session: Session,
    dossier_id: str,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    *,
    office_days: Mapping[str, int] | None = None,
) -> DossierRow:
    """Accept a received dossier after the check of its form: a round may take it up. Late, its entry says so.

    Args:
        office_days: this office's own working days per task, where the law gives none.

    Raises:
        NotAllowed: a paper that the levels below owe is missing, or the move is not possible now.
    """
    regime = regime_of(get_dossier(session, dossier_id), library, today)
    dossier = _begin(session, dossier_id, "accept_as_valid", actor, regime)
    below = next((step.level for step in regime.levels if step.next == actor.level), None)
    if below is not None:
        _require_nothing_missing(what_is_missing(session, dossier_id, library, today, up_to=below), "accept_as_valid")
    late = late_mark(session, dossier, ("check_form",), library, today, office_days)
    _clear_completion(dossier)
    states.apply(session, dossier, "accept_as_valid", actor, regime, {"on": today, **late})
    return dossier_row(session, dossier_id)


def withdraw(
    session: Session, dossier_id: str, reason: str, actor: Actor, library: RuleLibrary, today: dt.date
) -> DossierRow:
    """Record that the producer takes its dossier back, or that it was opened by mistake.

    Raises:
        InvalidInput: no reason. NotAllowed: the dossier is being scored, or the move is not possible now.
    """
    regime = regime_of(get_dossier(session, dossier_id), library, today)
    dossier = _begin(session, dossier_id, "withdraw", actor, regime)
    why = require_text("reason", reason, N_("Give the reason."))
    states.apply(session, dossier, "withdraw", actor, regime, {"reason": why, "on": today})
    return dossier_row(session, dossier_id)


def _clear_completion(dossier: Dossier) -> None:
    dossier.completion_list, dossier.completion_due = "[]", None
