import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.visit import safe_path


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "",
        None,
        "/\t/evil.example",
        "mal",
        "/\r\nSet-Cookie: a=b",
    ],
)
def test_only_paths_of_this_site_are_followed(path: str | None) -> None:
    assert safe_path(path) == "/"


def test_a_path_with_its_query_is_followed() -> None:
    assert safe_path("/mal/7?flik=1#checkin") == "/mal/7?flik=1#checkin"


@given(st.text())
def test_whatever_is_asked_for_stays_on_this_site(path: str) -> None:
    followed = safe_path(path)

    assert followed.startswith("/")
    assert not followed.startswith(("//", "/\\"))
