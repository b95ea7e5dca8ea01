"""The fields of "which office are you"."""

from __future__ import annotations

from app.services.actors import WRITERS
from app.services.first_start import signing_words
from app.services.names import role_name
from app.services.offices import SIGNER_MODES
from app.translate import _
from app.ui.forms.fields import Choices, Field, Help, Section
from app.ui.pages.first_start.place_choice import PlaceChoice
from app.ui.widgets.choice_cards import Choice

PLACES = ("province", "district", "commune")


def level_choices() -> tuple[Choice, ...]:
    """The levels as large choices."""
    return (
        Choice("commune", _("Commune level"), _("xã, phường"), "house-line"),
        Choice("province", _("Province level"), _("tỉnh, thành phố"), "buildings"),
        Choice("district", _("District level"), _("dossiers before 07/2025"), "archive"),
        Choice("producer", _("Producer"), _("prepares its own dossiers"), "storefront"),
    )


def mode_choices(level: str) -> Choices:
    """The ways to sign, as the lines that papers print."""
    deputy = "Phó Giám đốc" if level == "producer" else "Phó Chủ tịch"
    modes = ("head", "deputy", "by_order", "mandate", "acting") if level == "producer" else SIGNER_MODES
    return tuple((mode, signing_words(mode, level, _own_post(mode, deputy))) for mode in modes)


def _own_post(mode: str, deputy: str) -> str:
    return "…" if mode in ("by_order", "mandate") else deputy


def office_sections(choices: dict[str, PlaceChoice], level: str) -> list[Section]:
    """What is asked of the office, and of who works here."""
    province, district, commune = (
        Field(
            name,
            label,
            "combo",
            required=True,
            hint=hint,
            help=Help(what, "krong p"),
            find=choices[name].find,
            words=choices[name].words,
        )
        for name, label, hint, what in (
            (
                "province",
                _("Province or city"),
                _("Type a part of the name; accents are not needed."),
                _("The province that the office lies in."),
            ),
            (
                "district",
                _("District"),
                _("As it was before districts ended."),
                _("The district whose dossiers are kept here."),
            ),
            (
                "commune",
                _("Commune or ward"),
                _("An old name leads to the unit of today."),
                _("The commune that the office lies in, as it is called today."),
            ),
        )
    )
    name = Field(
        "name",
        _("Name as printed on papers"),
        required=True,
        span=2,
        hint=_("Exactly as at the head of the office's letters."),
        help=Help(_("The full name of the office, without abbreviation."), "Ủy ban nhân dân xã Krông Pắc"),
    )
    code = Field(
        "code", _("Tax code"), required=True, hint=_("It is the producer's code in every hand-over."), limit=40
    )
    signer = [
        Field(
            "signer_name",
            _("Who signs papers"),
            required=True,
            help=Help(_("Printed under the signature, without titles.")),
        ),
        Field(
            "signer_mode",
            _("How it is signed"),
            "choice",
            choices=mode_choices(level),
            help=Help(_("The lines above the signature."), "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH"),
        ),
        Field("signer_post", _("Post of who signs"), help=Help(_("The signer's own post."), "Phó Chủ tịch")),
    ]
    head = [
        Field("place_name", _("Place before the date"), help=Help(_("As in “Krông Pắc, ngày …”."), "Krông Pắc")),
        Field("symbol", _("Symbol of its papers"), help=Help(_("The abbreviation in numbers of papers."), "UBND")),
    ]
    agency = [
        Field(
            "standing_agency",
            _("Agency that does the OCOP work"),
            hint=_("May stay empty."),
            help=Help(_("The unit that prepares the papers."), "Văn phòng Điều phối nông thôn mới tỉnh"),
        ),
        Field(
            "parent_name",
            _("Committee above"),
            help=Help(_("Printed over the name where the office is no People's Committee.")),
        ),
    ]
    roles = tuple((role, str(role_name(role)).capitalize()) for role in ("administrator", *WRITERS[:3]))
    person = [
        Field("full_name", _("Your full name"), required=True),
        Field("position", _("Your position"), hint=_("For example: công chức phòng Kinh tế.")),
        Field("role", _("Role"), "choice", choices=roles, hint=_("The first person looks after the settings too.")),
    ]
    return [
        Section("", [[province, district, commune], [name, code], signer, head, agency], name="office"),
        Section(_("Who works with this program"), [person], name="person"),
    ]
