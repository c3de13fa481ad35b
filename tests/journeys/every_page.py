"""Every page that somebody can open, and the pages that only a sent form shows."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from redthread_local.demo import cast
from redthread_local.demo.ids import unit_id
from tests.journeys.people import ELLEN, KARIN, MATTIAS, PETER, YASMIN, Person
from tests.journeys.states import ASKED, LOCKED, LONG_WORD, PREPARING, REOPENED, SHARED, TALKING
from tests.journeys.states import States as Scene

Then = Callable[[Page, Scene], None]


@dataclass(frozen=True)
class Shown:
    """One page. `route` as the gateway names it; `path` with the scene's ids in braces."""

    route: str
    path: str
    who: Person | None = None
    """None: somebody who is not logged in."""
    what: str = ""
    status: int = 200
    language: str = "sv"
    then: Then | None = None
    """What is done on the page before it is looked at."""

    @property
    def name(self) -> str:
        """What a test is called."""
        who = self.who.given if self.who else "guest"
        return " ".join(filter(None, [who, self.path, self.what, self.language]))


def press(label: str) -> Then:
    """Press a button and stay for what comes."""

    def then(page: Page, _scene: Scene) -> None:
        page.get_by_role("button", name=label, exact=True).first.click()
        page.wait_for_load_state()

    return then


def errors_after(label: str, **fields: str) -> Then:
    """Fill in what is given, press a button, and be told what is wrong."""

    def then(page: Page, scene: Scene) -> None:
        for name, text in fields.items():
            page.locator(f"[name={name}]").first.fill(text)
        press(label)(page, scene)
        expect(page.locator(".errors")).to_be_visible()

    return then


def unfold_the_menu(page: Page, _scene: Scene) -> None:
    """On a phone the menu is folded."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Meny").click()
    expect(page.get_by_role("navigation", name="Huvudmeny")).to_be_visible()


def write_a_personal_number(page: Page, _scene: Scene) -> None:
    """The page warns after it has saved."""
    page.locator("textarea").first.fill("Fråga 19880412-2384 om det.")
    expect(page.locator("#saved")).to_contain_text("personnummer")


def write_in_two_tabs(page: Page, scene: Scene) -> None:
    """The other tab is faster."""
    path = f"/talks/{scene.shared}/preparations/mine"
    section = page.locator("form[data-keep]").first.get_attribute("data-keep") or ""
    id_ = section.rsplit("-", 1)[-1]
    prompt = (page.locator("textarea").first.get_attribute("name") or "")[2:]
    body = {"answers": {prompt: "Skrivet i den andra fliken."}}
    scene.backstage.ask("talks", "PUT", f"{path}/{id_}", MATTIAS, body, version=0)
    page.locator("textarea").first.evaluate("(area, text) => { area.value = text }", LONG_WORD)
    page.get_by_role("button", name="Nästa").click()
    expect(page.locator("h1")).to_contain_text("två ställen")


def be_slower_than_the_manager(page: Page, scene: Scene) -> None:
    """The manager changes the goal while its owner writes."""
    path = f"/goals/{scene.goal_proposed}"
    seen = int(page.locator("[name=version]").first.input_value())
    change = {"title": "Korta alla handlingar"}
    scene.backstage.ask("goals", "PATCH", path, MATTIAS, change, version=seen)
    page.locator("[name=title]").fill("Korta några handlingar")
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text("Korta alla handlingar")


def plan_a_cycle(page: Page, _scene: Scene) -> None:
    """On to what would happen."""
    page.locator("[name=title]").fill("Uppföljning")
    page.locator("[name=template]").first.check()
    page.locator("[name=last_day]").fill(page.locator("[name=opens]").input_value())
    page.locator("[name=units]").first.check()
    page.get_by_role("button", name="Visa sammanfattning").click()
    expect(page.locator("h1")).to_have_text("Stämmer det här?")


def open_draft(page_of_it: str = "") -> Then:
    """A draft of the first template's next version."""

    def then(page: Page, _scene: Scene) -> None:
        page.locator("main button").first.click()
        page.wait_for_load_state()
        page.goto(f"{page.url.split('?')[0]}{page_of_it}")
        expect(page.locator("h1")).to_be_visible()

    return then


def without_a_level(page: Page, scene: Scene) -> None:
    """A criterion without a name."""
    page.locator("[name$=-title_sv]").first.fill("")
    press("Spara")(page, scene)
    expect(page.locator(".errors")).to_be_visible()


