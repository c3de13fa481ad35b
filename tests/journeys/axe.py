"""axe-core on an open page, in each look, and whether the page fits a narrow screen."""

import json
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

Scheme = Literal["light", "dark"]

LOOKS: dict[str, tuple[ViewportSize, Scheme]] = {
    "desktop, light": ({"width": 1280, "height": 900}, "light"),
    "desktop, dark": ({"width": 1280, "height": 900}, "dark"),
    "phone, dark": ({"width": 390, "height": 844}, "dark"),
    "phone, light": ({"width": 390, "height": 844}, "light"),
}
"""Every page is checked in all four."""

_NARROW: ViewportSize = {"width": 320, "height": 700}
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_OPTIONS = json.dumps(
    {
        "runOnly": {"type": "tag", "values": _LEVELS},
        "resultTypes": ["violations"],
        "iframes": False,  # the only one holds a mail, which is checked as a page of its own
    }
)

_OPEN_WHAT_IS_FOLDED = """() => {
    for (const details of document.querySelectorAll("details.more, .tree details"))
        if (!details.querySelector(":scope > ul[hx-get]")) details.open = true;
}"""
"""axe does not look into what is folded. Branches that would be fetched stay shut, and so do those
of the unit chooser: one like the other, a hundred times."""

_TOO_WIDE = """width => [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > width + 1 && !one.closest(".scroll, .hide"))
    .map(one => one.outerHTML.slice(0, 120))
    .slice(-3)"""


def faults(page: Page) -> list[str]:
    """What is wrong with the page, one sentence each; nothing when it is right."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate(_OPEN_WHAT_IS_FOLDED)
    found = []
    for look, (size, scheme) in LOOKS.items():
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found += [f"{look}: {fault}" for fault in (*_violations(page), *_sideways(page))]
    page.set_viewport_size(_NARROW)
    return found + _sideways(page)


def _violations(page: Page) -> list[str]:
    results: dict[str, Any] = page.evaluate(f"axe.run(document, {_OPTIONS})")
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]


def _sideways(page: Page) -> list[str]:
    """WCAG 1.4.10, at 320 pixels: nothing but tables scrolls sideways. Nor does it elsewhere."""
    shown = page.evaluate("window.innerWidth")
    width = page.evaluate("document.scrollingElement.scrollWidth")
    if width <= shown:
        return []
    return [f"{width} px wide at {shown} px: {page.evaluate(_TOO_WIDE, shown)}"]
