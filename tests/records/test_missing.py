"""What is missing, in three grades: each with the field, the article, the record, and the act that it stops."""

from __future__ import annotations

import datetime as dt

from app.services import assessments, missing_records, producers, products, self_assessments
from app.services.assessments import AssessmentData, ItemData
from app.services.business_plans import BusinessPlanData, YearFigures, save_business_plan
from app.services.documents import DocumentData, attach_document
from app.services.file_store import StoredBlob
from app.services.missing import Missing, counted
from app.services.missing_dossier import (
    missing_of_assessment,
    missing_of_dossier,
    missing_of_self_assessment,
)
from app.services.missing_records import missing_of_producer, missing_of_product
from app.services.self_assessments import SelfAssessmentData
from tests.records.helpers import TODAY, Work


def by_subject(found: list[Missing]) -> dict[str, Missing]:
    return {one.subject: one for one in found}


def of_producer(work: Work, producer: str) -> dict[str, Missing]:
    return by_subject(missing_of_producer(work.session, producer, work.library, work.today))


def of_product(work: Work, product: str) -> dict[str, Missing]:
    return by_subject(missing_of_product(work.session, product, work.library, work.today))


def of_dossier(work: Work, dossier: str) -> dict[str, Missing]:
    return by_subject(missing_of_dossier(work.session, dossier, work.library, work.today))


def test_a_producers_draft_says_what_stops_its_registration(commune: Work) -> None:
    draft = producers.start_producer(commune.session, {}, commune.actor, commune.library, TODAY).id
    found = of_producer(commune, draft)
    stops = [one for one in found.values() if one.grade == "stops"]
    assert [(one.subject, one.act) for one in stops] == [
        ("producer.name", "register_producer"),
        ("producer.kind", "register_producer"),
    ]
    assert stops[0].article == "Mẫu số 01, mục 1; Mẫu số 02, Phần I, mục 1"
    assert (stops[0].record, stops[0].record_id, stops[0].field) == ("producer", draft, "name")
    values = {"name": "Tên", "kind": "household"}
    producers.change_producer(commune.session, draft, values, commune.actor, commune.library, TODAY)
    assert of_producer(commune, draft)["producer.draft"].act == "open_dossier"
    producers.save_producer(commune.session, draft, commune.actor)
    assert {one.grade for one in of_producer(commune, draft).values()} == {"warns", "suggests"}


def test_sex_and_ethnicity_are_asked_with_the_forms_that_ask_them(commune: Work) -> None:
    producer = commune.producer()
    found = of_producer(commune, producer)
    for field in ("representative_sex", "representative_ethnicity"):
        one = found[f"producer.{field}"]
        assert one.grade == "warns"
        assert "Mẫu số 02" in one.article
        assert "Mẫu số 03" in one.article
        assert one.source.startswith("https://")
    assert found["producer.email"].grade == "suggests"
    values = {"representative_sex": "female", "representative_ethnicity": "Ê Đê", "established_on": TODAY}
    producers.change_producer(commune.session, producer, values, commune.actor, commune.library, TODAY)
    left = of_producer(commune, producer)
    assert not {"producer.representative_sex", "producer.representative_ethnicity", "producer.established_on"} & set(
        left
    )


def test_a_regime_whose_forms_were_not_read_names_no_article(commune: Work) -> None:
    then = commune.on(dt.date(2023, 6, 1))
    found = of_producer(then, then.producer())
    assert found["producer.representative_sex"].article == ""
    assert found["producer.representative_sex"].grade == "warns"


def test_a_label_that_differs_is_told_with_both_names(commune: Work) -> None:
    product = commune.product(name="Cà phê Mùa Thu")
    assert of_product(commune, product)["product.label_name"].grade == "suggests"

    def labelled(text: str) -> Missing | None:
        values = {"label_name": text}
        products.change_product(commune.session, product, values, commune.actor, commune.library, TODAY)
        return of_product(commune, product).get("product.label_name")

    other = labelled("Cafe Mùa Thu")
    assert other is not None
    assert other.grade == "warns"
    assert "“Cafe Mùa Thu”" in other.text
    assert "“Cà phê Mùa Thu”" in other.text
    accents = labelled("Ca phe Mùa Thu")
    assert accents is not None
    assert "only accents" in accents.text
    assert labelled("Cà phê  Mùa Thu") is None


def test_an_unclassified_product_stops_the_receipt(commune: Work) -> None:
    product = commune.product(classification_code="")
    one = of_product(commune, product)["product.classification_code"]
    assert (one.grade, one.act, one.article) == ("stops", "receive_first", "Mẫu số 01, mục 3")


