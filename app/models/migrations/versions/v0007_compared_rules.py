"""Rule files that the office compared with the signed text.

There is no way down: an upgrade that fails puts its backup back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from app.models.base import UtcDateTime

revision = "v0007_compared_rules"
down_revision = "v0006_plans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "compared_rule",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("kind", AutoString(length=8), nullable=False),
        sa.Column("rule_id", AutoString(), nullable=False),
        sa.Column("sha256", AutoString(length=64), nullable=False),
        sa.Column("copy_number", AutoString(), nullable=False),
        sa.Column("copy_on", sa.Date(), nullable=True),
        sa.Column("note", AutoString(), nullable=False),
        sa.Column("compared_on", sa.Date(), nullable=False),
        sa.Column("person", AutoString(), nullable=False),
        sa.Column("position", AutoString(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_by", AutoString(), nullable=False),
        sa.Column("revoke_reason", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compared_rule")),
    )
    with op.batch_alter_table("compared_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_compared_rule_rule_id"), ["rule_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_compared_rule_sha256"), ["sha256"], unique=False)
