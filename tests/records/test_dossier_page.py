"""What the page of a dossier shows: its papers as a list, its way, what stops an act, its journal in words."""

from __future__ import annotations

import datetime as dt

from app.errors import NotAllowed
from app.models.dossier import DossierStatus
from app.services import dossier_moves, ideas, new_dossier, states
from app.services.dossier_due import dues_of_ids
from app.services.dossier_overview import overview
from app.services.dossier_page import dossier_page, stops_of
from app.services.dossiers import DossierData
from app.services.ideas import IdeaData
from app.services.issued_papers import SignatureData, signed_paper
from app.services.journal_words import journal_words
from app.services.office_papers import print_letter, sign_letter
from app.services.offices import own_office_row
from app.services.paper_lines import paper_list
from app.services.record_choices import product_choices
from tests.records.helpers import TODAY, Work

SOON = TODAY + dt.timedelta(days=20)
PAST = TODAY - dt.timedelta(days=1)


def states_by_kind(commune: Work, dossier: str) -> dict[str, str]:
    found = paper_list(commune.session, dossier, commune.actor, commune.library, commune.today)
    return {line.kind: line.state for line in found.lines}


def test_the_list_holds_what_the_regime_asks_for_and_what_lies_there_besides(commune: Work) -> None:
    dossier = commune.draft()
    commune.attach(dossier, "registration_form")
    commune.attach(dossier, "test_report", expires_on=SOON)
    commune.attach(dossier, "trademark", expires_on=PAST)
    commune.attach(dossier, "thank_you_letter")
    listed = paper_list(commune.session, dossier, commune.actor, commune.library, TODAY)
    assert listed.lines[0].kind == "registration_form"
    assert (listed.lines[0].mandatory, listed.lines[0].form) == (True, "Mẫu số 01")
    assert (listed.there, listed.mandatory) == (1, 5)
    assert listed.lines[-1].kind == "thank_you_letter"
    assert listed.lines[-1].asked is False
    found = states_by_kind(commune, dossier)
    assert (found["registration_form"], found["self_assessment"]) == ("there", "missing")
    assert (found["test_report"], found["trademark"], found["awards"]) == ("soon", "lapsed", "none")
    assert "provincial_letter" not in found


def test_samples_and_signed_papers_of_the_office_count_as_there(commune: Work) -> None:
    dossier = commune.assessed(sample_count=5)
    assert states_by_kind(commune, dossier)["product_samples"] == "there"
    assert states_by_kind(commune, dossier)["proposal_letter"] == "missing"
    print_letter(commune.session, [dossier], commune.actor, commune.library, TODAY)
    assert states_by_kind(commune, dossier)["proposal_letter"] == "missing"
    data = SignatureData(number="12", dated=TODAY, signer_name="(mẫu) Chủ tịch")
    sign_letter(commune.session, [dossier], data, commune.actor, commune.library, TODAY)
    assert states_by_kind(commune, dossier)["proposal_letter"] == "there"


def test_one_letter_is_signed_for_several_dossiers_under_one_number(commune: Work) -> None:
    two = [commune.assessed(), commune.assessed(product_id=commune.product(name="Mật ong (mẫu)"))]
    assert print_letter(commune.session, two, commune.actor, commune.library, TODAY) == 1
    data = SignatureData(number="7", dated=TODAY, signer_name="(mẫu) Chủ tịch")
    sign_letter(commune.session, two, data, commune.actor, commune.library, TODAY)
    papers = [signed_paper(commune.session, one, "proposal_letter") for one in two]
    symbol = own_office_row(commune.session).symbol or "UBND"
    assert [(one.number, one.printed_count, one.symbol) for one in papers if one] == [("7", 1, symbol)] * 2


def test_the_page_knows_what_comes_next_and_what_stops_it(commune: Work) -> None:
    dossier = commune.receive(commune.draft())
    page = dossier_page(commune.session, dossier, commune.actor, commune.library, TODAY)
    assert page.moves == ("confirm_complete", "request_completion", "withdraw")
    assert (page.held_here, page.editable, page.scores_here, page.recording_above) == (True, True, False, False)
    stops = stops_of(commune.session, dossier, "confirm_complete", commune.actor, commune.library, TODAY)
    assert [one.subject for one in stops] == ["document:registration_form", "document:self_assessment"]
    assert stops_of(commune.session, dossier, "withdraw", commune.actor, commune.library, TODAY) == []
    reader = commune.as_role("reader")
    seen = dossier_page(commune.session, dossier, reader.actor, commune.library, TODAY)
    assert (seen.moves, seen.editable) == ((), False)
    assert isinstance(seen.lock, NotAllowed)