def test_a_picture_of_the_product_is_suggested_until_there_is_one(commune: Work) -> None:
    product = commune.product()
    dossier = commune.draft(product)
    assert of_product(commune, product)["product.photo"].grade == "suggests"
    assert f"document:{missing_records.PHOTO}" in of_dossier(commune, dossier)
    blob = StoredBlob("ab" * 32, 10, "image/jpeg", "")
    attach_document(commune.session, dossier, DocumentData("other", "Ảnh"), [("anh.jpg", blob)], commune.actor)
    assert "product.photo" not in of_product(commune, product)
    assert f"document:{missing_records.PHOTO}" not in of_dossier(commune, dossier)


def test_papers_that_lapse_soon_or_have_lapsed_are_told_once_each(commune: Work) -> None:
    dossier = commune.receive(commune.draft())
    soon, later = TODAY + dt.timedelta(days=30), TODAY + dt.timedelta(days=90)
    commune.attach(dossier, "food_safety_certificate", "registration_form", expires_on=soon)
    commune.attach(dossier, "test_report", "other", expires_on=TODAY - dt.timedelta(days=1))
    commune.attach(dossier, "trademark", expires_on=later)
    found = of_dossier(commune, dossier)
    assert found["document:food_safety_certificate"].text.startswith("Lapses soon, on 01/07/2026")
    assert found["document:registration_form"].grade == "warns"
    assert found["document:test_report"].text.startswith("Lapsed on 31/05/2026")
    assert "document:trademark" not in found
    (other,) = [one for one in found.values() if "Giấy tờ other" in one.text]
    assert (other.grade, other.record) == ("warns", "document")
    commune.attach(dossier, "food_safety_certificate", expires_on=later)
    assert "document:food_safety_certificate" not in of_dossier(commune, dossier)


def test_a_missing_paper_names_the_act_that_it_stops(commune: Work) -> None:
    dossier = commune.receive(commune.draft())
    found = of_dossier(commune, dossier)
    assert found["document:registration_form"].act == "confirm_complete"
    assert found["document:proposal_letter"].act == "accept_as_valid"
    assert found["document:commune_report"].act == "assess_items"
    assert counted(found.values())["stops"] == sum(one.grade == "stops" for one in found.values())


def test_the_producers_report_is_asked_for_once_it_was_begun(commune: Work) -> None:
    dossier = commune.draft()

    def found() -> dict[str, Missing]:
        return by_subject(missing_of_self_assessment(commune.session, dossier, commune.library, TODAY))

    assert set(found()) == {"self_assessment.history"}
    assert found()["self_assessment.history"].grade == "suggests"
    self_assessments.save_self_assessment(
        commune.session, dossier, SelfAssessmentData(history="Từ 2015"), commune.actor
    )
    begun = found()
    assert begun["self_assessment.organisation"].article == "Mẫu số 02, Phần I, mục 9"
    assert "business_plan.figures" in begun
    assert "self_assessment.changes" not in begun, "asked of an upgrade or a re-assessment only"
    plan = BusinessPlanData(materials="a", technology="b", quality="c", markets="d")
    save_business_plan(commune.session, dossier, plan, [YearFigures(2025, revenue=0)], commune.actor)
    assert not [one for one in found() if one.startswith("business_plan")]
    self_assessments.save_self_scores(commune.session, dossier, {}, {}, commune.actor, commune.library, TODAY)
    score = [one for one in found().values() if one.subject.startswith("self_score")]
    assert [(one.grade, one.act) for one in score] == [("stops", "sign_self_assessment")]


def test_the_communes_assessment_lists_findings_meeting_and_report(commune: Work) -> None:
    dossier = commune.checked()

    def found() -> dict[str, Missing]:
        return by_subject(missing_of_assessment(commune.session, dossier, commune.library, TODAY))

    assert [one for one in found() if one.startswith("assessment.")] == [
        "assessment.origin",
        "assessment.labour",
        "assessment.idea",
        "assessment.identity",
    ]
    assert found()["assessment.idea"].article == "Điều 7.2"
    assert found()["document:commune_report"].act == "assess_items"
    data = AssessmentData(
        chair="Y Chủ tịch", items=(ItemData("origin", finding="Có"), ItemData("labour", not_applicable="dịch vụ"))
    )
    assessments.save_assessment(commune.session, dossier, data, commune.actor, commune.library, TODAY)
    assert {"assessment.origin", "assessment.labour", "assessment.chair"}.isdisjoint(found())
    assert found()["assessment.meeting_on"].grade == "warns"
    whole = of_dossier(commune, dossier)
    assert {"assessment.idea", "assessment.meeting_on", "document:commune_report"} <= set(whole)


def test_a_paper_that_stops_only_a_later_act_is_a_warning_until_then(commune: Work) -> None:
    dossier = commune.receive(commune.draft())
    found = of_dossier(commune, dossier)
    for kind in ("proposal_letter", "commune_report"):
        assert found[f"document:{kind}"].grade == "warns"
        assert found[f"document:{kind}"].text.startswith("Needed later: ")
    stops = {one.act for one in found.values() if one.grade == "stops"}
    assert stops == {"confirm_complete"}
