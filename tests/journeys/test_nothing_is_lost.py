"""While somebody prepares: odd and long texts, two tabs, a lost login. No word is lost."""

import pytest
from playwright.sync_api import expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.mistakes import ODD, TOO_LONG
from tests.journeys.people import MATTIAS, colleague

pytestmark = pytest.mark.usefixtures("open_cycle")


def test_odd_letters_are_kept_as_they_are(as_person: AsPersona, backstage: Backstage) -> None:
    employee = colleague("Ida Sjödin")
    visitor = as_person(employee)
    visitor.go(f"/samtal/{backstage.talk_of(employee)}/forbered/1")
    visitor.write("Vad är du mest nöjd med?", ODD)
    expect(visitor.page.locator("#saved")).to_contain_text("Sparat")

    visitor.page.reload()
    expect(visitor.field("Vad är du mest nöjd med?")).to_have_value(ODD)
    visitor.go(f"/samtal/{backstage.talk_of(employee)}/dela")
    visitor.sees(ODD)


def test_a_text_that_is_too_long_is_not_saved_and_not_lost(
    as_person: AsPersona, backstage: Backstage
) -> None:
    employee = colleague("Ida Sjödin")
    visitor = as_person(employee)
    visitor.go(f"/samtal/{backstage.talk_of(employee)}/forbered/3")
    visitor.write("Vilka krav ställer arbetet", TOO_LONG)
    expect(visitor.page.locator("#saved")).to_contain_text("Det gick inte att spara")

    visitor.press("Nästa")
    assert TOO_LONG.strip() in visitor.page.locator("body").inner_text()


def test_what_looks_like_a_personal_number_gets_a_warning(
    as_person: AsPersona, backstage: Backstage
) -> None:
    employee = colleague("Ida Sjödin")
    visitor = as_person(employee)
    visitor.go(f"/samtal/{backstage.talk_of(employee)}/forbered/4")
    visitor.page.locator("textarea").first.fill("Ärendet gäller 640823-3234.")

    expect(visitor.page.locator("#saved")).to_contain_text("personnummer")


def test_two_tabs_show_both_texts(as_person: AsPersona, backstage: Backstage) -> None:
    employee = colleague("Hanna Öberg Lind")
    first = as_person(employee)
    second = first.another_tab()
    for tab in (first, second):
        tab.go(f"/samtal/{backstage.talk_of(employee)}/forbered/1")
    first.write("Vad är du mest nöjd med?", "Skrivet i den första fliken.")
    expect(first.page.locator("#saved")).to_contain_text("Sparat")
    second.write("Vad är du mest nöjd med?", "Något annat i den andra.")
    expect(second.page.locator("#saved")).to_contain_text("annat ställe")

    second.press("Nästa")
    second.heading("Du skrev på två ställen samtidigt")
    second.sees("Skrivet i den första fliken.")
    second.sees("Något annat i den andra.")
    second.press("Spara den här texten")
    first.page.reload()
    text = first.field("Vad är du mest nöjd med?").input_value()
    assert "Skrivet i den första fliken." in text
    assert "Något annat i den andra." in text


def test_sharing_twice_shares_once(as_person: AsPersona, backstage: Backstage) -> None:
    employee = colleague("Hanna Öberg Lind")
    visitor = as_person(employee)
    talk = backstage.talk_of(employee)

    answers = [visitor.post(f"/samtal/{talk}/dela") for _ in range(2)]

    assert [answer.status for answer in answers] == [303, 303]
    visitor.go(f"/samtal/{talk}")
    visitor.heading("Du har delat din förberedelse")


def test_what_was_being_written_is_there_after_the_next_login(
    as_persona: AsPersona, backstage: Backstage
) -> None:
    talk = backstage.talk_of(colleague("Emre Demir"))
    manager = as_persona(MATTIAS, java_script_enabled=False)
    manager.go(f"/samtal/{talk}/forbered/1")
    manager.write("Vilken återkoppling vill du ge?", ODD)
    manager.context.clear_cookies()
    manager.press("Nästa")

    manager.heading("Du loggades ut medan du skrev")
    manager.sees(ODD)
    manager.press_or_follow("Logga in igen")
    manager.press(f"Välj {MATTIAS.name}")
    manager.heading("Fortsätt där du var")
    expect(manager.page.locator("textarea").first).to_have_value(ODD)
    manager.press("Skicka det nu")
    manager.go(f"/samtal/{talk}/forbered/1")
    expect(manager.field("Vilken återkoppling vill du ge?")).to_have_value(ODD)


def test_the_tab_keeps_the_text_while_it_can_not_be_saved(
    as_person: AsPersona, backstage: Backstage
) -> None:
    employee = colleague("Emre Demir")
    visitor = as_person(employee)
    visitor.go(f"/samtal/{backstage.talk_of(employee)}/forbered/1")
    cookies = visitor.context.cookies()
    visitor.context.clear_cookies()
    visitor.write("Vad är du mest nöjd med?", "Skrivet medan inloggningen var slut.")
    visitor.sees("Texten finns kvar på sidan.")

    visitor.context.add_cookies(cookies)  # type: ignore[arg-type] # as they came
    visitor.page.reload()
    expect(visitor.field("Vad är du mest nöjd med?")).to_have_value(
        "Skrivet medan inloggningen var slut."
    )
    expect(visitor.page.locator("#saved")).to_contain_text("Sparat")
