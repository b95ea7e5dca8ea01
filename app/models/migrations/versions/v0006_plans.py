"""The year's plan of an office, with the targets that it gives.

There is no way down: an upgrade that fails puts its backup back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from app.models.base import UtcDateTime

revision = "v0006_plans"
down_revision = "v0005_succession"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "annual_plan",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("number", AutoString(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=True),
        sa.Column("issued_by", AutoString(), nullable=False),
        sa.Column("issued_position", AutoString(), nullable=False),
        sa.Column("sha256", AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_annual_plan_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_plan")),
        sa.UniqueConstraint(
            "office_id", "year", "edition", "sha256", name=op.f("uq_annual_plan_office_id_year_edition_sha256")
        ),
    )
    with op.batch_alter_table("annual_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_annual_plan_office_id"), ["office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_annual_plan_year"), ["year"], unique=False)
    op.create_table(
        "target",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("plan_id", AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("for_code", AutoString(length=60), nullable=False),
        sa.Column("for_name", AutoString(), nullable=False),
        sa.Column("indicator", AutoString(length=60), nullable=False),
        sa.Column("amount_hundredths", sa.Integer(), nullable=False),
        sa.Column("most_hundredths", sa.Integer(), nullable=True),
        sa.Column("about", sa.Boolean(), nullable=False),
        sa.Column("unit", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("source", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["annual_plan.id"], name=op.f("fk_target_plan_id_annual_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_plan_id"), ["plan_id"], unique=False)
