import pytest

from .conftest import Browser

LONG_TEXT = "Jag vill ha besked samma dag.\nOch återkoppling i texten, å ä ö 🙂."


async def test_who_is_not_logged_in_comes_back_to_the_page_after_login(browser: Browser) -> None:
    away = await browser.get("/hr/omgangar?a=b")
    login = await browser.get(away.location)
    chooser = await browser.get(login.location)
    inside = await browser.post("/demo/logga-in", **{"as": "ellen", "till": "/samtal/7"})

    assert away.status == 303
    assert away.location == "/logga-in?till=/hr/omgangar%3Fa%3Db"
    assert 'name="till" value="/hr/omgangar?a=b"' in chooser.text
    assert inside.location == "/samtal/7"


async def test_login_goes_on_to_this_site_only(browser: Browser) -> None:
    inside = await browser.post("/demo/logga-in", **{"as": "ellen", "till": "//evil.example"})

    assert inside.location == "/"


async def test_only_the_personas_can_be_chosen(browser: Browser) -> None:
    assert (await browser.post("/demo/logga-in", **{"as": "karin"})).status == 404


async def test_another_site_can_not_log_somebody_in(browser: Browser) -> None:
    page = await browser.post(
        "/demo/logga-in", headers={"Sec-Fetch-Site": "cross-site"}, **{"as": "ellen"}
    )

    assert page.status == 403
    assert "Set-Cookie" not in page.headers


async def test_logging_out_ends_the_session_everywhere(browser: Browser) -> None:
    await browser.log_in("ellen")
    cookies = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}

    await browser.post("/logga-ut")
    browser.session.cookie_jar.update_cookies(cookies)

    assert (await browser.get("/")).location.startswith("/logga-in")


async def test_the_session_cookie_says_nothing_and_is_out_of_reach_for_scripts(
    browser: Browser,
) -> None:
    page = await browser.log_in("ellen")

    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "ellen" not in cookie


async def test_a_change_needs_the_token(browser: Browser) -> None:
    await browser.log_in("ellen")
    browser.csrf = "wrong"

    page = await browser.post("/aviseringar/lasta")

    assert page.status == 403


async def test_a_page_left_open_since_an_earlier_login_still_works(browser: Browser) -> None:
    await browser.log_in("ellen")
    old = browser.csrf
    await browser.log_in("ellen")
    browser.csrf = old

    page = await browser.post("/logga-ut")

    assert page.location == "/logga-in"


async def test_somebody_elses_token_is_refused(browser: Browser) -> None:
    await browser.log_in("ellen")
    hers = browser.csrf
    await browser.log_in("mattias")
    browser.csrf = hers

    assert (await browser.post("/logga-ut")).status == 403


@pytest.mark.parametrize("cleaned", [False, True], ids=["logged out", "cookie gone"])
async def test_what_is_sent_after_the_session_is_kept_for_the_next_login(
    browser: Browser, cleaned: bool
) -> None:
    await browser.log_in("ellen")
    token = browser.csrf
    await browser.post("/logga-ut")
    if cleaned:
        browser.forget_cookies()
    browser.csrf = token

    lost = await browser.post("/hr/omgangar/ny", title=LONG_TEXT, version="3")
    inside = await browser.log_in("ellen")
    kept = await browser.get(inside.location)

    assert lost.status == 401
    assert "Jag vill ha besked samma dag." in lost.text
    assert inside.location == "/fortsatt"
    assert 'action="/hr/omgangar/ny"' in kept.text
    assert "återkoppling i texten, å ä ö 🙂." in kept.text
    assert 'name="version" value="3"' in kept.text


async def test_what_is_kept_is_shown_to_nobody_else(browser: Browser) -> None:
    await browser.log_in("ellen")
    token = browser.csrf
    await browser.post("/logga-ut")
    browser.csrf = token
    await browser.post("/hr/omgangar/ny", title=LONG_TEXT)

    inside = await browser.log_in("mattias")
    kept = await browser.get("/fortsatt")

    assert inside.location == "/"
    assert LONG_TEXT not in kept.text
    assert (await browser.log_in("ellen")).location == "/fortsatt"


async def test_what_is_kept_can_be_thrown_away(browser: Browser) -> None:
    await browser.log_in("ellen")
    token = browser.csrf
    await browser.post("/logga-ut")
    browser.csrf = token
    await browser.post("/hr/omgangar/ny", title=LONG_TEXT)
    await browser.log_in("ellen")
    page = await browser.get("/fortsatt")

    kept = page.text.split('name="kept" value="')[1].split('"')[0]
    await browser.post("/fortsatt/kasta", kept=kept)

    assert (await browser.get("/fortsatt")).location == "/"


async def test_an_autosave_without_a_session_says_so_beside_the_text(browser: Browser) -> None:
    await browser.log_in("ellen")
    token = browser.csrf
    await browser.post("/logga-ut")
    browser.csrf = token

    page = await browser.post("/hr/omgangar/ny", headers={"HX-Request": "true"}, title=LONG_TEXT)

    assert page.status == 401
    assert page.headers["HX-Retarget"] == "#status"
    assert "<html" not in page.text
    assert "Texten finns kvar på sidan." in page.text
