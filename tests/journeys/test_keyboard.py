"""Nothing but a keyboard: log in, prepare, share, talk, check in. The focus is always somewhere."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.people import ELLEN, KARIN, MATTIAS, YASMIN, Person, colleague
from tests.journeys.visitor import Visitor

_MOST_TABS = 80


def test_somebody_logs_in_and_skips_the_menu(browse: Callable[..., BrowserContext]) -> None:
    visitor = Visitor(ELLEN, browse())
    visitor.go("/demo/logga-in")
    _tab_to(visitor, "Välj Ellen Sandgren")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("a.name")).to_have_text("Ellen Sandgren")

    visitor.page.keyboard.press("Tab")
    assert _focused(visitor) == "Hoppa till innehållet"
    expect(visitor.page.locator("a.skip")).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#main")).to_be_focused()
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("!!document.activeElement.closest('main')")


def test_a_preparation_is_written_and_shared(
    as_person: AsPersona, backstage: Backstage, open_cycle: str
) -> None:
    employee = colleague("Sara Nilsson Holm")
    visitor = as_person(employee)
    keyboard = visitor.page.keyboard
    talk = backstage.talk_of(employee)
    visitor.go("/")

    _tab_to(visitor, "Börja")
    keyboard.press("Enter")
    visitor.heading("Året som gått")
    _tab_to(visitor, "Vad är du mest nöjd med?")
    keyboard.type("Skrivet med tangentbordet.")
    expect(visitor.page.locator("#saved")).to_contain_text("Sparat")
    assert _focused(visitor).startswith("Vad är du mest nöjd med?"), "the focus stays after saving"
    _tab_to(visitor, "Nästa")
    keyboard.press("Enter")

    visitor.heading("Arbetssituationen")
    _tab_to(visitor, "Läs igenom och dela med Mattias")
    keyboard.press("Enter")
    visitor.heading("Läs igenom och dela")
    visitor.sees("Skrivet med tangentbordet.")
    _tab_to(visitor, "Dela med Mattias")
    keyboard.press("Enter")
    visitor.heading("Du har delat din förberedelse")
    assert backstage.talk(talk, employee)["shared"]["employee"]


def test_a_note_is_written_in_the_talk_room(
    as_person: AsPersona, backstage: Backstage, open_cycle: str
) -> None:
    employee = colleague("Tomas Kivelä")
    talk = backstage.talk_of(employee)
    backstage.both_share(talk, employee)
    visitor = as_person(employee)
    keyboard = visitor.page.keyboard
    visitor.go(f"/samtal/{talk}")
    note = visitor.page.locator("form", has=visitor.page.get_by_label("anteckningar: Året"))

    _tab_to(visitor, "Gemensamma anteckningar: Året som gått")
    keyboard.type("Vi pratade om tillsynen.")
    expect(note.get_by_role("status")).to_contain_text("Sparat")
    assert _focused(visitor).startswith("Gemensamma anteckningar"), "the focus stays after saving"
    _tab_to(visitor, "Vi har pratat om det här")
    keyboard.press("Space")
    expect(visitor.page.locator(".agenda .status.done")).to_have_count(1)
    assert _focused(visitor) == "Vi har pratat om det här"

    _tab_to(visitor, "Vad kommer ni överens om?")
    keyboard.type("Gå med på ett tillsynsbesök")
    _tab_to(visitor, "Lägg till")
    keyboard.press("Enter")
    expect(visitor.page.locator(".errors")).to_be_focused()
    visitor.sees("Välj en sista dag")
    notes = backstage.ask("talks", "GET", f"/talks/{talk}/notes", MATTIAS)["sections"]
    assert "Vi pratade om tillsynen." in {one["text"] for one in notes.values()}


def test_a_goal_is_found_in_the_tree_and_checked_in_on(
    as_person: AsPersona, backstage: Backstage
) -> None:
    owner = colleague("Rana Khalil")
    goal = backstage.ask("goals", "GET", "/goals?owner=me", owner)["items"][0]
    visitor = as_person(owner)
    keyboard = visitor.page.keyboard
    visitor.go("/sprak/sv?till=/mal")

    _tab_to(visitor, goal["title_sv"])
    keyboard.press("Enter")
    visitor.heading(goal["title_sv"])
    _tab_to(visitor, "På väg", "Efter", "Osäker", "Behöver")
    keyboard.press("ArrowDown")
    chosen = visitor.page.locator("input[name=confidence]:checked")
    expect(chosen).to_be_focused()
    confidence = chosen.input_value()
    _tab_to(visitor, "Vad har hänt sedan sist?")
    keyboard.type("Avstämt med tangentbordet.")
    _tab_to(visitor, "Spara avstämningen")
    keyboard.press("Enter")
    visitor.sees("Avstämt med tangentbordet.")
    last = backstage.ask("goals", "GET", f"/goals/{goal['id']}", owner)["check_ins"][-1]
    assert (last["comment"], last["confidence"]) == ("Avstämt med tangentbordet.", confidence)


def test_a_branch_of_the_tree_opens_and_keeps_the_focus(as_person: AsPersona) -> None:
    visitor = as_person(KARIN)
    visitor.go("/mal")
    shut = visitor.page.locator(".tree details:not([open]) > ul[hx-get]").first
    name = shut.locator("xpath=preceding-sibling::summary").inner_text()

    _tab_to(visitor, name)
    visitor.page.keyboard.press("Enter")
    opened = visitor.page.locator(".tree details[open]:has(> summary:focus)")
    expect(opened.locator(".goal").first).to_be_visible()
    assert _focused(visitor) == name
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("!!document.activeElement.closest('.tree details[open]')")


def test_the_menu_of_a_phone_opens_and_closes(as_person: AsPersona) -> None:
    visitor = as_person(MATTIAS, viewport={"width": 390, "height": 844})
    visitor.go("/")
    menu = visitor.page.get_by_role("navigation", name="Huvudmeny")
    expect(menu).to_be_hidden()

    _tab_to(visitor, "Meny")
    visitor.page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    visitor.page.keyboard.press("Tab")
    assert _focused(visitor) == "Start"
    visitor.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    assert _focused(visitor) == "Meny"


def test_the_focus_goes_to_the_errors_and_from_there_to_the_field(
    as_person: AsPersona,
) -> None:
    visitor = as_person(colleague("Kajsa Rehn"))
    visitor.go("/mal/nytt")
    _tab_to(visitor, "Föreslå för Mattias")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator(".errors")).to_be_focused()

    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#title")).to_be_focused()


def test_focus_is_not_hidden_behind_the_save_bar(
    as_person: AsPersona, backstage: Backstage, open_cycle: str
) -> None:
    employee = colleague("Kajsa Rehn")
    visitor = as_person(employee, viewport={"width": 390, "height": 700})
    visitor.go(f"/samtal/{backstage.talk_of(employee)}/forbered/2")
    bar = visitor.page.locator(".savebar")
    for _ in range(_MOST_TABS):
        _tab(visitor)
        if visitor.page.evaluate("!!document.activeElement.closest('.savebar')"):
            return
        if visitor.page.evaluate("!document.activeElement.closest('form')"):
            continue
        focused = visitor.page.evaluate("document.activeElement.getBoundingClientRect().top")
        top = bar.evaluate("bar => bar.getBoundingClientRect().top")
        assert focused < top, _focused(visitor)
    raise AssertionError("the save bar is never reached")


@pytest.mark.parametrize(
    ("who", "path"),
    [(MATTIAS, "/"), (ELLEN, "/min-roda-trad"), (ELLEN, "/mal/nytt"), (YASMIN, "/hr/omgangar/ny")],
)
def test_everything_is_reached_and_its_focus_seen(
    as_person: AsPersona, who: Person, path: str
) -> None:
    visitor = as_person(who)
    visitor.go(path)
    reached = []
    for _ in range(4 * _MOST_TABS):
        _tab(visitor)
        reached.append(_focused(visitor))
        if reached[-1] == "English":
            break
    assert len(reached) >= visitor.page.evaluate(_LINKS_AND_BUTTONS), "all can be tabbed to"


_LINKS_AND_BUTTONS = """[...document.querySelectorAll("a[href], button, textarea, select")]
    .filter(one => one.checkVisibility() && one.getClientRects().length).length"""

_RING = """() => {
    const focused = document.activeElement;
    const carriers = [focused, focused.closest("label")].filter(Boolean);
    return carriers.some(one => {
        const style = getComputedStyle(one);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
}"""


def _tab(visitor: Visitor) -> None:
    """Press Tab once: the focus is somewhere, has a ring and can be seen."""
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement !== document.body"), "the focus is lost"
    assert visitor.page.evaluate(_RING), f"no focus ring: {_focused(visitor)}"


def _tab_to(visitor: Visitor, *names: str) -> None:
    """Press Tab until something whose words begin with one of these has the focus."""
    for _ in range(_MOST_TABS):
        _tab(visitor)
        if _focused(visitor).startswith(names):
            return
    raise AssertionError(f"{names} is never reached by Tab")


def _focused(visitor: Visitor) -> str:
    """The words of what has the focus."""
    return str(
        visitor.page.evaluate(
            """() => {
                const focused = document.activeElement;
                const label = focused.labels?.[0] ?? focused;
                const words = focused.getAttribute("aria-label") ?? label.textContent;
                return words.replace(/\\s+/g, " ").trim();
            }"""
        )
    )
