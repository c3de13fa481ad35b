"""A goal's page in words: progress and its source, chart, history, who sees it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis.clock import local_date
from gateway.charts import LineChart, Point, line_chart
from gateway.clients.goals import Assessment, Branch, CheckIn, Goal
from gateway.i18n import N_, Words
from gateway.views.display import Status
from gateway.views.goal_tree_words import how_it_goes
from gateway.views.goal_words import (
    CONFIDENCE,
    confidence,
    genitive,
    measured_in,
    unit_of,
    value_now,
    whose,
)
from gateway.views.goals_page import GoalPage
from gateway.views.people import name_of
from redthread_contracts.ids import PersonId

_LONG_DAYS = 400

CONFIDENCES: dict[str, str] = {value: word for value, (_kind, word) in CONFIDENCE.items()}
OUTCOMES: dict[str, str] = {
    "met": N_("Uppnått"),
    "partly": N_("Delvis uppnått"),
    "not_met": N_("Inte uppnått"),
}
_OUTCOME_STATUS = {"met": "done", "partly": "help", "not_met": "late"}


@dataclass(frozen=True)
class HistoryRow:
    """A check-in in the history and in the chart's table."""

    day: str
    status: Status
    value: str
    comment: str
    by: str


@dataclass(frozen=True)
class GoalChart:
    """The chart of a goal, what it says to those who do not see it, and its table."""

    title: str
    drawing: LineChart
    says: str
    measured: str
    rows: list[HistoryRow]
    start: tuple[str, str] | None
    """The day and the value that it began with."""


def choices(words_of: dict[str, str], words: Words) -> list[tuple[str, str]]:
    """Pairs of value and word, for the macro `pick`."""
    return [(value, words.gettext(word)) for value, word in words_of.items()]


def progress_line(goal: Goal, words: Words) -> str:
    """'58 procent av vägen. Räknas ihop av 4 mål under.': the source is always said."""
    if goal.progress is None:
        return ""
    way = words.gettext(N_("%(n)s procent av vägen till målet"), n=words.number(goal.progress))
    if goal.progress_from == "children":
        source = words.ngettext(
            "Räknas ihop av ett mål under.",
            "Räknas ihop av %(num)s mål under, efter vikt.",
            goal.rolled_up_goals,
        )
    elif goal.progress_from == "by_hand":
        source = words.gettext(N_("Sätts för hand."))
    else:
        source = words.gettext(N_("Räknas av avstämningarna."))
    return f"{way}. {source}"


def chart(page: GoalPage, words: Words) -> GoalChart | None:
    """The chart of a goal that is counted; none until somebody has said a figure."""
    goal = page.goal
    measured = [one for one in goal.check_ins if one.value is not None]
    if goal.measure.kind == "yes_no" or not measured:
        return None
    points = [Point(local_date(one.at), one.value or 0.0) for one in measured]
    start = _start(goal, points[0].day)
    if start:
        points = [start, *points]
    until = goal.deadline or points[-1].day
    long = (max(until, points[-1].day) - points[0].day).days > _LONG_DAYS
    target = goal.measure.target
    number = words.number
    return GoalChart(
        title=chart_title(goal, words),
        drawing=line_chart(
            points,
            until=until,
            target=target,
            number=number,
            day=lambda day: words.month(day, year=long),
            says=(
                words.gettext(N_("%(value)s nu"), value=number(points[-1].value)),
                words.gettext(N_("Målet %(value)s"), value=number(target or 0)),
            ),
        ),
        says=_read_out(goal, points, words),
        measured=measured_in(goal.measure, words),
        rows=[row for row in history(page, words) if row.value],
        start=(words.short_day(start.day), number(start.value)) if start else None,
    )


