"""Every state has its words, whatever state is added."""

from __future__ import annotations

from app.models.dossier import DossierStatus
from app.services import names


def test_every_state_of_a_dossier_has_its_words() -> None:
    assert set(names.STATES) == {status.value for status in DossierStatus}
