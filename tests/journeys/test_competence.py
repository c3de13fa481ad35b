"""Competence: one lists and hides, a colleague searches, the manager sees the gap, HR keeps order.

Amina Warsame, Mehmet Yıldırım and Sofia Wallin are in no other journey.
"""

from datetime import timedelta

from playwright.sync_api import expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.people import MATTIAS, PERMITS, YASMIN, colleague
from tests.journeys.screenshots import Camera
from tests.journeys.visitor import Visitor
from tests.journeys.waiting import wait_for

AMINA = colleague("Amina Warsame")
MEHMET = colleague("Mehmet Yıldırım")
SOFIA = colleague("Sofia Wallin")

SIGNS = "Tecken som stöd/TSS"
HOT_WORK = "Heta arbeten, tillståndsansvarig"
MINE = "/kompetens/mina"


def test_from_what_somebody_can_to_what_the_unit_needs(
    as_person: AsPersona, as_persona: AsPersona, backstage: Backstage
) -> None:
    camera = Camera.from_environment()
    amina, mehmet, mattias = as_person(AMINA), as_person(MEHMET), as_persona(MATTIAS)
    expires = backstage.today() + timedelta(days=30)

    # Amina lists what she can. Suggestions come while she types.
    amina.go("/")
    amina.follow("Kompetens", exact=True)
    amina.follow("Mina kompetenser")
    amina.heading("Mina kompetenser")
    amina.page.locator("#what").press_sequentially("tecken som", delay=10)
    expect(amina.page.locator("#offered option").first).to_have_attribute("value", SIGNS)
    _list(amina, SIGNS, level="4")
    amina.sees(f"Sparat: {SIGNS}.")
    amina.page.locator("#what-2").fill("ukrainska")
    amina.press("Lägg till språket")
    amina.sees("Sparat: Ukrainska.")
    amina.follow("Lägg till intyg")
    amina.write("Vilket intyg?", HOT_WORK)
    amina.page.locator("[name=expires]").fill(expires.isoformat())
    amina.press("Spara", exact=True)
    hot_work = amina.page.locator("li", has_text=HOT_WORK)
    expect(hot_work.locator(".status.help")).to_have_text("Snart")
    expect(hot_work.get_by_role("link", name="Förnya")).to_be_visible()

    # She hides one, and looks at herself as others do.
    amina.follow("Ändra Konflikthantering")
    amina.page.get_by_role("checkbox", name="Dölj den för andra").check()
    amina.press("Spara", exact=True)
    amina.sees("Syns bara för dig")
    camera.take(amina.page, "competence-mine", phone=True)
    amina.follow("Visa som kollega")
    amina.heading(AMINA.name)
    expect(amina.page.locator("main")).to_contain_text(SIGNS)
    expect(amina.page.locator("main")).not_to_contain_text("Konflikthantering")

    # Mehmet misspells one thing and calls the other by another name.
    _search_until(mehmet, "ukranska, TAKK", AMINA.name)
    found = mehmet.page.locator("li", has_text=AMINA.name)
    expect(found).to_contain_text("Kan båda")
    expect(found).to_contain_text(f"{SIGNS} 4 (för ”TAKK”)")
    expect(found.get_by_role("link", name=f"Skriv till {AMINA.name}")).to_have_attribute(
        "href", f"mailto:{_address(backstage)}"
    )
    mehmet.sees("Vi sökte på Ukrainska och Tecken som stöd/TSS")
    camera.take(mehmet.page, "competence-search")
    camera.take(mehmet.page, "competence-search-phone-dark", phone=True, look="dark")
    _search(mehmet, "Konflikthantering")
    mehmet.sees("kollegor")
    _nobody(mehmet, AMINA.name)

    # Precisely what he wrote is called by nobody.
    _search(mehmet, "ukranska")
    mehmet.follow("Sök precis på det jag skrev")
    mehmet.sees("Ingen kollega hittades")

    # Mattias says what his unit needs, from the start page on.
    mattias.go("/")
    mattias.follow(f"Kompetens i {PERMITS}")
    mattias.heading(f"Kompetens i {PERMITS}")
    mattias.follow("Ändra kravprofilen")
    _require(mattias, SIGNS, count="2")
    _require(mattias, HOT_WORK, count="1")
    mattias.press("Spara kravprofilen")
    mattias.sees("Kravprofilen är sparad.")
    row = mattias.page.locator("tr", has_text=SIGNS)
    expect(row.locator(".lack")).to_have_text("1 av 2")
    expect(mattias.page.locator("tr", has_text=HOT_WORK).locator("td").last).to_have_text("0")
    loss = mattias.page.locator("li", has_text=HOT_WORK)
    expect(loss).to_contain_text(f"{AMINA.name} har ett intyg som går ut")
    expect(loss).to_contain_text("Då 0 av 1")
    camera.take(mattias.page, "competence-gaps")
    text = mattias.source(f"/enheter/{backstage.unit(PERMITS)}/kompetens/rekryteringstext")
    assert f"– {SIGNS}, minst nivå 3" in text


