"""What people write into forms, and how the pages say what is wrong."""

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

ODD = "Åsa Öman–Wåhlström mäter 5,5 % 🙂 <b>fett</b> & \"citat\" 'så' {{ 7 * 7 }}"
"""What Swedish, a phone's keyboard and a curious person put into a field."""

TOO_LONG = "lång " * 5_000


def expect_errors(visitor: Visitor, *sentences: str) -> None:
    """The error summary has the focus and says these."""
    summary = visitor.page.locator(".errors")
    expect(summary).to_be_focused()
    for sentence in sentences:
        expect(summary).to_contain_text(sentence)