def test_the_way_has_the_days_of_the_moves_and_those_that_follow(commune: Work) -> None:
    dossier = commune.checked()
    track = dossier_page(commune.session, dossier, commune.actor, commune.library, TODAY).track
    done = [(one.act, one.state, one.on) for one in track.moves if one.state != "next"]
    assert done == [
        ("open_dossier", "done", done[0][2]),
        ("receive_first", "done", TODAY),
        ("confirm_complete", "now", TODAY),
    ]
    ahead = [one.act for one in track.moves if one.state == "next"]
    assert ahead == ["assess_items", "hand_over", "accept_as_valid", "close_result", "recognise"]
    dues = dues_of_ids(commune.session, [dossier], commune.library, TODAY)[dossier]
    assert next(one.due for one in track.moves if one.state == "next") == dues[0].due
    assert [(one.level, one.here) for one in track.holders] == [("commune", True), ("province", False)]


def test_nothing_is_missing_of_a_dossier_that_has_ended(commune: Work) -> None:
    dossier = commune.draft()
    dossier_moves.withdraw(commune.session, dossier, "mở nhầm", commune.actor, commune.library, TODAY)
    page = dossier_page(commune.session, dossier, commune.actor, commune.library, TODAY)
    assert page.row.status == DossierStatus.WITHDRAWN
    assert page.missing == ()
    assert "missing" not in {line.state for line in page.papers.lines}
    assert [one for one in page.track.moves if one.state == "next"] == []


def test_the_journal_says_what_was_done_with_the_facts_a_reader_asks_for(commune: Work) -> None:
    dossier = commune.draft()
    commune.attach(dossier, "awards")
    commune.receive(dossier, sample_count=5)
    dossier_moves.withdraw(commune.session, dossier, "chủ thể rút", commune.actor, commune.library, TODAY)
    history = overview(commune.session, dossier, commune.library, TODAY).history
    lines = journal_words(commune.session, dossier, history)
    assert [line.what for line in lines] == [
        "Withdraw the dossier",
        "Receive the dossier",
        "Attach a document",
        "Open the dossier",
    ]
    receipt = states.get_dossier(commune.session, dossier).receipt_number
    assert "because: chủ thể rút" in lines[0].detail
    assert f"receipt number {receipt}" in lines[1].detail
    assert lines[2].detail == "Giấy tờ awards"
    assert (lines[0].office, lines[0].state) == ("Ủy ban nhân dân (commune)", "withdrawn")


def test_a_new_dossier_begins_with_what_is_known_of_its_product(commune: Work) -> None:
    product = commune.product()
    known = new_dossier.beginning(commune.session, product, "", commune.actor, commune.library, TODAY)
    assert (known.proposed, known.application_type, known.ideas, known.under_way) == ("first", "first", (), None)
    assert known.decides is True
    upgrade = new_dossier.beginning(commune.session, product, "upgrade", commune.actor, commune.library, TODAY)
    assert upgrade.last is None
    assert upgrade.why_not is not None
    assert product_choices(commune.session, "ca phe") == ((product, "Cà phê bột (mẫu) · Hợp tác xã Ea Kly (mẫu)"),)
    commune.draft(product)
    again = new_dossier.beginning(commune.session, product, "", commune.actor, commune.library, TODAY)
    assert again.under_way is not None


def test_an_idea_is_registered_and_selected_at_once_or_selected_when_its_dossier_is_opened(commune: Work) -> None:
    product = commune.product()
    data = IdeaData(kind="existing", year=2026, registered_on=TODAY)
    selected = new_dossier.register_selected_idea(commune.session, product, data, commune.actor, commune.library, TODAY)
    assert selected.status == "selected"
    other = commune.product(name="Mật ong (mẫu)")
    waiting = ideas.register_idea(commune.session, other, data, commune.actor, TODAY)
    row = new_dossier.begin_dossier(
        commune.session,
        DossierData(product_id=other, year=2026, idea_id=waiting.id),
        commune.actor,
        commune.library,
        TODAY,
        from_last=False,
    )
    assert row.idea_id == waiting.id
    assert ideas.get_idea(commune.session, waiting.id).status == "selected"