def test_two_who_write_the_requirement_profile_see_both_versions(
    as_person: AsPersona, as_persona: AsPersona, backstage: Backstage
) -> None:
    path = f"/enheter/{backstage.unit('Nämndstöd')}/kravprofil"
    first, second = as_persona(YASMIN), as_person(YASMIN)
    for visitor in (first, second):
        visitor.go(path)
        visitor.write("Kompetens", "Klarspråk")
    first.write("Antal", "2")
    second.write("Antal", "3")

    first.press("Spara kravprofilen")
    first.sees("Kravprofilen är sparad.")
    second.press("Spara kravprofilen")

    second.heading("Någon hann före")
    conflict = second.page.locator("#conflict")
    expect(conflict).to_contain_text("Klarspråk, nivå 3: 2, alla titlar")
    expect(conflict).to_contain_text("Klarspråk, nivå 3: 3, alla titlar")
    second.press("Spara kravprofilen")
    second.sees("Kravprofilen är sparad.")


def test_own_words_are_proposed_and_hr_merges_them(
    as_person: AsPersona, as_persona: AsPersona
) -> None:
    """Without JavaScript, from the first field to the last."""
    sofia = as_person(SOFIA, java_script_enabled=False)
    hr = as_persona(YASMIN, java_script_enabled=False)
    sofia.go(MINE)
    _list(sofia, "Ukrainsk folkdans", level="5")
    if sofia.page.locator("h1").text_content() == "Vilken menar du?":
        sofia.page.get_by_role("radio", name="Ingen av dem").check()
        sofia.press("Spara", exact=True)
    sofia.sees("så vi har föreslagit den för HR")

    hr.go("/hr/kompetenser")
    hr.follow("Ta ställning Ukrainsk folkdans")
    hr.page.locator("#sok").fill("dans")
    hr.press("Sök", exact=True)
    hr.press("Slå ihop")
    hr.sees("Välj vilken den ska slås ihop med")
    hr.page.locator("[name=into]").first.check()
    hr.press("Slå ihop")
    hr.sees("Hopslaget.")

    def moved() -> bool:
        sofia.go(MINE)
        return "Ukrainsk folkdans" not in (sofia.page.locator("main").text_content() or "")

    wait_for(moved, "the profile to follow the merged term")


def test_a_change_in_two_tabs_shows_both_versions(as_person: AsPersona) -> None:
    first = as_person(MEHMET)
    first.go(MINE)
    second = first.another_tab()
    for tab in (first, second):
        tab.go(MINE)
        tab.follow("Ändra Klarspråk")
    first.choose("4, van")
    first.press("Spara", exact=True)
    first.heading("Mina kompetenser")
    second.choose("5, kan lära ut")
    second.press("Spara", exact=True)

    second.heading("Ändrat på två ställen")
    expect(second.page.locator("#conflict .well")).to_have_count(2)
    second.press("Spara", exact=True)
    expect(second.page.locator("li", has_text="Klarspråk")).to_contain_text("5, kan lära ut")


def test_a_manager_reads_no_other_unit_and_an_employee_none(
    as_person: AsPersona, as_persona: AsPersona, backstage: Backstage
) -> None:
    other = f"/enheter/{backstage.unit('Nämndstöd')}"

    for visitor in (as_persona(MATTIAS), as_person(SOFIA)):
        for path in ("kompetens", "kravprofil", "kompetens/rekryteringstext"):
            assert visitor.status_of(f"{other}/{path}") == 403
        assert visitor.status_of("/hr/kompetenser") == 403


def _list(visitor: Visitor, what: str, *, level: str) -> None:
    visitor.page.locator("#what").fill(what)
    visitor.page.locator("#level").select_option(level)
    visitor.press("Lägg till kompetensen")


def _require(visitor: Visitor, what: str, *, count: str) -> None:
    """Fill in the first empty row."""
    names = visitor.page.locator("input[name^=what_]")
    number = next(place for place in range(names.count()) if not names.nth(place).input_value())
    visitor.page.locator(f"#what_{number}").fill(what)
    visitor.page.locator(f"#count_{number}").fill(count)


def _search(visitor: Visitor, text: str) -> None:
    visitor.go("/kompetens")
    visitor.write("Vad behöver du hjälp med?", text)
    visitor.press("Sök", exact=True)
    expect(visitor.page.locator("#hitsh")).not_to_have_text("Sök på det du behöver hjälp med")


def _search_until(visitor: Visitor, text: str, name: str) -> None:
    """What somebody has just written is found in a moment."""

    def found() -> bool:
        _search(visitor, text)
        return name in (visitor.page.locator("#hits").text_content() or "")

    wait_for(found, f"{name} to be found by “{text}”")


def _nobody(visitor: Visitor, name: str) -> None:
    """Not on any page of the findings."""
    while True:
        expect(visitor.page.locator("#hits")).not_to_contain_text(name)
        more = visitor.page.get_by_role("link", name="Visa fler")
        if not more.count():
            return
        visitor.go(str(more.get_attribute("href")))


def _address(backstage: Backstage) -> str:
    return str(backstage.ask("directory", "GET", f"/people/{AMINA.id}", MEHMET)["email"])
