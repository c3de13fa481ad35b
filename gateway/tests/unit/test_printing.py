"""A talk's document on paper."""

import asyncio
import io
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from gateway.printing import talk_pdf


def a_talk(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "language": "sv",
        "title": "Mål- och utvecklingssamtal",
        "lead": "Ellen Sandgren och Mattias Lindahl",
        "status": "Version 1. Låst 22 oktober 2026.",
        "sections": [
            {
                "title": "Arbetssituationen",
                "notes": "Två rader\nåäö",
                "answers": [
                    {"who": "Ellen förberedde", "answers": [{"prompt": "Hur?", "text": "Bra."}]}
                ],
            }
        ],
        "reviewed": [],
        "goals": [{"title": "Kortare handlingar", "line": "Senast 30 november"}],
        "agreements": [{"what": "Gå kursen", "who": "Ellen", "due": "30 oktober 2026"}],
        "confirmations": [
            {
                "who": "Ellen Sandgren",
                "when": "i dag",
                "verdict": "har läst och håller inte med",
                "comment": "Jag minns det annorlunda.",
            }
        ],
        "hash": "ab" * 32,
        "words": {
            "page": "Sida",
            "reviewed": "Mål från förra perioden",
            "goals": "Mål för kommande period",
            "agreements": "Överenskommelser",
            "agreement_columns": ["Vad", "Vem", "Senast"],
            "confirmed": "Bekräftat av",
            "nobody": "Ingen har bekräftat än.",
            "hash": "Textens kontrollsumma (SHA-256):",
        },
    }
    return {**values, **changes}


async def _read(**changes: Any) -> PdfReader:
    return PdfReader(io.BytesIO(await talk_pdf(a_talk(**changes))))


async def test_the_pdf_holds_everything_that_was_confirmed_and_who_disagreed() -> None:
    reader = await _read()
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())

    for wanted in (
        "Mål- och utvecklingssamtal",
        "Två rader åäö",
        "Bra.",
        "Kortare handlingar",
        "Gå kursen",
        "har läst och håller inte med",
        "Jag minns det annorlunda.",
        "Version 1.",
    ):
        assert wanted in text
    assert "ab" * 32 in text.replace(" ", "")


async def test_the_pdf_is_tagged_for_screen_readers_and_says_its_language() -> None:
    catalogue: Any = (await _read()).trailer["/Root"]

    assert catalogue["/MarkInfo"]["/Marked"]
    assert str(catalogue["/Lang"]).startswith("sv")
    assert "/StructTreeRoot" in catalogue


async def test_a_sign_that_no_font_has_is_spelt_out_and_not_lost() -> None:
    sections = [{"title": "Mål", "notes": "Träff 🎯 mitt i, ärligt", "answers": []}]
    reader = await _read(sections=sections)
    catalogue: Any = reader.trailer["/Root"]

    assert "Träff [direct hit] mitt i, ärligt" in reader.pages[0].extract_text()
    assert "/StructTreeRoot" in catalogue


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
@settings(max_examples=30, deadline=None)
def test_any_text_can_be_printed(text: str) -> None:
    sections = [{"title": "Mål", "notes": text, "answers": []}]

    assert asyncio.run(talk_pdf(a_talk(sections=sections))).startswith(b"%PDF")


async def test_the_pdfs_own_data_name_nobody() -> None:
    metadata = (await _read()).metadata

    assert metadata is not None
    assert metadata.author is None
    assert metadata.title == "Mål- och utvecklingssamtal"
    assert not {"Ellen", "Mattias"} & set(str(dict(metadata)).split())


async def test_what_somebody_has_written_is_never_taken_for_code() -> None:
    written = '#panic("no") *x* $y$ = Rubrik [a] @b <c> \\ `d` // e'
    sections = [{"title": "#{1/0}", "notes": written, "answers": []}]

    text = " ".join((await _read(sections=sections)).pages[0].extract_text().split())

    assert written in text


async def test_the_same_document_gives_the_same_pdf() -> None:
    assert await talk_pdf(a_talk()) == await talk_pdf(a_talk())
