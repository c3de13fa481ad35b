from datetime import UTC, date, datetime

import pytest

from chassis.clock import FixedClock
from gateway.clients.directory import Unit
from gateway.clients.goals import Measure, Step
from gateway.i18n import Lexicon
from gateway.views.goal_words import task_of_goal, value_now, whose
from gateway.views.goals import merge
from redthread_contracts.ids import GoalId, UnitId

LEXICON = Lexicon(FixedClock(datetime(2026, 10, 14, 10, tzinfo=UTC)))
WORDS = LEXICON["sv"]


def a_step(id: str, level: str = "unit", **facts: object) -> Step:
    return Step.model_validate({"id": id, "level": level, "title_sv": id, **facts})


def test_goals_under_the_same_goal_share_one_thread() -> None:
    above = [a_step("town", "municipality"), a_step("unit")]
    other = [a_step("town", "municipality"), a_step("other unit")]
    mine = [a_step(name, "individual", own=True) for name in ("a", "b", "c")]

    threads = merge([[*above, mine[0]], [*other, mine[1]], [*above, mine[2]]])

    assert [[step.id for step in thread.above] for thread in threads] == [
        ["town", "unit"],
        ["town", "other unit"],
    ]
    assert [[step.id for step in thread.own] for thread in threads] == [["a", "c"], ["b"]]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Bygglovsenheten", "Bygglovsenhetens mål"),
        ("Service", "Services mål"),
        ("Kompetens", "Kompetens mål"),
        ("Bygglov stad", "Mål för Bygglov stad"),
    ],
)
def test_a_units_goal_names_the_unit(name: str, said: str) -> None:
    unit = Unit(id=UnitId("u"), name_sv=name)

    assert whose(a_step("g", unit_id="u"), {UnitId("u"): unit}, WORDS) == said


def test_a_unit_that_is_not_known_is_just_the_unit() -> None:
    assert whose(a_step("g", unit_id="u"), {}, WORDS) == "Mål för enheten"


@pytest.mark.parametrize(
    ("measure", "value", "said"),
    [
        (Measure(kind="percent", target=90), 71, "71 procent nu, målet är 90"),
        (
            Measure(kind="figure", target=1.2, unit_sv="per ansökan"),
            1.4,
            "1,4 per ansökan nu, målet är 1,2",
        ),
        (Measure(kind="yes_no"), None, ""),
        (Measure(kind="figure", target=2), None, ""),
    ],
)
def test_the_value_is_said_with_its_unit(measure: Measure, value: float | None, said: str) -> None:
    assert value_now(measure, value, WORDS) == said


def test_a_goal_is_a_task_from_two_weeks_before_its_day_until_it_is_done() -> None:
    far = a_step("g", own=True, deadline=date(2026, 10, 29))
    near = a_step("g", own=True, deadline=date(2026, 10, 28))
    late = a_step("g", own=True, deadline=date(2026, 10, 1))
    done = a_step("g", own=True, deadline=date(2026, 10, 1), confidence="done")

    assert task_of_goal(far, WORDS) is None
    assert task_of_goal(done, WORDS) is None
    near_task, late_task = task_of_goal(near, WORDS), task_of_goal(late, WORDS)
    assert near_task is not None
    assert near_task.meta == "Sista dagen är onsdag 28 oktober."
    assert late_task is not None
    assert late_task.meta == "Sista dagen var torsdag 1 oktober."
    assert late_task.action.href == f"/mal/{GoalId('g')}#checkin"
