"""Councils, score sheets, results, decisions and certificates.

There is no way down: an upgrade that fails puts its backup back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from app.models.base import UtcDateTime
from app.models.record_line import SQLITE_WORD_INDEX

revision = "v0003_councils"
down_revision = "v0002_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "council",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("decision_number", AutoString(), nullable=False),
        sa.Column("decision_date", sa.Date(), nullable=False),
        sa.Column("quorum_numerator", sa.Integer(), nullable=False),
        sa.Column("quorum_denominator", sa.Integer(), nullable=False),
        sa.Column("chair_required", sa.Boolean(), nullable=False),
        sa.Column("max_deviation_hundredths", sa.Integer(), nullable=True),
        sa.Column("agreed_rule", AutoString(length=12), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_council_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council")),
    )
    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_council_office_id"), ["office_id"], unique=False)

    op.create_table(
        "assessment_round",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(length=10), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("dossiers_by", sa.Date(), nullable=True),
        sa.Column("scoring_by", sa.Date(), nullable=True),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("council_id", AutoString(), nullable=True),
        sa.Column("scoring_locked", sa.Boolean(), nullable=False),
        sa.Column("locked_on", sa.Date(), nullable=True),
        sa.Column("absent_members", AutoString(), nullable=False),
        sa.Column("paper_members", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_assessment_round_council_id_council")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_assessment_round_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_round")),
    )
    with op.batch_alter_table("assessment_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_round_office_id"), ["office_id"], unique=False)

    op.create_table(
        "council_member",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("full_name", AutoString(), nullable=False),
        sa.Column("position", AutoString(), nullable=False),
        sa.Column("unit", AutoString(), nullable=False),
        sa.Column("role", AutoString(length=10), nullable=False),
        sa.Column("scores", sa.Boolean(), nullable=False),
        sa.Column("official_id", AutoString(length=36), nullable=False),
        sa.Column("council_id", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_member_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_member")),
        sa.UniqueConstraint("council_id", "number", name=op.f("uq_council_member_council_id_number")),
    )
    with op.batch_alter_table("council_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_council_member_council_id"), ["council_id"], unique=False)

    op.create_table(
        "recusal",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("member_id", AutoString(), nullable=False),
        sa.Column("producer_id", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["council_member.id"], name=op.f("fk_recusal_member_id_council_member")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_recusal_producer_id_producer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
        sa.UniqueConstraint("member_id", "producer_id", name=op.f("uq_recusal_member_id_producer_id")),
    )
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recusal_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recusal_producer_id"), ["producer_id"], unique=False)

    op.create_table(
        "ranking_result",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("round_id", AutoString(length=36), nullable=True),
        sa.Column("council_name", AutoString(), nullable=False),
        sa.Column("council_decision", AutoString(), nullable=False),
        sa.Column("set_id", AutoString(), nullable=False),
        sa.Column("set_sha256", AutoString(length=64), nullable=False),
        sa.Column("regime_id", AutoString(), nullable=False),
        sa.Column("total_sum_hundredths", sa.Integer(), nullable=False),
        sa.Column("sheet_count", sa.Integer(), nullable=False),
        sa.Column("stars_by_points", sa.Integer(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("minimums_record", AutoString(), nullable=False),
        sa.Column("knocked_out", AutoString(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("outcome", AutoString(length=10), nullable=False),
        sa.Column("outcome_reason", AutoString(), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("detail", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_ranking_result_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_ranking_result_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_result")),
    )
    with op.batch_alter_table("ranking_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ranking_result_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "round_entry",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("round_id", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_round_entry_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_round_entry_round_id_assessment_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_entry")),
        sa.UniqueConstraint("round_id", "dossier_id", name=op.f("uq_round_entry_round_id_dossier_id")),
    )
    with op.batch_alter_table("round_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_entry_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_entry_round_id"), ["round_id"], unique=False)

    op.create_table(
        "score_sheet",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("kind", AutoString(length=6), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.Column("round_id", AutoString(), nullable=True),
        sa.Column("member_id", AutoString(), nullable=True),
        sa.Column("set_id", AutoString(), nullable=False),
        sa.Column("set_sha256", AutoString(length=64), nullable=False),
        sa.Column("mode", AutoString(length=5), nullable=False),
        sa.Column("status", AutoString(length=8), nullable=False),
        sa.Column("entered_by", AutoString(length=8), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("opinion", AutoString(), nullable=False),
        sa.Column("knock_outs", AutoString(), nullable=False),
        sa.Column("reopen_reason", AutoString(), nullable=False),
        sa.Column("replaces_id", AutoString(length=36), nullable=True),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_score_sheet_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["council_member.id"], name=op.f("fk_score_sheet_member_id_council_member")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_score_sheet_round_id_assessment_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheet")),
    )
    with op.batch_alter_table("score_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_score_sheet_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_score_sheet_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_score_sheet_round_id"), ["round_id"], unique=False)

    op.create_table(
        "recognition_decision",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("kind", AutoString(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("regime_id", AutoString(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("paper_id", AutoString(), nullable=True),
        sa.Column("number", AutoString(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_recognition_decision_office_id_office")),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["issued_paper.id"], name=op.f("fk_recognition_decision_paper_id_issued_paper")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_decision")),
    )
    with op.batch_alter_table("recognition_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recognition_decision_office_id"), ["office_id"], unique=False)

    op.create_table(
        "sheet_answer",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sheet_id", AutoString(), nullable=False),
        sa.Column("criterion_id", AutoString(length=12), nullable=False),
        sa.Column("option", sa.Integer(), nullable=True),
        sa.Column("points_hundredths", sa.Integer(), nullable=False),
        sa.Column("description", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name=op.f("fk_sheet_answer_sheet_id_score_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_answer")),
    )
    with op.batch_alter_table("sheet_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_answer_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.Column("product_id", AutoString(), nullable=False),
        sa.Column("decision_id", AutoString(), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("register_number", sa.Integer(), nullable=False),
        sa.Column("register_text", AutoString(), nullable=False),
        sa.Column("product_name", AutoString(), nullable=False),
        sa.Column("producer_name", AutoString(), nullable=False),
        sa.Column("address", AutoString(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("status", AutoString(length=8), nullable=False),
        sa.Column("printed_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["recognition_decision.id"], name=op.f("fk_certificate_decision_id_recognition_decision")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_certificate_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_certificate_office_id_office")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_certificate_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint(
            "office_id", "year", "register_number", name=op.f("uq_certificate_office_id_year_register_number")
        ),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_office_id"), ["office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_product_id"), ["product_id"], unique=False)

    op.create_table(
        "decision_item",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decision_id", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.Column("result_id", AutoString(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["recognition_decision.id"], name=op.f("fk_decision_item_decision_id_recognition_decision")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_decision_item_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["result_id"], ["ranking_result.id"], name=op.f("fk_decision_item_result_id_ranking_result")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_item")),
    )
    with op.batch_alter_table("decision_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_item_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_item_dossier_id"), ["dossier_id"], unique=False)

    _make_record_lines()


def _make_record_lines() -> None:
    op.create_table(
        "record_line",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", AutoString(length=12), nullable=False),
        sa.Column("record_id", AutoString(length=36), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("name_folded", AutoString(), nullable=False),
        sa.Column("accents", AutoString(), nullable=False),
        sa.Column("name_order", AutoString(), nullable=False),
        sa.Column("producer", AutoString(), nullable=False),
        sa.Column("producer_folded", AutoString(), nullable=False),
        sa.Column("producer_order", AutoString(), nullable=False),
        sa.Column("commune", AutoString(), nullable=False),
        sa.Column("commune_folded", AutoString(), nullable=False),
        sa.Column("commune_order", AutoString(), nullable=False),
        sa.Column("numbers", AutoString(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("producer_id", AutoString(), nullable=False),
        sa.Column("product_id", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.Column("kind_of", AutoString(), nullable=False),
        sa.Column("set_number", sa.Integer(), nullable=True),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("holder_id", AutoString(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_record_line")),
        sa.UniqueConstraint("kind", "record_id", name=op.f("uq_record_line_kind_record_id")),
    )
    with op.batch_alter_table("record_line", schema=None) as batch_op:
        for column in ("name_folded", "name_order", "producer_order", "commune_order", "code"):
            batch_op.create_index(f"ix_record_line_{column}", ["kind", column], unique=False)
        for column in ("stars", "starts"):
            batch_op.create_index(f"ix_record_line_{column}", ["kind", column], unique=False)
        batch_op.create_index("ix_record_line_year", ["kind", "year", "code"], unique=False)
        batch_op.create_index("ix_record_line_ends", ["kind", "ends", "state"], unique=False)
        batch_op.create_index("ix_record_line_state", ["kind", "state", "name_order"], unique=False)
        batch_op.create_index("ix_record_line_holder_id", ["kind", "holder_id", "state"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_WORD_INDEX)
