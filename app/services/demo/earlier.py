"""A recognition of some years ago by an office that has no such program: handed over on paper, typed in by hand."""

from __future__ import annotations

from pathlib import Path

from app.models.office import office_id
from app.services.demo import commune_steps as commune
from app.services.demo.case_file import CaseOffice, CaseProduct
from app.services.demo.sample_papers import sample_paper
from app.services.demo.world import DemoOffice
from app.services.documents import keep_file
from app.services.handovers import ReceiptData, record_receipt
from app.services.printing.paper_hand_over import hand_over_on_paper
from app.services.results_above import ResultAboveData, record_result_above
from app.services.rules.library import RuleLibrary


def recognise_earlier(
    office: DemoOffice, target: CaseOffice, product_id: str, product: CaseProduct, library: RuleLibrary, folder: Path
) -> str:
    """The product's first dossier, from the commune's receipt to the certificate of the office above.

    Returns:
        The id of that dossier, from which the re-assessment starts.
    """
    days = product.earlier
    assert days is not None
    regime = library.for_dossier(days.filed, days.filed)
    dossier_id = commune.open_dossier(office, product_id, "first", days.filed)
    commune.attach_producer_papers(office, dossier_id, product.name, regime, days.filed)
    commune.receive(office, dossier_id, days.filed, days.checked)
    commune.assess(office, dossier_id, regime, days.meeting, days.reported)
    folder.mkdir(parents=True, exist_ok=True)
    with office.on(days.handed_over):
        handed = hand_over_on_paper(
            office.database,
            office.store,
            library,
            [dossier_id],
            office_id(target.code),
            office.actor,
            days.handed_over,
            folder / product.id,
        )
    receipt = ReceiptData(received_on=days.received, received_by="(mẫu) Văn thư huyện", number="MẪU")
    office.act(
        days.received,
        lambda session: record_receipt(session, handed.hand_over_id, receipt, office.actor, days.received),
    )
    scan = sample_paper(office.paths.outbox, "Quyết định công nhận (bản quét)", product.name)
    blob = office.store.put(scan)
    scan.unlink()
    office.act(days.decided, lambda session: keep_file(session, blob))
    data = ResultAboveData(
        outcome="recognised",
        decision_number=days.decision_number,
        decided_on=days.decided,
        stars=days.stars,
        scan_sha256=blob.sha256,
        scan_name="quyet-dinh.pdf",
    )
    office.act(
        days.decided,
        lambda session: record_result_above(session, dossier_id, data, office.actor, library, days.decided),
    )
    return dossier_id
