"""Other people's ids in the address: a page that says who reads it, and nothing changes."""

import pytest
from playwright.sync_api import expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.people import MATTIAS, YASMIN, colleague

pytestmark = pytest.mark.usefixtures("open_cycle")


@pytest.mark.parametrize("page", ["", "/forbered/1", "/dela", "/boka", "/rum", "/mal/nytt"])
def test_a_colleagues_talk_says_who_reads_it(
    as_person: AsPersona, backstage: Backstage, page: str
) -> None:
    curious = as_person(colleague("Viktor Lund"))
    talk = backstage.talk_of(colleague("Per-Olof Wik"))

    assert curious.go(f"/samtal/{talk}{page}").status == 403
    curious.sees("Bara de två som har samtalet kan läsa det.")


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("/dela", {}),
        ("/forbered/1", {"version": "0"}),
        ("/anteckningar/roles", {"text": "Hej", "version": "0"}),
        ("/avsluta", {"version": "1"}),
        ("/ta-tillbaka", {}),
    ],
)
def test_a_form_sent_to_it_changes_nothing(
    as_person: AsPersona,
    backstage: Backstage,
    page: str,
    form: dict[str, str],
) -> None:
    curious = as_person(colleague("Viktor Lund"))
    owner = colleague("Per-Olof Wik")
    talk = backstage.talk_of(owner)

    assert curious.post(f"/samtal/{talk}{page}", **form).status == 403
    assert backstage.talk(talk, owner)["state"] == "planned"


def test_a_colleagues_own_goal_is_theirs(as_person: AsPersona, backstage: Backstage) -> None:
    goal = backstage.own_goal(colleague("Per-Olof Wik"))
    curious = as_person(colleague("Viktor Lund"))

    assert curious.go(f"/mal/{goal}").status in {403, 404}
    assert curious.post(f"/mal/{goal}/avstamning", confidence="done").status in {403, 404}


@pytest.mark.parametrize("path", ["/samtal/x", "/samtal/..%2f..", "/mal/x", "/hr/omgangar/x"])
def test_what_is_not_there_is_a_page_that_says_so(as_persona: AsPersona, path: str) -> None:
    hr = as_persona(YASMIN)

    assert hr.go(path).status == 404
    expect(hr.page.get_by_role("link", name="Till startsidan")).to_be_visible()


def test_a_form_from_another_site_is_refused(as_persona: AsPersona) -> None:
    manager = as_persona(MATTIAS)
    answer = manager.context.request.post("/aviseringar/lasta", form={"_csrf": "gissad"})

    assert answer.status == 403
