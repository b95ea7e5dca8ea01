"""Offices, officials, producers, products and ideas: one entry for each deliberate act, none for a saved field."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import JournalEntry, Producer
from app.services import ideas, offices, officials, producers, products
from app.services.offices import OfficeData
from app.services.officials import OfficialData
from app.services.producers import ProducerData
from app.services.record_choices import producer_choices, product_choices
from app.services.search import fold_text
from tests.records.helpers import TODAY, UNITS, OpenOffice, Work

PROVINCE = OfficeData(code="66", level="province", name="Ủy ban nhân dân tỉnh Đắk Lắk")


def test_a_data_folder_belongs_to_one_office(commune: Work) -> None:
    assert offices.own_office_row(commune.session).is_self
    before = commune.entries()
    with pytest.raises(NotAllowed, match="already belongs"):
        offices.set_up_office(commune.session, PROVINCE)
    assert commune.entries() == before


def test_setting_up_wrote_the_first_entries(commune: Work) -> None:
    assert commune.entries() == 2
    assert commune.last_act() == "add_official"


def test_another_office_is_registered_once_and_its_key_confirmed(commune: Work) -> None:
    before = commune.entries()
    row = offices.register_office(commune.session, PROVINCE, commune.actor)
    assert commune.entries() == before + 1
    assert (row.is_self, row.key_confirmed_at) == (False, None)
    with pytest.raises(InvalidInput, match="already belongs"):
        offices.register_office(commune.session, PROVINCE, commune.actor)
    with pytest.raises(NotAllowed, match="no key here"):
        offices.confirm_key(commune.session, row.id, commune.actor)
    offices.learn_key(commune.session, row.id, "ab" * 32, "age1x", commune.actor)
    offices.learn_key(commune.session, row.id, "ab" * 32, "age1x", commune.actor)
    assert commune.entries() == before + 2
    assert offices.confirm_key(commune.session, row.id, commune.actor).key_confirmed_at is not None
    assert commune.entries() == before + 3
    with pytest.raises(NotAllowed, match="confirmed already"):
        offices.confirm_key(commune.session, row.id, commune.actor)


def test_a_known_office_with_another_key_is_refused(commune: Work) -> None:
    data = PROVINCE.model_copy(update={"sign_public_key": "ab" * 32})
    row = offices.register_office(commune.session, data, commune.actor)
    with pytest.raises(NotAllowed, match="another key"):
        offices.learn_key(commune.session, row.id, "cd" * 32, "", commune.actor)
    assert offices.office_row(commune.session, row.id).sign_public_key == "ab" * 32


def test_offices_are_changed_in_words_but_never_in_code_level_or_key(commune: Work) -> None:
    own = offices.own_office_row(commune.session)
    before = commune.entries()
    changed = offices.change_office(commune.session, own.id, {"signer_name": " Y  Chủ tịch "}, commune.actor)
    assert changed.signer_name == "Y Chủ tịch"
    assert commune.entries() == before + 1
    offices.change_office(commune.session, own.id, {"signer_name": "Y Chủ tịch"}, commune.actor)
    assert commune.entries() == before + 1
    for changes in ({"code": "x"}, {"level": "province"}, {"sign_public_key": "x"}, {"is_self": False}, {"name": " "}):
        with pytest.raises(InvalidInput):
            offices.change_office(commune.session, own.id, changes, commune.actor)
    assert offices.find_office(commune.session, "commune-1") == changed
    assert offices.find_office(commune.session, "nowhere") is None
    with pytest.raises(NotFound):
        offices.office_row(commune.session, "nowhere")


@pytest.mark.parametrize(
    "bad", [{"code": "a b"}, {"code": ""}, {"level": "state"}, {"name": " "}, {"signer_mode": "x"}]
)
def test_an_impossible_office_is_refused(commune: Work, bad: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        offices.register_office(commune.session, PROVINCE.model_copy(update=bad), commune.actor)


def test_an_administrator_once_named_alone_adds_people(commune: Work) -> None:
    before = commune.entries()
    boss = officials.add_official(
        commune.session, OfficialData(full_name="Quản trị (mẫu)", role="administrator"), commune.actor
    )
    assert commune.entries() == before + 1
    assert (boss.level, boss.office_id) == ("commune", commune.actor.office_id)
    with pytest.raises(NotAllowed, match="Only an administrator"):
        officials.add_official(commune.session, OfficialData(full_name="Thêm (mẫu)"), commune.actor)
    administrator = commune.as_role("administrator").actor
    officials.deactivate_official(commune.session, boss.id, "chuyển công tác", administrator)
    names = [row.full_name for row in officials.list_officials(commune.session, commune.actor.office_id)]
    assert names == ["Nguyễn Văn Cán (mẫu)"]
    with pytest.raises(NotAllowed, match="last person"):
        officials.deactivate_official(commune.session, commune.actor.official_id, "nghỉ", commune.actor)


def test_a_producer_is_registered_with_one_entry_and_clean_text(commune: Work) -> None:
    before = commune.entries()
    name = unicodedata.normalize("NFD", "  Hộ kinh doanh  Ước Mơ ")
    row = producers.producer_row(commune.session, commune.producer(name=name, kind="household"))
    assert commune.entries() == before + 1
    assert row.name == "Hộ kinh doanh Ước Mơ"
    assert (row.revision, row.office_id) == (1, commune.actor.office_id)
    assert row.representative_identity == ""


@given(text=st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=60))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_text_typed_in_any_normal_form_comes_back_in_nfc(commune: Work, text: str) -> None:
    typed = unicodedata.normalize("NFD", "Ế" + text)
    producer = commune.producer(note=typed, name=typed)
    commune.session.expire_all()
    kept = producers.producer_row(commune.session, producer)
    assert kept.note == unicodedata.normalize("NFC", typed).strip()
    assert kept.name == " ".join(unicodedata.normalize("NFC", typed).split())
    assert unicodedata.is_normalized("NFC", kept.note)


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"name": " \n"}, "name"),
        ({"kind": "state_company"}, "kind"),
        ({"tax_code": "0100233480"}, "tax_code"),
        ({"phone": "abc"}, "phone"),
        ({"representative_sex": "x"}, "representative_sex"),
        ({"representative_identity": "123"}, "representative_identity"),
        ({"established_on": TODAY + dt.timedelta(days=1)}, "established_on"),
        ({"name": "a\ud800"}, "name"),
    ],
)
def test_what_cannot_be_true_of_a_producer_is_refused(commune: Work, bad: dict[str, object], field: str) -> None:
    before = commune.entries()
    with pytest.raises(InvalidInput) as refused:
        commune.producer(**bad)
    assert refused.value.field == field
    assert commune.entries() == before


def test_unusual_values_are_only_warned_about() -> None:
    data = ProducerData(
        name="HTX", kind="cooperative", phone="01651234567", email="htx@", representative_identity="240123456"
    )
    checked, warnings = producers.check_producer(data)
    assert checked.phone == "01651234567"
    assert [one.field for one in warnings] == ["phone", "email", "representative_identity"]


def test_saving_fields_is_no_act_and_confirming_them_is_one(commune: Work) -> None:
    producer = commune.producer()
    before = commune.entries()

    def change(changes: dict[str, object]) -> None:
        producers.change_producer(commune.session, producer, changes, commune.actor, commune.library, TODAY)

    change({"phone": "+84 905 123 456"})
    change({"name": "Hợp tác xã Buôn Đôn"})
    assert commune.entries() == before
    assert producers.producer_row(commune.session, producer).revision == 1
    row = producers.save_producer(commune.session, producer, commune.actor)
    assert (row.revision, row.phone) == (2, "0905123456")
    producers.save_producer(commune.session, producer, commune.actor)
    assert commune.entries() == before + 1
    for bad in ({"office_id": "x"}, {"folded": "x"}, {"name": ""}, {"established_on": "hôm qua"}, {"tax_code": "1"}):
        with pytest.raises(InvalidInput):
            change(bad)
    assert producers.producer_row(commune.session, producer).name == "Hợp tác xã Buôn Đôn"
    assert [found.id for found in producers.find_producers(commune.session, "buon don")] == [producer]


def test_another_offices_producer_is_not_changed_here(commune: Work) -> None:
    other = offices.register_office(commune.session, PROVINCE, commune.actor)
    commune.session.add(Producer(id="p" * 36, name="Nơi khác", kind="farm", office_id=other.id))
    commune.session.flush()
    with pytest.raises(NotAllowed, match="another office"):
        producers.change_producer(commune.session, "p" * 36, {"note": "x"}, commune.actor, commune.library, TODAY)
    with pytest.raises(NotAllowed, match="another office"):
        commune.product("p" * 36)


def test_journals_hold_no_identity_numbers_and_no_phones(commune: Work) -> None:
    commune.producer(representative_identity="066190000123", phone="0905123456", tax_code="0100233488")
    written = " ".join(entry.data for entry in commune.session.exec(select(JournalEntry)))
    assert "066190000123" not in written
    assert "0905123456" not in written


def test_producers_are_found_as_people_type(commune: Work) -> None:
    names = ["Cà phê Ước", "Cá phế", "Bột Cà phê", "100% Hạt_điều"]
    for name in names:
        commune.producer(name=name, tax_code="0314409058-002" if name == names[2] else "", phone="0905123456")

    def found(query: str, **options: object) -> list[str]:
        return [row.name for row in producers.find_producers(commune.session, query, **options)]  # type: ignore[arg-type]

    assert found("cà phê") == ["Cà phê Ước", "Bột Cà phê", "Cá phế"]
    assert found("uoc ca") == ["Cà phê Ước"]
    assert found("0314409058002") == ["Bột Cà phê"]
    assert found("%") == ["100% Hạt_điều"]
    assert found("t_d") == ["100% Hạt_điều"]
    assert found("ea kly", limit=2) == ["100% Hạt_điều", "Bột Cà phê"]
    assert len(found("", commune_code=UNITS["commune_code"])) == 4
    assert found("", commune_code="0") == []


def test_a_products_set_follows_from_its_classification(commune: Work) -> None:
    before = commune.entries()
    producer = commune.producer()
    row = products.product_row(
        commune.session, commune.product(producer, name=" Hạt  macca sấy ", classification_code="I.3.c")
    )
    assert commune.entries() == before + 2
    assert (row.name, row.set_number, row.classification_id) == ("Hạt macca sấy", 7, "26-2026")
    for bad in ({"classification_code": "IX.1"}, {"name": " "}, {"classification_code": "I.6", "set_number": 7}):
        with pytest.raises(InvalidInput):
            commune.product(producer, **bad)
    unclassified = products.product_row(commune.session, commune.product(producer, name="x", classification_code=""))
    assert (unclassified.set_number, unclassified.classification_id) == (None, "")


def test_societies_take_part_only_with_tourism(commune: Work) -> None:
    society = commune.producer(kind="society")
    with pytest.raises(InvalidInput, match="tourism"):
        commune.product(society)
    assert commune.product(society, name="Du lịch (mẫu)", classification_code="VI.1")


def test_numbers_in_the_communes_list_are_given_once(commune: Work) -> None:
    producer = commune.producer()
    first, second = commune.product(producer, name="A"), commune.product(producer, name="B", sequence=7)
    before = commune.entries()
    assert products.assign_sequence(commune.session, first, commune.actor).sequence == 8
    assert commune.entries() == before + 1
    with pytest.raises(NotAllowed, match="already has the number"):
        products.assign_sequence(commune.session, second, commune.actor)
    with pytest.raises(InvalidInput, match="belongs to"):
        commune.product(producer, name="C", sequence=8)
    elsewhere = commune.producer(commune_code="24503")
    assert products.assign_sequence(commune.session, commune.product(elsewhere), commune.actor).sequence == 1


def test_a_products_fields_are_saved_and_then_confirmed(commune: Work) -> None:
    product = commune.product()
    before = commune.entries()

    def change(changes: dict[str, object]) -> None:
        products.change_product(commune.session, product, changes, commune.actor, commune.library, TODAY)

    change({"specification": "gói 500 g"})
    change({"classification_code": "I.3.c", "name": "Hạt điều"})
    assert commune.entries() == before
    row = products.save_product(commune.session, product, commune.actor)
    products.save_product(commune.session, product, commune.actor)
    assert (row.revision, row.set_number, row.specification) == (2, 7, "gói 500 g")
    assert commune.entries() == before + 1
    assert [one.id for one in products.find_products(commune.session, fold_text("hạt điều"))] == [product]
    for bad in ({"producer_id": "x"}, {"classification_id": "x"}, {"sequence": 0}, {"set_number": "hai"}, {"name": ""}):
        with pytest.raises(InvalidInput):
            change(bad)


def new_idea(work: Work, **values: object) -> str:
    data = ideas.IdeaData(**{"kind": "new", "year": 2026, "registered_on": TODAY, **values})
    return ideas.register_idea(work.session, work.product(), data, work.actor, TODAY).id


def test_an_idea_is_registered_and_selected_with_one_entry_each(commune: Work) -> None:
    product_entries = 2
    before = commune.entries()
    idea = new_idea(commune, description="Từ hạt cà phê xã nhà")
    assert commune.entries() == before + product_entries + 1
    row = ideas.select_idea(commune.session, idea, commune.actor, commune.library, TODAY)
    assert (row.status, row.decided_on) == ("selected", TODAY)
    assert commune.entries() == before + product_entries + 2
    with pytest.raises(NotAllowed, match="selected already"):
        ideas.select_idea(commune.session, idea, commune.actor, commune.library, TODAY)
    assert [one.id for one in ideas.list_ideas(commune.session, status="selected")] == [idea]


def test_declining_needs_a_reason_and_so_does_taking_it_back(commune: Work) -> None:
    idea = new_idea(commune)
    before = commune.entries()
    with pytest.raises(InvalidInput):
        ideas.decline_idea(commune.session, idea, " ", commune.actor, commune.library, TODAY)
    row = ideas.decline_idea(commune.session, idea, "Chưa đủ nguyên liệu", commune.actor, commune.library, TODAY)
    assert (row.status, row.reason) == ("declined", "Chưa đủ nguyên liệu")
    with pytest.raises(NotAllowed, match="Chưa đủ nguyên liệu"):
        commune.draft(row.product_id, idea_id=idea)
    with pytest.raises(InvalidInput):
        ideas.select_idea(commune.session, idea, commune.actor, commune.library, TODAY)
    ideas.select_idea(commune.session, idea, commune.actor, commune.library, TODAY, "Đã có vùng trồng")
    assert commune.entries() == before + 2


def test_a_producers_office_registers_an_idea_but_does_not_decide(open_office: OpenOffice) -> None:
    office = open_office("producer")
    idea = new_idea(office)
    for decide in (
        lambda: ideas.select_idea(office.session, idea, office.actor, office.library, TODAY),
        lambda: ideas.decline_idea(office.session, idea, "x", office.actor, office.library, TODAY),
    ):
        with pytest.raises(NotAllowed, match="does not decide"):
            decide()
    product = ideas.list_ideas(office.session)[0].product_id
    assert office.draft(product, idea_id=idea)


@pytest.mark.parametrize("bad", [{"kind": "dream"}, {"registered_on": TODAY + dt.timedelta(days=1)}])
def test_an_impossible_idea_is_refused(commune: Work, bad: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        new_idea(commune, **bad)


def test_a_field_finds_producers_and_products_by_words_with_the_exact_name_first(commune: Work) -> None:
    by_name = {name: commune.producer(name=name) for name in ("Hộ Cà phê Ea Kly", "Cà phê Ea Kly", "Hộ Ca Cao")}
    found = producer_choices(commune.session, "ca phe ea kly")
    assert [value for value, _text in found] == [by_name["Cà phê Ea Kly"], by_name["Hộ Cà phê Ea Kly"]]
    assert producer_choices(commune.session, "cao ho")[0][1].startswith("Hộ Ca Cao")
    assert len(producer_choices(commune.session, "", limit=2)) == 2
    exact = commune.product(by_name["Hộ Ca Cao"], name="Trà")
    commune.product(by_name["Cà phê Ea Kly"], name="Bột trà")
    assert product_choices(commune.session, "tra")[0] == (exact, "Trà · Hộ Ca Cao")
