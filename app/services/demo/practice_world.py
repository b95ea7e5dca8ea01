"""Practice data for a level: made-up rounds are played up to a working day, and one office's data folder is kept.

The first round is played to its end; the second one stops where each product's ``stops`` says, so that every kind of
work waits for the officer: a draft, a check of papers, an assessment, a hand-over, scoring under way.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil

from app.errors import StorageError, system_reason
from app.paths import DataPaths, resource_path
from app.services import dossier_moves
from app.services.demo import commune_steps as commune
from app.services.demo import council_steps as council
from app.services.demo.case_file import CaseProduct, CaseRound, load_case
from app.services.demo.papers import PaperDesk
from app.services.demo.play import Play
from app.services.demo.report import CaseReport
from app.services.demo.world import DemoOffice
from app.services.dossier_moves import ReceiptData
from app.services.practice import practice_paths
from app.services.progress import Progress
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.translate import N_

_MAKING = "practice-making"
_STAGES = ("draft", "filed", "checked", "assessed", "handed", "valid", "scored")
_SHEETS_IN = 2


def has_practice(paths: DataPaths) -> bool:
    """Whether an office's practice data is there already."""
    return practice_paths(paths).database.is_file()


def make_practice(paths: DataPaths, level: str, progress: Progress) -> dt.date:
    """Make the practice data that belongs to an office's own data folder, anew; the own data is not touched.

    Args:
        paths: the office's own data folder.
        level: of the office that is practised; a producer practises in its commune's place.

    Returns:
        The day on which practice stands.

    Raises:
        Cancelled: stopped; nothing is left, and practice data of before stays. StorageError: there is no room.
    """
    folder = paths.root / _MAKING
    target = practice_paths(paths).root
    try:
        shutil.rmtree(folder, ignore_errors=True)
        case = load_case(resource_path("practice"), "three-tier" if level == "district" else "two-tier")
        play = PracticePlay(case, folder, RuleLibrary(resource_path()), progress)
        try:
            play.run()
        finally:
            for office in play.offices.values():
                office.database.close()
        wanted = level if level in ("province", "district") else "commune"
        code = next(one.code for one in case.offices if one.level == wanted and one.uses_program)
        if target.exists():
            shutil.rmtree(target)
        os.replace(folder / "data" / code, target)
        return max(one.returned for one in case.rounds)
    except OSError as error:
        raise StorageError(
            N_("The practice data could not be made: {reason}."),
            kept=N_("The office's own data was not touched."),
            advice=N_("Make room on the disk, then try again."),
            reason=system_reason(error),
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class PracticePlay(Play):
    """Plays all rounds but the last to their end, and the last one only in part. Nothing is printed."""

    def run(self) -> CaseReport:
        self.desk = _SilentDesk(self.folder / "van-ban", self.library)
        self._set_up_offices()
        scoring = self.offices[self.case.scoring_office]
        *ended, last = self.case.rounds
        council_id, member_ids = "", list[str]()
        for case_round in ended:
            regime = self.library.for_dossier(case_round.filed, case_round.filed)
            arrived = self._communes(case_round, regime)
            if not council_id:
                council_id, member_ids = council.set_up_council(scoring, self.case.council, regime, case_round.opened)
            self._score_round(case_round, regime, arrived, council_id, member_ids)
        self._begin_round(last, council_id, member_ids)
        self.progress.step(self._steps, self._steps, N_("Running the case"))
        return self.report

    def _begin_round(self, case_round: CaseRound, council_id: str, member_ids: list[str]) -> None:
        regime = self.library.for_dossier(case_round.filed, case_round.filed)
        scoring = self.offices[self.case.scoring_office]
        for office in self._communes_with_program():
            ready = [
                product
                for product in self.case.products_of(office.spec.code, case_round.number)
                if self._prepare_up_to(office, product, case_round, regime)
            ]
            if not ready:
                continue
            ids = [self.dossiers[product.id] for product in ready]
            self.desk.proposal(office, ids, case_round.handed_over)
            sent = commune.hand_over(
                office, ids, self.case.scoring_office, "forward", self.sticks, case_round.handed_over
            )
            council.take(scoring, sent.path, case_round.taken)
        accepted = [one for one in self.case.products if _stage(one) >= _STAGES.index("valid")]
        for product in accepted:
            council.accept(scoring, self.dossiers[product.id], case_round.valid)
        place = council.open_round(scoring, case_round, council_id, member_ids)
        entries = [(self.dossiers[one.id], one) for one in accepted if one.stops == "scored"]
        council.fill_sheets(scoring, place, entries, case_round.scored, members=_SHEETS_IN)

    def _prepare_up_to(self, office: DemoOffice, product: CaseProduct, case_round: CaseRound, regime: Regime) -> bool:
        """A product's dossier as far as practice leaves it; true where it is ready to go up."""
        producer = self.case.producer(product.producer)
        if producer.id not in self.products:
            self.products[producer.id] = commune.register_producer(office, producer, case_round.idea)
        product_id = commune.register_product(office, self.products[producer.id], product, case_round.idea)
        dossier_id = commune.open_dossier(office, product_id, product.application_type, case_round.idea)
        self.dossiers[product.id] = dossier_id
        stage = _stage(product)
        self._step()
        if stage == _STAGES.index("draft"):
            return False
        commune.attach_producer_papers(office, dossier_id, product.name, regime, case_round.filed)
        if stage == _STAGES.index("filed"):
            self._receive_only(office, dossier_id, case_round.filed)
            return False
        commune.receive(office, dossier_id, case_round.filed, case_round.checked)
        self._step()
        if stage == _STAGES.index("checked"):
            return False
        commune.self_assess(office, dossier_id, product, case_round.checked)
        commune.assess(office, dossier_id, regime, case_round.meeting, case_round.reported)
        self._step()
        return stage >= _STAGES.index("handed")

    def _receive_only(self, office: DemoOffice, dossier_id: str, day: dt.date) -> None:
        receipt = ReceiptData(filed_on=day, received_by="(mẫu) Cán bộ OCOP", sample_count=5)
        office.act(
            day,
            lambda session: dossier_moves.receive_first(
                session, dossier_id, receipt, office.actor, office.library, day
            ),
        )


class _SilentDesk(PaperDesk):
    """Signs what has to be signed, and prints nothing: the officer prints in practice."""

    def _print(self, office: DemoOffice, kind: str, ids: list[str], name: str, day: dt.date) -> str:
        return name


def _stage(product: CaseProduct) -> int:
    return _STAGES.index(product.stops) if product.stops else -1
