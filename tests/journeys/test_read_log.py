"""The employee sees who has read the talk and its document."""

from playwright.sync_api import expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.people import ELLEN, MATTIAS
from tests.journeys.screenshots import Camera


def test_the_employee_sees_that_the_manager_has_read(
    as_persona: AsPersona, backstage: Backstage
) -> None:
    talks = backstage.ask("talks", "GET", "/talks?as=employee&state=all", ELLEN)["items"]
    talk = next(str(one["id"]) for one in talks if one["document_version"])
    ellen = as_persona(ELLEN)
    ellen.go(f"/samtal/{talk}/dokument/1")
    assert ellen.page.locator("#lasta").is_visible()

    backstage.ask("talks", "GET", f"/talks/{talk}/documents/1", MATTIAS)
    ellen.page.reload()

    log = ellen.page.locator("#lasta tbody tr", has_text="Dokumentet, version 1")
    expect(log.first).to_contain_text("Part i samtalet")
    Camera.from_environment().take(ellen.page, "read-log", at="#lasta")
