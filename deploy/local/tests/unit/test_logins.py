import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from redthread_local.__main__ import app
from redthread_local.demo import PERSONAS
from redthread_local.demo.logins import people_who_log_in
from redthread_local.failure import Failure
from redthread_local.logins import Logins


@pytest.fixture
def nothing_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REDTHREAD_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("REDTHREAD_OIDC_ISSUER", raising=False)
    monkeypatch.delenv("REDTHREAD_OIDC_CLIENT_ID", raising=False)


@pytest.mark.usefixtures("nothing_said")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["up"], "REDTHREAD_OIDC_ISSUER and REDTHREAD_OIDC_CLIENT_ID must name"),
        (["up", "--oidc"], "redthread up --demo --oidc"),
    ],
)
def test_a_start_without_a_way_to_log_in_says_what_is_missing(
    arguments: list[str], says: str
) -> None:
    refused = CliRunner().invoke(app, arguments).exception

    assert isinstance(refused, Failure)
    assert says in str(refused)


def test_everybody_in_the_demo_can_log_in_under_a_name_of_their_own() -> None:
    people = people_who_log_in()
    ids = {person["id"] for person in people}

    assert {persona.id for persona in PERSONAS} <= ids
    assert len({person["user_name"] for person in people}) == len(people)
    assert len({person["employee_number"] for person in people}) == len(people)


def test_secrets_stay_the_same_and_are_the_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "logins.json"
    first = Logins.write(file, port=1, gateway_url="http://localhost:8800", people=[])
    again = Logins.write(file, port=2, gateway_url="http://localhost:8801", people=[])

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert again.password == first.password
    assert len(first.password) >= 12
    secret = "REDTHREAD_OIDC_CLIENT_SECRET"
    assert again.settings[secret] == first.settings[secret]
    assert Logins.read(file).issuer == "http://127.0.0.1:2"
