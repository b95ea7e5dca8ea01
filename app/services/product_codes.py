"""The product's code: what it still lacks, and a code that is typed by hand where it could not be formed.

Its form is the regime's pattern, such as 26/2026/QĐ-TTg, Phụ lục II.
"""

from __future__ import annotations

import re
from string import Formatter

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed
from app.models import Certificate, DecisionItem, Dossier, Product
from app.models.dossier import DossierRow
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.clean_text import clean_line
from app.services.dossier_numbers import unit_values
from app.services.dossier_rules import Rules, regime_of
from app.services.dossiers import dossier_row
from app.services.revisions import seal
from app.services.rules.regime import NumberPattern
from app.services.states import get_dossier, require_custody
from app.translate import N_, _

_PARTS: dict[str, tuple[str, str]] = {
    "province": ("[0-9]{2}", N_("code of the province")),
    "district": ("[0-9]{3}", N_("code of the district")),
    "commune": ("[0-9]{5}", N_("code of the commune")),
    "sequence": ("[1-9][0-9]*", N_("number in the commune's list")),
    "year": ("[0-9]{4}", N_("year")),
}


def code_lacks(dossier: Dossier, pattern: NumberPattern, sequence: int | None) -> tuple[str, ...]:
    """Message ids of the parts that the dossier's own code lacks; none where it has its code."""
    if dossier.product_code:
        return ()
    values = unit_values(dossier, dossier.year, sequence)
    return tuple(_PARTS[name][1] for name in _names(pattern) if not values.get(name))


def code_example(pattern: NumberPattern) -> str:
    """The parts of a code in words, as the pattern puts them together."""
    return pattern.pattern.format(**{name: f"[{_(words)}]" for name, (_form, words) in _PARTS.items()})


def products_without_code(session: Session, decision_id: str) -> list[str]:
    """The products of a decision that have no code yet, in the order of its list."""
    return list(
        session.exec(
            select(Product.name)
            .join(Dossier, col(Dossier.product_id) == Product.id)
            .join(DecisionItem, col(DecisionItem.dossier_id) == Dossier.id)
            .where(DecisionItem.decision_id == decision_id, Dossier.product_code == "")
            .order_by(col(DecisionItem.position))
        )
    )


def enter_product_code(session: Session, dossier_id: str, code: str, actor: Actor, library: Rules) -> DossierRow:
    """Give a received dossier the code that stands on its papers, or that was worked out by hand.

    Raises:
        InvalidInput: the code has not the form that the regime gives it, or another dossier of the year has it.
        NotAllowed: not received yet, another office holds it, or a certificate bears its code already.
    """
    require_writer(actor)
    dossier = get_dossier(session, dossier_id)
    require_custody(dossier, actor)
    if dossier.filed_on is None:
        raise NotAllowed(
            N_("The dossier is not received yet."), advice=N_("Receive it first: the day of filing decides the form.")
        )
    if session.exec(select(Certificate.id).where(Certificate.dossier_id == dossier_id).limit(1)).first() is not None:
        raise NotAllowed(N_("A certificate bears this dossier's code already: it no longer changes."))
    pattern = regime_of(library, dossier).product_code
    given = clean_line(code)
    form = "".join(
        re.escape(literal) + (_PARTS[name][0] if name is not None else "")
        for literal, name, _format, _conversion in Formatter().parse(pattern.pattern)
    )
    if re.fullmatch(form, given) is None:
        raise InvalidInput("product_code", N_("A code has this form: {form}."), form=code_example(pattern), given=given)
    same = select(Dossier.id).where(Dossier.product_code == given, Dossier.product_id != dossier.product_id)
    if session.exec(same.limit(1)).first() is not None:
        raise InvalidInput("product_code", N_("Another product has the code {code} already."), code=given)
    before, dossier.product_code = dossier.product_code, given
    seal(session, dossier)
    journal.record(session, actor, "enter_product_code", dossier_id=dossier_id, data={"code": given, "before": before})
    return dossier_row(session, dossier_id)


def _names(pattern: NumberPattern) -> list[str]:
    return [name for _literal, name, _format, _conversion in Formatter().parse(pattern.pattern) if name is not None]
