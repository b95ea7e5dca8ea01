"""The decision that recognises products and grants certificates, with its lists (model 1.2 of Decree 30/2020/NĐ-CP).

No law fixes its words; order and duties follow decisions that provinces issued (such as 1419/QĐ-UBND of Lâm Đồng,
10/8/2022). Under 26/2026/QĐ-TTg the chairperson decides (Điều 7 khoản 3 điểm e), under older rules the committee.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from app.errors import InvalidInput
from app.services.papers.blocks import Block, Paper, Paragraph, Run, Signatures, text
from app.services.papers.council_facts import RecognisedProduct
from app.services.papers.paper_facts import LawFacts, NumberingFacts, OfficeFacts, SignerFacts
from app.services.papers.paper_parts import END_OF_BODY, office_head, recipients, signer
from app.services.papers.recognition_list import recognition_list
from app.services.papers.words import counted, number_in_words
from app.translate import N_

Decider = Literal["chair", "committee"]


@dataclass(frozen=True)
class DecisionFacts:
    """Everything the decision says."""

    office: OfficeFacts
    signer: SignerFacts
    numbering: NumberingFacts
    law: LawFacts
    products: tuple[RecognisedProduct, ...]
    bases: tuple[str, ...]
    """What it rests on, without "Căn cứ": law on local government, council, minutes; the criteria decision is added
    behind the laws."""
    proposed_by: str
    """After "Theo đề nghị của": "Giám đốc Sở Nông nghiệp và Môi trường tại Tờ trình số 45/TTr-SNNMT ngày …"."""
    guiding_agency: str
    """Who publishes, hands over, guides and checks: "Sở Nông nghiệp và Môi trường"."""
    round_title: str
    """Such as "đợt 2 năm 2026"."""
    decider: Decider = "chair"
    level_words: str = ""
    """Behind the class: "cấp tỉnh" where the rules name the level."""
    responsible: tuple[str, ...] = ()
    """Who carries it out, besides the office's chief of staff: filled from the guiding agency where empty."""
    chief_of_staff: str = ""
    """Such as "Chánh Văn phòng Ủy ban nhân dân tỉnh"."""
    recipients: tuple[str, ...] = ()
    granted_stars: tuple[int, ...] = (3, 4)
    """The classes that this level may recognise under the dossiers' rules."""
    expected_counts: dict[int, int] = field(default_factory=dict)
    """Products by star as the council's result has them; empty: not compared."""
    with_points: bool = False
    class_bounds: tuple[Decimal, ...] = ()
    by_commune: bool = False
    """Group the list by commune, for long rounds."""


def recognition_decision(facts: DecisionFacts, *, final: bool = False) -> Paper:
    """The decision and its landscape list.

    Raises:
        InvalidInput: no products; a product twice; a class that this level may not recognise; products of several
            rules in one decision; counts that differ from the council's.
    """
    _check(facts)
    office = facts.office
    body: list[Block] = [
        Paragraph((Run(_authority(facts), bold=True),), align="center", indent_first=False, keep_with_next=True),
        *(_basis(f"Căn cứ {basis.strip().rstrip(';.')};") for basis in _bases(facts)),
        _basis(f"Theo đề nghị của {facts.proposed_by.strip().rstrip(';.')}."),
        Paragraph((Run("QUYẾT ĐỊNH:", bold=True),), align="center", indent_first=False, keep_with_next=True),
        *_article_1(facts),
        *_article_2(facts),
        *_article_3(facts),
        *_article_4(facts),
        Signatures(right=signer(facts.signer), recipients=recipients(("Như Điều 4", *facts.recipients), office)),
    ]
    return Paper(
        kind="recognition_decision",
        file_title=f"Quyết định công nhận sản phẩm OCOP {facts.round_title} - {office.name}",
        body=tuple(body),
        head=office_head(office, facts.numbering, f"/QĐ-{office.symbol}"),
        title="QUYẾT ĐỊNH",
        subtitle=(f"Công nhận kết quả đánh giá, phân hạng và cấp giấy chứng nhận sản phẩm OCOP {facts.round_title}",),
        draft=not final,
        unverified=facts.law.unverified,
        annexes=(
            recognition_list(
                facts.products,
                office=office,
                numbering=facts.numbering,
                decided_by=_decided_by(facts),
                months=facts.law.certificate_months,
                with_points=facts.with_points,
                class_bounds=facts.class_bounds,
                by_commune=facts.by_commune,
            ),
        ),
    )


