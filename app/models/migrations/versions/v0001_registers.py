"""Offices, producers, products, dossiers and the journal.

There is no way down: an upgrade that fails puts its backup back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from app.models.base import UtcDateTime

revision = "v0001_registers"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal_entry",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("act", AutoString(length=40), nullable=False),
        sa.Column("office_code", AutoString(length=40), nullable=False),
        sa.Column("actor", AutoString(), nullable=False),
        sa.Column("actor_position", AutoString(), nullable=False),
        sa.Column("subject", AutoString(), nullable=False),
        sa.Column("dossier_id", AutoString(length=36), nullable=True),
        sa.Column("data", AutoString(), nullable=False),
        sa.Column("dossier_sequence", sa.Integer(), nullable=True),
        sa.Column("dossier_previous", AutoString(length=64), nullable=False),
        sa.Column("dossier_hash", AutoString(length=64), nullable=False),
        sa.Column("office_sequence", sa.Integer(), nullable=True),
        sa.Column("office_previous", AutoString(length=64), nullable=False),
        sa.Column("office_hash", AutoString(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("dossier_id", "dossier_hash", name=op.f("uq_journal_entry_dossier_id_dossier_hash")),
        sa.UniqueConstraint("office_sequence", name=op.f("uq_journal_entry_office_sequence")),
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_entry_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_entry_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index("ix_journal_entry_dossier_sequence", ["dossier_id", "dossier_sequence"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_entry_no_{act.lower()} BEFORE {act} ON journal_entry "
                "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
            )

    op.create_table(
        "office",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("code", AutoString(length=40), nullable=False),
        sa.Column("level", AutoString(length=10), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("parent_name", AutoString(), nullable=False),
        sa.Column("province_name", AutoString(), nullable=False),
        sa.Column("province_code", AutoString(), nullable=False),
        sa.Column("district_name", AutoString(), nullable=False),
        sa.Column("district_code", AutoString(), nullable=False),
        sa.Column("commune_name", AutoString(), nullable=False),
        sa.Column("commune_code", AutoString(), nullable=False),
        sa.Column("place_name", AutoString(), nullable=False),
        sa.Column("address", AutoString(), nullable=False),
        sa.Column("standing_agency", AutoString(), nullable=False),
        sa.Column("symbol", AutoString(), nullable=False),
        sa.Column("signer_name", AutoString(), nullable=False),
        sa.Column("signer_post", AutoString(), nullable=False),
        sa.Column("signer_mode", AutoString(), nullable=False),
        sa.Column("sign_public_key", AutoString(), nullable=False),
        sa.Column("age_recipient", AutoString(), nullable=False),
        sa.Column("uses_program", sa.Boolean(), nullable=False),
        sa.Column("is_self", sa.Boolean(), nullable=False),
        sa.Column("key_confirmed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_code"), ["code"], unique=True)

    op.create_table(
        "official",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("full_name", AutoString(), nullable=False),
        sa.Column("position", AutoString(), nullable=False),
        sa.Column("role", AutoString(length=20), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_official_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official")),
    )
    with op.batch_alter_table("official", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_official_office_id"), ["office_id"], unique=False)

    op.create_table(
        "office_key",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("sign_public_key", AutoString(length=64), nullable=False),
        sa.Column("age_recipient", AutoString(), nullable=False),
        sa.Column("state", AutoString(length=10), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("learned_by", AutoString(length=16), nullable=False),
        sa.Column("checked_by", AutoString(), nullable=False),
        sa.Column("card", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_office_key_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_key")),
        sa.UniqueConstraint("office_id", "sign_public_key", name=op.f("uq_office_key_office_id_sign_public_key")),
    )
    with op.batch_alter_table("office_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_key_office_id"), ["office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_office_key_sign_public_key"), ["sign_public_key"], unique=False)

    op.create_table(
        "producer",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("kind", AutoString(length=40), nullable=False),
        sa.Column("tax_code", AutoString(), nullable=False),
        sa.Column("address", AutoString(), nullable=False),
        sa.Column("contact_address", AutoString(), nullable=False),
        sa.Column("province_name", AutoString(), nullable=False),
        sa.Column("province_code", AutoString(), nullable=False),
        sa.Column("district_name", AutoString(), nullable=False),
        sa.Column("district_code", AutoString(), nullable=False),
        sa.Column("commune_name", AutoString(), nullable=False),
        sa.Column("commune_code", AutoString(), nullable=False),
        sa.Column("phone", AutoString(), nullable=False),
        sa.Column("email", AutoString(), nullable=False),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("registration_number", AutoString(), nullable=False),
        sa.Column("representative_name", AutoString(), nullable=False),
        sa.Column("representative_sex", AutoString(), nullable=False),
        sa.Column("representative_ethnicity", AutoString(), nullable=False),
        sa.Column("representative_disabled", sa.Boolean(), nullable=True),
        sa.Column("representative_position", AutoString(), nullable=False),
        sa.Column("representative_address", AutoString(), nullable=False),
        sa.Column("representative_identity", AutoString(), nullable=False),
        sa.Column("note", AutoString(), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("folded", AutoString(), nullable=False),
        sa.Column("name_keys", AutoString(), nullable=False),
        sa.Column("name_order", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_producer_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer")),
    )
    with op.batch_alter_table("producer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_producer_folded"), ["folded"], unique=False)
        batch_op.create_index(batch_op.f("ix_producer_name_order"), ["name_order"], unique=False)
        batch_op.create_index(batch_op.f("ix_producer_office_id"), ["office_id"], unique=False)

    op.create_table(
        "saved_revision",
        sa.Column("record", AutoString(length=80), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("content", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_saved_revision")),
    )
    op.create_table(
        "product",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("label_name", AutoString(), nullable=False),
        sa.Column("brand", AutoString(), nullable=False),
        sa.Column("net_weight", AutoString(), nullable=False),
        sa.Column("specification", AutoString(), nullable=False),
        sa.Column("standard", AutoString(), nullable=False),
        sa.Column("description", AutoString(), nullable=False),
        sa.Column("classification_id", AutoString(), nullable=False),
        sa.Column("classification_code", AutoString(), nullable=False),
        sa.Column("set_number", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("producer_id", AutoString(), nullable=False),
        sa.Column("folded", AutoString(), nullable=False),
        sa.Column("name_keys", AutoString(), nullable=False),
        sa.Column("name_order", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_product_producer_id_producer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_folded"), ["folded"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_name_order"), ["name_order"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_producer_id"), ["producer_id"], unique=False)

    op.create_table(
        "idea_registration",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("kind", AutoString(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("description", AutoString(), nullable=False),
        sa.Column("local_material", AutoString(), nullable=False),
        sa.Column("plan", AutoString(), nullable=False),
        sa.Column("product_id", AutoString(), nullable=False),
        sa.Column("office_id", AutoString(), nullable=False),
        sa.Column("status", AutoString(length=12), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reason", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_idea_registration_office_id_office")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_idea_registration_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_registration")),
    )
    with op.batch_alter_table("idea_registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_registration_product_id"), ["product_id"], unique=False)

    op.create_table(
        "dossier",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("parent_hash", AutoString(length=64), nullable=False),
        sa.Column("lineage", AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("application_type", AutoString(length=10), nullable=False),
        sa.Column("sample_count", sa.Integer(), nullable=True),
        sa.Column("province_name", AutoString(), nullable=False),
        sa.Column("province_code", AutoString(), nullable=False),
        sa.Column("district_name", AutoString(), nullable=False),
        sa.Column("district_code", AutoString(), nullable=False),
        sa.Column("commune_name", AutoString(), nullable=False),
        sa.Column("commune_code", AutoString(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("previous_certificate", AutoString(), nullable=False),
        sa.Column("previous_valid_to", sa.Date(), nullable=True),
        sa.Column("note", AutoString(), nullable=False),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("product_id", AutoString(), nullable=False),
        sa.Column("idea_id", AutoString(), nullable=True),
        sa.Column("previous_dossier_id", AutoString(length=36), nullable=True),
        sa.Column("status", AutoString(length=16), nullable=False),
        sa.Column("custody_number", sa.Integer(), nullable=False),
        sa.Column("holder_office_id", AutoString(), nullable=False),
        sa.Column("origin_office_id", AutoString(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("regime_id", AutoString(), nullable=False),
        sa.Column("regime_sha256", AutoString(length=64), nullable=False),
        sa.Column("set_id", AutoString(), nullable=False),
        sa.Column("set_sha256", AutoString(length=64), nullable=False),
        sa.Column("receipt_number", AutoString(), nullable=False),
        sa.Column("received_by", AutoString(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("product_code", AutoString(), nullable=False),
        sa.Column("completion_list", AutoString(), nullable=False),
        sa.Column("completion_due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["holder_office_id"], ["office.id"], name=op.f("fk_dossier_holder_office_id_office")),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea_registration.id"], name=op.f("fk_dossier_idea_id_idea_registration")
        ),
        sa.ForeignKeyConstraint(["origin_office_id"], ["office.id"], name=op.f("fk_dossier_origin_office_id_office")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_dossier_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index("ix_dossier_at_work", ["holder_office_id", "status", "received_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_product_code"), ["product_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_status"), ["status"], unique=False)
