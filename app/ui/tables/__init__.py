"""The one table of the window: columns, where rows come from, and the table itself."""

from app.ui.tables.columns import Column, Row
from app.ui.tables.list_source import ListSource
from app.ui.tables.source import RowSource, TableQuery
from app.ui.tables.view import TableView

__all__ = ["Column", "ListSource", "Row", "RowSource", "TableQuery", "TableView"]
