"""One real talk, from HR's invitation to the reminder mail, as the issue asks for it."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.backstage import Backstage
from tests.journeys.bus import events
from tests.journeys.calendar import deadline_after, next_working_day
from tests.journeys.conftest import AsPersona
from tests.journeys.people import ELLEN, MATTIAS, PERMITS, YASMIN, Person
from tests.journeys.reminders import ELLEN_ADDRESS, reminders_before_on_and_after
from tests.journeys.screenshots import Camera
from tests.journeys.visitor import Visitor
from tests.journeys.waiting import wait_for
from tests.system import System, running_system

CYCLE = "Mål- och utvecklingssamtal hösten"

PLEASED = "Beslutsbreven blev kortare, och ingen sökande ringde om strandskyddet i höstas."
FEEDBACK = "Mer återkoppling direkt efter platsbesöken, medan jag minns dem."
WORKLOAD = "September var för tungt. Resten av året hann jag återhämta mig. 🙂"
OF_MANAGER = "Ellens genomgång av Ängsvägen gjorde att tre ärenden kunde avslutas i tid."
NOTE = "Ellen leder granskningsmötet varannan vecka."
WRITTEN_BY_ELLEN = "Ellen vill prova att handleda Viktor."
WRITTEN_BY_MATTIAS = "Mattias frågar grannkommunen om auskultation."
GOAL = "Svara på inkomna frågor inom två dagar"
OF_ELLEN = "Visa kollegorna mallen för beslutsbrev"
OF_MATTIAS = "Boka auskultation i grannkommunen"
COMMENT = "Jag tycker att utgångsläget är satt för lågt."

SECRETS = (
    *(PLEASED, FEEDBACK, WORKLOAD, OF_MANAGER, NOTE, WRITTEN_BY_ELLEN, WRITTEN_BY_MATTIAS),
    *(GOAL, OF_ELLEN, OF_MATTIAS, COMMENT),
)
"""Every text of the talk: nobody but the two reads them, and no mail holds them."""


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A demo of its own, because the walk moves the clock."""
    with running_system(tmp_path_factory.mktemp("walk"), demo=True) as running:
        yield running


@pytest.fixture
def backstage(system: System) -> Backstage:
    return Backstage(system)


def test_one_talk_from_the_invitation_to_the_reminder_mail(
    system: System, as_persona: AsPersona, backstage: Backstage
) -> None:
    camera = Camera.from_environment()
    today = next_working_day(backstage.today())
    system.run("clock", "set", f"{today.isoformat()}T10:10")
    hr, ellen, mattias = (as_persona(one) for one in (YASMIN, ELLEN, MATTIAS))
    day = deadline_after(today + timedelta(days=40))

    cycle = _hr_starts_a_cycle_once(hr, last_day=day)
    _it_opens_a_talk_for_each_of_the_29(hr, cycle)

    talk = _ellen_prepares(ellen, camera)
    _mattias_books_and_prepares(mattias, talk, next_working_day(today), camera)
    _neither_sees_the_other_before_both_have_shared(ellen, mattias, talk)

    _they_write_notes(ellen, mattias, talk, camera)
    _two_who_type_at_once_lose_no_word(ellen, mattias, talk, camera)
    _they_look_back_on_a_goal(mattias, talk)
    goal = _they_set_a_goal_on_a_goal_of_the_unit(mattias, talk, day)
    _they_agree(mattias, talk, ELLEN, OF_ELLEN, day)
    _they_agree(mattias, talk, MATTIAS, OF_MATTIAS, day)
    assert backstage.ask("goals", "GET", f"/goals/{goal}", ELLEN)["status"] == "proposed"

    _they_finish_and_confirm(ellen, mattias, talk, camera)
    _the_document_is_frozen(ellen, talk)
    _the_goal_counts_exactly_once(system, backstage, goal)
    _the_red_thread_shows_it(ellen, camera)

    _hr_sees_counts_and_no_content(hr, cycle, talk, camera)
    _strangers_are_refused(as_persona, talk)

    _mattias_wants_english_mail(mattias)
    mails = reminders_before_on_and_after(system, day, goal=goal, talk=talk)
    assert not [text for text in SECRETS for mail in mails if text in mail.whole]
    _the_bell_rings(ellen)
    ellen.go(f"/demo/brevlada?till={ELLEN_ADDRESS}")
    ellen.page.locator("ul.rows a").first.click()
    camera.take(ellen.page, "mail", at="#html")
    mattias.go("/")
    camera.take(mattias.page, "team-english")


