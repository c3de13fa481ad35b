"""An administrator brings people and units in by file: a wrong one, the right one, and it again."""

import pytest
from playwright.sync_api import FilePayload, expect

from redthread_local.demo import cast
from redthread_local.demo.ids import unit_id
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.people import ELLEN, PETER
from tests.journeys.screenshots import Camera
from tests.journeys.visitor import Visitor

UNITS = "Enhetskod;Överordnad enhet;Namn;Nivå;Chef"
PEOPLE = (
    "Anställningsnummer;Förnamn;Efternamn;E-post;Befattning;Personalgrupp;Enhet;Anställd från;"
    "Anställd till"
)
INGRID = "990001;Ingrid;Ärlig;ingrid.arlig@ekstad.example;Strandskyddshandläggare;Teknik"
OLOF = "990002;Olof;Öman;olof.oman@ekstad.example;Bygglovshandläggare;Teknik"


def a_file(name: str, *lines: str, encoding: str = "cp1252") -> FilePayload:
    """As Excel in Sweden saves it."""
    text = "\r\n".join([*lines, ""])
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode(encoding)}


def send(admin: Visitor, **files: FilePayload) -> None:
    admin.go("/admin")
    admin.follow("Läs in personer och enheter")
    for field, file in files.items():
        admin.page.locator(f"#{field}").set_input_files(file)
    admin.press("Visa vad som skulle ändras")


def test_an_administrator_brings_people_and_units_in(
    as_persona: AsPersona, backstage: Backstage
) -> None:
    admin = as_persona(PETER)
    camera = Camera.from_environment()
    units = a_file(
        "enheter.csv", UNITS, f"prov-strand;{unit_id(cast.SYSTEMS)};Strandskydd;enhet;990001"
    )
    right = (
        f"{INGRID};prov-strand;2026-01-01;",
        f"{OLOF};prov-strand;2026-01-01;2030-12-31",
    )

    _a_wrong_file_is_refused_whole(admin, units, camera)

    send(admin, units=units, people=a_file("personal.csv", PEOPLE, *right))
    admin.heading("Det här skulle ändras")
    rows = admin.page.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("Strandskydd")
    expect(rows.nth(1)).to_contain_text("rad 2")
    expect(rows.nth(1)).to_contain_text("Ingrid Ärlig")
    expect(rows.nth(1)).to_contain_text("Strandskyddshandläggare")
    admin.sees("finns här men inte i filen. De blir kvar som de är.")
    camera.take(admin.page, "import-preview")
    camera.take(admin.page, "import-preview-phone", look="dark", phone=True)
    assert backstage.ask("directory", "GET", "/people?q=Ingrid%20Arlig", ELLEN)["items"] == []

    admin.press("Läs in det här")
    admin.heading("Inläsningen är klar")
    found = backstage.ask("directory", "GET", "/people?q=Ingrid%20Arlig", ELLEN)["items"]
    assert [(one["name"], one["unit_id"]) for one in found] == [("Ingrid Ärlig", "prov-strand")]
    unit = backstage.ask("directory", "GET", "/units/prov-strand", ELLEN)
    assert unit["manager_id"] == found[0]["id"]

    send(admin, units=units, people=a_file("personal.csv", PEOPLE, *right, encoding="utf-8-sig"))
    admin.heading("Filen ändrar ingenting")
    expect(admin.page.get_by_role("button", name="Läs in det här")).to_have_count(0)


def _a_wrong_file_is_refused_whole(admin: Visitor, units: FilePayload, camera: Camera) -> None:
    wrong = (
        f"{INGRID};prov-strand;1 januari;",
        f"{OLOF};finns-inte;2026-01-01;",
        f"{OLOF.replace('990002', '19880412-2384')};prov-strand;2026-01-01;",
    )
    send(admin, units=units, people=a_file("personal.csv", PEOPLE, *wrong))

    admin.heading("Filen går inte att läsa in")
    rows = admin.page.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("rad 2")
    expect(rows.nth(0)).to_contain_text("Skriv dagen så här: 2026-11-30")
    expect(rows.nth(1)).to_contain_text("Enheten finns inte")
    expect(rows.nth(2)).to_contain_text("personnummer")
    assert "2384" not in admin.page.content()
    camera.take(admin.page, "import-wrong")
    camera.take(admin.page, "import-wrong-phone", phone=True)


def test_without_a_file_the_page_says_what_to_do(as_persona: AsPersona) -> None:
    admin = as_persona(PETER)
    admin.go("/admin/import")
    admin.press("Visa vad som skulle ändras")

    expect(admin.page.locator(".errors")).to_contain_text("Välj minst en fil.")


@pytest.mark.parametrize("path", ["/admin/import", "/admin/import/12345678"])
def test_only_an_administrator_sees_the_pages(as_persona: AsPersona, path: str) -> None:
    assert as_persona(ELLEN).go(path).status == 403
