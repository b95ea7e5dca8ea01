"""Custody that did not pass smoothly, what rows were before a take, what passed, and conflicts.

There is no way down: an upgrade that fails puts its backup back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from app.models.base import UtcDateTime

revision = "v0004_custody"
down_revision = "v0003_councils"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_fork",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("dossier_id", AutoString(), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("custody_number", sa.Integer(), nullable=False),
        sa.Column("holder_office_id", AutoString(), nullable=False),
        sa.Column("status", AutoString(length=16), nullable=False),
        sa.Column("mine", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("head", AutoString(length=64), nullable=False),
        sa.Column("records", AutoString(), nullable=False),
        sa.Column("entries", AutoString(), nullable=False),
        sa.Column("hand_over_id", AutoString(), nullable=True),
        sa.Column("met_number", sa.Integer(), nullable=False),
        sa.Column("met_office_id", AutoString(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_fork_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["holder_office_id"], ["office.id"], name=op.f("fk_dossier_fork_holder_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_over.id"], name=op.f("fk_dossier_fork_hand_over_id_hand_over")
        ),
        sa.ForeignKeyConstraint(["met_office_id"], ["office.id"], name=op.f("fk_dossier_fork_met_office_id_office")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_dossier_fork_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_fork")),
    )
    with op.batch_alter_table("dossier_fork", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_fork_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "journal_branch",
        sa.Column("entry_id", AutoString(length=36), nullable=False),
        sa.Column("fork_id", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_journal_branch_entry_id_journal_entry")
        ),
        sa.ForeignKeyConstraint(["fork_id"], ["dossier_fork.id"], name=op.f("fk_journal_branch_fork_id_dossier_fork")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_journal_branch")),
    )
    with op.batch_alter_table("journal_branch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_branch_fork_id"), ["fork_id"], unique=False)

    op.create_table(
        "recall",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("direction", AutoString(length=3), nullable=False),
        sa.Column("dossier_id", AutoString(length=36), nullable=False),
        sa.Column("custody_number", sa.Integer(), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by", AutoString(), nullable=False),
        sa.Column("asked_position", AutoString(), nullable=False),
        sa.Column("state", AutoString(length=10), nullable=False),
        sa.Column("answer", AutoString(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_recall_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
        sa.UniqueConstraint(
            "direction",
            "dossier_id",
            "custody_number",
            "office_id",
            name=op.f("uq_recall_direction_dossier_id_custody_number_office_id"),
        ),
    )
    with op.batch_alter_table("recall", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recall_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "released_custody",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("dossier_id", AutoString(length=36), nullable=False),
        sa.Column("custody_number", sa.Integer(), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_released_custody_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_released_custody")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_released_custody_dossier_id")),
    )
    op.create_table(
        "taken_row",
        sa.Column("hand_over_id", AutoString(length=36), nullable=False),
        sa.Column("table_name", AutoString(length=40), nullable=False),
        sa.Column("row_id", AutoString(length=64), nullable=False),
        sa.Column("before", AutoString(), nullable=True),
        sa.Column("after_hash", AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(["hand_over_id"], ["hand_over.id"], name=op.f("fk_taken_row_hand_over_id_hand_over")),
        sa.PrimaryKeyConstraint("hand_over_id", "table_name", "row_id", name=op.f("pk_taken_row")),
    )
    op.create_table(
        "passed_records",
        sa.Column("sha256", AutoString(length=64), nullable=False),
        sa.Column("dossier_id", AutoString(length=36), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_passed_records")),
    )
    with op.batch_alter_table("passed_records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passed_records_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "record_conflict",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("bundle_sha256", AutoString(length=64), nullable=False),
        sa.Column("bundle_name", AutoString(), nullable=False),
        sa.Column("sender_code", AutoString(length=40), nullable=False),
        sa.Column("sender_name", AutoString(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("dossier_id", AutoString(length=36), nullable=False),
        sa.Column("product", AutoString(), nullable=False),
        sa.Column("producer", AutoString(), nullable=False),
        sa.Column("theirs", sa.LargeBinary(), nullable=False),
        sa.Column("mine", sa.LargeBinary(), nullable=False),
        sa.Column("origins", AutoString(), nullable=False),
        sa.Column("choices", AutoString(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_conflict")),
        sa.UniqueConstraint("bundle_sha256", "dossier_id", name=op.f("uq_record_conflict_bundle_sha256_dossier_id")),
    )
    with op.batch_alter_table("record_conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_conflict_dossier_id"), ["dossier_id"], unique=False)
