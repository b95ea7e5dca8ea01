"""The years of assessment that a form offers."""

from __future__ import annotations

from app.services.dossiers import assessment_years
from app.ui.desk import Desk
from app.ui.forms.fields import Choices


def year_choices(desk: Desk) -> Choices:
    """From next year back to the first regime's: a round of a past year may be typed in."""
    return tuple((str(one), str(one)) for one in reversed(assessment_years(desk.library, desk.today())))
