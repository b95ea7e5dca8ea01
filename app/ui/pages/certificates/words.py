"""Words and grades of decisions and certificates as the pages show them."""

from __future__ import annotations

from app.services.decision_overview import DecisionOverview, DecisionProduct
from app.translate import N_, _, format_date, ngettext

DECISION_STATES = {
    "draft": ("neutral", N_("Draft")),
    "printed": ("info", N_("Waiting for the signature")),
    "signed": ("info", N_("Signed")),
    "issued": ("ok", N_("Signed, certificates made")),
}
CERTIFICATE_STATES = {
    "not_yet": ("neutral", N_("Not yet in force")),
    "valid": ("ok", N_("In force")),
    "window": ("ok", N_("In force")),
    "expired": ("danger", N_("Expired")),
    "revoked": ("danger", N_("Revoked")),
    "replaced": ("neutral", N_("Replaced")),
}


def decision_badge(state: str, kind: str = "recognise") -> tuple[str, str]:
    """Word and grade of a decision's state."""
    grade, word = DECISION_STATES[state]
    if state == "signed" and kind == "approve":
        grade = "ok"
    return _(word), grade


def decision_title(of: DecisionOverview) -> str:
    """The decision by its number, or as the draft that it is."""
    if of.paper.number:
        return _("Decision {number}").format(number=of.paper.number)
    count = len(of.products)
    return ngettext("Draft decision on {count} product", "Draft decision on {count} products", count).format(
        count=count
    )


def decision_line(of: DecisionOverview) -> str:
    """What stands under the title: the round, the rules, date and signer."""
    parts = []
    if of.round_words:
        parts.append(_("Round {round}").format(round=of.round_words))
    if of.paper.dated is not None:
        parts.append(_("dated {date}").format(date=format_date(of.paper.dated)))
    if of.paper.signer:
        parts.append(_("signed by {name}").format(name=of.paper.signer))
    parts.append(of.regime_title)
    return " · ".join(parts)


def certificates_count(count: int) -> str:
    """A number of certificates in words."""
    return ngettext("{count} certificate", "{count} certificates", count).format(count=count)


def products_count(count: int) -> str:
    """A number of products in words."""
    return ngettext("{count} product", "{count} products", count).format(count=count)


def given_badge(of: DecisionProduct) -> tuple[str, str] | None:
    """The state of the certificate that a product of the list has; ``None``: it has none yet."""
    if not of.certificate_id:
        return None
    if of.certificate_status == "valid":
        return (_("Printed"), "ok") if of.printed else (_("Not printed yet"), "info")
    grade, word = CERTIFICATE_STATES[of.certificate_status]
    return _(word), grade
