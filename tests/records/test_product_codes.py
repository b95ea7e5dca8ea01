"""A product's code that could not be formed: told early, entered by hand in the regime's form, never twice."""

from __future__ import annotations

import pytest

from app.errors import InvalidInput, NotAllowed
from app.services.dossier_checks import what_is_missing
from app.services.product_codes import code_example, enter_product_code
from app.services.states import get_dossier
from tests.records.helpers import TODAY, Work


def told(commune: Work, dossier_id: str) -> list[str]:
    found = what_is_missing(commune.session, dossier_id, commune.library, TODAY)
    return [one.text for one in found if one.subject == "dossier.product_code"]


def test_a_code_that_could_not_be_formed_is_told_and_entered_by_hand(commune: Work) -> None:
    draft = commune.draft()
    with pytest.raises(NotAllowed, match="not received"):
        enter_product_code(commune.session, draft, "66-24502-9-2026", commune.actor, commune.library)
    commune.receive(draft, by_hand=True)
    assert get_dossier(commune.session, draft).product_code == ""
    assert len(told(commune, draft)) == 1
    assert "number in the commune's list" in told(commune, draft)[0]
    with pytest.raises(InvalidInput) as refused:
        enter_product_code(commune.session, draft, "66-654-24502-9-2026", commune.actor, commune.library)
    assert refused.value.field == "product_code"
    assert code_example(commune.library.regime("2026-two-tier").product_code) in refused.value.what
    row = enter_product_code(commune.session, draft, " 66-24502-9-2026 ", commune.actor, commune.library)
    assert row.product_code == "66-24502-9-2026"
    assert commune.last_act() == "enter_product_code"
    assert told(commune, draft) == []
    other = commune.receive(commune.draft())
    with pytest.raises(InvalidInput, match="Another product"):
        enter_product_code(commune.session, other, "66-24502-9-2026", commune.actor, commune.library)
