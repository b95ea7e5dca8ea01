"""Sổ OCOP: an offline-first register of One Commune One Product dossiers."""

__version__ = "0.1.0"
