"""The fields of the producer's form, in the order of the law's forms."""

from __future__ import annotations

from app.services.ethnic_groups import ethnic_groups
from app.services.other_names import names_of_producer_kinds
from app.services.rules.regime import Regime
from app.translate import _
from app.ui.forms.fields import Choices, Field, Help, Section
from app.ui.pages.producers.commune_choice import CommuneChoice


def kind_choices(regime: Regime, kept: str = "") -> Choices:
    """The kinds of producer that the regime lets take part; one that only earlier rules know stays readable."""
    found = [
        (one.id, _("{title} (tourism products only)").format(title=one.title) if one.tourism_only else one.title)
        for one in regime.producer_kinds
    ]
    if kept and kept not in {value for value, _text in found}:
        found.append((kept, kept))
    return tuple(found)


def producer_sections(regime: Regime, communes: CommuneChoice) -> list[Section]:
    """All fields of a producer."""
    articles = {rule.field: rule.article for rule in regime.form_fields}

    def help_on(name: str, what: str, example: str = "") -> Help:
        return Help(what, example, articles.get(f"producer.{name}", ""))

    groups = tuple((name, name) for name in ethnic_groups())
    return [
        Section(
            _("Producer"),
            [
                [
                    Field(
                        "name",
                        _("Producer's name"),
                        required=True,
                        span=2,
                        hint=_("In full, as in the business registration."),
                        help=help_on("name", _("The full name, as every paper prints it."),
                                     "Hợp tác xã Nông nghiệp Dịch vụ Krông Pắc"),
                    )
                ],
                [
                    Field(
                        "kind",
                        _("Kind of producer"),
                        "choice",
                        required=True,
                        choices=kind_choices(regime),
                        others=names_of_producer_kinds(),
                        help=help_on("kind", _("Only these kinds may take part in the programme.")),
                    ),
                    Field("established_on", _("Established on"), "date", help=help_on(
                        "established_on", _("The day of the first registration of the business or cooperative."))),
                ],
                [
                    Field("tax_code", _("Tax code"), hint=_("10, 12 or 13 digits."), help=help_on(
                        "tax_code", _("The tax code; of a household it may be the owner's identity number."),
                        "6001234567")),
                    Field("registration_number", _("Number of the business registration"), help=help_on(
                        "registration_number", _("Number of the registration certificate, where there is one."))),
                ],
            ],
            "producer",
        ),
        Section(
            _("Address and contact"),
            [
                [
                    Field(
                        "commune",
                        _("Commune"),
                        "combo",
                        find=communes.find,
                        words=communes.words,
                        hint=_("Type without accents; an old name leads to the unit of today."),
                        help=Help(_("The commune in which the producer makes the product; its dossiers go there."),
                                  "krong pac"),
                    )
                ],
                [Field("address", _("Address"), hint=_("House or hamlet, commune and province, as on the papers."),
                       help=help_on("address", _("The address as the forms print it."),
                                    "Thôn 3, xã Krông Pắc, tỉnh Đắk Lắk"))],
                [Field("contact_address", _("Address for letters, if it is another one"))],
                [
                    Field("phone", _("Telephone"), "phone", help=help_on(
                        "phone", _("The number at which the office reaches the producer."), "0912 345 678")),
                    Field("email", _("E-mail"), help=help_on("email", _("Where there is one."))),
                ],
            ],
            "contact",
        ),
        Section(
            _("Representative"),
            [
                [
                    Field("representative_name", _("Full name"), span=2, help=help_on(
                        "representative_name", _("Who signs for the producer."), "Nguyễn Thị Phượng")),
                    Field("representative_position", _("Position"), span=2, help=help_on(
                        "representative_position", _("The position in the producer."), "Giám đốc")),
                ],
                [
                    Field("representative_sex", _("Sex"), "radio",
                          choices=(("male", _("Male")), ("female", _("Female"))),
                          help=help_on("representative_sex", _("Reports count women among the representatives."))),
                    Field("representative_ethnicity", _("Ethnic group"), "combo", choices=groups, free=True,
                          help=help_on("representative_ethnicity",
                                       _("Reports count the ethnic groups of the representatives."), "Ê Đê")),
                    Field("representative_identity", _("Identity number"), mask=True,
                          hint=_("12 digits; 9 of an old card."),
                          help=Help(_("Shown as dots until the field is entered."))),
                ],
                [Field("representative_address", _("Permanent address of the representative"), help=help_on(
                    "representative_address", _("The place of permanent residence.")))],
                [Field("representative_disabled", _("The representative lives with a disability"), "check")],
            ],
            "representative",
        ),
        Section(_("Note"), [[Field("note", _("Note of the office"), "long", lines=2,
                                   hint=_("For this office; no form prints it."))]], "note"),
    ]  # fmt: skip
