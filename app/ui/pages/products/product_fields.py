"""The fields of the product's form."""

from __future__ import annotations

from collections.abc import Callable

from app.services.other_names import OtherNames
from app.services.rules.regime import Regime
from app.translate import _
from app.ui.forms.fields import Choices, Field, Help, Section

Browse = Callable[[Callable[[str], None]], None]


def product_sections(
    regime: Regime, sets: Choices, find_producers: Callable[[str], Choices], producer_words: Callable[[str], str],
    browse: Browse, others: OtherNames,
) -> list[Section]:  # fmt: skip
    """All fields of a product. ``producer`` and ``ministry`` are no fields of its own record."""
    articles = {rule.field: rule.article for rule in regime.form_fields}

    def help_on(name: str, what: str, example: str = "") -> Help:
        return Help(what, example, articles.get(f"product.{name}", ""))

    return [
        Section(
            _("Product"),
            [
                [
                    Field("producer", _("Producer"), "combo", required=True, find=find_producers, words=producer_words,
                          hint=_("Type a part of the name, accents or not. A new one: Ctrl+Shift+N."),
                          help=Help(_("Who makes the product and applies for it."))),
                ],
                [
                    Field("name", _("Product name"), required=True,
                          hint=_("Exactly as on the label and in the quality declaration."),
                          help=help_on("name", _("The full name on every paper: label, declaration, certificate."),
                                       "Sầu riêng sấy thăng hoa Thăng Tiến")),
                    Field("label_name", _("Name on the label"),
                          help=Help(_("As the label prints it: dossiers often come back because the two differ."))),
                ],
                [
                    Field("classification_code", _("Product set"), "combo", required=True, choices=sets, browse=browse,
                          others=others,
                        hint=_("Type, or browse the classification: Ctrl+L."),
                          help=help_on("classification_code",
                                       _("The place in the classification; it decides the criteria of the scoring."),
                                       "ca phe")),
                    Field("ministry", _("Managing ministry"), "readonly", hint=_("From the product set.")),
                ],
            ],
            "product",
        ),
        Section(
            _("Packing and standard"),
            [
                [
                    Field("net_weight", _("Net weight"), hint=_("Of one package, with its unit."),
                          help=help_on("net_weight", _("Compared with the label and the declaration."), "500 g")),
                    Field("specification", _("Packing"), span=2, help=help_on(
                        "specification", _("How it is packed and sold."), "Túi zip 500 g, hộp giấy 2 túi")),
                ],
                [
                    Field("standard", _("Standard that it is made by"), span=2, help=help_on(
                        "standard", _("Standard or technical regulation of the product."), "TCVN 5251:2015")),
                    Field("brand", _("Brand")),
                ],
            ],
            "packing",
        ),
        Section(
            _("About the product"),
            [
                [Field("description", _("Description of the product"), "long", lines=3,
                       hint=_("What it is made of, how, and what sets it apart."))],
                [
                    Field("sequence", _("Number in the commune's list"), "number", decimals=0, lowest=1,
                          hint=_("Part of the product's code; Ctrl+G gives the next one."),
                          help=Help(_("The number in the commune's list of OCOP products; given once and kept."))),
                ],
            ],
            "description",
        ),
    ]  # fmt: skip
