"""Code words are shown in words, in the language of the moment, and stay equal to themselves."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from typing import get_args

import pytest

from app import translate
from app.errors import BundleRejected, NotAllowed, system_reason
from app.models.dossier import DossierStatus
from app.services import names
from app.services.actors import Role
from app.services.bundles.records import TRAVELLING, table_name
from app.services.certificate_register import CertificateState
from app.services.outcomes import Outcome
from app.services.rules.facts import LEVELS
from app.services.states import MOVES
from app.translate import N_, Term, Terms


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    before = translate.current_language()
    yield
    translate.set_language(before)


def test_every_state_move_level_role_and_outcome_has_words() -> None:
    assert set(names.STATES) == set(DossierStatus)
    assert set(MOVES) <= set(names.ACTS)
    assert set(LEVELS) == set(names.LEVELS)
    assert set(get_args(Role)) == set(names.ROLES)
    assert set(get_args(Outcome)) == set(names.OUTCOMES)
    assert set(get_args(CertificateState)) == set(names.CERTIFICATE_STATES)
    assert {table_name(model) for model in TRAVELLING} <= set(names.RECORDS)


def test_a_message_that_was_made_in_one_language_is_read_in_another() -> None:
    translate.set_language("en")
    error = NotAllowed(
        N_("“{act}” is not possible while the dossier is in the state “{status}”. It needs {needs}."),
        act=names.act_name("hand_over"),
        status=names.state_name("handed_over"),
        needs=names.said_later(MOVES["receive_first"].needs),
    )
    assert "“hand over” is not possible while the dossier is in the state “handed over”" in error.what
    translate.set_language("vi")
    assert "“bàn giao”" in error.what
    assert "“đã bàn giao”" in error.what
    assert "hồ sơ đang soạn" in error.what
    assert "handed" not in error.what


def test_a_term_is_its_code_word_for_the_program() -> None:
    term = names.state_name("handed_over")
    assert term == "handed_over"
    assert DossierStatus(term) is DossierStatus.HANDED_OVER
    assert {term: 1}["handed_over"] == 1
    assert json.dumps({"status": term}) == '{"status": "handed_over"}'


def test_an_unknown_word_is_shown_as_it_is() -> None:
    translate.set_language("vi")
    assert str(names.act_name("seal_with_wax")) == "seal_with_wax"
    assert f"{Term('x', ''):>3}" == "  x"


def test_several_terms_are_a_list_in_the_language_of_the_moment() -> None:
    tables = names.record_names(["product", "producer"])
    assert isinstance(tables, Terms)
    translate.set_language("vi")
    assert f"{tables}" == "sản phẩm, chủ thể"
    translate.set_language("en")
    assert str(tables) == "the product, the producer"


def test_a_refusal_of_the_system_is_said_in_words() -> None:
    translate.set_language("vi")
    assert str(system_reason(OSError(errno.ENOSPC, "No space left on device"))) == "hết chỗ trống"
    assert str(system_reason(OSError(errno.EDOM, "an unusual one"))) == "an unusual one"
    assert str(system_reason(TimeoutError())) == "TimeoutError"


def test_a_refused_bundle_names_its_check_in_words() -> None:
    translate.set_language("vi")
    refused = BundleRejected(N_("The bundle is empty."), check="signature", entry="signature.json")
    assert refused.check == "signature"
    assert refused.what == "Gói trống. (chữ ký: signature.json)"
