"""Goals of single people: the persona's team and the other personas, and one person's past."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from redthread_local.demo import source
from redthread_local.demo.cast import ELLEN, KARIN, MATTIAS, PETER, TEAM, YASMIN, Part
from redthread_local.demo.check_ins import check_ins
from redthread_local.demo.ids import goal_id, talk_id
from redthread_local.demo.period import days_before, period_year

Row = dict[str, Any]

PERMIT_GOAL, DEPARTMENT_GOAL = "U24", "D5"
_HR_GOAL, _SYSTEMS_GOAL = "U05", "U10"
_CHECK_IN_DAYS = ((1, 19), (3, 6), (5, 8), (8, 21), (10, 2), (11, 10))

_DAYS_LEFT = (12, 21, 3, 35, 7, 1, 28, 5, 14, 0, 18, 9, 24, 6)
"""Days until the deadlines of the team's goals, so that something comes due every day or two."""

_LATE = {3: -1, 9: -16}
"""By place in the team: yesterday, and so long ago that the manager hears of it."""


def _figure(start: float, target: float, unit_sv: str, unit_en: str) -> Row:
    return {
        "kind": "figure",
        "start": start,
        "target": target,
        "unit_sv": unit_sv,
        "unit_en": unit_en,
    }


def _percent(start: float, target: float, what_sv: str, what_en: str) -> Row:
    return {
        "kind": "percent",
        "start": start,
        "target": target,
        "what_sv": what_sv,
        "what_en": what_en,
    }


_YES_NO: Row = {"kind": "yes_no"}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a goal says."""

    sv: str
    en: str
    measure: Row
    why: str = ""


FEWER = Wording(
    "Färre kompletteringar i mina ärenden",
    "Fewer requests for additions in my cases",
    _figure(1.9, 1.5, "kompletteringar per ansökan", "requests per application"),
    "Varje komplettering kostar den sökande en vecka.",
)
LETTERS = Wording(
    "Beslutsbrev som går att förstå direkt",
    "Decision letters that are understood at once",
    _figure(6, 2, "återfrågor på tio beslut", "questions on ten decisions"),
    "Den som får ett beslut ska veta vad som gäller och vad nästa steg är, utan att behöva ringa.",
)
TEACHING = Wording(
    "Lära upp Viktor i strandskyddsärenden",
    "Teach Viktor shoreline protection cases",
    _figure(0, 5, "moment", "steps"),
    "Två behöver kunna det, så att ärenden inte väntar vid ledighet.",
)
_OF_PERMITS = (
    FEWER,
    Wording(
        "Svara sökande inom två dagar",
        "Answer applicants within two days",
        _percent(55, 90, "svar inom två dagar", "answers within two days"),
    ),
    Wording(
        "Handlägga strandskydd på egen hand",
        "Handle shoreline protection on my own",
        _YES_NO,
    ),
    LETTERS,
    Wording(
        "Vägleda sökande före ansökan",
        "Guide applicants before they apply",
        _figure(0, 24, "vägledningar", "sessions"),
    ),
)
_BY_TITLE: dict[str, tuple[Wording, ...]] = {
    "Bygglovshandläggare": _OF_PERMITS,
    "Byggnadsinspektör": (
        Wording(
            "Protokoll klart samma dag som besöket",
            "The record ready on the day of the visit",
            _percent(40, 90, "protokoll", "records"),
        ),
    ),
    "Administratör": (
        Wording(
            "Diarieföra samma dag",
            "Register documents the same day",
            _percent(70, 95, "handlingar", "documents"),
        ),
    ),
    "GIS-ingenjör": (
        Wording(
            "Kartunderlag inom tre dagar",
            "Map data within three days",
            _figure(6, 3, "dagar", "days"),
        ),
    ),
    "Arkivarie": (
        Wording(
            "Ordna äldre bygglovsritningar digitalt",
            "Put older permit drawings in digital order",
            _percent(20, 80, "ritningar", "drawings"),
        ),
    ),
    "Planarkitekt": (
        Wording(
            "Utlåtande om gestaltning inom en vecka",
            "Design statements within a week",
            _percent(60, 95, "utlåtanden", "statements"),
        ),
    ),
}
_EARLIER = (
    Wording("Klara introduktionen på egen hand", "Get through the introduction", _YES_NO),
    Wording("Handlägga rivningslov", "Handle demolition permits", _YES_NO),
    Wording(
        "Beslut inom tio veckor", "Decisions within ten weeks", _figure(12, 10, "veckor", "weeks")
    ),
    Wording("Gå kursen i plan- och bygglagen", "Take the planning act course", _YES_NO),
    Wording(
        "Färre överklagade beslut", "Fewer appealed decisions", _figure(9, 6, "beslut", "decisions")
    ),
    Wording("Leda granskningsmötet", "Lead the review meeting", _YES_NO),
    Wording("Testa e-tjänsten med sökande", "Try the e-service with applicants", _YES_NO),
    Wording(
        "Digitala ansökningar", "Digital applications", _percent(60, 85, "ansökningar", "cases")
    ),
    Wording("Gemensamma brevmallar med Amina", "Shared letter templates with Amina", _YES_NO),
)
_OUTCOMES = ("met", "met", "partly", "met", "not_met", "met", "partly", "met", "met")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGoal:
    """A goal of one person in one year. `set_in`: the talk that it was agreed in."""

    id: str
    owner: str
    wording: Wording
    parent: str
    year: int
    deadline: date
    set_in: str | None = None
    outcome: str | None = None
    check_ins: list[Row] = field(default_factory=list)

    def row(self) -> Row:
        """A row for the goals service's import."""
        row: Row = {
            "id": self.id,
            "level": "individual",
            "status": "closed" if self.outcome else "active",
            "title": self.wording.sv,
            "title_en": self.wording.en,
            "why": self.wording.why,
            "measure": self.wording.measure,
            "owner_ids": [self.owner],
            "parent_id": goal_id(self.parent),
            "period_from": date(self.year, 1, 1).isoformat(),
            "period_until": max(date(self.year, 12, 31), self.deadline).isoformat(),
            "deadline": self.deadline.isoformat(),
            "talk_id": self.set_in,
            "check_ins": self.check_ins,
        }
        if self.outcome:
            row["evaluation"] = {"manager": {"outcome": self.outcome}}
        return row


