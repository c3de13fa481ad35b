import pytest

from .conftest import Browser


async def test_the_start_page_stands_when_every_service_is_away(browser: Browser) -> None:
    await browser.log_in("ellen")

    page = await browser.get("/")

    assert page.status == 200
    assert "Hej Ellen" in page.text
    for part in ("Samtalen", "Målen", "Överenskommelserna", "Aviseringarna"):
        assert f"{part} går inte att visa just nu." in page.text


@pytest.mark.parametrize(
    ("path", "status"), [("/finns-inte", 404), ("/hr/omgangar", 403), ("/admin", 403)]
)
async def test_errors_are_pages_that_say_what_to_do(
    browser: Browser, path: str, status: int
) -> None:
    await browser.log_in("ellen")

    page = await browser.get(path)

    assert page.status == status
    assert "Till startsidan" in page.text
    assert f"Fel {status}, {path}" in page.text


async def test_a_form_whose_service_is_away_gives_the_text_back(browser: Browser) -> None:
    await browser.log_in("ellen")

    page = await browser.post("/konto/sprak", language="en", note="Det här skrev jag nyss.")

    assert page.status == 503
    assert "Det här skrev jag nyss." in page.text


@pytest.mark.parametrize("path", ["/hjalp", "/tillganglighet", "/uppgifter", "/dev/komponenter"])
async def test_pages_for_everybody_need_no_login(browser: Browser, path: str) -> None:
    assert (await browser.get(path)).status == 200


async def test_the_language_is_chosen_for_this_browser(browser: Browser) -> None:
    chosen = await browser.get("/sprak/en?till=/hjalp")
    page = await browser.get(chosen.location)

    assert chosen.location == "/hjalp"
    assert '<html lang="en">' in page.text
    assert "How we handle your data" in page.text


async def test_pages_allow_no_inline_code_and_are_not_cached(browser: Browser) -> None:
    page = await browser.get("/hjalp")

    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


async def test_static_files_are_kept_as_long_as_they_do_not_change(browser: Browser) -> None:
    page = await browser.get("/hjalp")
    css = page.text.split('rel="stylesheet" href="')[1].split('"')[0]

    assert "immutable" in (await browser.get(css)).headers["Cache-Control"]
    assert "immutable" not in (await browser.get("/static/old/app.css")).headers["Cache-Control"]
    assert (await browser.get("/static/old/missing.css")).status == 404


async def test_the_clock_page_says_when_it_can_not_be_moved(browser: Browser) -> None:
    await browser.log_in("ellen")

    assert "Klockan går inte att flytta" in (await browser.get("/demo/klocka")).text
    assert (await browser.post("/demo/klocka", go="day")).status == 404


async def test_the_api_answers_with_problems_not_pages(browser: Browser) -> None:
    guest = await browser.get("/api/v1/start")
    await browser.log_in("ellen")
    start = await browser.get("/api/v1/start")
    missing = await browser.get("/api/v1/nothing")
    down = await browser.get("/api/v1/units")

    assert (guest.status, guest.headers["Content-Type"]) == (401, "application/problem+json")
    assert '"problem":"service-down"' in start.text
    assert (missing.status, missing.headers["Content-Type"]) == (404, "application/problem+json")
    assert down.status == 503


async def test_a_change_through_the_api_needs_the_token_in_a_header(browser: Browser) -> None:
    await browser.log_in("ellen")
    token = {"X-CSRF-Token": browser.csrf}

    without = await browser.post("/api/v1/notifications/read")
    with_token = await browser.post("/api/v1/notifications/read", headers=token)

    assert without.status == 403
    assert with_token.status == 422


async def test_the_api_describes_itself(browser: Browser) -> None:
    page = await browser.get("/api/v1/openapi.json")

    assert page.status == 200
    assert "/api/v1/cycles/{cycle_id}" in page.text
    assert "/samtal" not in page.text