def state_side_employment(page: Page, _scene: Scene) -> None:
    """There is none this year."""
    page.locator("[name=has_any][value=no]").check()
    page.locator("main form button").first.click()
    expect(page.locator("#now")).to_be_visible()


def say_nothing(page: Page, scene: Scene) -> None:
    """An empty comment."""
    errors_after("Skicka kommentaren")(page, scene)


def plan_a_survey(page: Page, _scene: Scene) -> None:
    """On to who would be asked."""
    page.locator("[name=title]").fill("Temperaturmätning")
    page.locator("[name=template]").first.check()
    page.locator("[name=audience][value=units]").check()
    page.locator("[name=units]").first.check()
    page.locator("[name=closes]").fill(page.locator("[name=opens]").input_value())
    page.get_by_role("button", name="Visa sammanfattning").last.click()
    expect(page.locator("h1")).to_have_text("Stämmer det här?")


def send_nothing(page: Page, scene: Scene) -> None:
    """Past every question, and send."""
    press("Nästa")(page, scene)
    errors_after("Skicka svaret")(page, scene)


def compare_surveys(page: Page, scene: Scene) -> None:
    """Beside the one before."""
    page.locator("[name=jamfor]").select_option(index=1)
    press("Jämför")(page, scene)


def disagree_without_a_word(page: Page, scene: Scene) -> None:
    """Who disagrees says why."""
    page.get_by_label("Jag har läst och håller inte med").check()
    errors_after("Bekräfta")(page, scene)


def leave_the_sandbox(page: Page, _scene: Scene) -> None:
    """A mail is shown where no script runs, so axe would not either."""
    mail = page.context.request.get(page.url).text()
    page.goto("about:blank")
    page.set_content(mail)


def lose_the_login(page: Page, _scene: Scene) -> None:
    """The login runs out while a form is open, and the form is sent."""
    page.locator("[name=title]").fill("Läsa allt en gång till")
    page.context.clear_cookies()
    page.get_by_role("button", name="Föreslå för Mattias").click()
    expect(page.locator("h1")).to_contain_text("logga")


