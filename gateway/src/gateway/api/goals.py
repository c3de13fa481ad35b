"""`/api/v1/goals`: what the goals' pages show and do, as JSON.

A goal, its check-ins and its judgements are sent as the goals service takes them; it checks every
field and answers 422 with all that is wrong. An id is the caller's to make: the same again does
nothing. A change says which version it saw (If-Match); a conflict answers 409 with `current` and
`yours`.
"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query, Response
from pydantic import BaseModel, ConfigDict

from chassis.http import IfMatch
from gateway.clients.base import Items, Versioned
from gateway.clients.goals import Found, Goal
from gateway.views.goals import Threads, my_threads
from gateway.views.goals_page import GoalPage, Proposals, goal_page, proposals
from gateway.views.goals_tree import MOST_OPENED, GoalTree, branches, goal_tree
from gateway.visit import ApiVisitor
from redthread_contracts.ids import GoalId, PersonId

router = APIRouter(tags=["goals"])

Id = Annotated[GoalId, Path(max_length=64)]
Facts = Annotated[
    dict[str, Any],
    Body(
        examples=[
            {
                "level": "individual",
                "title": "Beslutsbrev som går att förstå direkt",
                "measure": {"kind": "figure", "start": 6, "target": 2, "unit_sv": "återfrågor"},
                "owner_ids": ["8a6f5a52-9e56-4c55-8f7e-0f2b3a3b2c11"],
                "parent_id": "5f0f6c3e-6f0a-4b8e-9b43-9d1f9b1f7d22",
                "period_from": "2026-01-01",
                "period_until": "2026-12-31",
                "deadline": "2026-11-30",
            }
        ]
    ),
]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CommentInput(_Input):
    """What is said about a proposal, under an id of the caller's making."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "6f1f2f3a-7a55-4ad0-9f4f-9d4f27b0a7c1",
                "text": "Ska vi ta halva målet till våren?",
            }
        }
    )

    id: str
    text: str


class ReadersInput(_Input):
    """Who may read a goal besides its owners and the line manager."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"person_ids": ["8a6f5a52-9e56-4c55-8f7e-0f2b3a3b2c11"]}}
    )

    person_ids: list[PersonId]


class CheckInInput(_Input):
    """How it goes. `value` in the goal's measure; None: as before."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "3f0c7a52-7f0e-4a55-9a4e-0d0a6f0d6b11",
                "confidence": "on_track",
                "value": 40,
                "comment": "Två av fem avdelningar har börjat.",
            }
        }
    )

    id: str
    confidence: str
    value: float | None = None
    comment: str = ""


class JudgementInput(_Input):
    """How it went: met, partly or not_met."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"outcome": "partly", "comment": "Fyra av fem avdelningar kom i gång."}
        }
    )

    outcome: str
    comment: str = ""


@router.get("/goals", response_model=Items[Goal])
async def goals(
    visit: ApiVisitor,
    owner: Annotated[str, Query(max_length=64)] = "me",
    status: Literal["active", "proposed", "closed", "withdrawn", "all"] = "active",
) -> Items[Goal]:
    """One's own goals, or a report's."""
    found = await visit.clients.goals.of_owner(visit.who, PersonId(owner), status)
    return Items(items=found)


@router.get("/goals/tree", response_model=GoalTree)
async def tree(
    visit: ApiVisitor,
    parent: Annotated[str | None, Query(max_length=64)] = None,
    opened: Annotated[list[GoalId], Query(max_length=MOST_OPENED)] = [],  # noqa: B006 - FastAPI copies it
) -> GoalTree:
    """The tree, or what is under one goal, with the branches on one's own path loaded."""
    if parent is not None:
        return await branches(visit, GoalId(parent), opened)
    return await goal_tree(visit, opened)


@router.get("/goals/threads", response_model=Threads)
async def threads(visit: ApiVisitor) -> Threads:
    """One's red threads; those that share everything above are one."""
    return await my_threads(visit)


@router.get("/goals/proposals", response_model=Proposals)
async def waiting(visit: ApiVisitor) -> Proposals:
    """Proposals: one's own, and those that wait for oneself."""
    return await proposals(visit)


