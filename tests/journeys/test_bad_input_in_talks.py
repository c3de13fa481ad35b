"""The talk room and the document, with what people and programs get wrong."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.mistakes import ODD, expect_errors
from tests.journeys.people import MATTIAS, YASMIN, colleague

pytestmark = pytest.mark.usefixtures("open_cycle")


@pytest.fixture
def talk(backstage: Backstage) -> str:
    """A talk that is being held, shared by this class' tests."""
    employee = colleague("Greta Lindahl")
    talk = backstage.talk_of(employee)
    if backstage.talk(talk)["state"] not in {"ready", "held"}:
        backstage.both_share(talk, employee)
    return talk


def test_an_empty_agreement_says_what_is_missing(as_person: AsPersona, talk: str) -> None:
    manager = as_person(MATTIAS)
    manager.go(f"/samtal/{talk}")
    manager.press("Lägg till", exact=True)

    expect_errors(manager, "Skriv vad ni kommer överens om", "Välj en sista dag")


def test_an_agreement_in_the_past_is_refused_and_kept(
    as_person: AsPersona, backstage: Backstage, talk: str
) -> None:
    manager = as_person(MATTIAS)
    manager.go(f"/samtal/{talk}")
    manager.write("Vad kommer ni överens om?", ODD)
    manager.write("Senast", (backstage.today() - timedelta(days=1)).isoformat())
    manager.press("Lägg till", exact=True)

    expect_errors(manager, "Dagen har redan varit")
    expect(manager.field("Vad kommer ni överens om?")).to_have_value(ODD)


def test_sent_twice_it_is_one_agreement(
    as_person: AsPersona, backstage: Backstage, talk: str
) -> None:
    manager = as_person(MATTIAS)
    form = {
        "id": str(uuid4()),
        "what": "Bara en gång",
        "owner": MATTIAS.id,
        "due": (backstage.today() + timedelta(days=9)).isoformat(),
    }

    for _ in range(2):
        assert manager.post(f"/samtal/{talk}/overenskommelser", **form).status == 303

    agreed = [one["what"] for one in backstage.talk(talk)["agreements"]]
    assert agreed.count("Bara en gång") == 1


def test_nobody_else_can_own_an_agreement(
    as_person: AsPersona, backstage: Backstage, talk: str
) -> None:
    manager = as_person(MATTIAS)
    answer = manager.post(
        f"/samtal/{talk}/overenskommelser",
        what="Åt någon annan",
        owner=YASMIN.id,
        due=(backstage.today() + timedelta(days=9)).isoformat(),
    )

    assert answer.status == 422
    assert "Välj en av er två." in answer.text()


def test_a_goal_with_wrong_figures_says_how_they_are_written(
    as_person: AsPersona, backstage: Backstage, talk: str
) -> None:
    manager = as_person(MATTIAS)
    manager.go(f"/samtal/{talk}/mal/nytt")
    manager.press("Lägg till målet")
    expect_errors(manager, "Skriv vad målet heter", "Välj vilket mål det hänger på")
    manager.write("Vad heter målet?", ODD)
    manager.write("Utgångsläge", "sex")
    manager.write("Målvärde", "1e400")
    manager.write("Sista dag", (backstage.today() - timedelta(days=1)).isoformat())
    manager.press("Lägg till målet")

    expect_errors(manager, "Utgångsläget ska vara ett tal, till exempel 2 eller 2,5")
    expect_errors(manager, "Målvärdet ska vara ett tal", "Dagen har redan varit")
    expect(manager.field("Utgångsläge")).to_have_value("sex")
    expect(manager.field("Vad heter målet?")).to_have_value(ODD)


def test_a_note_of_an_older_version_loses_nothing(as_person: AsPersona, talk: str) -> None:
    employee, manager = as_person(colleague("Greta Lindahl")), as_person(MATTIAS)
    path = f"/samtal/{talk}/anteckningar/roles"
    employee.post(path, text="Greta skrev först.", version="0")

    answer = manager.post(path, text="Mattias hade en gammal sida.", version="0")

    assert answer.headers["location"] == path
    page = manager.source(path)
    assert "Greta skrev först." in page
    assert "Mattias hade en gammal sida." in page


def test_a_document_is_confirmed_only_as_it_was_read(
    as_person: AsPersona, backstage: Backstage
) -> None:
    employee = colleague("Örjan Hed")
    talk = backstage.talk_of(employee)
    backstage.both_share(talk, employee)
    backstage.note(talk, employee, "Vi har pratat.")
    backstage.finish(talk)
    visitor = as_person(employee)

    visitor.go(f"/samtal/{talk}/dokument/1")
    visitor.page.get_by_role("radio", name="Jag har läst och håller inte med").check()
    visitor.press("Bekräfta", exact=True)
    expect_errors(visitor, "Skriv vad du inte håller med om")
    stale = visitor.post(f"/samtal/{talk}/dokument/1", hash="0" * 64, verdict="agree", comment="")
    assert stale.status == 409
    assert "Läs den igen innan du bekräftar" in stale.text()
