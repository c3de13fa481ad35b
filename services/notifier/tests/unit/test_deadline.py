"""When somebody is reminded of a deadline: exactly once per stage, also over summer time."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import STOCKHOLM
from notifier.deadline import (
    STAGES,
    Deadline,
    Turn,
    after,
    merged,
    next_instant,
    reminder_id,
    stage_instants,
    turn,
)
from notifier.office import is_office_day

from .builders import DAY, ELLEN, MATTIAS, a_deadline, local

SUMMER_TIME_BEGINS = date(2027, 3, 28)
SUMMER_TIME_ENDS = date(2027, 10, 31)
DAYS = st.one_of(
    *(
        st.dates(change - timedelta(days=24), change + timedelta(days=24))
        for change in (SUMMER_TIME_BEGINS, SUMMER_TIME_ENDS)
    ),
    st.dates(date(2026, 1, 1), date(2031, 1, 1)),
)


def test_a_deadline_has_four_stages_at_eight() -> None:
    assert dict(stage_instants(DAY)) == {
        "before": local(2026, 11, 23),
        "due": local(2026, 11, 30),
        "passed": local(2026, 12, 1),
        "overdue": local(2026, 12, 14),
    }


@pytest.mark.parametrize(
    ("day", "before", "due"),
    [
        (date(2026, 12, 5), local(2026, 11, 27), local(2026, 12, 4)),  # a Saturday
        (date(2027, 1, 1), local(2026, 12, 23), local(2026, 12, 30)),  # New Year's Day
        (date(2027, 3, 28), local(2027, 3, 19), local(2027, 3, 25)),  # Easter Sunday
    ],
)
def test_before_and_due_move_to_the_office_day_before(
    day: date, before: datetime, due: datetime
) -> None:
    instants = stage_instants(day)

    assert (instants["before"], instants["due"]) == (before, due)


@pytest.mark.parametrize(
    ("day", "passed", "overdue"),
    [
        (date(2026, 12, 11), local(2026, 12, 14), local(2026, 12, 28)),  # over Christmas Day
        (date(2027, 3, 25), local(2027, 3, 30), local(2027, 4, 8)),  # Maundy Thursday
    ],
)
def test_passed_and_overdue_move_to_the_next_office_day(
    day: date, passed: datetime, overdue: datetime
) -> None:
    instants = stage_instants(day)

    assert (instants["passed"], instants["overdue"]) == (passed, overdue)


def test_a_certificate_is_told_of_sixty_days_before() -> None:
    certificate = a_deadline(item_type="certificate", profile_id="profile-1")

    # The sixtieth day before is a Thursday.
    assert turn(certificate, local(2026, 10, 1, 7, 59)) is None
    assert turn(certificate, local(2026, 10, 1)) == Turn("before")


@given(DAYS)
def test_each_stage_is_at_eight_local_time_on_an_office_day_in_its_order(day: date) -> None:
    instants = stage_instants(day)

    walls = [instant.astimezone(STOCKHOLM) for instant in instants.values()]
    assert tuple(instants) == STAGES
    assert all((wall.hour, wall.minute) == (8, 0) for wall in walls)
    assert all(is_office_day(wall.date()) for wall in walls)
    assert all(one < other for one, other in pairwise(walls))
    assert walls[1].date() <= day < walls[2].date()


def test_nothing_happens_before_its_time() -> None:
    assert turn(a_deadline(), local(2026, 11, 23, 7, 59)) is None


def test_a_stage_happens_at_its_instant() -> None:
    assert turn(a_deadline(), local(2026, 11, 23)) == Turn("before")


def test_a_stage_that_has_happened_does_not_happen_again() -> None:
    deadline = after(a_deadline(), Turn("before"))

    assert turn(deadline, local(2026, 11, 25)) is None


def test_when_several_are_due_at_once_only_the_newest_happens() -> None:
    deadline = after(a_deadline(), Turn("before"))

    happened = turn(deadline, local(2026, 12, 20))

    assert happened == Turn("overdue", skipped=("due", "passed"))
    assert after(deadline, happened).skipped == ("due", "passed")


def test_a_stage_that_had_passed_when_the_day_was_set_does_not_happen() -> None:
    deadline = a_deadline(set_at=local(2026, 11, 25, 14))

    assert turn(deadline, local(2026, 11, 25, 14)) is None
    assert turn(deadline, local(2026, 11, 30)) == Turn("due")


def test_moving_the_day_starts_over() -> None:
    known = after(a_deadline(), Turn("due", skipped=("before",)))
    moved = a_deadline(day=date(2026, 12, 18), set_at=local(2026, 11, 30, 10))

    (deadline,) = merged([known], [moved])

    assert turn(deadline, local(2026, 12, 11)) == Turn("before")


def test_what_is_known_of_an_unmoved_day_stays() -> None:
    known = after(a_deadline(), Turn("before"))
    again = a_deadline(set_at=local(2026, 11, 24), owner_ids=(ELLEN, MATTIAS))

    (deadline,) = merged([known], [again])

    assert (deadline.handled, deadline.set_at) == ("before", known.set_at)
    assert deadline.owner_ids == (ELLEN, MATTIAS)


def test_the_next_instant_is_the_earliest_of_all() -> None:
    deadlines = [after(a_deadline(), Turn("passed")), a_deadline(date(2026, 12, 11))]

    assert next_instant(deadlines) == local(2026, 12, 4)


def test_after_the_last_stage_nothing_is_left() -> None:
    assert next_instant([after(a_deadline(), Turn("overdue"))]) is None


def test_a_reminder_has_an_id_of_its_own_per_person_item_stage_and_day() -> None:
    one = a_deadline()
    ids = {
        reminder_id(ELLEN, one, "before"),
        reminder_id(MATTIAS, one, "before"),
        reminder_id(ELLEN, one, "due"),
        reminder_id(ELLEN, a_deadline(date(2026, 12, 1)), "before"),
        reminder_id(ELLEN, a_deadline(item_id="goal-2"), "before"),
    }

    ids |= {
        reminder_id(ELLEN, a_deadline(item_type="agreement", talk_id=talk_id), "before")
        for talk_id in ("talk-1", "talk-2")
    }

    ids |= {
        reminder_id(ELLEN, a_deadline(item_type="action", survey_id=survey_id), "before")
        for survey_id in ("survey-1", "survey-2")
    }
    ids |= {
        reminder_id(MATTIAS, a_deadline(item_type="certificate", profile_id=profile_id), "before")
        for profile_id in ("profile-1", "profile-2")
    }

    assert len(ids) == 11
    assert reminder_id(ELLEN, a_deadline(talk_id="talk-1"), "before") in ids
    assert reminder_id(ELLEN, a_deadline(), "before") in ids


@given(
    day=DAYS,
    looks=st.lists(st.integers(-15 * 24 * 60, 25 * 24 * 60), max_size=60),
    killed=st.sets(st.integers(0, 60)),
)
def test_each_stage_happens_once_however_often_and_whenever_it_is_looked(
    day: date, looks: list[int], killed: set[int]
) -> None:
    """`killed` are the looks after which the process died before it could note what it did."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    instants = stage_instants(day)
    deadline = a_deadline(day)
    told: set[str] = set()
    newest_due: set[str] = set()

    for number, minutes in enumerate(sorted(looks)):
        now = noon + timedelta(minutes=minutes)
        due = [stage for stage in STAGES if instants[stage] <= now]
        newest_due |= {reminder_id(ELLEN, deadline, due[-1])} if due else set()
        happened = turn(deadline, now)
        if happened is None:
            continue
        told.add(reminder_id(ELLEN, deadline, happened.stage))
        if number not in killed:
            deadline = after(deadline, happened)

    assert told == newest_due


@given(day=DAYS, minutes=st.integers(1, 12 * 60))
def test_looking_often_enough_makes_all_four_happen_exactly_once(day: date, minutes: int) -> None:
    deadline = a_deadline(day)
    happened: Counter[str] = Counter()
    for stage, instant in stage_instants(day).items():
        deadline, now_happened = _look(deadline, instant - timedelta(minutes=minutes))
        assert now_happened is None
        deadline, now_happened = _look(deadline, instant + timedelta(minutes=minutes - 1))
        assert now_happened == stage
        happened[stage] += 1
        deadline, now_happened = _look(deadline, instant + timedelta(minutes=minutes))
        assert now_happened is None

    assert happened == dict.fromkeys(STAGES, 1)


def _look(deadline: Deadline, now: datetime) -> tuple[Deadline, str | None]:
    happened = turn(deadline, now)
    return (after(deadline, happened), happened.stage) if happened else (deadline, None)
