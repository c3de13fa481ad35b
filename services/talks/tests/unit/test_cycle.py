"""Talk cycles: who gets a talk, and that starting again starts nothing twice."""

from datetime import date, timedelta
from typing import Any

import pytest

from chassis.directory import Person
from chassis.errors import Conflict, Invalid
from redthread_contracts.directory import Absence
from redthread_contracts.ids import PersonId
from talks.cycle import Selection, new_talk, opened, select, start

from .builders import MATTIAS, NOON, TODAY, a_cycle, a_person, a_unit, names

UNITS = {unit.id: unit for unit in (a_unit("E05"), a_unit("E06", closed=True))}
LAST_DAY = date(2026, 11, 30)


def chosen(
    *people: Person,
    managers: dict[PersonId, PersonId] | None = None,
    already_open: set[PersonId] | None = None,
) -> Selection:
    if managers is None:
        managers = dict.fromkeys((person.id for person in people), MATTIAS)
    return select(people, managers, already_open or set(), day=TODAY, last_day=LAST_DAY)


def test_starting_says_so_and_starting_again_changes_nothing() -> None:
    assert names(start(None, a_cycle(), UNITS)) == ["CycleStarted"]
    assert start(a_cycle(), a_cycle(started_at=NOON + timedelta(days=90)), UNITS) is None


def test_another_cycle_under_the_same_id_is_refused() -> None:
    with pytest.raises(Conflict, match="Another cycle"):
        start(a_cycle(), a_cycle(title="Våren 2027"), UNITS)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"unit_ids": ()}, "units-missing"),
        ({"unit_ids": ("E99",)}, "unit-unknown"),
        ({"unit_ids": ("E06",)}, "unit-unknown"),
        (
            {"opens": TODAY - timedelta(days=9), "last_day": TODAY - timedelta(days=1)},
            "last-day-passed",
        ),
        ({"opens": LAST_DAY + timedelta(days=1)}, "last-day-before-first"),
        ({"last_day": TODAY + timedelta(days=400)}, "cycle-too-long"),
        (
            {"opens": TODAY + timedelta(days=400), "last_day": TODAY + timedelta(days=410)},
            "opens-too-far",
        ),
    ],
)
def test_an_unreasonable_cycle_is_refused_with_a_sentence(facts: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        start(None, a_cycle(**facts), UNITS)
    assert [field.code for field in refused.value.fields] == [code]


def test_a_cycle_is_open_when_all_its_talks_are() -> None:
    decision = opened(a_cycle(), 226)

    assert names(decision) == ["CycleOpened"]
    assert decision is not None
    assert decision.state is not None
    assert (decision.state.state, decision.state.talks_opened) == ("open", 226)
    assert opened(decision.state, 226) is None
    assert names(opened(decision.state, 227)) == ["CycleOpened"]


def test_everybody_with_a_manager_gets_a_talk() -> None:
    assert chosen(a_person("ellen"), a_person("viktor")).managers == {
        "ellen": MATTIAS,
        "viktor": MATTIAS,
    }


def test_who_has_an_open_talk_gets_none() -> None:
    selection = chosen(a_person("ellen"), already_open={PersonId("ellen")})

    assert (selection.managers, selection.already_open) == ({}, ["ellen"])


def test_who_has_no_manager_gets_none() -> None:
    selection = chosen(a_person("ellen"), managers={})

    assert (selection.managers, selection.without_manager) == ({}, ["ellen"])


@pytest.mark.parametrize(
    ("start", "until", "absent"),
    [
        (TODAY, LAST_DAY, True),
        (date(2026, 1, 1), date(2027, 1, 1), True),
        (TODAY, LAST_DAY - timedelta(days=1), False),
        (TODAY + timedelta(days=1), LAST_DAY, False),
    ],
)
def test_only_who_is_away_throughout_gets_none(start: date, until: date, absent: bool) -> None:
    selection = chosen(a_person("ellen", absences=(Absence(start=start, until=until),)))

    assert bool(selection.absent) == absent
    assert bool(selection.managers) != absent


def test_protected_people_get_their_talk_and_are_only_counted() -> None:
    ellen, viktor = a_person("ellen", protected=True), a_person("viktor", protected=True)
    selection = chosen(ellen, viktor, managers={ellen.id: MATTIAS})

    assert selection.managers == {"ellen": MATTIAS}
    assert selection.without_manager == []
    assert selection.protected == 2


def test_a_talk_of_a_cycle_keeps_the_template_version_and_the_unit_of_that_day() -> None:
    talk = new_talk(a_cycle(), a_person("ellen"), MATTIAS, NOON)

    assert (talk.template_id, talk.template_version, talk.kind) == ("standard", 1, "yearly")
    assert (talk.unit_id, talk.last_day, talk.state) == ("E05-1", LAST_DAY, "planned")
