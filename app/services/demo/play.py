"""One case from its first office to its last paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from app.errors import AppError
from app.services.certificate_register import CertificateRow
from app.services.demo import commune_steps as commune
from app.services.demo import council_steps as council
from app.services.demo.case_file import CaseFile, CaseOffice, CaseProduct, CaseRound
from app.services.demo.earlier import recognise_earlier
from app.services.demo.papers import PaperDesk
from app.services.demo.report import CaseReport, ProductLine
from app.services.demo.world import DemoOffice, exchange_cards, register_paper_office, set_up
from app.services.progress import Progress
from app.services.result_rows import RankingResultRow
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.star_class import class_bounds, display_average
from app.translate import N_, _, format_date, format_number

_BANDS = {
    "50_to_below_70": N_("{count} products from 50 to below 70 points, as published"),
    "70_or_more": N_("{count} products from 70 points, as published"),
}
_EXPECTED = {
    "four_by_points_three_by_minimums": N_("{product}: enough points for 4 stars, a minimum missed, so 3 stars"),
    "inside_window": N_("{product}: filed inside the window of re-assessment"),
    "outside_window": N_("{product}: filed outside the window of re-assessment, not accepted"),
    "passed_up": N_("{product}: from 50 points, passed to the province"),
}


class Play:
    """A running case: its offices, which dossier belongs to which product, and the report as it grows."""

    def __init__(self, case: CaseFile, folder: Path, library: RuleLibrary, progress: Progress) -> None:
        self.case = case
        self.folder = folder
        self.library = library
        self.progress = progress
        self.sticks = folder / "ban-giao"
        self.desk = PaperDesk(folder / "van-ban", library)
        self.report = CaseReport(case, str(folder))
        self.offices: dict[str, DemoOffice] = {}
        self.dossiers: dict[str, str] = {}
        self.products: dict[str, str] = {}
        self.lines: dict[str, ProductLine] = {}
        self._done = 0
        self._steps = len(case.offices) + 4 * len(case.products) + 4 * len(case.rounds)

    def run(self) -> CaseReport:
        self._set_up_offices()
        member_ids: list[str] = []
        council_id = ""
        for case_round in self.case.rounds:
            regime = self.library.for_dossier(case_round.filed, case_round.filed)
            self._note_grade(regime.id, regime.grade)
            arrived = self._communes(case_round, regime)
            scoring = self.offices[self.case.scoring_office]
            if not council_id:
                council_id, member_ids = council.set_up_council(scoring, self.case.council, regime, case_round.opened)
            self._score_round(case_round, regime, arrived, council_id, member_ids)
        self._check()
        return self.report

    def _step(self) -> None:
        self._done = min(self._done + 1, self._steps)
        self.progress.step(self._done, self._steps, N_("Running the case"))

    def _set_up_offices(self) -> None:
        first = min(
            [case_round.idea for case_round in self.case.rounds]
            + [product.earlier.filed for product in self.case.products if product.earlier]
        )
        day = first - dt.timedelta(days=30)
        for spec in self.case.offices:
            if spec.uses_program:
                self.offices[spec.code] = set_up(self.folder / "data" / spec.code, spec, self.library, day)
            self._step()
        scoring = self.offices[self.case.scoring_office]
        cards = self.folder / "the-co-quan"
        for office in self._communes_with_program():
            exchange_cards(office, scoring, cards, day)
            for spec in self._without_program():
                register_paper_office(office, spec, day)
        if self.case.next_office:
            exchange_cards(scoring, self.offices[self.case.next_office], cards, day)

    def _communes_with_program(self) -> list[DemoOffice]:
        return [office for office in self.offices.values() if office.spec.level == "commune"]

    def _without_program(self) -> list[CaseOffice]:
        return [spec for spec in self.case.offices if not spec.uses_program]

    def _communes(self, case_round: CaseRound, regime: Regime) -> list[CaseProduct]:
        """Every commune's work for a round, up to the bundle that the scoring office takes."""
        arrived: list[CaseProduct] = []
        for office in self._communes_with_program():
            ready = [
                product
                for product in self.case.products_of(office.spec.code, case_round.number)
                if self._prepare(office, product, case_round, regime)
            ]
            if not ready:
                continue
            ids = [self.dossiers[product.id] for product in ready]
            letter = self.desk.proposal(office, ids, case_round.handed_over)
            exported = commune.hand_over(
                office, ids, self.case.scoring_office, "forward", self.sticks, case_round.handed_over
            )
            self.report.bundles.append(exported.path.name)
            self.report.papers += letter + self.desk.minutes(office, exported.hand_over_id, case_round.handed_over)
            council.take(self.offices[self.case.scoring_office], exported.path, case_round.taken)
            arrived += ready
            self._step()
        return arrived

    def _prepare(self, office: DemoOffice, product: CaseProduct, case_round: CaseRound, regime: Regime) -> bool:
        """A product's dossier until it is ready to go up; false where the law refuses it."""
        producer = self.case.producer(product.producer)
        line = ProductLine(case_round.number, product.name, producer.name, office.spec.commune_name, "")
        self.lines[product.id] = line
        self.report.lines.append(line)
        first = product.earlier.filed if product.earlier else case_round.idea
        if producer.id not in self.products:
            self.products[producer.id] = commune.register_producer(office, producer, first)
        product_id = commune.register_product(office, self.products[producer.id], product, first)
        previous = None
        if product.earlier:
            target = self._without_program()[0]
            previous = recognise_earlier(office, target, product_id, product, self.library, self.folder / "giao-giay")
        dossier_id = commune.open_dossier(
            office, product_id, product.application_type, case_round.idea, previous_dossier_id=previous
        )
        self.dossiers[product.id] = dossier_id
        commune.attach_producer_papers(office, dossier_id, product.name, regime, case_round.filed)
        self._step()
        try:
            commune.receive(office, dossier_id, case_round.filed, case_round.checked)
        except AppError as refused:
            line.outcome, line.note = "refused", refused.what
            return False
        if not producer.real:  # nothing is put into a real producer's mouth
            commune.self_assess(office, dossier_id, product, case_round.checked)
        commune.assess(office, dossier_id, regime, case_round.meeting, case_round.reported)
        self.report.papers += self.desk.commune_papers(office, dossier_id, product.id, regime, case_round.reported)
        self._step()
        return True

    def _score_round(
        self,
        case_round: CaseRound,
        regime: Regime,
        arrived: list[CaseProduct],
        council_id: str,
        member_ids: list[str],
    ) -> None:
        scoring = self.offices[self.case.scoring_office]
        for product in arrived:
            council.accept(scoring, self.dossiers[product.id], case_round.valid)
        place = council.open_round(scoring, case_round, council_id, member_ids)
        entries = [(self.dossiers[product.id], product) for product in arrived]
        closed = {row.dossier_id: row for row in council.score(scoring, place, entries, case_round.scored)}
        self._step()
        up: list[str] = []
        here: list[str] = []
        for product in arrived:
            result = self._settle(scoring, product, closed[self.dossiers[product.id]], case_round)
            outcome = council.propose(scoring, result, regime)
            self._write_line(product, result, outcome)
            if outcome == "recognise":
                here.append(result.dossier_id)
            else:
                council.decide(scoring, result.dossier_id, outcome, case_round.decided)
                if outcome == "pass_up":
                    up.append(result.dossier_id)
            self._step()
        self.report.papers += self.desk.round_papers(scoring, place.round_id, entries, case_round.scored)
        if here:
            self._recognise(scoring, here, regime, case_round)
        if up:
            self._pass_up(scoring, up, case_round)
        self._step()

    def _settle(
        self, scoring: DemoOffice, product: CaseProduct, result: RankingResultRow, case_round: CaseRound
    ) -> RankingResultRow:
        self.lines[product.id].provisional_before_record = result.provisional
        if result.provisional and product.minimums_met is not None:
            return council.record_minimums(scoring, result, product.minimums_met, case_round.scored)
        return result

    def _write_line(self, product: CaseProduct, result: RankingResultRow, outcome: str) -> None:
        line = self.lines[product.id]
        stars = self.library.star_rules_for_set(result.set_id)
        line.set_id = result.set_id
        line.average = format_number(display_average(result.average, class_bounds(stars)))
        line.stars, line.stars_by_points = result.stars, result.stars_by_points
        reached = next(one for one in stars.classes if one.star == result.stars_by_points)
        line.class_from, line.class_to = str(reached.min), str(reached.max)
        line.class_closed = reached.max_inclusive
        self._note_grade(result.set_id, self.library.criteria_set(result.set_id).source.grade)
        line.missed = {str(star): list(ids) for star, ids in dict(result.detail.get("missed", {})).items()}
        names = {"recognise": "recognised", "pass_up": "passed_up", "decline": "declined"}
        line.outcome = names.get(outcome, outcome)

    def _note_grade(self, name: str, grade: str) -> None:
        if grade != "signed":
            self.report.unread[name] = grade

    def _recognise(self, scoring: DemoOffice, here: list[str], regime: Regime, case_round: CaseRound) -> None:
        number = f"MẪU-{case_round.number:02d}"
        decision_id, issued = council.recognise(scoring, here, regime, number, case_round.decided)
        self._note_certificates(issued)
        self.report.papers += self.desk.decision_papers(scoring, decision_id, issued, case_round.decided)
        for office in self._communes_with_program():
            theirs = [one for one in here if self._commune_of(one) == office.spec.code]
            if not theirs:
                continue
            sent = commune.hand_over(scoring, theirs, office.spec.code, "result", self.sticks, case_round.returned)
            self.report.bundles.append(sent.path.name)
            council.take(office, sent.path, case_round.returned)
        self._step()

    def _note_certificates(self, issued: list[CertificateRow]) -> None:
        by_dossier = {dossier_id: product_id for product_id, dossier_id in self.dossiers.items()}
        for row in issued:
            self.lines[by_dossier[row.dossier_id]].certificate = _("{number} (until {day})").format(
                number=row.register_text, day=format_date(row.valid_to)
            )

    def _commune_of(self, dossier_id: str) -> str:
        product_id = next(key for key, value in self.dossiers.items() if value == dossier_id)
        product = next(one for one in self.case.products if one.id == product_id)
        return self.case.producer(product.producer).office

    def _pass_up(self, scoring: DemoOffice, up: list[str], case_round: CaseRound) -> None:
        self.report.papers += self.desk.letter_upward(scoring, up, case_round.returned)
        sent = commune.hand_over(scoring, up, self.case.next_office, "forward", self.sticks, case_round.returned)
        self.report.bundles.append(sent.path.name)
        council.take(self.offices[self.case.next_office], sent.path, case_round.returned)
        self._step()

    def _check(self) -> None:
        """Whether the run ended where the case says."""
        report = self.report
        bands = report.bands()
        for band, count in self.case.published.bands.items():
            text = _(_BANDS[band]).format(count=count)
            report.checks.append((text, bands[band] == count))
        for product in self.case.products:
            line = self.lines[product.id]
            held = {
                "four_by_points_three_by_minimums": line.stars_by_points == 4
                and line.stars == 3
                and bool(line.missed.get("4")),
                "inside_window": line.outcome == "recognised",
                "outside_window": line.outcome == "refused",
                "passed_up": line.outcome == "passed_up",
            }
            if product.expected:
                text = _(_EXPECTED[product.expected]).format(product=product.name)
                report.checks.append((text, held[product.expected]))
        for activity in self.case.activities:
            days = f"{format_date(activity.begins)} - {format_date(activity.ends)}, {activity.lead}"
            report.activities.append((activity.number, activity.content, days))
