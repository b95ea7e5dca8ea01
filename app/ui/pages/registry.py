"""Which pages there are, and which of them an office has. A page's module is imported when it is first opened."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.translate import N_

if TYPE_CHECKING:
    from app.services.rules.library import RuleLibrary
    from app.ui.desk import Desk
    from app.ui.pages.page import Page


@dataclass(frozen=True)
class PageSpec:
    """One page.

    Args:
        name: as routes name it.
        title: message id.
        place: ``module:Class`` below ``app.ui.pages``.
        icon: of the navigation; empty: the page is reached from another one.
        under: the page of the navigation that it belongs to.
        tasks: the office must have one of these tasks of the regimes; empty: every office has the page.
        levels: only offices of these levels; empty: all.
        keeps: it lists records only: come back to with nothing written since, it stands as it was left.
        sought: outside the navigation, it is found by its title in the search.
    """

    name: str
    title: str
    place: str
    icon: str = ""
    under: str = ""
    tasks: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    keeps: bool = False
    sought: bool = False


_SCORES = frozenset({"score"})
_ASSESSES = frozenset({"assess_items"})

_PRODUCER = frozenset({"producer"})
_OFFICES = frozenset({"commune", "district", "province", "central"})

PAGES: tuple[PageSpec, ...] = (
    # A producer's own office begins with its two forms; elsewhere they are reached from the dossier.
    PageSpec(
        "registration",
        N_("Registration form"),
        "registration.page:RegistrationPage",
        "file-text",
        under="dossiers",
        levels=_PRODUCER,
    ),
    PageSpec(
        "self_assessment",
        N_("Self-assessment"),
        "self_assessment.page:SelfAssessmentPage",
        "clipboard-text",
        under="dossiers",
        levels=_PRODUCER,
    ),
    PageSpec("today", N_("Today"), "today.page:TodayPage", "sun-horizon", keeps=True),
    PageSpec("producers", N_("Producers and products"), "producers.page:ProducersPage", "storefront", keeps=True),
    PageSpec("dossiers", N_("Dossiers"), "dossiers.page:DossiersPage", "folder-open", keeps=True),
    PageSpec("assessment", N_("Commune assessment"), "assessment.page:AssessmentPage", "list-checks", tasks=_ASSESSES),
    PageSpec("council", N_("Council"), "council.page:CouncilPage", "users-three", tasks=_SCORES, keeps=True),
    PageSpec("certificates", N_("Certificates"), "certificates.page:CertificatesPage", "certificate", keeps=True),
    PageSpec("hand_over", N_("Hand-over"), "hand_over.page:HandOverPage", "usb"),
    PageSpec("settings", N_("Settings"), "settings.page:SettingsPage", "gear-six"),
    PageSpec("first_start", N_("First start"), "first_start.page:FirstStartPage"),
    PageSpec("producer", N_("Producer"), "producers.producer_page:ProducerPage", under="producers"),
    PageSpec("product_form", N_("Product"), "products.form_page:ProductFormPage", under="producers"),
    PageSpec("product", N_("Product"), "products.page:ProductPage", under="producers"),
    PageSpec("dossier", N_("Dossier"), "dossiers.dossier_page:DossierPage", under="dossiers"),
    PageSpec("new_dossier", N_("New dossier"), "dossiers.new_page:NewDossierPage", under="dossiers"),
    PageSpec("assess", N_("Commune assessment"), "assessment.assess_page:AssessPage", under="assessment"),
    PageSpec("round", N_("Assessment round"), "council.round_page:RoundPage", under="council", tasks=_SCORES),
    PageSpec("council_form", N_("Council"), "council.council_page:CouncilFormPage", under="council", tasks=_SCORES),
    PageSpec("sheet", N_("Score sheet"), "council.sheet_page:SheetPage", under="council", tasks=_SCORES),
    PageSpec("result", N_("Result"), "council.result_page:ResultPage", under="council", tasks=_SCORES),
    PageSpec("decision", N_("Decision"), "certificates.decision_page:DecisionPage", under="certificates"),
    PageSpec("certificate", N_("Certificate"), "certificates.certificate_page:CertificatePage", under="certificates"),
    PageSpec("export", N_("Hand over"), "hand_over.export_page:ExportPage", under="hand_over"),
    PageSpec("import", N_("Receive"), "hand_over.import_page:ImportPage", under="hand_over"),
    PageSpec("paper_hand_over", N_("Hand over on paper"), "hand_over.paper_page:PaperPage", under="hand_over"),
    PageSpec("letter", N_("Send papers"), "hand_over.letter_page:LetterPage", under="hand_over"),
    PageSpec("custody_send", N_("To the stick"), "hand_over.custody_send_page:CustodySendPage", under="hand_over"),
    PageSpec("recalls", N_("Requests for dossiers back"), "hand_over.custody_page:RecallsPage", under="hand_over"),
    PageSpec("fork", N_("Both versions"), "hand_over.custody_fork_page:ForkPage", under="dossiers"),
    PageSpec("conflict", N_("Changed here and there"), "hand_over.conflict_page:ConflictPage", under="hand_over"),
    PageSpec("office", N_("Office"), "settings.offices_page:OfficePage", under="settings"),
    PageSpec("add_office", N_("Add an office"), "settings.offices_add_page:AddOfficePage", under="settings"),
    PageSpec("office_list", N_("List of offices"), "settings.offices_list_page:OfficeListPage", under="settings"),
    PageSpec("key_change", N_("Notice of a key"), "settings.key_change_page:KeyChangePage", under="settings"),
    PageSpec("rule_pack", N_("Rule pack"), "settings.offices_rules_page:RulePackPage", under="settings"),
    PageSpec("succession", N_("Succession"), "settings.succession_page:SuccessionPage", under="settings"),
    PageSpec("take_over", N_("Take over"), "settings.succession_take_page:TakeOverPage", under="settings"),
    PageSpec("plan", N_("Targets of the year"), "plan.page:PlanPage", under="today", levels=_OFFICES, sought=True),
    PageSpec("preview", N_("Preview"), "papers.preview_page:PreviewPage"),
)

_BY_NAME = {spec.name: spec for spec in PAGES}


def page_spec(name: str) -> PageSpec:
    """The page of that name. Raises ``KeyError`` for a name that no page has."""
    return _BY_NAME[name]


def pages_of(library: RuleLibrary, level: str) -> list[PageSpec]:
    """The pages of the navigation that an office of the level has, in their order."""
    from app.services.office_tasks import tasks_of_level

    tasks = tasks_of_level(library, level)  # type: ignore[arg-type]
    return [
        spec
        for spec in PAGES
        if spec.icon and (not spec.tasks or spec.tasks & tasks) and (not spec.levels or level in spec.levels)
    ]


def pages_sought(level: str) -> list[PageSpec]:
    """The pages outside the navigation that an office of the level finds by the search."""
    return [spec for spec in PAGES if spec.sought and (not spec.levels or level in spec.levels)]


def page_class(spec: PageSpec) -> type[Page]:
    """Import a page."""
    module, _colon, name = spec.place.partition(":")
    found: type[Page] = getattr(importlib.import_module(f"app.ui.pages.{module}"), name)
    return found


def make_page(spec: PageSpec, desk: Desk) -> Page:
    """Import and make a page."""
    return page_class(spec)(desk)
