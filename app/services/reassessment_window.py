"""When a re-assessment may be filed: a span of days before the last certificate ends, as the regime says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.errors import InvalidInput
from app.models import Certificate, Dossier
from app.services.rules.regime import Regime
from app.translate import N_, format_date


@dataclass(frozen=True)
class FilingWindow:
    """First and last day for filing, and the certificate's last day that they are counted from."""

    earliest: dt.date
    latest: dt.date
    valid_to: dt.date
    article: str

    def holds(self, day: dt.date) -> bool:
        """Whether a dossier may be filed on that day."""
        return self.earliest <= day <= self.latest


def certificate_end(session: Session, dossier: Dossier, *, with_own: bool = False) -> dt.date | None:
    """The last day of the product's latest certificate: one made here, else the date entered from paper.

    Args:
        with_own: the dossier is the earlier one, whose own certificate counts too.
    """
    latest = select(col(Certificate.valid_to)).where(
        Certificate.product_id == dossier.product_id, Certificate.status != "revoked"
    )
    if not with_own:
        latest = latest.where(Certificate.dossier_id != dossier.id)
    known = session.exec(latest.order_by(col(Certificate.valid_to).desc())).first()
    return known or dossier.previous_valid_to


def filing_window(session: Session, dossier: Dossier, regime: Regime) -> FilingWindow | None:
    """The window for filing a re-assessment; ``None``: it is none, the regime has no window, or no end is known."""
    if dossier.application_type != "reassess" or regime.reassessment is None:
        return None
    end = certificate_end(session, dossier)
    return None if end is None else window_from(end, regime)


def window_from(end: dt.date, regime: Regime) -> FilingWindow | None:
    """The window before a certificate's last day; ``None``: the regime has none."""
    rule = regime.reassessment
    if rule is None:
        return None
    return FilingWindow(
        earliest=end - dt.timedelta(days=rule.earliest_days_before_expiry),
        latest=end - dt.timedelta(days=rule.latest_days_before_expiry),
        valid_to=end,
        article=rule.article,
    )


def require_window(session: Session, dossier: Dossier, regime: Regime, filed_on: dt.date) -> None:
    """Refuse to file a re-assessment outside its window.

    Raises:
        InvalidInput: too early or too late, with the dates; or the end of the last certificate is not known.
    """
    if dossier.application_type != "reassess" or regime.reassessment is None:
        return
    window = filing_window(session, dossier, regime)
    if window is None:
        raise InvalidInput(
            "previous_valid_to",
            N_("The last day of the certificate to be renewed is not known."),
            advice=N_("Enter it from the certificate: the days for filing are counted from it."),
        )
    if not window.holds(filed_on):
        raise InvalidInput(
            "filed_on",
            N_(
                "A re-assessment of a certificate that ends on {end} is filed from {earliest} to {latest},"
                " not on {day} ({article})."
            ),
            advice=N_("File it within these days; ask the office that recognises what holds outside them."),
            end=format_date(window.valid_to),
            earliest=format_date(window.earliest),
            latest=format_date(window.latest),
            day=format_date(filed_on),
            article=window.article,
        )
