"""Who is asked."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from chassis.directory import Person
from redthread_contracts.directory import Absence
from redthread_contracts.ids import PersonId, UnitId
from surveys.audience import (
    Asked,
    Audience,
    groups_of,
    invitation_id,
    months_before,
    participant_id,
    preview,
    select,
)
from surveys.suppression import Path

from .builders import ELLEN, SURVEY, a_person, units

FIRST, LAST = date(2026, 10, 14), date(2026, 10, 28)
UNITS = units("E00", "E00/E05", "E00/E05/E05-1")


def asked(*people: Person, **audience: Any) -> Asked:
    chosen = Audience(**{"kind": "all", **audience})
    return select(chosen, people, UNITS, first=FIRST, last=LAST)


def test_who_works_here_on_the_first_day_is_asked_in_the_own_unit() -> None:
    chosen = asked(a_person())

    assert chosen.people == {ELLEN: (UnitId("E00"), UnitId("E05"), UnitId("E05-1"))}


@pytest.mark.parametrize(
    "changes",
    [{"employed_from": date(2026, 10, 15)}, {"employed_until": date(2026, 10, 13)}],
)
def test_who_does_not_work_here_on_the_first_day_is_not_asked(changes: dict[str, Any]) -> None:
    assert asked(a_person(**changes)).people == {}


def test_a_protected_identity_is_in_no_invitation() -> None:
    chosen = asked(a_person(protected=True))

    assert (chosen.people, chosen.protected) == ({}, 1)


def test_who_is_away_throughout_is_not_asked_and_who_comes_back_is() -> None:
    gone = a_person("gone", absences=(Absence(start=FIRST, until=LAST),))
    back = a_person("back", absences=(Absence(start=FIRST, until=date(2026, 10, 27)),))

    chosen = asked(gone, back)

    assert (list(chosen.people), chosen.absent) == (["back"], 1)


def test_who_has_no_address_is_asked_without_a_mail() -> None:
    chosen = asked(a_person(email=None))

    assert (list(chosen.people), chosen.without_email) == ([ELLEN], 1)


def test_newly_employed_are_those_of_less_than_so_many_months() -> None:
    new = a_person("new", employed_from=date(2026, 9, 15))
    old = a_person("old", employed_from=date(2026, 9, 14))

    assert list(asked(new, old, kind="employed_less_than", months=1).people) == ["new"]


def test_a_month_before_the_last_of_a_long_one_is_the_last_of_a_short_one() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 31), 13) == date(2024, 12, 31)


@pytest.mark.parametrize("kind", ["units", "employed_less_than", "list"])
def test_an_audience_says_what_its_kind_needs(kind: str) -> None:
    with pytest.raises(ValidationError):
        Audience.model_validate({"kind": kind})


def test_the_author_sees_which_units_would_be_hidden_even_if_all_answer() -> None:
    way: Path = (UnitId("E00"), UnitId("E05"))
    direct: dict[Path, int] = {way: 4, (UnitId("E00"), UnitId("E06")): 9}

    assert [(each.unit_id, each.asked, each.hidden) for each in preview(direct)] == [
        ("E00", 13, False),
        ("E05", 4, True),
        ("E06", 9, True),
    ]
    assert groups_of(direct)[way] == (UnitId("E00"),)


def test_ids_say_who_and_what_and_nothing_else_does() -> None:
    other = PersonId("viktor")

    assert participant_id(SURVEY, ELLEN) == participant_id(SURVEY, ELLEN)
    ids = {
        participant_id(SURVEY, ELLEN),
        invitation_id(SURVEY, ELLEN),
        participant_id(SURVEY, other),
    }
    assert len(ids) == 3