@router.get("/goals/shared", response_model=Items[Goal])
async def shared(visit: ApiVisitor) -> Items[Goal]:
    """The goals that colleagues have shared with me."""
    return Items[Goal](items=await visit.clients.goals.shared(visit.who))


@router.get("/goals/search", response_model=Items[Found])
async def search(
    visit: ApiVisitor, q: Annotated[str, Query(max_length=200, examples=["handläggning"])]
) -> Items[Found]:
    """The active goals that hold every word, as far as I may see them."""
    return Items[Found](items=await visit.clients.goals.search(visit.who, q))


@router.get("/goals/{goal_id}", response_model=GoalPage)
async def goal(visit: ApiVisitor, goal_id: Id, response: Response) -> GoalPage:
    """One goal, with the goals under it and whom it belongs to."""
    page = await goal_page(visit, goal_id)
    response.headers["ETag"] = f'"{page.version}"'
    return page


@router.put("/goals/{goal_id}", response_model=Goal)
async def propose(visit: ApiVisitor, goal_id: Id, facts: Facts, response: Response) -> Goal:
    """Propose a person's own goal, or set a unit's or the municipality's."""
    return _tagged(response, await visit.clients.goals.propose(visit.who, goal_id, facts))


@router.patch("/goals/{goal_id}", response_model=Goal)
async def change(
    visit: ApiVisitor, goal_id: Id, facts: Facts, seen: IfMatch, response: Response
) -> Goal:
    """Change what is given; a moved deadline starts the reminders over."""
    changed = await visit.clients.goals.change(visit.who, goal_id, facts, seen)
    return _tagged(response, changed)


@router.post("/goals/{goal_id}/agree", response_model=Goal)
async def agree(visit: ApiVisitor, goal_id: Id, seen: IfMatch, response: Response) -> Goal:
    """Agree to the proposal that was read."""
    return _tagged(response, await visit.clients.goals.agree(visit.who, goal_id, seen))


@router.post("/goals/{goal_id}/withdraw", response_model=Goal)
async def withdraw(visit: ApiVisitor, goal_id: Id, response: Response) -> Goal:
    """Give a goal up."""
    return _tagged(response, await visit.clients.goals.withdraw(visit.who, goal_id))


@router.post("/goals/{goal_id}/check-ins", response_model=Goal)
async def check_in(visit: ApiVisitor, goal_id: Id, told: CheckInInput, response: Response) -> Goal:
    """Say how it goes."""
    saved = await visit.clients.goals.check_in(
        visit.who,
        goal_id,
        id_=told.id,
        confidence=told.confidence,
        value=told.value,
        comment=told.comment,
    )
    return _tagged(response, saved)


@router.post("/goals/{goal_id}/comments", response_model=Goal)
async def comment(visit: ApiVisitor, goal_id: Id, said: CommentInput, response: Response) -> Goal:
    """Say something about a proposal; the same id again does nothing."""
    done = await visit.clients.goals.comment(visit.who, goal_id, id_=said.id, text=said.text)
    return _tagged(response, done)


@router.put("/goals/{goal_id}/readers", response_model=Goal)
async def share(visit: ApiVisitor, goal_id: Id, readers: ReadersInput, response: Response) -> Goal:
    """Let these colleagues read my goal, and nobody else than before them."""
    done = await visit.clients.goals.share(visit.who, goal_id, readers.person_ids)
    return _tagged(response, done)


@router.post("/goals/{goal_id}/evaluations", response_model=Goal)
async def evaluate(
    visit: ApiVisitor, goal_id: Id, judged: JudgementInput, response: Response
) -> Goal:
    """Say at the end how it went; the manager's judgement closes the goal."""
    saved = await visit.clients.goals.evaluate(
        visit.who, goal_id, outcome=judged.outcome, comment=judged.comment
    )
    return _tagged(response, saved)


def _tagged(response: Response, saved: Versioned[Goal]) -> Goal:
    response.headers["ETag"] = f'"{saved.version}"'
    return saved.value