def _check(facts: DecisionFacts) -> None:
    if not facts.products:
        raise InvalidInput("products", N_("A recognition decision needs at least one product."))
    keys = Counter((each.dossier.product.code, each.dossier.product.name, each.dossier.producer.name)
                   for each in facts.products)  # fmt: skip
    for (_code, name, producer), times in keys.items():
        if times > 1:
            raise InvalidInput(
                "products",
                N_("“{product}” of {producer} stands in the decision {times} times."),
                advice=N_("Take it out of the list so that it stands there once."),
                product=name,
                producer=producer,
                times=times,
            )
    for each in facts.products:
        if each.stars not in facts.granted_stars:
            raise InvalidInput(
                "stars",
                N_("“{product}” has {stars} stars, which this office does not recognise under the dossier's rules."),
                product=each.dossier.product.name,
                stars=each.stars,
            )
    regimes = {each.regime_id for each in facts.products if each.regime_id} | (
        {facts.law.regime_id} if facts.law.regime_id else set()
    )
    if len(regimes) > 1:
        raise InvalidInput(
            "products",
            N_("The products are under different rules ({regimes}): each needs a decision of its own."),
            regimes=", ".join(sorted(regimes)),
        )
    counts = Counter(each.stars for each in facts.products)
    if facts.expected_counts:
        for star in sorted({*counts, *facts.expected_counts}):
            if counts[star] != facts.expected_counts.get(star, 0):
                raise InvalidInput(
                    "expected_counts",
                    N_("The council's result has {expected} products of {stars} stars, but the list has {listed}."),
                    advice=N_("Correct the list or the result; nothing is printed until they agree."),
                    expected=facts.expected_counts.get(star, 0),
                    stars=star,
                    listed=counts[star],
                )


def _bases(facts: DecisionFacts) -> tuple[str, ...]:
    """The law on local government, the criteria decision, then the council's papers."""
    laws = tuple(basis for basis in facts.bases if basis.strip().startswith(("Luật", "Nghị định", "Thông tư")))
    return (*laws, facts.law.citation, *(basis for basis in facts.bases if basis not in laws))


def _authority(facts: DecisionFacts) -> str:
    name = facts.office.name.upper()
    return f"{facts.signer.post.upper()} {name}" if facts.decider == "chair" else name


def _decided_by(facts: DecisionFacts) -> str:
    return f"{facts.signer.post} {facts.office.name}" if facts.decider == "chair" else facts.office.name


def _basis(line: str) -> Paragraph:
    return Paragraph((Run(line, italic=True),))


def _article(number: int, words: str) -> Paragraph:
    return Paragraph((Run(f"Điều {number}. ", bold=True), Run(words)))


def _producers(products: tuple[RecognisedProduct, ...] | list[RecognisedProduct]) -> int:
    return len({each.dossier.producer.name for each in products})


def _article_1(facts: DecisionFacts) -> list[Block]:
    products = facts.products
    blocks: list[Block] = [
        _article(
            1,
            f"Công nhận kết quả đánh giá, phân hạng và cấp giấy chứng nhận sản phẩm OCOP {facts.round_title} cho "
            f"{counted(len(products))} sản phẩm của {counted(_producers(products))} chủ thể, trong đó:",
        )
    ]
    stars = sorted({each.stars for each in products}, reverse=True)
    for number, star in enumerate(stars, start=1):
        chosen = [each for each in products if each.stars == star]
        level = f" {facts.level_words}" if facts.level_words else ""
        end = "." if number == len(stars) else ";"
        blocks.append(
            text(
                f"{number}. {counted(len(chosen))} sản phẩm của {counted(_producers(chosen))} chủ thể đạt "
                f"Hạng {star} sao ({number_in_words(star)} sao){level}{end}"
            )
        )
    blocks.append(text("(Có danh sách kèm theo)"))
    return blocks


def _article_2(facts: DecisionFacts) -> list[Block]:
    months = facts.law.certificate_months
    return [
        _article(
            2,
            f"Giấy chứng nhận sản phẩm OCOP có giá trị trong thời hạn {months} ({number_in_words(months)}) tháng kể "
            "từ ngày ký Quyết định này. Chủ thể có sản phẩm được công nhận tại Điều 1 được sử dụng nhãn hiệu OCOP và "
            "số sao đã đạt trên bao bì, nhãn và trong quảng bá sản phẩm theo quy định; có trách nhiệm duy trì chất "
            "lượng và các tiêu chí đã được công nhận trong suốt thời hạn của giấy chứng nhận.",
        )
    ]


def _article_3(facts: DecisionFacts) -> list[Block]:
    return [
        _article(
            3,
            f"Giao {facts.guiding_agency} công bố kết quả, trao giấy chứng nhận cho các chủ thể; hướng dẫn sử dụng "
            "nhãn hiệu OCOP; phối hợp với Ủy ban nhân dân nơi có sản phẩm được công nhận kiểm tra, giám sát sản phẩm "
            "sau công nhận theo quy định.",
        )
    ]


def _article_4(facts: DecisionFacts) -> list[Block]:
    named = facts.responsible or (
        f"Thủ trưởng {facts.guiding_agency}",
        "Chủ tịch Ủy ban nhân dân nơi có sản phẩm được công nhận",
        "các chủ thể có tên trong danh sách",
    )
    staff = f"{facts.chief_of_staff}, " if facts.chief_of_staff else ""
    who = f"{staff}{', '.join(named)} và các tổ chức, cá nhân có liên quan"
    return [
        _article(
            4,
            "Quyết định này có hiệu lực thi hành kể từ ngày ký. "
            f"{who[:1].upper()}{who[1:]} chịu trách nhiệm thi hành Quyết định này{END_OF_BODY}",
        )
    ]
