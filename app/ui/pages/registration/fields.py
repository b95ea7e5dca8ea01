"""The lines of the registration form in the law's order; what another record holds is shown and changed there."""

from __future__ import annotations

from app.services.registration_view import RegistrationView
from app.translate import _
from app.ui.forms.fields import Field, Section


def form_sections(view: RegistrationView) -> list[Section]:
    """Sections of the form; an upgrade or re-assessment also asks for the last certificate."""
    producer, product = _("From the producer's record."), _("From the product's record.")

    def shown(name: str, label: str, hint: str, span: int = 1) -> Field:
        return Field(name, label, "readonly", hint=hint, span=span)

    own = [Field("registered_on", _("Date on the form"), "date", required=True, hint=_("As the producer signed it."))]
    if not view.is_service:
        own.append(Field("sample_count", _("Samples handed in"), "number", decimals=0, lowest=0, unit=_("samples")))
    rows = [own]
    if view.dossier.application_type != "first":
        rows.append(
            [
                Field("previous_certificate", _("Last certificate: number and date"), span=2),
                Field("previous_valid_to", _("Its last day"), "date"),
            ]
        )
    rows.append([Field("note", _("Note"), "long", lines=2, hint=_("For this office; not printed."))])
    return [
        Section(_("Entered on this form"), rows, name="own", tab=_("Form")),
        Section(
            _("1. Who registers"),
            [
                [shown("producer_name", _("Name of the producer"), producer)],
                [shown("representative", _("Legal representative"), producer, 2), shown("position", _("Post"), "")],
                [shown("address", _("Contact address"), producer)],
                [shown("phone", _("Phone"), producer), shown("email", _("E-mail"), "")],
            ],
            name="producer",
            tab=_("Who registers"),
        ),
        Section(
            _("2-4. Product and application"),
            [
                [shown("product_name", _("Name of the product"), product)],
                [shown("classification", _("Sector, group, subgroup"), product)],
                [
                    shown("set", _("Product set"), product, 2),
                    shown("application", _("Application"), _("Fixed when the dossier was opened.")),
                ],
            ],
            name="product",
            tab=_("Product"),
        ),
    ]
