"""One office over a real SQLite file, as for the registers."""

from __future__ import annotations

from tests.records.conftest import commune, database, library, open_office

__all__ = ["commune", "database", "library", "open_office"]
