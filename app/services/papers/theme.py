"""The measures of papers, read from ``resources/papers/theme.json``.

Decree 30/2020/NĐ-CP (Annex I, parts I and II) gives ranges; the file holds one value inside each, so that an office
may change a size without a new program. Lengths are millimetres, type sizes points.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.errors import RuleError
from app.paths import resource_path
from app.translate import N_

MM = 72 / 25.4
"""Points in a millimetre."""

SINGLE_LINE = 1.15
"""Height of a single-spaced line of Times-like type, in ems (ascent, descent and line gap)."""

Length = Annotated[float, Field(ge=0, le=500)]
Size = Annotated[float, Field(ge=4, le=200)]
Share = Annotated[float, Field(gt=0, le=1)]
Grey = Annotated[float, Field(ge=0, le=1)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PageTheme(_Part):
    width: Length
    height: Length
    top: Length
    bottom: Length
    left: Length
    right: Length
    page_number_from_top: Length
    page_number_size: Size
    running_head_size: Size


class HeadTheme(_Part):
    issuer_width: Length
    motto_width: Length
    issuer_parent_size: Size
    issuer_size: Size
    country_size: Size
    motto_size: Size
    number_size: Size
    place_size: Size
    letter_subject_size: Size
    rule_weight: Length
    rule_gap: Length
    issuer_rule_share: Share
    row_gap: Length
    after: Length


class TitleTheme(_Part):
    size: Size
    subtitle_size: Size
    before: Length
    rule_share: Share
    rule_gap: Length
    after: Length


class BodyTheme(_Part):
    """``between`` and ``heading_before`` are points, as the decree has them; ``line`` counts single lines."""

    size: Size
    indent_first: Length
    between: Length
    line: Annotated[float, Field(ge=1, le=2)]
    heading_before: Length
    dotted_line_weight: Length
    tick_size: Size


class TableTheme(_Part):
    size: Size
    size_landscape: Size
    head_grey: Grey
    line_weight: Length
    pad_x: Length
    pad_y: Length
    line: Annotated[float, Field(ge=1, le=2)]


class SignatureTheme(_Part):
    width: Length
    size: Size
    hint_size: Size
    room: Length
    before: Length
    lines_with_it: Annotated[int, Field(ge=0, le=10)]
    recipients_width: Length
    recipients_title_size: Size
    recipients_size: Size


class AnnexTheme(_Part):
    number_size: Size
    title_size: Size
    reference_size: Size
    rule_share: Share


class NotesTheme(_Part):
    size: Size
    draft_size: Size
    draft_grey: Grey


class CertificateTheme(_Part):
    """Measures of the certificate; its layout is fixed by no text, the sizes start from real ones."""

    width: Length
    height: Length
    frame: Length
    content_inset: Length
    qr: Length
    qr_quiet_modules: Annotated[int, Field(ge=4, le=10)]
    issuer_size: Size
    motto_size: Size
    title_size: Size
    label_size: Size
    product_size: Size
    product_floor: Size
    producer_size: Size
    producer_floor: Size
    address_size: Size
    address_floor: Size
    statement_size: Size
    validity_size: Size
    signature_size: Size
    note_size: Size
    remark_size: Size
    signature_room: Length
    star_radius: Length
    star_gap: Length
    emblem: Length
    mark: Length
    colour_title: Colour
    colour_frame: Colour
    colour_accent: Colour
    colour_star: Colour
    colour_star_edge: Colour
    colour_soft: Colour
    colour_ink: Colour
    draft_size: Size
    draft_grey: Grey


class Theme(_Part):
    page: PageTheme
    head: HeadTheme
    title: TitleTheme
    body: BodyTheme
    table: TableTheme
    signature: SignatureTheme
    annex: AnnexTheme
    notes: NotesTheme
    certificate: CertificateTheme

    def text_width(self, landscape: bool = False) -> float:
        """The width of the text in points."""
        across = self.page.height if landscape else self.page.width
        return (across - self.page.left - self.page.right) * MM

    def text_height(self, landscape: bool = False) -> float:
        """The height of the text in points."""
        down = self.page.width if landscape else self.page.height
        return (down - self.page.top - self.page.bottom) * MM


def load_theme(path: Path) -> Theme:
    """Read a theme file; keys that begin with ``_`` are remarks.

    Raises:
        RuleError: the file is missing, is not JSON, or a measure is missing, unknown or out of its range.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Theme.model_validate({key: value for key, value in content.items() if not key.startswith("_")})
    except ValidationError as error:
        first = error.errors()[0]
        pointer = "/" + "/".join(str(part) for part in first["loc"])
        raise RuleError(N_("This measure of papers cannot be used."), file=path.name, pointer=pointer) from error
    except json.JSONDecodeError as error:
        raise RuleError(N_("This file is not valid JSON."), file=path.name, line=error.lineno) from error
    except (OSError, UnicodeDecodeError, AttributeError) as error:
        raise RuleError(N_("The file with the measures of papers cannot be read."), file=path.name) from error


@lru_cache(maxsize=1)
def default_theme() -> Theme:
    """The theme shipped with the program."""
    return load_theme(resource_path("papers", "theme.json"))
