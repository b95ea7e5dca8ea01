"""The product, of one producer and one product set."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from app.models.base import Searchable, Travelling


class ProductBase(SQLModel):
    """``classification_code`` such as ``I.6`` or ``I.3.c`` in ``classification_id``, that of one decision.

    ``set_number`` is the product set within that decision.
    """

    name: str
    label_name: str = ""  # as the label has it, where it was compared
    brand: str = ""
    net_weight: str = ""  # of one package, with its unit
    specification: str = ""  # packing, weight
    standard: str = ""
    description: str = ""
    classification_id: str = ""
    classification_code: str = ""
    set_number: int | None = None
    sequence: int | None = None  # STT in the commune's list of products


class Product(ProductBase, Searchable, Travelling, table=True):
    __tablename__ = "product"

    producer_id: str = Field(foreign_key="producer.id", index=True)


class ProductRow(ProductBase):
    id: str
    producer_id: str
    revision: int