def chart_title(goal: Goal, words: Words) -> str:
    """'Från 6 återfrågor till 2', 'Från 54 till 75 procent'."""
    measure = goal.measure
    if measure.kind == "yes_no" or measure.target is None:
        return words.gettext(N_("Så går det"))
    start = words.number(measure.start or 0)
    target = words.number(measure.target)
    unit = unit_of(measure, words)
    if measure.kind == "percent":
        return words.gettext(
            N_("Från %(start)s till %(target)s procent"), start=start, target=target
        )
    start = f"{start} {unit}".strip()
    return words.gettext(N_("Från %(start)s till %(target)s"), start=start, target=target)


def history(page: GoalPage, words: Words) -> list[HistoryRow]:
    """The check-ins, the newest first."""
    return [_history_row(one, page, words) for one in reversed(page.goal.check_ins)]


def value_hint(goal: Goal, words: Words) -> str:
    """'Förra gången 4. Målet är 2.'"""
    parts = []
    if goal.value is not None:
        parts.append(words.gettext(N_("Förra gången %(value)s."), value=words.number(goal.value)))
    if goal.measure.target is not None:
        target = words.number(goal.measure.target)
        parts.append(words.gettext(N_("Målet är %(target)s."), target=target))
    return " ".join(parts)


def thread_of(page: GoalPage, who: PersonId, words: Words) -> list[dict[str, Any]]:
    """The way from the municipality's goal to this one, for the macro `thread`."""
    goal = page.goal
    own = goal.level == "individual" and who in goal.owner_ids
    steps = []
    for step in goal.path:
        last = step.id == goal.id
        level = whose(step.model_copy(update={"own": last and own}), page.units, words)
        if last and goal.level == "individual" and not own:
            level = _whose_own(page, words)
        title = words.pick(step, "title")
        steps.append(
            {
                "level": level,
                "title": title,
                "href": f"/mal/{step.id}",
                "own": last and goal.level == "individual",
                "current": last,
            }
        )
    return steps


def facts_of(page: GoalPage, who: PersonId, manager: str, words: Words) -> list[tuple[str, str]]:
    """Label and value, for the macro `facts`. `manager`: the reader's line manager."""
    goal = page.goal
    names = [name_of(page.people, owner) for owner in goal.owner_ids]
    facts = [
        (words.gettext(N_("Ägare")), words.names([name for name in names if name])),
        (words.gettext(N_("Mäts i")), measured_in(goal.measure, words)),
    ]
    if goal.period_from and goal.period_until:
        period = words.period(goal.period_from, goal.period_until)
        facts.append((words.gettext(N_("Period")), period))
    if goal.deadline:
        facts.append((words.gettext(N_("Klart senast")), words.full_day(goal.deadline)))
    facts.append((words.gettext(N_("Syns för")), _seen_by(page, who, manager, words)))
    return [(label, value) for label, value in facts if value]


def below_rows(page: GoalPage, words: Words) -> list[tuple[Branch, str, Status | None]]:
    """The goals under this one: goal, whose it is and how far it has come, status."""
    rows = []
    for goal in page.below.otherwise([]):
        if goal.level == "individual":
            whose_it_is = name_of(page.people, next(iter(goal.owner_ids), None))
        else:
            unit = page.units.get(goal.unit_id) if goal.unit_id else None
            whose_it_is = words.pick(unit, "name") if unit else ""
        weighs = words.gettext(N_("Vikt %(n)s"), n=goal.weight) if goal.weight != 1 else ""
        value = value_now(goal.measure, goal.value, words)
        meta = ". ".join(filter(None, [whose_it_is, value, weighs]))
        rows.append((goal, f"{meta}." if meta else "", how_it_goes(goal, words)))
    return rows


def assessments(page: GoalPage, words: Words) -> list[tuple[str, Status, str]]:
    """Who has judged the goal, how, and with which words."""
    evaluation = page.goal.evaluation
    sides = (
        (N_("Medarbetaren"), evaluation.employee if evaluation else None),
        (N_("Chefen"), evaluation.manager if evaluation else None),
    )
    return [
        (words.gettext(who), outcome(judged, words), judged.comment or "")
        for who, judged in sides
        if judged
    ]


