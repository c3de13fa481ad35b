"""Every core task without JavaScript: pages and forms only."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.people import MATTIAS, YASMIN, colleague
from tests.journeys.visitor import Visitor


def test_hr_starts_a_cycle(as_persona: AsPersona, backstage: Backstage) -> None:
    hr = as_persona(YASMIN, java_script_enabled=False)
    hr.go("/hr/omgangar/ny")
    hr.write("Vad ska omgången heta?", "Samtal utan skript")
    hr.page.get_by_role("radio", name="Mål- och utvecklingssamtal, standard").check()
    hr.write("Sista dag", (backstage.today() + timedelta(days=30)).isoformat())
    for unit in ("Stadsledningskontoret", "Kansli och juridik"):
        hr.page.locator("summary", has_text=f"Enheter under {unit}").click()
    hr.page.get_by_role("checkbox", name="Nämndstöd").check()
    hr.press("Visa sammanfattning")

    hr.heading("Stämmer det här?")
    hr.press("Tillbaka")
    expect(hr.page.get_by_role("checkbox", name="Nämndstöd")).to_be_checked()
    hr.press("Visa sammanfattning")
    hr.press("Starta omgången")
    hr.heading("Samtal utan skript")


def test_a_talk_is_prepared_held_and_confirmed(
    as_person: AsPersona, backstage: Backstage, open_cycle: str
) -> None:
    johan = colleague("Johan Ek")
    employee, manager = (as_person(who, java_script_enabled=False) for who in (johan, MATTIAS))
    talk = backstage.talk_of(johan)

    for visitor, other in ((employee, "Mattias"), (manager, "Johan")):
        visitor.go(f"/samtal/{talk}")
        visitor.follow("Förbered dig")
        visitor.write("Vilka mål nåddes", f"Skrivet av {visitor.person.given} utan skript.")
        visitor.press("Nästa")
        visitor.heading("Arbetssituationen")
        visitor.press("Förra")
        expect(visitor.field("Vilka mål nåddes")).to_have_value(
            f"Skrivet av {visitor.person.given} utan skript."
        )
        visitor.follow(f"Läs igenom och dela med {other}")
        visitor.press(f"Dela med {other}")

    _take_notes(manager, talk)
    _agree(manager, backstage)
    manager.follow("Avsluta samtalet")
    manager.press("Avsluta och gör dokumentet")
    for visitor in (manager, employee):
        visitor.go(f"/samtal/{talk}/dokument/1")
        visitor.choose("Ja, jag bekräftar")
        visitor.press("Bekräfta", exact=True)
    employee.sees("bekräftad av båda och låst")
    employee.sees("Skriver protokoll varje fredag")

    employee.go("/overenskommelser")
    agreement = employee.page.locator("li", has_text="Skriver protokoll varje fredag")
    agreement.locator("summary").click()
    employee.choose("Klar", within=agreement)
    employee.press("Spara", within=agreement)
    expect(agreement.locator(".status.done").first).to_be_visible()


def _take_notes(manager: Visitor, talk: str) -> None:
    manager.go(f"/samtal/{talk}")
    note = manager.page.locator(
        "form", has=manager.page.get_by_label("anteckningar: Arbetssituationen")
    )
    note.get_by_role("textbox").fill("Vi fördelar om ärendena på Ängsvägen.")
    note.get_by_label("Vi har pratat om det här").check()
    manager.press("Spara anteckningen", within=note)
    expect(note.get_by_role("textbox")).to_have_value("Vi fördelar om ärendena på Ängsvägen.")
    expect(note.get_by_label("Vi har pratat om det här")).to_be_checked()


def _agree(manager: Visitor, backstage: Backstage) -> None:
    form = manager.page.get_by_role("form", name="Lägg till överenskommelse")
    manager.write("Vad kommer ni överens om?", "Skriver protokoll varje fredag", within=form)
    form.get_by_label("Vem").select_option(label="Johan")
    manager.write("Senast", (backstage.today() + timedelta(days=20)).isoformat(), within=form)
    manager.press("Lägg till", within=form)
    manager.sees("Skriver protokoll varje fredag")


def test_somebody_checks_in_on_a_goal(as_person: AsPersona) -> None:
    visitor = as_person(colleague("Fatima Rahimi"), java_script_enabled=False)
    visitor.go("/")
    visitor.page.locator("ol.thread .own a").first.click()
    visitor.choose("Behöver stöd")
    visitor.write("Vad har hänt sedan sist?", "Två handläggare är lediga.")
    visitor.press("Spara avstämningen")
    visitor.sees("Två handläggare är lediga.")


def test_the_whole_goal_tree_is_reached_by_links(as_person: AsPersona) -> None:
    visitor = as_person(colleague("Fatima Rahimi"), java_script_enabled=False)
    visitor.go("/mal")
    branch = visitor.page.locator("details", has=visitor.page.get_by_text("Visa målen under"))
    branch.first.locator("> summary").click()
    branch.first.get_by_role("link", name="Visa målen under").click()
    assert visitor.path != "/mal"
    expect(visitor.page.locator(".tree")).to_be_visible()
