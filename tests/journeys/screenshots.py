"""The walk's pictures, for the README and for eyes.

    REDTHREAD_SCREENSHOTS=docs/screenshots .venv/bin/pytest tests/journeys/test_spine.py

Without the setting nothing is written.
"""

import os
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, ViewportSize

Look = Literal["light", "dark"]
_DESKTOP: ViewportSize = {"width": 1280, "height": 800}
_PHONE: ViewportSize = {"width": 390, "height": 844}


class Camera:
    """Takes pictures into a folder, or none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @classmethod
    def from_environment(cls) -> "Camera":
        """The folder that `REDTHREAD_SCREENSHOTS` names."""
        named = os.environ.get("REDTHREAD_SCREENSHOTS")
        return cls(Path(named) if named else None)

    def take(
        self, page: Page, name: str, *, look: Look = "light", phone: bool = False, at: str = ""
    ) -> None:
        """A picture of what a page shows. `at`: a selector that is scrolled to the top first."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        page.set_viewport_size(_PHONE if phone else _DESKTOP)
        page.emulate_media(color_scheme=look)
        page.evaluate("document.activeElement?.blur()")
        page.evaluate(
            "at => at ? document.querySelector(at).scrollIntoView() : window.scrollTo(0, 0)", at
        )
        page.evaluate("document.fonts.ready")
        page.screenshot(path=self._folder / f"{name}.png", animations="disabled")
        page.emulate_media(color_scheme="light")
        if before:
            page.set_viewport_size(before)
