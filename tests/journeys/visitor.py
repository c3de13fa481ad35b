"""Somebody at a browser: a page, where they go, what they press, and what the page says."""

import re
from typing import Any

from playwright.sync_api import APIResponse, BrowserContext, Locator, Page, Response, expect

from tests.journeys.people import Person


class Visitor:
    """One person in one browser of their own."""

    def __init__(self, person: Person, context: BrowserContext) -> None:
        self.person = person
        self.context = context
        self.page: Page = context.new_page()

    @property
    def path(self) -> str:
        """Where they are, without the site."""
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    def go(self, path: str) -> Response:
        """Open an address of the site."""
        response = self.page.goto(path)
        assert response is not None
        return response

    def another_tab(self) -> "Visitor":
        """The same person in a second tab."""
        other = Visitor.__new__(Visitor)
        other.person, other.context, other.page = self.person, self.context, self.context.new_page()
        return other

    def log_in(self) -> None:
        """Choose oneself on the demo's login page."""
        self.go("/demo/logga-in")
        self.press(f"Välj {self.person.name}")
        expect(self.page.locator("a.name")).to_have_text(self.person.name)

    def press(self, label: str, *, within: Locator | None = None, exact: bool = False) -> None:
        """Press a button or a link that looks like one, by its words."""
        (within or self.page).get_by_role("button", name=label, exact=exact).first.click()

    def follow(self, label: str, *, within: Locator | None = None, exact: bool = False) -> None:
        """Follow a link, by its words."""
        (within or self.page).get_by_role("link", name=label, exact=exact).first.click()

    def press_or_follow(self, label: str) -> None:
        """What is drawn as a button, be it one or a link."""
        button = self.page.get_by_role("button", name=label)
        button.or_(self.page.get_by_role("link", name=label)).first.click()

    def write(self, label: str, text: str, *, within: Locator | None = None) -> None:
        """Fill a field, by its label."""
        self.field(label, within=within).fill(text)

    def field(self, label: str, *, within: Locator | None = None) -> Locator:
        """A field to write in, by its label."""
        fields = self.page.locator("textarea, input:not([type=radio]):not([type=checkbox])")
        return (within or self.page).get_by_label(label).and_(fields).first

    def choose(self, label: str, *, within: Locator | None = None) -> None:
        """Tick a box or a choice, by its label."""
        (within or self.page).get_by_label(label, exact=True).first.check()

    def sees(self, text: str) -> None:
        """The page says so, now or in a moment."""
        expect(self.page.locator("body")).to_contain_text(text)

    def heading(self, text: str) -> None:
        """The page's heading."""
        expect(self.page.locator("h1")).to_have_text(text)

    def source(self, path: str) -> str:
        """A page as the server sends it, comments and hidden fields included."""
        answer = self.context.request.get(path)
        assert answer.ok, f"{path}: {answer.status}"
        return answer.text()

    def status_of(self, path: str) -> int:
        """How the server answers when the address is asked for."""
        return self.context.request.get(path, max_redirects=0).status

    def json(self, path: str) -> Any:
        """An answer of the JSON API."""
        answer = self.context.request.get(f"/api/v1{path}")
        assert answer.ok, f"{path}: {answer.status} {answer.text()}"
        return answer.json()

    def post(self, path: str, **form: str) -> APIResponse:
        """Send a form without its page, as an old tab or a curious person would."""
        fields: dict[str, str | float | bool] = {"_csrf": self.csrf, **form}
        return self.context.request.post(path, form=fields, max_redirects=0)

    @property
    def csrf(self) -> str:
        """The token that this person's forms carry."""
        return str(self.json("/me")["csrf"])
