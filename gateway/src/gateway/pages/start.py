"""The start page, by role, and "Min röda tråd" for those who also lead."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.i18n import Words
from gateway.views import start
from gateway.views.display import Task
from gateway.views.goal_words import confidence, task_of_goal, thread_steps, value_now
from gateway.views.start import OwnStart, TeamStart
from gateway.views.survey_words import task_of_invitation
from gateway.views.talk_words import (
    action_for_manager,
    agreement_meta,
    status_for_manager,
    task_for_employee,
    when,
)
from gateway.views.talks import AgreementCard, TalkCard, group_of
from gateway.visit import Visit, Visitor

router = APIRouter(include_in_schema=False)

_MOST_AGREEMENTS = 5


@router.get("/")
async def start_page(visit: Visitor) -> HTMLResponse:
    """The team for a manager, one's own page for everybody else."""
    if visit.me and visit.me.units_led:
        return await _team_page(visit)
    return await _own_page(visit, nav="start")


@router.get("/min-roda-trad")
async def my_page(visit: Visitor) -> HTMLResponse:
    """One's own page, also for a manager."""
    return await _own_page(visit, nav="mine")


async def _own_page(visit: Visit, *, nav: str) -> HTMLResponse:
    own = await start.own_start(visit)
    cycles = await start.cycles_start(visit) if visit.is_hr and nav == "start" else None
    admin = await start.admin_start(visit) if visit.is_admin and nav == "start" else None
    words = visit.words
    threads = own.threads.value
    return await visit.page(
        "start/own.html",
        nav=nav,
        own=own,
        cycles=cycles,
        admin=admin,
        tasks=_tasks(own, words),
        threads=[thread_steps(one, threads.units, words) for one in threads.threads]
        if threads
        else [],
        agreements=[
            (card, *agreement_meta(card, words)) for card in _shown(own.agreements.otherwise([]))
        ],
        document=_last_document(own.talks.otherwise([])),
    )


async def _team_page(visit: Visit) -> HTMLResponse:
    team = await start.team_start(visit, visit.me.units_led if visit.me else [])
    cycles = await start.cycles_start(visit) if visit.is_hr else None
    admin = await start.admin_start(visit) if visit.is_admin else None
    words = visit.words
    groups: dict[str, list[TalkCard]] = {"late": [], "yours": [], "ongoing": [], "done": []}
    for card in team.talks.otherwise([]):
        groups[group_of(card, words.today)].append(card)
    return await visit.page(
        "start/team.html",
        nav="start",
        team=team,
        cycles=cycles,
        admin=admin,
        lead=_team_lead(team, groups, words),
        groups={
            name: [
                (
                    card,
                    status_for_manager(card, words),
                    when(card.talk, words),
                    action_for_manager(card, words),
                )
                for card in cards
            ]
            for name, cards in groups.items()
        },
        goals=[
            (
                goal,
                value_now(goal.measure, goal.value, words),
                confidence(goal.confidence, words),
            )
            for goal in team.goals.otherwise([])
        ],
    )


def _tasks(own: OwnStart, words: Words) -> list[Task]:
    talks = [task_for_employee(card, words) for card in own.talks.otherwise([])]
    threads = own.threads.value.threads if own.threads.value else []
    goals = [task_of_goal(step, words) for thread in threads for step in thread.own]
    surveys = [task_of_invitation(one, words) for one in own.surveys.otherwise([])]
    return [task for task in [*talks, *surveys, *goals] if task]


def _shown(cards: list[AgreementCard]) -> list[AgreementCard]:
    return cards[:_MOST_AGREEMENTS]


def _last_document(cards: list[TalkCard]) -> TalkCard | None:
    return next((card for card in cards if card.talk.document_version), None)


def _team_lead(team: TeamStart, groups: dict[str, list[TalkCard]], words: Words) -> str:
    """'9 av 28 har haft sitt samtal. 3 är försenade och 4 väntar på dig.'"""
    _ = words.gettext
    cards = team.talks.otherwise([])
    if not cards:
        return ""
    held = sum(1 for card in cards if not card.before_talk)
    lead = [
        _(
            "%(held)s av %(all)s har haft sitt samtal.",
            held=words.number(held),
            all=words.number(len(cards)),
        )
    ]
    late, yours = len(groups["late"]), len(groups["yours"])
    if late:
        lead.append(words.ngettext("En är försenad.", "%(num)s är försenade.", late))
    if yours:
        lead.append(words.ngettext("En väntar på dig.", "%(num)s väntar på dig.", yours))
    last_days = [card.talk.last_day for card in cards if card.before_talk and card.talk.last_day]
    if last_days:
        lead.append(_("Sista dag är %(day)s.", day=words.short_day(max(last_days))))
    return " ".join(lead)
