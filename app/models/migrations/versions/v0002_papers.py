"""Papers, documents, assessments and hand-overs.

There is no way down: an upgrade that fails puts its backup back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from app.models.base import UtcDateTime

revision = "v0002_papers"
down_revision = "v0001_registers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("sha256", AutoString(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", AutoString(), nullable=False),
        sa.Column("warning", AutoString(), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "hand_over",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("direction", AutoString(length=3), nullable=False),
        sa.Column("purpose", AutoString(length=10), nullable=False),
        sa.Column("medium", AutoString(length=6), nullable=False),
        sa.Column("status", AutoString(length=10), nullable=False),
        sa.Column("from_office_id", AutoString(), nullable=False),
        sa.Column("to_office_id", AutoString(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("bundle_name", AutoString(), nullable=False),
        sa.Column("bundle_sha256", AutoString(length=64), nullable=False),
        sa.Column("bundle_id", AutoString(length=36), nullable=False),
        sa.Column("target", AutoString(), nullable=False),
        sa.Column("encrypted", sa.Boolean(), nullable=False),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("previous_sha256", AutoString(length=64), nullable=False),
        sa.Column("stands_for", AutoString(), nullable=False),
        sa.Column("listed", AutoString(), nullable=False),
        sa.Column("person", AutoString(), nullable=False),
        sa.Column("position", AutoString(), nullable=False),
        sa.Column("receipt_edition", sa.Integer(), nullable=False),
        sa.Column("receipt_told", AutoString(length=64), nullable=False),
        sa.Column("receipt_sent_at", UtcDateTime(), nullable=True),
        sa.Column("replaces_id", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["replaces_id"], ["hand_over.id"], name=op.f("fk_hand_over_replaces_id_hand_over")),
        sa.ForeignKeyConstraint(["from_office_id"], ["office.id"], name=op.f("fk_hand_over_from_office_id_office")),
        sa.ForeignKeyConstraint(["to_office_id"], ["office.id"], name=op.f("fk_hand_over_to_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint(
            "direction",
            "from_office_id",
            "to_office_id",
            "sequence",
            name=op.f("uq_hand_over_direction_from_office_id_to_office_id_sequence"),
        ),
    )
    with op.batch_alter_table("hand_over", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_over_bundle_sha256"), ["bundle_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_hand_over_from_office_id"), ["from_office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hand_over_to_office_id"), ["to_office_id"], unique=False)

    op.create_table(
        "receipt",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("hand_over_id", AutoString(), nullable=False),
        sa.Column("number", AutoString(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_by", AutoString(), nullable=False),
        sa.Column("position", AutoString(), nullable=False),
        sa.Column("scan_sha256", AutoString(), nullable=True),
        sa.Column("scan_name", AutoString(), nullable=False),
        sa.Column("note", AutoString(), nullable=False),
        sa.Column("state", AutoString(length=8), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=True),
        sa.Column("received_count", sa.Integer(), nullable=True),
        sa.Column("missed_count", sa.Integer(), nullable=True),
        sa.Column("results", AutoString(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("stated_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["hand_over_id"], ["hand_over.id"], name=op.f("fk_receipt_hand_over_id_hand_over")),
        sa.ForeignKeyConstraint(
            ["scan_sha256"], ["stored_file.sha256"], name=op.f("fk_receipt_scan_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("hand_over_id", name=op.f("uq_receipt_hand_over_id")),
    )
    op.create_table(
        "business_plan",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("materials", AutoString(), nullable=False),
        sa.Column("technology", AutoString(), nullable=False),
        sa.Column("quality", AutoString(), nullable=False),
        sa.Column("markets", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_business_plan_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_plan")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_business_plan_dossier_id")),
    )
    op.create_table(
        "commune_assessment",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("meeting_place", AutoString(), nullable=False),
        sa.Column("chair", AutoString(), nullable=False),
        sa.Column("secretary", AutoString(), nullable=False),
        sa.Column("participants", AutoString(), nullable=False),
        sa.Column("opinions", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_commune_assessment_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_commune_assessment_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commune_assessment")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_commune_assessment_dossier_id")),
    )
    op.create_table(
        "dossier_document",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("kind", AutoString(length=60), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("number", AutoString(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", AutoString(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("is_original", sa.Boolean(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("criteria", AutoString(), nullable=False),
        sa.Column("note", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_document_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_document")),
    )
    with op.batch_alter_table("dossier_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_document_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "hand_over_item",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("hand_over_id", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.Column("custody_number", sa.Integer(), nullable=False),
        sa.Column("status_before", AutoString(length=16), nullable=False),
        sa.Column("prepared_entry", AutoString(), nullable=False),
        sa.Column("records_sha256", AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_hand_over_item_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_over.id"], name=op.f("fk_hand_over_item_hand_over_id_hand_over")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over_item")),
    )
    with op.batch_alter_table("hand_over_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_over_item_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hand_over_item_hand_over_id"), ["hand_over_id"], unique=False)

    op.create_table(
        "issued_paper",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("kind", AutoString(length=30), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=True),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("status", AutoString(length=8), nullable=False),
        sa.Column("printed_count", sa.Integer(), nullable=False),
        sa.Column("number", AutoString(), nullable=False),
        sa.Column("symbol", AutoString(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("signer_name", AutoString(), nullable=False),
        sa.Column("signer_post", AutoString(), nullable=False),
        sa.Column("scan_sha256", AutoString(), nullable=True),
        sa.Column("scan_name", AutoString(), nullable=False),
        sa.Column("signed_digitally", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_issued_paper_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_issued_paper_office_id_office")),
        sa.ForeignKeyConstraint(
            ["scan_sha256"], ["stored_file.sha256"], name=op.f("fk_issued_paper_scan_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_paper")),
    )
    with op.batch_alter_table("issued_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issued_paper_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issued_paper_office_id"), ["office_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.Column("subject", AutoString(length=120), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("author", AutoString(), nullable=False),
        sa.Column("author_position", AutoString(), nullable=False),
        sa.Column("author_role", AutoString(length=20), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answers_id", AutoString(length=36), nullable=True),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_office_id", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_note_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_note_office_id_office")),
        sa.ForeignKeyConstraint(["resolved_office_id"], ["office.id"], name=op.f("fk_note_resolved_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "self_assessment",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("history", AutoString(), nullable=False),
        sa.Column("organisation", AutoString(), nullable=False),
        sa.Column("changes", AutoString(), nullable=False),
        sa.Column("plan", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_self_assessment_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_assessment")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_self_assessment_dossier_id")),
    )
    op.create_table(
        "assessment_item",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("assessment_id", AutoString(), nullable=False),
        sa.Column("item", AutoString(length=10), nullable=False),
        sa.Column("claim", AutoString(), nullable=False),
        sa.Column("finding", AutoString(), nullable=False),
        sa.Column("not_applicable", AutoString(), nullable=False),
        sa.Column("points_hundredths", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["commune_assessment.id"],
            name=op.f("fk_assessment_item_assessment_id_commune_assessment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_item")),
    )
    with op.batch_alter_table("assessment_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_item_assessment_id"), ["assessment_id"], unique=False)

    op.create_table(
        "business_plan_figure",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("business_plan_id", AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("revenue", sa.Integer(), nullable=True),
        sa.Column("profit", sa.Integer(), nullable=True),
        sa.Column("output", sa.Integer(), nullable=True),
        sa.Column("unit", AutoString(), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.Column("local_workers", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_plan_id"],
            ["business_plan.id"],
            name=op.f("fk_business_plan_figure_business_plan_id_business_plan"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_plan_figure")),
    )
    with op.batch_alter_table("business_plan_figure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_business_plan_figure_business_plan_id"), ["business_plan_id"], unique=False
        )

    op.create_table(
        "document_file",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("document_id", AutoString(), nullable=False),
        sa.Column("sha256", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["dossier_document.id"], name=op.f("fk_document_file_document_id_dossier_document")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_document_file_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_file")),
    )
    with op.batch_alter_table("document_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_file_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_file_sha256"), ["sha256"], unique=False)
