"""Ids of the demo: the same every time, and opaque. The codes stay inside the demo."""

from uuid import NAMESPACE_URL, UUID, uuid5

_EKSTAD: UUID = uuid5(NAMESPACE_URL, "https://ekstad.example/redthread")


def unit_id(code: str) -> str:
    """The unit with a code in municipality.json, such as E05-2A."""
    return _made("unit", code)


def person_id(unit_code: str, place: int) -> str:
    """The person at a place in a unit; place 0 is the manager."""
    return _made("person", unit_code, place)


def goal_id(*key: object) -> str:
    """A goal, by its code or by whose it is."""
    return _made("goal", *key)


def check_in_id(goal: str, number: int) -> str:
    """The check-in of a goal with a number."""
    return _made("check-in", goal, number)


def talk_id(employee_id: str, year: int) -> str:
    """The talk of an employee in a year."""
    return _made("talk", employee_id, year)


def agreement_id(talk: str, number: int) -> str:
    """The agreement of a talk with a number."""
    return _made("agreement", talk, number)


def survey_id(kind: str, number: int) -> str:
    """The survey of a kind with a number."""
    return _made("survey", kind, number)


def action_id(number: int) -> str:
    """The action with a number that came out of a survey."""
    return _made("action", number)


def _made(*key: object) -> str:
    return str(uuid5(_EKSTAD, ":".join(str(part) for part in key)))
