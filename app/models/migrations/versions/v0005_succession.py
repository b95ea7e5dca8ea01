"""Which office carries on what an ended one did and held.

There is no way down: an upgrade that fails puts its backup back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from app.models.base import UtcDateTime

revision = "v0005_succession"
down_revision = "v0004_custody"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "succession",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("predecessor_office_id", AutoString(), nullable=False),
        sa.Column("successor_office_id", AutoString(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("basis_number", AutoString(), nullable=False),
        sa.Column("basis_on", sa.Date(), nullable=True),
        sa.Column("basis_issuer", AutoString(), nullable=False),
        sa.Column("scan_sha256", AutoString(), nullable=True),
        sa.Column("scan_name", AutoString(), nullable=False),
        sa.Column("way", AutoString(length=6), nullable=False),
        sa.Column("known_at", UtcDateTime(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("person", AutoString(), nullable=False),
        sa.Column("position", AutoString(), nullable=False),
        sa.Column("keys_taken", sa.Boolean(), nullable=False),
        sa.Column("dossiers", sa.Integer(), nullable=False),
        sa.Column("certificates", sa.Integer(), nullable=False),
        sa.Column("series", AutoString(), nullable=False),
        sa.Column("journal_files", AutoString(), nullable=False),
        sa.Column("journal_entries", sa.Integer(), nullable=False),
        sa.Column("journal_head", AutoString(length=64), nullable=False),
        sa.Column("archive_sha256", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["predecessor_office_id"], ["office.id"], name=op.f("fk_succession_predecessor_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["successor_office_id"], ["office.id"], name=op.f("fk_succession_successor_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["scan_sha256"], ["stored_file.sha256"], name=op.f("fk_succession_scan_sha256_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["archive_sha256"], ["stored_file.sha256"], name=op.f("fk_succession_archive_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
        sa.UniqueConstraint("predecessor_office_id", name=op.f("uq_succession_predecessor_office_id")),
    )
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_succession_successor_office_id"), ["successor_office_id"], unique=False)
