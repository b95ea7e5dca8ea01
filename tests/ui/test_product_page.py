"""A product's page: its scores as drawn, what each act leads to, and the commune and producer found while typing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.errors import InvalidInput
from app.paths import resource_path
from app.services.places.book import Places
from app.services.product_life import LastingPaper, ScorePoint, StarBound
from app.translate import format_number
from app.ui.desk import Desk
from app.ui.forms.fields import Field
from app.ui.forms.find_editor import FindEditor
from app.ui.pages.producers.commune_choice import CommuneChoice
from app.ui.pages.products.life_cards import PapersCard
from app.ui.pages.products.score_chart import ScoreChart
from app.ui.pages.products.set_choice import SetChoice
from app.ui.theme import colour
from app.ui.widgets.badge import Badge

_TODAY = dt.date(2026, 11, 24)


def _communes() -> CommuneChoice:
    return CommuneChoice(Places(resource_path("places")), lambda: _TODAY, "66")


def test_scores_are_drawn_and_told_to_those_who_cannot_see_them(qtbot: QtBot, desk: Desk) -> None:
    chart = ScoreChart()
    qtbot.addWidget(chart)
    chart.resize(600, chart.height())
    bounds = [StarBound(3, Decimal(50), ""), StarBound(4, Decimal(70), ""), StarBound(5, Decimal(90), "")]
    scores = [
        ScorePoint(2023, "council", Decimal("67.25"), 3, "a", dt.date(2023, 12, 1)),
        ScorePoint(2026, "self", Decimal(74), 4, "b", None),
    ]
    chart.show_scores(scores, bounds)
    told = chart.accessibleDescription()
    assert "2023" in told
    assert format_number(Decimal("67.25")) in told
    picture = chart.grab().toImage()
    accent = colour("accent").rgb()
    columns = {x for x in range(picture.width()) for y in range(picture.height()) if picture.pixel(x, y) == accent}
    assert min(columns) < picture.width() / 2 < max(columns)


def test_papers_that_lapse_say_when(qtbot: QtBot, desk: Desk) -> None:
    card = PapersCard()
    qtbot.addWidget(card)
    day = dt.date(2026, 11, 2)
    card.show_papers([LastingPaper("1", "2", "test", "Phiếu kiểm nghiệm", day, -22, "lapsed")])
    badges = card.findChildren(Badge)
    assert [one.grade for one in badges] == ["danger"]
    assert "02/11/2026" in badges[0].text


def test_an_old_name_of_a_commune_leads_to_the_unit_of_today() -> None:
    communes = _communes()
    found = dict(communes.find("thi tran phuoc an"))
    value = next(value for value, words in found.items() if "Krông Pắc" in words)
    fields = communes.fields(value)
    assert (fields["commune_name"], fields["province_name"], fields["district_name"]) == (
        "xã Krông Pắc", "tỉnh Đắk Lắk", "",
    )  # fmt: skip
    assert communes.words(value) == "xã Krông Pắc, tỉnh Đắk Lắk"


def test_a_commune_of_the_past_keeps_its_names_and_says_what_it_is_now() -> None:
    communes = _communes()
    layers = Places(resource_path("places"))
    old = next(one.unit for one in layers.find("phuoc an krong pac", dt.date(2024, 1, 1), "commune"))
    record = {"commune_code": old.code, "commune_name": old.full_name, "province_name": "tỉnh Đắk Lắk"}
    value = communes.value_of(record)
    assert communes.fields(value)["commune_name"] == old.full_name
    assert "Krông Pắc" in communes.hint(record)
    assert communes.fields("") == dict.fromkeys(communes.fields(value), "")


def test_the_best_match_is_marked_and_several_are_not_guessed(qtbot: QtBot, desk: Desk) -> None:
    communes = _communes()
    editor = FindEditor(Field("commune", "Xã", "combo", find=communes.find, words=communes.words))
    assert isinstance(editor.line, QLineEdit)
    qtbot.addWidget(editor.line)
    editor.set_typed("xã Krông Pắc, tỉnh Đắk Lắk")
    assert str(editor.value()).endswith("|xã Krông Pắc")
    editor.set_typed("không có xã này")
    with pytest.raises(InvalidInput):
        editor.value()


def test_a_place_in_an_earlier_classification_is_shown_and_given_back_whole(desk: Desk) -> None:
    regime = desk.library.for_dossier(None, _TODAY)
    sets = SetChoice(desk.library, regime)
    old = next(one.classification for one in desk.library.regimes() if one.classification != regime.classification)

    class Row:
        classification_code, classification_id, set_number = "I.6", old, 13

    value = sets.value_of(Row)
    assert sets.is_old(value)
    assert sets.fields(value) == {"classification_code": "I.6", "set_number": 13, "classification_id": old}
    assert value in dict(sets.choices(value))
    view = sets.view("I.6")
    assert view is not None
    assert sum(part.points for part in view.parts) == 100
    assert view.count == sum(part.count for part in view.parts)
