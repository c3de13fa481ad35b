"""What lies around a talk: its time, calling it off, side employment, salary, comments."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.mistakes import expect_errors
from tests.journeys.people import MATTIAS, colleague
from tests.journeys.states import goal_of_unit, propose

PER_OLOF = colleague("Per-Olof Wik")


def test_one_proposes_times_and_the_other_chooses(
    as_person: AsPersona, backstage: Backstage, open_cycle: str
) -> None:
    talk = backstage.talk_of(PER_OLOF)
    first, second = (backstage.today() + timedelta(days=days) for days in (20, 21))
    employee, manager = as_person(PER_OLOF), as_person(MATTIAS)

    employee.go(f"/samtal/{talk}/foresla")
    employee.page.locator("[name=day_1]").fill(first.isoformat())
    employee.page.locator("[name=from_1]").fill("09:00")
    employee.press("Föreslå", exact=True)
    expect_errors(employee, "Skriv när samtalet slutar")
    employee.page.locator("[name=until_1]").fill("10:00")
    employee.page.locator("[name=day_2]").fill(second.isoformat())
    employee.page.locator("[name=from_2]").fill("13:00")
    employee.page.locator("[name=until_2]").fill("14:00")
    employee.page.locator("[name=place]").fill("Rum 214")
    employee.press("Föreslå", exact=True)
    employee.sees("Du har föreslagit")

    manager.go(f"/samtal/{talk}")
    manager.sees("Per-Olof föreslår 2 tider")
    manager.follow("Se tiderna")
    manager.press("Boka den här")
    manager.sees("Rum 214")
    assert backstage.talk(talk)["booking"]["place"] == "Rum 214"
    gone = manager.post(f"/samtal/{talk}/boka/foreslagen", time="x")
    assert gone.status == 409


def test_the_manager_calls_a_talk_off_with_a_reason_and_takes_it_up_again(
    as_person: AsPersona, backstage: Backstage, open_cycle: str
) -> None:
    mehmet = colleague("Mehmet Yıldırım")
    talk = backstage.talk_of(mehmet)
    employee, manager = as_person(mehmet), as_person(MATTIAS)

    manager.go(f"/samtal/{talk}")
    manager.follow("Ställ in samtalet")
    manager.press("Ställ in samtalet")
    expect_errors(manager, "Skriv varför samtalet ställs in")
    manager.write("Varför ställs det in?", "Tjänsten går över till en annan förvaltning.")
    manager.press("Ställ in samtalet")
    manager.heading("Samtalet är inställt")

    employee.go(f"/samtal/{talk}")
    employee.sees("Tjänsten går över till en annan förvaltning.")
    expect(employee.page.get_by_role("button", name="Ta upp samtalet igen")).to_have_count(0)
    manager.press("Ta upp samtalet igen")
    employee.go(f"/samtal/{talk}")
    employee.heading("Mål- och utvecklingssamtal")


def test_side_employment_is_declared_on_the_way_and_assessed(
    as_person: AsPersona, backstage: Backstage, open_cycle: str
) -> None:
    linnea = colleague("Linnéa Bergström")
    talk = backstage.talk_of(linnea)
    employee, manager = as_person(linnea), as_person(MATTIAS)

    employee.go(f"/bisyssla?samtal={talk}")
    employee.page.locator("[name=has_any][value=yes]").check()
    employee.press("Lämna uppgiften")
    expect_errors(employee, "Skriv vad det är för arbete", "Skriv hur mycket", "Skriv åt vem")
    employee.write("Vad är det för arbete?", "Kör taxi")
    employee.write("Hur mycket?", "8 timmar i veckan")
    employee.write("Åt vem?", "Ekstads Taxi AB")
    employee.press("Lämna uppgiften")
    prepared = backstage.ask("talks", "GET", f"/talks/{talk}/preparations", linnea)["mine"]
    assert prepared["sections"]["side_employment"]["answers"]["be1"] == "Ja"
    assert "taxi" not in str(prepared).lower()

    manager.go("/bisysslor")
    manager.follow("Bedöm")
    manager.sees("Ekstads Taxi AB")
    manager.page.locator("[name=outcome][value=harms_trust]").check()
    manager.page.locator("[name=order][value=must_end]").check()
    manager.press("Spara beslutet")
    expect_errors(manager, "Skriv skälen")
    manager.write("Skälen", "Kör beslutsfattare i egna ärenden.")
    manager.press("Spara beslutet")
    employee.go("/bisyssla")
    employee.sees("Den ska upphöra. Den kan skada förtroendet (LOA 7 §). Mattias Öberg")


def test_what_both_assess_stands_in_the_salary_review_when_both_have_shared(
    as_person: AsPersona, backstage: Backstage, open_cycle: str
) -> None:
    sofia = colleague("Sofia Wallin")
    talk = backstage.talk_of(sofia)
    employee, manager = as_person(sofia), as_person(MATTIAS)

    for visitor, level in ((employee, "Väl enligt förväntan"), (manager, "Över förväntan")):
        visitor.go(f"/samtal/{talk}/forbered/8")
        visitor.heading("Lönekriterier")
        visitor.page.get_by_label(level).first.check()
        visitor.press("Nästa")
        visitor.page.wait_for_load_state()
        backstage.ask("talks", "POST", f"/talks/{talk}/share", visitor.person)

    manager.go("/loneoversyn")
    row = (
        manager.page.locator("section", has_text="Sofia Wallin")
        .locator("tr")
        .filter(has_text="Mål och resultat")
    )
    expect(row).to_contain_text("3. Väl enligt förväntan")
    expect(row).to_contain_text("4. Över förväntan")
    file = manager.source("/loneoversyn.csv")
    assert "Sofia Wallin;Lönekriterium;Mål och resultat;3. Väl enligt förväntan" in file


def test_a_proposal_is_spoken_about_until_it_is_agreed_on_and_sent_twice_it_is_said_once(
    as_person: AsPersona, backstage: Backstage, open_cycle: str
) -> None:
    anders = colleague("Anders Blom")
    goal = propose(backstage, anders, goal_of_unit(backstage))
    employee, manager = as_person(anders), as_person(MATTIAS)

    for _ in range(2):
        sent = manager.post(f"/mal/{goal}/kommentar", id="said-once", comment="Ska vi ta halva?")
        assert sent.status == 303
    employee.go(f"/mal/{goal}")
    expect(employee.page.get_by_text("Ska vi ta halva?")).to_have_count(1)
    employee.write("Vad tycker du om förslaget?", "Ja, gärna.")
    employee.press("Skicka kommentaren")
    manager.go(f"/mal/{goal}")
    manager.sees("Ja, gärna.")
    manager.press("Godkänn målet")
    manager.sees("Ja, gärna.")
    expect(manager.page.get_by_role("button", name="Skicka kommentaren")).to_have_count(0)