def _hr_starts_a_cycle_once(hr: Visitor, *, last_day: date) -> str:
    hr.follow("HR")
    hr.follow("Starta en omgång")
    hr.write("Vad ska omgången heta?", CYCLE)
    hr.page.get_by_role("radio", name="Mål- och utvecklingssamtal, standard").check()
    hr.write("Sista dag", last_day.isoformat())
    _unfold(hr.page.locator(".units"), "Stadsbyggnadsförvaltningen", "Bygglov")
    hr.page.get_by_role("checkbox", name=PERMITS).check()
    hr.press("Visa sammanfattning")

    hr.heading("Stämmer det här?")
    hr.sees("29 samtal öppnas")
    form = hr.page.locator("form[action='/hr/omgangar/starta'] input")
    fields = {each.get_attribute("name") or "": each.input_value() for each in form.all()}
    hr.press("Starta omgången")
    hr.heading(CYCLE)
    cycle = hr.path.rsplit("/", 1)[-1]

    again = hr.post("/hr/omgangar/starta", **{k: v for k, v in fields.items() if k != "_csrf"})
    assert again.headers["location"] == f"/hr/omgangar/{cycle}"
    assert [one["id"] for one in hr.json("/cycles")] == [str(UUID(cycle))]
    return cycle


def _unfold(tree: Locator, *branches: str) -> None:
    for branch in branches:
        tree.locator("summary", has_text=f"Enheter under {branch}").first.click()


def _it_opens_a_talk_for_each_of_the_29(hr: Visitor, cycle: str) -> None:
    found = wait_for(
        lambda: (view := hr.json(f"/cycles/{cycle}"))["cycle"]["state"] == "open" and view,
        "the talks to be opened",
    )
    assert found["coverage"]["value"]["expected"] == 29
    hr.page.reload()
    row = hr.page.locator("tbody tr", has_text=PERMITS)
    expect(row.locator("td.num").first).to_have_text("29")


def _ellen_prepares(ellen: Visitor, camera: Camera) -> str:
    ellen.go("/")
    ellen.sees("Förbered ditt mål- och utvecklingssamtal")
    camera.take(ellen.page, "start")
    ellen.follow("Samtal", exact=True)
    ellen.follow("Börja")
    talk = ellen.path.split("/")[2]

    ellen.heading("Året som gått")
    ellen.write("Vad är du mest nöjd med?", PLEASED)
    expect(ellen.page.locator("#saved")).to_contain_text("Sparat")
    ellen.write("Vilken återkoppling skulle du vilja ha mer av?", FEEDBACK)
    camera.take(ellen.page, "preparation")
    ellen.press("Nästa")
    ellen.heading("Arbetssituationen")

    ellen.follow("English")
    ellen.heading("The work situation")
    ellen.write("How are the workload", WORKLOAD)
    expect(ellen.page.locator("#saved")).to_contain_text("Saved")
    ellen.press("Next")
    ellen.heading("Demands, expectations and conditions")
    ellen.press("Previous")
    expect(ellen.page.get_by_label("How are the workload")).to_have_value(WORKLOAD)
    camera.take(ellen.page, "preparation-phone", phone=True)
    ellen.follow("Svenska")
    ellen.heading("Arbetssituationen")

    ellen.follow("Läs igenom och dela med Mattias")
    ellen.sees(PLEASED)
    ellen.press("Dela med Mattias")
    ellen.heading("Du har delat din förberedelse")
    return talk


def _mattias_books_and_prepares(mattias: Visitor, talk: str, day: date, camera: Camera) -> None:
    mattias.go("/")
    camera.take(mattias.page, "team")
    row = mattias.page.locator("ul.rows li", has_text=ELLEN.name).first
    mattias.follow("Boka tid", within=row)
    mattias.write("Dag", day.isoformat())
    mattias.write("Från", "10:00")
    mattias.write("Till", "11:30")
    mattias.write("Plats", "Rum Eken")
    mattias.press("Boka", exact=True)
    assert mattias.path == f"/samtal/{talk}"
    mattias.sees("kl. 10.00–11.30, Rum Eken")
    mattias.follow("Förbered dig")
    mattias.heading("Året som gått")
    mattias.write("Vilken återkoppling vill du ge?", OF_MANAGER)
    expect(mattias.page.locator("#saved")).to_contain_text("Sparat")


