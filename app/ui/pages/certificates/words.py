"""Words and grades of decisions and certificates as the pages show them."""

from __future__ import annotations

import datetime as dt

from app.services.certificate_standing import CertificateStanding
from app.services.decision_overview import DecisionOverview, DecisionProduct
from app.translate import N_, _, format_date, ngettext
from app.ui.pages.certificates.validity_bar import LastDays

DECISION_STATES = {
    "draft": ("neutral", N_("Draft")),
    "printed": ("info", N_("Waiting for the signature")),
    "signed": ("info", N_("Signed")),
    "issued": ("ok", N_("Certificates made")),
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
    return ngettext("Draft decision, {count} product", "Draft decision, {count} products", count).format(count=count)


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


def standing_badge(of: CertificateStanding, today: dt.date) -> tuple[str, str]:
    """Word and grade of a certificate's state: what is to be done about its re-assessment comes first."""
    if of.state not in ("valid", "window"):
        grade, word = CERTIFICATE_STATES[of.state]
        if of.state == "expired" and of.dossier_id:
            return _(word), "neutral"
        return _(word), grade
    if of.dossier_id:
        if of.filed_on is not None:
            return _("Filed {date}").format(date=format_date(of.filed_on)), "info"
        return _("Dossier begun"), "info"
    if of.filing == "open" and of.last_day is not None:
        left = (of.last_day - today).days
        words = ngettext("{count} day left to file", "{count} days left to file", left).format(count=left)
        return words, "warn"
    if of.filing == "closed":
        return _("Not filed in time"), "danger"
    return _("In force"), "ok"


def last_days(of: CertificateStanding, span: int, today: dt.date) -> LastDays:
    """The bar of a certificate's last days, with its words."""
    left = (of.valid_to - today).days
    if left < 0:
        words = ngettext("Ended {count} day ago", "Ended {count} days ago", -left).format(count=-left)
    else:
        words = ngettext("Ends in {count} day", "Ends in {count} days", left).format(count=left)
    window = None
    if of.first_day is not None and of.last_day is not None:
        window = ((of.valid_to - of.first_day).days, (of.valid_to - of.last_day).days)
        words += "; " + _("filing from {first} to {last}").format(
            first=format_date(of.first_day), last=format_date(of.last_day)
        )
    return LastDays(left, span, window, words)
