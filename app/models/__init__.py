"""The tables. Importing this package registers every table in ``SQLModel.metadata``."""

from app.models.assessment import AssessmentItem, CommuneAssessment
from app.models.certificate import Certificate
from app.models.compared_rule import ComparedRule
from app.models.council import Council, CouncilMember, Recusal
from app.models.custody import DossierFork, JournalBranch, Recall, ReleasedCustody
from app.models.document import DocumentFile, DossierDocument, StoredFile
from app.models.dossier import Dossier
from app.models.handover import HandOver, HandOverItem, Receipt
from app.models.idea import IdeaRegistration
from app.models.journal import JournalEntry
from app.models.note import Note
from app.models.office import Office, Official
from app.models.office_key import OfficeKey
from app.models.paper import IssuedPaper
from app.models.passed_records import PassedRecords
from app.models.plan import AnnualPlan, Target
from app.models.producer import Producer
from app.models.product import Product
from app.models.recognition import DecisionItem, RecognitionDecision
from app.models.record_conflict import RecordConflict
from app.models.record_line import RecordLine
from app.models.result import RankingResult
from app.models.round import AssessmentRound, RoundEntry
from app.models.saved_revision import SavedRevision
from app.models.score_sheet import ScoreSheet, SheetAnswer
from app.models.self_assessment import BusinessPlan, BusinessPlanFigure, SelfAssessment
from app.models.succession import Succession
from app.models.taken_row import TakenRow

__all__ = [
    "AnnualPlan",
    "AssessmentItem",
    "AssessmentRound",
    "BusinessPlan",
    "BusinessPlanFigure",
    "Certificate",
    "CommuneAssessment",
    "ComparedRule",
    "Council",
    "CouncilMember",
    "DecisionItem",
    "DocumentFile",
    "Dossier",
    "DossierDocument",
    "DossierFork",
    "HandOver",
    "HandOverItem",
    "IdeaRegistration",
    "IssuedPaper",
    "JournalBranch",
    "JournalEntry",
    "Note",
    "Office",
    "OfficeKey",
    "Official",
    "PassedRecords",
    "Producer",
    "Product",
    "RankingResult",
    "Recall",
    "Receipt",
    "RecognitionDecision",
    "RecordConflict",
    "RecordLine",
    "Recusal",
    "ReleasedCustody",
    "RoundEntry",
    "SavedRevision",
    "ScoreSheet",
    "SelfAssessment",
    "SheetAnswer",
    "StoredFile",
    "Succession",
    "TakenRow",
    "Target",
]