def _neither_sees_the_other_before_both_have_shared(
    ellen: Visitor, mattias: Visitor, talk: str
) -> None:
    hidden = {ellen: [OF_MANAGER], mattias: [PLEASED, FEEDBACK, WORKLOAD]}
    for reader, texts in hidden.items():
        for page in ("", "/forberedelser", "/dela", "/forbered/1", "/forbered/2", "/rum"):
            source = reader.source(f"/samtal/{talk}{page}")
            assert not [text for text in texts if text in source], (reader.person.name, page)
        for call in ("/start", "/talks?as=employee", "/talks?as=manager", f"/talks/{talk}/room"):
            assert not [text for text in texts if text in _told(reader.json(call))], call
        prepared = reader.json(f"/talks/{talk}/preparations")
        assert prepared["theirs"] is None
        assert not [text for text in texts if text in _told(prepared)]

    mattias.go(f"/samtal/{talk}/dela")
    mattias.sees("Ellen har delat sin förberedelse.")
    mattias.press("Dela med Ellen")

    for reader in (ellen, mattias):
        reader.go(f"/samtal/{talk}/forberedelser")
        reader.heading("Era förberedelser")
        for text in (PLEASED, FEEDBACK, OF_MANAGER, WORKLOAD):
            reader.sees(text)