def own_goals(today: date) -> list[OwnGoal]:
    """All of them: the running year's, and one person's of the years before."""
    return [*_team(today), *_leaders(today), *_earlier(today)]


def _team(today: date) -> Iterator[OwnGoal]:
    for place, (owner, part) in enumerate(TEAM.items(), start=1):
        if owner == ELLEN:
            yield from _ellen(today)
            continue
        for number, wording in enumerate(_wordings(part, place)):
            left = _DAYS_LEFT[(2 * place + number) % len(_DAYS_LEFT)]
            if number == 0:
                left = _LATE.get(place, left)
            yield _goal(owner, wording, today, left=left, joined=part.since)


def _wordings(part: Part, place: int) -> list[Wording]:
    """One out of the list for the title, and for two in three one of the templates."""
    own = _BY_TITLE[part.title]
    templates = [
        Wording(each["title_sv"], each["title_en"], each["measure"])
        for each in source.municipality()["goals"]["individual_templates"]
        if part.title in each["titles"]
    ]
    return [own[place % len(own)], *(templates[:1] if place % 3 else [])]


def _ellen(today: date) -> Iterator[OwnGoal]:
    for wording, left, reached, done in (
        (LETTERS, 6, 0.5, False),
        (TEACHING, 24, 0.6, False),
        (FEWER, -40, 1.0, True),
    ):
        yield _goal(ELLEN, wording, today, left=left, joined=0, went=(reached, done))


def _leaders(today: date) -> Iterator[OwnGoal]:
    for owner, parent, left, wording in (
        (
            MATTIAS,
            PERMIT_GOAL,
            12,
            Wording(
                "Veckovis avstämning med arbetsgruppen", "Weekly check-in with the team", _YES_NO
            ),
        ),
        (
            KARIN,
            DEPARTMENT_GOAL,
            19,
            Wording(
                "Besöka varje enhet",
                "Visit every unit",
                _figure(0, 13, "enheter", "units"),
                "Jag vill se arbetet där det görs.",
            ),
        ),
        (
            YASMIN,
            _HR_GOAL,
            9,
            Wording(
                "Ta bort manuella steg i anställningsflödet",
                "Remove manual steps from the hiring flow",
                _figure(11, 5, "steg", "steps"),
            ),
        ),
        (
            PETER,
            _SYSTEMS_GOAL,
            16,
            Wording(
                "Testa reservrutin vid driftstopp", "Test the fallback routine for outages", _YES_NO
            ),
        ),
    ):
        yield _goal(owner, wording, today, left=left, joined=None, parent=parent)


def _earlier(today: date) -> Iterator[OwnGoal]:
    """Ellen's, one for each of the nine years before."""
    first = period_year(today) - len(_EARLIER)
    for number, (wording, outcome) in enumerate(zip(_EARLIER, _OUTCOMES, strict=True)):
        year = first + number
        yield OwnGoal(
            id=goal_id(ELLEN, wording.sv),
            owner=ELLEN,
            wording=wording,
            parent=PERMIT_GOAL,
            year=year,
            deadline=date(year, 11, 30),
            set_in=talk_id(ELLEN, year - 1) if number else None,
            outcome=outcome,
        )


def _goal(
    owner: str,
    wording: Wording,
    today: date,
    *,
    left: int,
    joined: int | None,
    went: tuple[float, bool] | None = None,
    parent: str = PERMIT_GOAL,
) -> OwnGoal:
    """A running goal. `left`: days until its deadline; `joined`: year of employment, None for
    one whose talks are not in the demo."""
    year = period_year(today)
    made = goal_id(owner, wording.sv)
    reached, done = went or _how_it_went(made, late=left < 0)
    days = days_before(today, year, *_CHECK_IN_DAYS)
    had_talk = joined is not None and joined < year - 1
    return OwnGoal(
        id=made,
        owner=owner,
        wording=wording,
        parent=parent,
        year=year,
        deadline=today + timedelta(days=left),
        set_in=talk_id(owner, year - 1) if had_talk else None,
        check_ins=check_ins(made, wording.measure, days, by=owner, reached=reached, done=done),
    )


def _how_it_went(goal: str, *, late: bool) -> tuple[float, bool]:
    rng = Random(f"ekstad:goal:{goal}")
    done = rng.random() < 0.2 and not late
    return (1.0 if done else rng.uniform(0.2, 0.95)), done
