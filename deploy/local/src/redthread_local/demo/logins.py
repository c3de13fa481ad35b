"""The demo's people as users of the local login server."""

from datetime import UTC, datetime
from typing import Any

from chassis.clock import local_date
from redthread_local.demo.municipality import generate

_TOWN_HALL = 850


def people_who_log_in() -> list[dict[str, Any]]:
    """The whole town hall, and somebody whom the directory does not know."""
    people = generate(_TOWN_HALL, today=local_date(datetime.now(UTC))).people
    return [*(_user(person) for person in people), _GUEST]


def _user(person: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": person["id"],
        "user_name": str(person["email"]).partition("@")[0],
        "given_name": person["given_name"],
        "family_name": person["family_name"],
        "email": person["email"],
        "employee_number": person["employee_number"],
    }


_GUEST = {
    "id": "guest",
    "user_name": "gast",
    "given_name": "Gunn",
    "family_name": "Gäst",
    "email": "gast@ekstad.example",
    "employee_number": "gast-1",
}
