"""A service that is down takes its part of a page with it, and nothing else."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import AsPersona
from tests.journeys.people import ELLEN
from tests.system import System


@pytest.fixture
def goals_down(system: System) -> Iterator[None]:
    """The goals service is killed and kept down; the next test finds it running."""
    system.stop("goals", kill=True)
    yield
    system.start("goals")


@pytest.mark.usefixtures("goals_down")
def test_the_start_page_says_which_part_is_missing_and_shows_the_rest(
    as_persona: AsPersona, system: System
) -> None:
    ellen = as_persona(ELLEN)

    assert ellen.go("/").status == 200
    ellen.sees("Målen går inte att visa just nu.")
    expect(ellen.page.get_by_role("heading", name="Det vi kom överens om")).to_be_visible()
    assert ellen.go("/samtal").status == 200
    ellen.heading("Samtal")

    system.start("goals")
    ellen.go("/")
    expect(ellen.page.get_by_text("Målen går inte att visa just nu.")).to_have_count(0)
    expect(ellen.page.locator(".thread").first).to_be_visible()