def outcome(judged: Assessment, words: Words) -> Status:
    """'Uppnått', as a status."""
    kind = _OUTCOME_STATUS.get(judged.outcome, "wait")
    return kind, words.gettext(OUTCOMES.get(judged.outcome, judged.outcome))


def done_sentence(key: str, goal: Goal, words: Words) -> str:
    """What has just happened, after a form was sent."""
    return words.gettext(_DONE[key], day=_day(goal.deadline, words)) if key in _DONE else ""


_DONE = {
    "avstamning": N_("Avstämningen är sparad."),
    "forslag": N_("Förslaget är sparat."),
    "nytt": N_("Målet är sparat och gäller nu."),
    "andrat": N_("Ändringen är sparad."),
    "dag": N_("Sista dagen är nu %(day)s. Påminnelserna börjar om."),
    "godkant": N_("Målet är godkänt och gäller nu."),
    "draget": N_("Målet är tillbakadraget. Texten och avstämningarna går att läsa här."),
    "bedomt": N_("Bedömningen är sparad."),
}


def _start(goal: Goal, first: date) -> Point | None:
    """What it began with, when the period began before the first figure."""
    start, begins = goal.measure.start, goal.period_from
    if start is None or begins is None or begins >= first:
        return None
    return Point(begins, start)


def _read_out(goal: Goal, points: list[Point], words: Words) -> str:
    """'Återfrågor har gått från 6 den 1 januari till 4 den 11 september. Målet är 2 den ...'"""
    first, last = points[0], points[-1]
    what = measured_in(goal.measure, words)
    if len(points) == 1:
        text = words.gettext(
            N_("%(what)s: %(value)s, %(day)s."),
            what=what,
            value=words.number(last.value),
            day=words.short_day(last.day),
        )
    else:
        text = words.gettext(
            N_("%(what)s: från %(first)s, %(first_day)s, till %(last)s, %(last_day)s."),
            what=what,
            first=words.number(first.value),
            first_day=words.short_day(first.day),
            last=words.number(last.value),
            last_day=words.short_day(last.day),
        )
    if goal.measure.target is None:
        return text
    target = words.gettext(
        N_("Målet är %(target)s, %(day)s."),
        target=words.number(goal.measure.target),
        day=_day(goal.deadline, words),
    )
    return f"{text} {target}"


def _history_row(one: CheckIn, page: GoalPage, words: Words) -> HistoryRow:
    by_owner = page.goal.level == "individual" and one.by in page.goal.owner_ids
    return HistoryRow(
        day=words.short_day(local_date(one.at)),
        status=confidence(one.confidence, words),
        value=""
        if one.value is None or page.goal.measure.kind == "yes_no"
        else words.number(one.value),
        comment=one.comment or "",
        by="" if by_owner else name_of(page.people, one.by),
    )


def _whose_own(page: GoalPage, words: Words) -> str:
    owner = next(iter(page.goal.owner_ids), None)
    name = name_of(page.people, owner)
    if not name:
        return words.gettext(N_("Individuellt mål"))
    return words.gettext(N_("%(names)s mål"), names=genitive(name, words))


def _seen_by(page: GoalPage, who: PersonId, manager: str, words: Words) -> str:
    goal = page.goal
    if goal.level != "individual":
        return words.gettext(N_("Alla"))
    if who not in goal.owner_ids:
        owner = name_of(page.people, next(iter(goal.owner_ids), None))
        if not owner:
            return words.gettext(N_("Den som äger målet och närmaste chefen"))
        return words.gettext(N_("%(name)s och närmaste chefen"), name=owner)
    if not manager:
        return words.gettext(N_("Dig och din närmaste chef"))
    return words.gettext(N_("Dig och %(name)s"), name=manager)


def _day(day: date | None, words: Words) -> str:
    return words.short_day(day) if day else ""