def send_files(*lines: str) -> Then:
    """Send a file of people, and wait until it is read."""

    def then(page: Page, _scene: Scene) -> None:
        header = (
            "employee_number;given_name;family_name;title;staff_group;unit;employed_from;protected"
        )
        content = "\r\n".join([header, *lines]).encode()
        page.locator("#people").set_input_files(
            {"name": "personal.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.locator("main form button").first.click()
        expect(page.locator("main table").first).to_be_visible()

    return then


def preview_a_copy(page: Page, scene: Scene) -> None:
    """On to what would be copied."""
    page.locator("[name=source]").first.check()
    press("Visa vad som skulle kopieras")(page, scene)
    expect(page.locator("h1")).to_have_text("Det här skulle kopieras")


def send_goals(*lines: str) -> Then:
    """Send a file of goals, and see what it would do."""

    def then(page: Page, scene: Scene) -> None:
        header = "Nivå;Mål;Mäts i;Period från;Period till;Sista dag"
        content = "\r\n".join([header, *lines]).encode()
        page.locator("#file").set_input_files(
            {"name": "mal.csv", "mimeType": "text/csv", "buffer": content}
        )
        press("Visa vad som skulle ändras")(page, scene)
        expect(page.locator("main table").first).to_be_visible()

    return then


def write_what_is_not_in_the_list(page: Page, _scene: Scene) -> None:
    """On to which one was meant."""
    page.locator("#what").fill("konflikt")
    press("Lägg till kompetensen")(page, _scene)
    expect(page.locator("h1")).to_have_text("Vilken menar du?")


def be_slower_in_another_tab(page: Page, scene: Scene) -> None:
    """The same competence is changed in another tab first."""
    path = f"/profiles/me/competences/{scene.competence}"
    own = scene.backstage.ask("competence", "GET", "/profiles/me", ELLEN)["competences"]
    item = next(one for one in own if one["id"] == scene.competence)
    other = {"term_id": item["term_id"], "level": 1 if item["level"] != 1 else 2}
    scene.backstage.ask("competence", "PUT", path, ELLEN, other)
    page.locator("[name=level]").last.check()
    press("Spara")(page, scene)
    expect(page.locator("h1")).to_have_text("Ändrat på två ställen")


def be_slower_than_hr(page: Page, scene: Scene) -> None:
    """HR writes the unit's first requirement profile while its head does."""
    path = f"/requirements/{scene.unit_without_needs}"
    now = scene.backstage.ask("competence", "GET", path, YASMIN)
    count = now["required"][0]["count"] + 1 if now["required"] else 1
    row = {
        "term_id": scene.backstage.ask("competence", "GET", "/terms?q=klar", YASMIN)["items"][0][
            "id"
        ],
        "level": 3,
        "count": count,
    }
    scene.backstage.ask(
        "competence", "PUT", path, YASMIN, {"required": [row]}, version=now["version"]
    )
    page.locator("#what_0").fill("Klarspråk")
    page.locator("#count_0").fill("9")
    press("Spara kravprofilen")(page, scene)
    expect(page.locator("h1")).to_have_text("Någon hann före")


PAGES = [
    # Without a login
    Shown("/demo/logga-in", "/demo/logga-in"),
    Shown("/demo/logga-in", "/demo/logga-in", language="en"),
    Shown("/utloggad", "/utloggad"),
    Shown("/utloggad", "/utloggad", language="en"),
    Shown("/hjalp", "/hjalp"),
    Shown("/tillganglighet", "/tillganglighet"),
    Shown("/uppgifter", "/uppgifter"),
    Shown("/dev/komponenter", "/dev/komponenter"),
    Shown("/dev/komponenter", "/dev/komponenter", language="en"),
    Shown("/demo/brevlada", "/demo/brevlada"),
    Shown("/demo/brevlada/{mail_id}", "/demo/brevlada/{mail}"),
    Shown(
        "/demo/brevlada/{mail_id}/visning", "/demo/brevlada/{mail}/visning", then=leave_the_sandbox
    ),
    Shown("404", "/finns-inte", status=404),
    # An employee
    Shown("/", "/", ELLEN),
    Shown("/", "/", ELLEN, language="en"),
    Shown("/", "/", ELLEN, "with the menu unfolded", then=unfold_the_menu),
    Shown("/samtal", "/samtal", ELLEN),
    Shown("/overenskommelser", "/overenskommelser", ELLEN),
    Shown("/samtal/{talk_id}/dokument/{version}", "/samtal/{earlier}/dokument/1", ELLEN),
    Shown("/mal", "/mal", ELLEN),
    Shown("/mal", "/mal?oppna={goal_of_municipality}", ELLEN, language="en"),
    Shown("/mal/{goal_id}", "/mal/{goal}", ELLEN),
    Shown("/mal/{goal_id}", "/mal/{goal}", ELLEN, language="en"),
    Shown("/mal/{goal_id}", "/mal/{goal_closed}", ELLEN, "closed"),
    Shown("/mal/{goal_id}/andra", "/mal/{goal}/andra", ELLEN),
    Shown("/mal/{goal_id}/dela", "/mal/{goal}/dela?namn=nils", ELLEN),
    Shown(
        "/mal/{goal_id}/dela",
        "/mal/{goal}/dela?namn=nils",
        ELLEN,
        "errors",
        then=errors_after("Lägg till"),
    ),
    Shown("/mal/sok", "/mal/sok?q=handl", ELLEN),
    Shown("/mal/sok", "/mal/sok?q=a", ELLEN, "errors", status=422, language="en"),
    Shown("/mal/{goal_id}", "/mal/{goal_proposed}", SHARED, "no comment", then=say_nothing),
    Shown("/mal/{goal_id}/rakna", "/mal/{goal_of_unit}/rakna", MATTIAS),
    Shown(
        "/mal/{goal_id}/rakna",
        "/mal/{goal_of_unit}/rakna",
        MATTIAS,
        "errors",
        then=errors_after("Spara", weight="tung"),
    ),
    Shown("/mal/{goal_id}/sista-dag", "/mal/{goal}/sista-dag", ELLEN),
    Shown("/mal/{goal_id}/dra-tillbaka", "/mal/{goal}/dra-tillbaka", ELLEN),
    Shown("/mal/nytt", "/mal/nytt", ELLEN),
    Shown("/mal/nytt", "/mal/nytt", ELLEN, "errors", then=errors_after("Föreslå för Mattias")),
    Shown("/kompetens", "/kompetens", ELLEN),
    Shown("/kompetens", "/kompetens?q=teckenspr%C3%A5k,%20strandskyd", ELLEN, "found"),
    Shown("/kompetens", "/kompetens?q=strandskydd", ELLEN, "found", language="en"),
    Shown("/kompetens", "/kompetens?q=xyzzy", ELLEN, "nobody"),
    Shown("/kompetens", f"/kompetens?q={'a' * 201}", ELLEN, "errors", status=422),
    Shown("/kompetens/{person_id}", "/kompetens/{colleague}", ELLEN),
    Shown("/kompetens/mina", "/kompetens/mina", ELLEN),
    Shown("/kompetens/mina", "/kompetens/mina", ELLEN, language="en"),
    Shown(
        "/kompetens/mina",
        "/kompetens/mina",
        ELLEN,
        "errors",
        then=errors_after("Lägg till kompetensen"),
    ),
    Shown(
        "/kompetens/mina",
        "/kompetens/mina",
        ELLEN,
        "which one",
        then=write_what_is_not_in_the_list,
    ),
    Shown("/kompetens/mina/{word}/ny", "/kompetens/mina/intyg/ny", ELLEN),
    Shown(
        "/kompetens/mina/{word}/ny",
        "/kompetens/mina/intyg/ny",
        ELLEN,
        "errors",
        then=errors_after("Spara"),
    ),
    Shown("/kompetens/mina/{word}/ny", "/kompetens/mina/utbildning/ny", ELLEN),
    Shown("/kompetens/mina/{word}/{item_id}", "/kompetens/mina/kompetenser/{competence}", ELLEN),
    Shown(
        "/kompetens/mina/{word}/{item_id}",
        "/kompetens/mina/kompetenser/{competence}",
        ELLEN,
        "two versions",
        then=be_slower_in_another_tab,
    ),
    Shown("/kompetens/mina/{word}/{item_id}", "/kompetens/mina/intyg/{certificate}", ELLEN),
    Shown("/kompetens/mina/{word}/{item_id}", "/kompetens/mina/utbildning/{education}", ELLEN),
    Shown("403", "/enheter/{unit}/kompetens", ELLEN, status=403),
    Shown("/aviseringar", "/aviseringar", ELLEN),
    Shown("/konto", "/konto", ELLEN),
    Shown("/demo/klocka", "/demo/klocka", ELLEN),
    Shown(
        "/demo/klocka", "/demo/klocka", ELLEN, "errors", then=errors_after("Flytta klockan", day="")
    ),
    Shown("/enkater", "/enkater", ELLEN),
    Shown("/e/{survey_id}", "/e/{survey_open}", ELLEN),
    Shown("/e/{survey_id}", "/e/{survey_open}", ELLEN, language="en"),
    Shown("/e/{survey_id}", "/e/{survey_open}", ELLEN, "the second page", then=press("Nästa")),
    Shown("/e/{survey_id}", "/e/{survey_open}", ELLEN, "errors", then=send_nothing),
    Shown("/e/{survey_id}/tack", "/e/{survey_open}/tack", ELLEN),
    Shown("403", "/enkater/{survey_closed}/resultat", ELLEN, status=403),
    Shown("403", "/hr/omgangar", ELLEN, status=403),
    # Employees whose talk is in different states
    Shown("/samtal/{talk_id}", "/samtal/{preparing}", PREPARING, "prepares"),
    Shown("/samtal/{talk_id}/forbered/{number}", "/samtal/{preparing}/forbered/1", PREPARING),
    Shown(
        "/samtal/{talk_id}/forbered/{number}",
        "/samtal/{preparing}/forbered/3",
        PREPARING,
        "personal number",
        then=write_a_personal_number,
    ),
    Shown("/samtal/{talk_id}/dela", "/samtal/{preparing}/dela", PREPARING),
    Shown("/samtal/{talk_id}", "/samtal/{shared}", SHARED, "waits"),
    Shown("/samtal/{talk_id}/forberedelser", "/samtal/{shared}/forberedelser", SHARED, "waits"),
    Shown("/mal/{goal_id}", "/mal/{goal_proposed}", SHARED, "proposed"),
    Shown(
        "/mal/{goal_id}/andra",
        "/mal/{goal_proposed}/andra",
        SHARED,
        "two versions",
        then=be_slower_than_the_manager,
    ),
    Shown("/samtal/{talk_id}", "/samtal/{talking}", TALKING, "talks"),
    Shown("/samtal/{talk_id}/dokument/{version}", "/samtal/{asked}/dokument/1", ASKED, "asked"),
    Shown(
        "/samtal/{talk_id}/dokument/{version}",
        "/samtal/{asked}/dokument/1",
        ASKED,
        "errors",
        then=disagree_without_a_word,
    ),
    Shown("/samtal/{talk_id}/dokument/{version}", "/samtal/{locked}/dokument/1", LOCKED, "locked"),
    Shown("/samtal/{talk_id}/oppna-igen", "/samtal/{locked}/oppna-igen", LOCKED),
    Shown(
        "/samtal/{talk_id}/oppna-igen",
        "/samtal/{locked}/oppna-igen",
        LOCKED,
        "errors",
        then=errors_after("Öppna igen"),
    ),
    Shown("/mal/{goal_id}", "/mal/{goal_withdrawn}", LOCKED, "withdrawn"),
    Shown(
        "/samtal/{talk_id}/dokument/{version}",
        "/samtal/{reopened}/dokument/1",
        REOPENED,
        "reopened",
    ),
    # A manager
    Shown("/", "/", MATTIAS),
    Shown("/", "/", MATTIAS, language="en"),
    Shown("/min-roda-trad", "/min-roda-trad", MATTIAS),
    Shown("/samtal", "/samtal", MATTIAS),
    Shown("/samtal", "/samtal", MATTIAS, language="en"),
    Shown("/overenskommelser", "/overenskommelser", MATTIAS),
    Shown("/samtal/{talk_id}/boka", "/samtal/{preparing}/boka", MATTIAS, "booked"),
    Shown("/samtal/{talk_id}/boka", "/samtal/{shared}/boka", MATTIAS),
    Shown(
        "/samtal/{talk_id}/boka",
        "/samtal/{shared}/boka",
        MATTIAS,
        "errors",
        then=errors_after("Boka"),
    ),
    Shown("/samtal/{talk_id}/dela", "/samtal/{shared}/dela", MATTIAS, "the other has shared"),
    Shown("/samtal/{talk_id}/foresla", "/samtal/{shared}/foresla", MATTIAS),
    Shown(
        "/samtal/{talk_id}/foresla",
        "/samtal/{shared}/foresla",
        MATTIAS,
        "errors",
        then=errors_after("Föreslå"),
    ),
    Shown("/samtal/{talk_id}/stall-in", "/samtal/{shared}/stall-in", MATTIAS),
    Shown("/samtal/{talk_id}/egen-anteckning", "/samtal/{talking}/egen-anteckning", MATTIAS),
    Shown("/samtal/{talk_id}/uppfoljning", "/samtal/{locked}/uppfoljning", LOCKED),
    Shown(
        "/samtal/{talk_id}/uppfoljning",
        "/samtal/{locked}/uppfoljning",
        LOCKED,
        "errors",
        then=errors_after("Öppna samtalet"),
    ),
    Shown(
        "/samtal/{talk_id}/stall-in",
        "/samtal/{shared}/stall-in",
        MATTIAS,
        "errors",
        language="en",
        then=errors_after("Call the talk off"),
    ),
    Shown(
        "/samtal/{talk_id}/forbered/{number}",
        "/samtal/{shared}/forbered/2",
        MATTIAS,
        "two versions",
        then=write_in_two_tabs,
    ),
    Shown("/samtal/{talk_id}/rum", "/samtal/{shared}/rum", MATTIAS),
    Shown("/samtal/{talk_id}/forberedelser", "/samtal/{talking}/forberedelser", MATTIAS),
    Shown("/samtal/{talk_id}", "/samtal/{talking}", MATTIAS, "talks", language="en"),
    Shown(
        "/samtal/{talk_id}",
        "/samtal/{talking}",
        MATTIAS,
        "errors",
        then=errors_after("Lägg till"),
    ),
    Shown(
        "/samtal/{talk_id}/anteckningar/{section_id}",
        "/samtal/{talking}/anteckningar/{disputed}",
        MATTIAS,
    ),
    Shown("/samtal/{talk_id}/mal/nytt", "/samtal/{talking}/mal/nytt", MATTIAS),
    Shown(
        "/samtal/{talk_id}/mal/nytt",
        "/samtal/{talking}/mal/nytt",
        MATTIAS,
        "errors",
        then=errors_after("Lägg till målet"),
    ),
    Shown("/samtal/{talk_id}/mal/{goal_id}", "/samtal/{talking}/mal/{goal_in_talk}", MATTIAS),
    Shown("/samtal/{talk_id}/avsluta", "/samtal/{talking}/avsluta", MATTIAS),
    Shown("/samtal/{talk_id}/dokument/{version}", "/samtal/{asked}/dokument/1", MATTIAS, "waits"),
    Shown("/mal", "/mal", MATTIAS),
    Shown("/mal/{goal_id}", "/mal/{goal_proposed}", MATTIAS, "to agree"),
    Shown("/mal/{goal_id}", "/mal/{goal_of_unit}", MATTIAS, "of the unit"),
    Shown(
        "/mal/{goal_id}",
        "/mal/{goal_of_unit}",
        MATTIAS,
        "errors",
        then=errors_after("Spara avstämningen", value="många"),
    ),
    Shown("/mal/nytt", "/mal/nytt", MATTIAS),
    Shown("/enkater", "/enkater", MATTIAS),
    Shown("/enkater", "/enkater", MATTIAS, language="en"),
    Shown("/enkater/{survey_id}/resultat", "/enkater/{survey_closed}/resultat", MATTIAS),
    Shown(
        "/enkater/{survey_id}/resultat",
        "/enkater/{survey_closed}/resultat",
        MATTIAS,
        "beside the one before",
        then=compare_surveys,
    ),
    Shown("/enkater/{survey_id}/atgarder/ny", "/enkater/{survey_closed}/atgarder/ny", MATTIAS),
    Shown(
        "/enkater/{survey_id}/atgarder/ny",
        "/enkater/{survey_closed}/atgarder/ny",
        MATTIAS,
        "errors",
        then=errors_after("Spara"),
    ),
    Shown(
        "/enkater/{survey_id}/atgarder/{action_id}",
        "/enkater/{survey_closed}/atgarder/{survey_action}",
        MATTIAS,
    ),
    Shown(
        "/enkater/{survey_id}/atgarder/{action_id}/andra",
        "/enkater/{survey_closed}/atgarder/{survey_action}/andra",
        MATTIAS,
    ),
    Shown(
        "/enkater/{survey_id}/atgarder/{action_id}/ta-bort",
        "/enkater/{survey_closed}/atgarder/{survey_action}/ta-bort",
        MATTIAS,
    ),
    Shown("/enheter/{unit_id}/kompetens", "/enheter/{unit}/kompetens", MATTIAS),
    Shown("/enheter/{unit_id}/kompetens", "/enheter/{unit}/kompetens", MATTIAS, language="en"),
    Shown("/enheter/{unit_id}/kravprofil", "/enheter/{unit}/kravprofil", MATTIAS),
    Shown(
        "/enheter/{unit_id}/kravprofil",
        "/enheter/{unit}/kravprofil",
        MATTIAS,
        "errors",
        then=errors_after("Spara kravprofilen", what_0="Xyzzy", count_0="många"),
    ),
    Shown("403", "/samtal/{earlier}", KARIN, status=403),
    # A head of a department
    Shown("/", "/", KARIN),
    Shown("/mal", "/mal", KARIN),
    Shown("/mal/kopiera", "/mal/kopiera", KARIN),
    Shown("/mal/fil", "/mal/fil", KARIN, language="en"),
    Shown("/mal/att-avgora", "/mal/att-avgora", KARIN),
    Shown("/hr/omgangar/{cycle_id}", "/hr/omgangar/{cycle}", KARIN),
    Shown("/enkater/{survey_id}/resultat", "/enkater/{survey_closed}/resultat", KARIN),
    # HR
    Shown("/mal/kopiera", "/mal/kopiera", YASMIN),
    Shown(
        "/mal/kopiera",
        "/mal/kopiera",
        YASMIN,
        "errors",
        then=errors_after("Visa vad som skulle kopieras"),
    ),
    Shown("/mal/kopiera", "/mal/kopiera", YASMIN, "preview", then=preview_a_copy),
    Shown("/mal/kopiera/{copy_id}", "/mal/kopiera/{copy}", YASMIN),
    Shown("/mal/fil", "/mal/fil", YASMIN),
    Shown(
        "/mal/fil", "/mal/fil", YASMIN, "errors", then=errors_after("Visa vad som skulle ändras")
    ),
    Shown(
        "/mal/fil",
        "/mal/fil",
        YASMIN,
        "preview",
        then=send_goals("kommun;Ett mål till;ja/nej;2026-01-01;2026-12-31;2026-11-30"),
    ),
    Shown(
        "/mal/fil",
        "/mal/fil",
        YASMIN,
        "faults",
        then=send_goals("kommun;Ett mål till;ja/nej;2026-01-01;2026-12-31;i höst"),
    ),
    Shown("/hr/kompetenser", "/hr/kompetenser", YASMIN),
    Shown("/hr/kompetenser", "/hr/kompetenser", YASMIN, language="en"),
    Shown("/hr/kompetenser/{term_id}", "/hr/kompetenser/{term}", YASMIN),
    Shown(
        "/hr/kompetenser/{term_id}",
        "/hr/kompetenser/{term}",
        YASMIN,
        "errors",
        then=errors_after("Godkänn", label_sv=""),
    ),
    Shown("/enheter/{unit_id}/kompetens", "/enheter/{unit_without_needs}/kompetens", YASMIN),
    Shown(
        "/enheter/{unit_id}/kravprofil",
        "/enheter/{unit_without_needs}/kravprofil",
        YASMIN,
        "two versions",
        then=be_slower_than_hr,
    ),
    Shown("/", "/", YASMIN),
    Shown("/hr/omgangar", "/hr/omgangar", YASMIN),
    Shown("/ersattare", "/ersattare?namn=an", MATTIAS),
    Shown("/ersattare", "/ersattare", MATTIAS, "empty", language="en"),
    Shown("/hr/mallar", "/hr/mallar", YASMIN),
    Shown("/hr/mallar", "/hr/mallar", YASMIN, language="en"),
    Shown("/hr/mallar/{template_id}", "/hr/mallar", YASMIN, "draft", then=open_draft()),
    Shown(
        "/hr/mallar/{template_id}/delar/{section_id}",
        "/hr/mallar",
        YASMIN,
        "section",
        then=open_draft("/delar/last_year"),
    ),
    Shown(
        "/hr/mallar/{template_id}/granska",
        "/hr/mallar",
        YASMIN,
        "preview",
        then=open_draft("/granska?som=manager"),
    ),
    Shown(
        "/hr/mallar/{template_id}/slang",
        "/hr/mallar",
        YASMIN,
        "throw away",
        then=open_draft("/slang"),
    ),
    Shown("/hr/omgangar/ny", "/hr/omgangar/ny", YASMIN),
    Shown("/hr/omgangar/ny", "/hr/omgangar/ny", YASMIN, language="en"),
    Shown(
        "/hr/omgangar/ny",
        "/hr/omgangar/ny",
        YASMIN,
        "errors",
        then=errors_after("Visa sammanfattning"),
    ),
    Shown("/hr/omgangar/ny", "/hr/omgangar/ny", YASMIN, "the summary", then=plan_a_cycle),
    Shown("/hr/omgangar/{cycle_id}", "/hr/omgangar/{cycle}", YASMIN),
    Shown("/hr/omgangar/{cycle_id}", "/hr/omgangar/{cycle}", YASMIN, language="en"),
    Shown("/hr/omgangar/{cycle_id}/personer", "/hr/omgangar/{cycle}/personer?namn=ellen", YASMIN),
    Shown(
        "/hr/omgangar/{cycle_id}/personer",
        "/hr/omgangar/{cycle}/personer?namn=ellen",
        YASMIN,
        "errors",
        then=errors_after("Spara"),
    ),
    Shown("/hr/lonekriterier", "/hr/lonekriterier", YASMIN),
    Shown("/hr/lonekriterier/{year}", "/hr/lonekriterier/2026?grupp=it", YASMIN),
    Shown(
        "/hr/lonekriterier/{year}",
        "/hr/lonekriterier/2026?grupp=it",
        YASMIN,
        "errors",
        then=without_a_level,
    ),
    Shown("/hr/bisysslor", "/hr/bisysslor", YASMIN),
    Shown("/bisyssla", "/bisyssla", ELLEN),
    Shown("/bisyssla", "/bisyssla", ELLEN, "errors", then=errors_after("Lämna uppgiften")),
    Shown("/bisyssla", "/bisyssla", KARIN, "stated", language="en", then=state_side_employment),
    Shown("/bisysslor", "/bisysslor", MATTIAS),
    Shown("/bisysslor/{person_id}", "/bisysslor/{declared}", MATTIAS),
    Shown(
        "/bisysslor/{person_id}",
        "/bisysslor/{declared}",
        MATTIAS,
        "errors",
        then=errors_after("Spara beslutet"),
    ),
    Shown("/loneoversyn", "/loneoversyn", MATTIAS),
    Shown("/loneoversyn", "/loneoversyn", KARIN, language="en"),
    Shown("/arsrapport", "/arsrapport", YASMIN),
    Shown("/arsrapport", "/arsrapport", KARIN, language="en"),
    Shown("/hr/enkater", "/hr/enkater", YASMIN),
    Shown("/hr/enkater/ny", "/hr/enkater/ny", YASMIN),
    Shown("/hr/enkater/ny", "/hr/enkater/ny", YASMIN, language="en"),
    Shown(
        "/hr/enkater/ny",
        "/hr/enkater/ny",
        YASMIN,
        "errors",
        then=errors_after("Visa sammanfattning"),
    ),
    Shown(
        "/hr/enkater/ny",
        "/hr/enkater/ny",
        YASMIN,
        "a question of one's own",
        then=press("Lägg till en egen fråga"),
    ),
    Shown("/hr/enkater/ny", "/hr/enkater/ny", YASMIN, "the summary", then=plan_a_survey),
    Shown("/hr/enkater/{survey_id}", "/hr/enkater/{survey_open}", YASMIN),
    Shown("/hr/enkater/{survey_id}", "/hr/enkater/{survey_closed}", YASMIN, "closed"),
    Shown("/hr/enkater/{survey_id}/stang", "/hr/enkater/{survey_open}/stang", YASMIN),
    Shown("/hr/enkater/{survey_id}/avbryt", "/hr/enkater/{survey_open}/avbryt", YASMIN),
    Shown("/enkater/{survey_id}/resultat", "/enkater/{survey_closed}/resultat", YASMIN),
    Shown(
        "/enkater/{survey_id}/resultat",
        "/enkater/{survey_closed}/resultat",
        YASMIN,
        language="en",
    ),
    Shown("/mal/{goal_id}", "/mal/{goal_of_municipality}", YASMIN),
    Shown("/mal/{goal_id}/andra", "/mal/{goal_of_municipality}/andra", YASMIN),
    # An administrator
    Shown("/", "/", PETER),
    Shown("/admin", "/admin", PETER),
    Shown("/admin/import", "/admin/import", PETER),
    Shown("/admin/import", "/admin/import", PETER, language="en"),
    Shown(
        "/admin/import",
        "/admin/import",
        PETER,
        "errors",
        then=errors_after("Visa vad som skulle ändras"),
    ),
    Shown(
        "/admin/import/{import_id}",
        "/admin/import",
        PETER,
        "a wrong file",
        then=send_files(f"1;Åsa;Ek;{LONG_WORD};Teknik;finns-inte;i går;nej"),
    ),
    Shown(
        "/admin/import/{import_id}",
        "/admin/import",
        PETER,
        "a preview",
        then=send_files(
            f"990011;Åsa;Ek;{LONG_WORD};Teknik;{unit_id(cast.SYSTEMS)};2026-01-01;nej",
            f"990012;Sara;Ek;Handläggare;Teknik;{unit_id(cast.SYSTEMS)};2026-01-01;ja",
        ),
    ),
    Shown("/samtal", "/samtal", PETER, "nothing yet"),
    Shown("/overenskommelser", "/overenskommelser", PETER, "nothing yet"),
    Shown("/aviseringar", "/aviseringar", PETER, "nothing yet"),
]
"""In each of the four looks."""

LOST_LOGIN = Shown("/mal/nytt", "/mal/nytt", ELLEN, "the login has run out", then=lose_the_login)

NO_PAGES = {
    "/enkater/{survey_id}/resultat.csv": "a file",
    "/static/{version}/{name:path}": "files",
    "/logga-in": "leads on",
    "/logga-in/svar": "looked at after a failed login, with a login server",
    "/sprak/{language}": "leads on",
    "/aviseringar/{notification}": "leads on",
    "/mal/fil/mal.csv": "a file",
    "/arsrapport.csv": "a file",
    "/loneoversyn.csv": "a file",
    "/samtal/{talk_id}/dokument/{version}/pdf": "a file",
    "/samtal/{talk_id}/tid.ics": "a file",
    "/samtal/{talk_id}/forbered": "leads on",
    "/kompetens/forslag": "suggestions for a field",
    "/enheter/{unit_id}/kompetens/rekryteringstext": "a file",
    "/samtal/{talk_id}/narvaro": "a piece of the talk room",
    "/fortsatt": "looked at after a lost login",
}
"""What the gateway answers that is no page of its own, and why."""