def _told(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _they_write_notes(ellen: Visitor, mattias: Visitor, talk: str, camera: Camera) -> None:
    mattias.go(f"/samtal/{talk}")
    note = _note(mattias, "Året som gått")
    note.get_by_role("textbox").fill(NOTE)
    expect(note.get_by_role("status")).to_contain_text("Sparat")
    note.get_by_label("Vi har pratat om det här").check()
    expect(mattias.page.locator(".agenda .status.done")).to_have_count(1)

    ellen.go(f"/samtal/{talk}")
    expect(_note(ellen, "Året som gått").get_by_role("textbox")).to_have_value(NOTE)


def _note(visitor: Visitor, section: str) -> Locator:
    return visitor.page.locator("form", has=visitor.page.get_by_label(f"anteckningar: {section}"))


def _two_who_type_at_once_lose_no_word(
    ellen: Visitor, mattias: Visitor, talk: str, camera: Camera
) -> None:
    section = "Kompetensutveckling"
    _note(ellen, section).get_by_role("textbox").fill(WRITTEN_BY_ELLEN)
    expect(_note(ellen, section).get_by_role("status")).to_contain_text("Sparat")
    late = _note(mattias, section)
    late.get_by_role("textbox").fill(WRITTEN_BY_MATTIAS)
    expect(late.get_by_role("status")).to_contain_text("Ni skrev samtidigt.")
    mattias.follow("Jämför och välj")

    mattias.heading("Ni skrev samtidigt")
    mattias.sees(WRITTEN_BY_ELLEN)
    mattias.sees(WRITTEN_BY_MATTIAS)
    merged = mattias.page.get_by_label("Eller sätt ihop dem")
    assert WRITTEN_BY_ELLEN in merged.input_value()
    assert WRITTEN_BY_MATTIAS in merged.input_value()
    camera.take(mattias.page, "conflict")
    mattias.press("Spara den här texten")

    for reader in (ellen, mattias):
        reader.go(f"/samtal/{talk}")
        text = _note(reader, section).get_by_role("textbox").input_value()
        assert WRITTEN_BY_ELLEN in text
        assert WRITTEN_BY_MATTIAS in text


def _they_look_back_on_a_goal(mattias: Visitor, talk: str) -> None:
    goal = mattias.page.locator("form", has_text="Färre kompletteringar i mina ärenden").first
    goal.get_by_label("Nått", exact=True).check()
    expect(goal.get_by_role("status")).to_contain_text("Sparat")
    mattias.page.reload()
    expect(goal.get_by_label("Nått", exact=True)).to_be_checked()


def _they_set_a_goal_on_a_goal_of_the_unit(mattias: Visitor, talk: str, day: date) -> str:
    mattias.follow("Lägg till mål")
    mattias.write("Vad heter målet?", GOAL)
    mattias.page.get_by_label("Vilket mål hänger det på?").select_option(
        label="Kompletta ansökningar från början"
    )
    mattias.choose("Siffra")
    mattias.write("Utgångsläge", "5,5")
    mattias.write("Målvärde", "2")
    mattias.write("Vad räknas?", "dagar till svar")
    mattias.write("Sista dag", day.isoformat())
    mattias.press("Lägg till målet")
    row = mattias.page.locator("#nya-mal li", has_text=GOAL)
    change = row.get_by_role("link", name="Ändra").or_(row.get_by_role("button", name="Ändra"))
    return (change.first.get_attribute("href") or "").rsplit("/", 1)[-1]


def _they_agree(mattias: Visitor, talk: str, owner: Person, what: str, due: date) -> None:
    form = mattias.page.get_by_role("form", name="Lägg till överenskommelse")
    mattias.write("Vad kommer ni överens om?", what, within=form)
    form.get_by_label("Vem").select_option(label=owner.given)
    mattias.write("Senast", due.isoformat(), within=form)
    mattias.press("Lägg till", within=form)
    expect(mattias.page.locator("#overenskommelser tbody")).to_contain_text(what)


def _they_finish_and_confirm(ellen: Visitor, mattias: Visitor, talk: str, camera: Camera) -> None:
    mattias.go(f"/samtal/{talk}")
    camera.take(mattias.page, "talk-room")
    camera.take(mattias.page, "talk-room-dark", look="dark")
    mattias.follow("Avsluta samtalet")
    mattias.sees(GOAL)
    mattias.press("Avsluta och gör dokumentet")

    assert mattias.path == f"/samtal/{talk}/dokument/1"
    mattias.choose("Ja, jag bekräftar")
    mattias.press("Bekräfta", exact=True)
    mattias.sees("Du har bekräftat.")

    ellen.go("/")
    ellen.follow("Läs dokumentet")
    ellen.page.get_by_role("radio", name="Jag har läst och håller inte med").check()
    ellen.write("Kommentar", COMMENT)
    ellen.press("Bekräfta", exact=True)
    ellen.sees("Har läst och håller inte med.")
    camera.take(ellen.page, "document")


def _the_document_is_frozen(ellen: Visitor, talk: str) -> None:
    for text in (NOTE, WRITTEN_BY_ELLEN, WRITTEN_BY_MATTIAS, GOAL, OF_ELLEN, PLEASED, COMMENT):
        ellen.sees(text)
    ellen.sees("Låst")
    before = ellen.page.locator("article.doc").inner_text()

    refused = ellen.post(f"/samtal/{talk}/anteckningar/last_year", text="Efteråt.", version="1")
    assert refused.status == 409
    assert "Samtalet är avslutat" in refused.text()
    ellen.page.reload()
    assert ellen.page.locator("article.doc").inner_text() == before


def _the_goal_counts_exactly_once(system: System, backstage: Backstage, goal: str) -> None:
    wait_for(
        lambda: backstage.ask("goals", "GET", f"/goals/{goal}", ELLEN)["status"] == "active",
        "the goal to take effect",
    )
    types = [event["type"] for event in events(system, "goals", about=goal)]
    assert types.count("se.redthread.goal.agreed.v1") == 1
    assert types.count("se.redthread.goal.proposed.v1") == 1


def _the_red_thread_shows_it(ellen: Visitor, camera: Camera) -> None:
    ellen.go("/")
    thread = ellen.page.locator("ol.thread", has_text=GOAL).first
    expect(thread).to_contain_text("Kompletta ansökningar från början")
    expect(thread.locator(".level").first).to_have_text("Kommunens mål")
    camera.take(ellen.page, "thread", at="#thread")
    ellen.follow("Visa hela målträdet")
    camera.take(ellen.page, "goal-tree")


def _hr_sees_counts_and_no_content(hr: Visitor, cycle: str, talk: str, camera: Camera) -> None:
    hr.go(f"/hr/omgangar/{cycle}")
    row = hr.page.locator("tbody tr", has_text=PERMITS)
    expect(row.locator("td.num").nth(1)).to_have_text("1")
    camera.take(hr.page, "coverage")
    for path in ("/", "/hr/omgangar", f"/hr/omgangar/{cycle}", "/samtal", "/mal", "/aviseringar"):
        source = hr.source(path)
        assert not [text for text in SECRETS if text in source], path
    told = _told(
        [hr.json(call) for call in ("/start", f"/cycles/{cycle}", "/goals", "/agreements")]
    )
    assert not [text for text in SECRETS if text in told]


def _strangers_are_refused(as_persona: AsPersona, talk: str) -> None:
    hr = as_persona(YASMIN)
    for page in ("", "/forberedelser", "/forbered/1", "/rum", "/dokument/1", "/mal/nytt", "/boka"):
        response = hr.go(f"/samtal/{talk}{page}")
        assert response.status == 403, page
        hr.heading("Du kan inte läsa det här samtalet")
        hr.sees("Bara de två som har samtalet kan läsa det.")
        assert not [text for text in SECRETS if text in hr.page.content()]
    for call in ("", "/room", "/preparations", "/documents/1"):
        assert hr.status_of(f"/api/v1/talks/{talk}{call}") == 403, call
    assert hr.status_of("/samtal/00000000-0000-4000-8000-000000000000") == 404


def _mattias_wants_english_mail(mattias: Visitor) -> None:
    mattias.go("/")
    expect(mattias.page.get_by_role("region", name="Enhetens mål")).not_to_contain_text(GOAL)
    mattias.go("/aviseringar")
    mattias.choose("English")
    mattias.press("Spara")
    mattias.heading("Notifications")


def _the_bell_rings(ellen: Visitor) -> None:
    ellen.go("/aviseringar")
    expect(ellen.page.get_by_role("link", name=GOAL)).to_have_count(3)
    expect(ellen.page.locator("a[href='/aviseringar'] .count")).to_be_visible()
