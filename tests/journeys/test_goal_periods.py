"""Goals go on into a new year: HR copies them, takes the copy back, and changes some by file."""

from playwright.sync_api import expect

from tests.journeys.conftest import AsPersona
from tests.journeys.people import KARIN, YASMIN


def test_hr_carries_goals_over_to_a_new_period_and_takes_it_back(as_persona: AsPersona) -> None:
    hr = as_persona(YASMIN)
    hr.go("/mal")
    hr.follow("Kopiera till en ny period")
    hr.page.get_by_label("2026\u20132029").check()
    hr.page.locator("[name=first]").fill("2030-01-01")
    hr.page.locator("[name=last]").fill("2029-12-31")
    hr.press("Visa vad som skulle kopieras")
    hr.sees("Perioden slutar innan den börjar. Välj en senare dag.")
    hr.page.locator("[name=last]").fill("2033-12-31")
    hr.press("Visa vad som skulle kopieras")
    hr.heading("Det här skulle kopieras")
    hr.press("Kopiera 4 mål")
    expect(hr.page.locator("h1")).to_have_text("Målen är kopierade", timeout=15_000)
    hr.follow("Till målträdet")
    hr.sees("Gäller 2030\u20132033")

    hr.page.go_back()
    hr.press("Ångra kopian")
    expect(hr.page.locator("h1")).to_have_text("Kopian är ångrad", timeout=15_000)
    hr.go("/mal")
    expect(hr.page.get_by_text("Gäller 2030\u20132033")).to_have_count(0)


def test_a_manager_changes_the_own_units_goals_by_file(as_persona: AsPersona) -> None:
    head = as_persona(KARIN)
    head.go("/mal/fil")
    fetched = head.page.locator("a[href*='mal.csv']").first.get_attribute("href") or ""
    rows = head.page.context.request.get(fetched).text().splitlines()
    place = rows[0].lstrip("\ufeff").split(";").index("Sista dag")
    cells = rows[1].split(";")
    cells[place] = "2026-12-24"

    def send(line: list[str]) -> None:
        content = "\r\n".join([rows[0], ";".join(line)]).encode()
        head.page.locator("#file").set_input_files(
            {"name": "mal.csv", "mimeType": "text/csv", "buffer": content}
        )
        head.press("Visa vad som skulle ändras")

    wrong = [*cells]
    wrong[place] = "julafton"
    send(wrong)
    head.heading("Filen går inte att läsa in")
    head.sees("rad 2")
    head.follow("Välj en rättad fil")
    send(cells)
    head.heading("Det här skulle ändras")
    head.sees("2026-12-24")
    head.press("Läs in det här")
    head.heading("Målen är inlästa")
    head.go("/mal/fil")
    send(cells)
    head.heading("Filen ändrar ingenting")
