"""A talk and its goals in words."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from icalendar import Calendar

from chassis.clock import FixedClock
from chassis.errors import NotFound
from gateway.clients.goals import Goal, Measure
from gateway.clients.talk_texts import Document
from gateway.clients.talks import Booking, Both, Talk
from gateway.forms import Form
from gateway.i18n import Lexicon
from gateway.pages.talks.booking import _booking
from gateway.views.calendar import entry_of
from gateway.views.closing import snapshot
from gateway.views.room_words import (
    document_lead,
    measure_in_words,
    result_in_words,
    steps_of,
    when_and_where,
)
from gateway.views.talk import Party, TalkView
from gateway.views.talk_goals import NewGoal
from redthread_contracts.ids import GoalId, PersonId, TalkId

WORDS = Lexicon(FixedClock(datetime(2026, 10, 14, 10, tzinfo=UTC)))
SV = WORDS["sv"]
ELLEN, MATTIAS = PersonId("ellen"), PersonId("mattias")
AT = datetime(2026, 10, 22, 8, tzinfo=UTC)
BOOKED = Booking(starts=AT, ends=AT.replace(hour=9, minute=30), place="rum Eken")


def a_view(**facts: Any) -> TalkView:
    talk = Talk(id=TalkId("t"), employee_id=ELLEN, manager_id=MATTIAS, **facts)
    return TalkView(
        talk=talk,
        version=1,
        side="employee",
        employee=(me := Party(id=ELLEN, name="Ellen Sandgren", given="Ellen")),
        me=me,
        manager=(manager := Party(id=MATTIAS, name="Mattias Öberg", given="Mattias")),
        preparer=manager,
    )


def test_the_fetched_entry_holds_time_place_and_who_and_keeps_its_uid_when_moved() -> None:
    def fetched(sequence: int, starts: datetime) -> Any:
        booking = BOOKED.model_copy(update={"starts": starts})
        view = a_view(title="Samtal 2026", booking=booking, booking_sequence=sequence)
        content = entry_of(view, "https://rodatraden.example/", AT)
        return Calendar.from_ical(content.decode()).walk("VEVENT")[0]

    first, moved = fetched(1, AT), fetched(2, AT.replace(hour=7))

    assert first["UID"] == moved["UID"] == "t@redthread"
    assert (int(first["SEQUENCE"]), int(moved["SEQUENCE"])) == (1, 2)
    assert first.decoded("DTSTART") == AT
    assert (str(first["SUMMARY"]), str(first["LOCATION"])) == ("Samtal 2026, Mattias", "rum Eken")
    assert str(first["URL"]) == "https://rodatraden.example/samtal/t"


def test_no_entry_is_made_of_a_time_that_is_not_booked() -> None:
    with pytest.raises(NotFound):
        entry_of(a_view(), "https://rodatraden.example", AT)


def a_goal(**facts: Any) -> Goal:
    return Goal.model_validate({"id": "g", "level": "individual", "title_sv": "Målet", **facts})


BOTH = Both(employee=AT, manager=AT)


@pytest.mark.parametrize(
    ("facts", "labels", "done", "now"),
    [
        ({"state": "planned"}, ["Boka tid", "Ni förbereder er"], [], 0),
        ({"state": "preparing", "booking": BOOKED}, ["Tid bokad", "Ni förbereder er"], [0], 1),
        (
            {"state": "ready", "booking": BOOKED, "shared": BOTH},
            ["Tid bokad", "Båda har delat"],
            [0, 1],
            2,
        ),
        ({"state": "confirmed", "booking": BOOKED, "shared": BOTH}, [], [0, 1, 2, 3], None),
    ],
)
def test_the_steps_show_how_far_the_two_have_come(
    facts: dict[str, Any], labels: list[str], done: list[int], now: int | None
) -> None:
    steps = steps_of(a_view(**facts), SV)

    assert [step["label"] for step in steps][: len(labels)] == labels
    assert [n for n, step in enumerate(steps) if step["done"]] == done
    assert [n for n, step in enumerate(steps) if step["current"]] == ([] if now is None else [now])


def test_a_time_is_said_with_day_span_and_place() -> None:
    words = when_and_where(a_view(booking=BOOKED).talk, SV)

    assert words == "Torsdag 22 oktober kl. 10.00–11.30, rum Eken"


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (Measure(kind="yes_no"), "Ja eller nej"),
        (Measure(kind="percent", start=40, target=90), "Från 40 till 90 procent"),
        (
            Measure(kind="figure", start=6, target=2.5, unit_sv="återfrågor"),
            "Mäts i återfrågor, från 6 till 2,5",
        ),
        (Measure(kind="figure", start=6, target=2), "Från 6 till 2"),
    ],
)
def test_a_measure_is_said_in_words(measure: Measure, said: str) -> None:
    assert measure_in_words(measure, SV) == said


def test_the_result_of_a_goal_is_said_beside_its_target() -> None:
    measure = {"kind": "figure", "start": 2, "target": 1.5}

    assert result_in_words(a_goal(measure=measure, value=1.4), SV) == (
        "Målet var 1,5. Resultatet blev 1,4."
    )
    assert result_in_words(a_goal(measure=measure), SV) == (
        "Målet var 1,5. Inget resultat är inlagt."
    )


def test_the_managers_word_about_an_outcome_goes_into_the_document() -> None:
    goal = a_goal(evaluation={"employee": {"outcome": "met"}, "manager": {"outcome": "partly"}})

    assert snapshot(goal, SV).outcome == "partly"


def test_a_document_says_whether_it_is_locked() -> None:
    document = Document(version=2, employee_id=ELLEN, manager_id=MATTIAS)
    locked = document.model_copy(update={"locked_at": AT})

    assert document_lead(a_view(), document, SV).endswith("Version 2, väntar på bekräftelse.")
    assert document_lead(a_view(), locked, SV) == (
        "Ellen Sandgren och Mattias Öberg. Version 2, bekräftad av båda och låst."
    )


@pytest.mark.parametrize("typed", ["10:00", "10.00", "10"])
def test_a_time_of_day_may_be_typed_as_people_do(typed: str) -> None:
    form = Form.fresh(SV, day="2026-10-22", **{"from": typed}, until="11:30", place=" rum  Eken ")

    assert _booking(form) == BOOKED


def test_what_is_wrong_with_a_time_is_said_at_each_field() -> None:
    form = Form.fresh(SV, day="2026-10-01", **{"from": "tio"})

    assert _booking(form) is None
    assert {error.field for error in form.errors} == {"day", "from", "until"}


def test_the_same_goal_form_sent_again_on_a_later_day_says_the_same() -> None:
    goal = NewGoal(
        title="Målet",
        why="",
        parent_id=GoalId("p"),
        kind="percent",
        start=None,
        target=Decimal(90),
        unit="ignored",
        period_from=date(2026, 10, 22),
        deadline=date(2027, 11, 30),
    )

    facts = goal.facts(a_view())

    assert facts["period_from"] == "2026-10-22"
    assert facts["period_until"] == facts["deadline"] == "2027-11-30"
    assert facts["owner_ids"] == ["ellen"]
    assert facts["measure"] == {"kind": "percent", "start": None, "target": 90.0, "unit_sv": None}
