"""The office's certificates and decisions."""

from __future__ import annotations

from app.ui.pages.page import Page


class CertificatesPage(Page):
    pass
