"""The cover of a bundle, read back from its PDF."""

from __future__ import annotations

import io

import pypdf

from app.services.bundles.cover import CoverFacts, cover_pdf


def test_the_cover_tells_its_moment_as_people_in_viet_nam_do() -> None:
    facts = CoverFacts(
        sender="UBND xã Mẫu",
        receiver="UBND tỉnh Mẫu",
        sequence=1,
        purpose="forward",
        created_at="2026-10-11T18:05:00Z",
        encrypted=True,
        fingerprint="0000",
        dossiers=1,
        files=2,
        size=1234,
    )
    pages = pypdf.PdfReader(io.BytesIO(cover_pdf(facts))).pages
    said = " ".join("\n".join(page.extract_text() for page in pages).split())
    assert "01 giờ 05 phút ngày 12/10/2026 (giờ Việt Nam)" in said
    assert "T18:05" not in said
