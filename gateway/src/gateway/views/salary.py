"""The basis of the salary review: per employee the evaluated goals and the criteria."""

import asyncio
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from chassis.sorting import swedish_key
from gateway.clients.goals import Goal
from gateway.clients.salary import AssessedEmployee, Criteria
from gateway.i18n import N_, Words
from gateway.parts import Part, gather
from gateway.views.people import name_of, people_of
from gateway.views.room_words import OUTCOMES
from gateway.visit import Visit
from redthread_contracts.ids import PersonId

_AT_ONCE = 8


class CriterionRow(BaseModel):
    """What both said about a criterion; empty: not assessed, or not shared."""

    model_config = ConfigDict(frozen=True)

    title: str
    employee: str
    manager: str


class GoalRow(BaseModel):
    """What both said about how a goal went."""

    model_config = ConfigDict(frozen=True)

    title: str
    employee: str
    manager: str
    comment: str


class EmployeeBasis(BaseModel):
    """One employee."""

    model_config = ConfigDict(frozen=True)

    assessed: AssessedEmployee
    name: str
    criteria: list[CriterionRow]
    goals: Part[list[GoalRow]]


class SalaryBasis(BaseModel):
    """All employees of a manager, by name."""

    model_config = ConfigDict(frozen=True)

    year: int
    employees: list[EmployeeBasis]


async def salary_basis(visit: Visit, year: int | None) -> SalaryBasis:
    """What a manager has before them at the salary review; None: of the newest talks."""
    found = await visit.clients.salary.review(visit.who, year)
    people = await people_of(visit, [each.employee_id for each in found.employees])
    sets = {each.id: each.criteria for each in found.sets}
    slots = asyncio.Semaphore(_AT_ONCE)

    async def goals_of(person: PersonId) -> list[GoalRow]:
        async with slots:
            goals = await visit.clients.goals.of_owner(visit.who, person, status="all")
        return [_goal(goal, visit.words) for goal in goals if _counts(goal, found.year)]

    parts = await gather(*(goals_of(each.employee_id) for each in found.employees))
    rows = [
        EmployeeBasis(
            assessed=each,
            name=name_of(people, each.employee_id),
            criteria=_criteria(each, sets[each.criteria_set_id], visit.words),
            goals=goals,
        )
        for each, goals in zip(found.employees, parts, strict=True)
    ]
    return SalaryBasis(
        year=found.year, employees=sorted(rows, key=lambda row: swedish_key(row.name))
    )


def table(basis: SalaryBasis, words: Words) -> list[list[str]]:
    """Exactly what the page shows, as rows with the heading first."""
    _ = words.gettext
    heading = [
        *(_("Medarbetare"), _("Sort"), _("Vad"), _("Medarbetaren bedömer")),
        *(_("Chefen bedömer"), _("Kommentar")),
    ]
    return [heading, *(row for each in basis.employees for row in _rows(each, words))]


def _rows(each: EmployeeBasis, words: Words) -> Iterator[list[str]]:
    for goal in each.goals.otherwise([]):
        said = [goal.title, goal.employee, goal.manager, goal.comment]
        yield [each.name, words.gettext(N_("Mål")), *said]
    if each.assessed.employee or each.assessed.manager:
        for criterion in each.criteria:
            said = [criterion.title, criterion.employee, criterion.manager, ""]
            yield [each.name, words.gettext(N_("Lönekriterium")), *said]


def _criteria(each: AssessedEmployee, criteria: Criteria, words: Words) -> list[CriterionRow]:
    def said(levels: dict[str, int], criterion: str) -> str:
        level = criteria.level(levels.get(criterion))
        if level is None:
            return ""
        return f"{level.level}. {level.en if words.language == 'en' and level.en else level.sv}"

    return [
        CriterionRow(
            title=words.pick(one, "title"),
            employee=said(each.employee, one.id),
            manager=said(each.manager, one.id),
        )
        for one in criteria.criteria
    ]


def _counts(goal: Goal, year: int) -> bool:
    """Whether a goal was evaluated, or is to be, in the year."""
    if goal.status not in ("active", "closed") or goal.deadline is None:
        return False
    return goal.deadline.year == year


def _goal(goal: Goal, words: Words) -> GoalRow:
    def said(outcome: str) -> str:
        return words.gettext(OUTCOMES[outcome]) if outcome in OUTCOMES else ""

    evaluation = goal.evaluation
    employee = evaluation.employee if evaluation else None
    manager = evaluation.manager if evaluation else None
    comments = [each.comment for each in (employee, manager) if each and each.comment]
    return GoalRow(
        title=words.pick(goal, "title"),
        employee=said(employee.outcome) if employee else "",
        manager=said(manager.outcome) if manager else "",
        comment=" / ".join(comments),
    )
