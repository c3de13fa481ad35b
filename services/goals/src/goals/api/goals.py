"""HTTP in: what people and systems ask of goals."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.actor import Asking
from chassis.documents import Counts
from chassis.errors import Invalid
from chassis.http import IfMatch, OptionalIfMatch, etag
from goals.commands import Commands
from goals.queries import Queries
from goals.reports import CheckInDraft, CommentDraft, JudgementDraft
from goals.rows import MOST_ROWS, GoalRow
from goals.terms import GoalChange, GoalDraft
from goals.views import Found, GoalView, Items, Threads, TreeView
from redthread_contracts.ids import GoalId, PersonId, TalkId, UnitId

Id = Annotated[GoalId, Path(max_length=64, description="The goal's id")]
Who = Annotated[str | None, Query(max_length=64)]
Status = Literal["active", "proposed", "closed", "withdrawn", "all"]


class Import(BaseModel):
    """Goals to bring in."""

    model_config = ConfigDict(extra="forbid")

    goals: list[GoalRow] = Field(max_length=MOST_ROWS)


class Readers(BaseModel):
    """Who may read a goal besides its owners and the line manager."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"person_ids": ["8a6f5a52-9e56-4c55-8f7e-0f2b3a3b2c11"]}},
    )

    person_ids: list[PersonId] = Field(max_length=100)


def router(commands: Commands, queries: Queries) -> APIRouter:
    """All routes of the service."""
    router = APIRouter()
    _add_queries(router, queries)
    _add_commands(router, commands, queries)
    return router


def _add_queries(router: APIRouter, queries: Queries) -> None:
    @router.get("/goals", response_model=Items[GoalView])
    async def goals(
        actor: Asking,
        owner: Who = None,
        talk_id: Who = None,
        unit_id: Who = None,
        status: Status = "active",
    ) -> Items[GoalView]:
        """The goals of an owner (`me` or an id), of a talk, or of a unit: one of the three."""
        reader = actor.require_person()
        if [owner, talk_id, unit_id].count(None) != 2:
            raise Invalid("goals-of-what", "Ask for one of owner, talk_id and unit_id.")
        if owner is not None:
            whose = reader if owner == "me" else PersonId(owner)
            return Items(items=await queries.of_owner(reader, whose, status))
        if talk_id is not None:
            return Items(items=await queries.of_talk(reader, TalkId(talk_id), status))
        return Items(items=await queries.of_unit(reader, UnitId(unit_id or ""), status))

    @router.get("/goals/shared", response_model=Items[GoalView])
    async def shared(actor: Asking) -> Items[GoalView]:
        """The goals that colleagues have shared with the reader."""
        return Items(items=await queries.shared(actor.require_person()))

    @router.get("/goals/search", response_model=Items[Found])
    async def find(actor: Asking, q: Annotated[str, Query(max_length=200)]) -> Items[Found]:
        """The active goals that hold every word, as far as the reader may see them."""
        return Items(items=await queries.find(actor.require_person(), q))

    @router.get("/goals/{goal_id}", response_model=GoalView)
    async def goal(actor: Asking, goal_id: Id, response: Response) -> GoalView:
        """One goal."""
        return _tagged(response, await queries.goal(actor.require_person(), goal_id))

    @router.get("/threads/mine", response_model=Threads)
    async def threads(actor: Asking) -> Threads:
        """The way from the municipality's goals down to each of the reader's own."""
        return await queries.threads(actor.require_person())

    @router.get("/tree", response_model=TreeView)
    async def tree(actor: Asking, parent: Who = None) -> TreeView:
        """The goals right under one, or the topmost: a page loads only what is looked at."""
        return await queries.tree(actor.require_person(), GoalId(parent) if parent else None)


def _add_commands(router: APIRouter, commands: Commands, queries: Queries) -> None:
    @router.put("/goals/{goal_id}", response_model=GoalView)
    async def propose(actor: Asking, goal_id: Id, draft: GoalDraft, response: Response) -> GoalView:
        """Propose a person's own goal, or set a unit's or the municipality's.

        The id is made by the client; the same again does nothing.
        """
        who = actor.require_person()
        done = await commands.propose(who, goal_id, draft)
        return _tagged(response, await queries.changed(who, done))

    @router.patch("/goals/{goal_id}", response_model=GoalView)
    async def change(
        actor: Asking, goal_id: Id, asked: GoalChange, seen: IfMatch, response: Response
    ) -> GoalView:
        """Change what is given. A version that is not the newest is refused, with both shown."""
        who = actor.require_person()
        done = await commands.change(who, goal_id, asked, seen)
        return _tagged(response, await queries.changed(who, done))

    @router.post("/goals/{goal_id}/agree", response_model=GoalView)
    async def agree(
        actor: Asking, goal_id: Id, seen: OptionalIfMatch, response: Response
    ) -> GoalView:
        """Agree to a proposal: it counts from now on."""
        who = actor.require_person()
        done = await commands.agree(who, goal_id, seen)
        return _tagged(response, await queries.changed(who, done))

    @router.post("/goals/{goal_id}/withdraw", response_model=GoalView)
    async def withdraw(
        actor: Asking, goal_id: Id, seen: OptionalIfMatch, response: Response
    ) -> GoalView:
        """Give the goal up."""
        who = actor.require_person()
        done = await commands.withdraw(who, goal_id, seen)
        return _tagged(response, await queries.changed(who, done))

    @router.post("/goals/{goal_id}/check-ins", response_model=GoalView)
    async def check_in(
        actor: Asking, goal_id: Id, draft: CheckInDraft, response: Response
    ) -> GoalView:
        """Say how it goes; the same id again does nothing."""
        who = actor.require_person()
        done = await commands.check_in(who, goal_id, draft)
        return _tagged(response, await queries.changed(who, done))

    @router.post("/goals/{goal_id}/evaluations", response_model=GoalView)
    async def evaluate(
        actor: Asking, goal_id: Id, draft: JudgementDraft, response: Response
    ) -> GoalView:
        """Judge the goal at its end, as its employee or as the manager, whose judgement closes."""
        who = actor.require_person()
        done = await commands.evaluate(who, goal_id, draft)
        return _tagged(response, await queries.changed(who, done))

    @router.post("/goals/{goal_id}/comments", response_model=GoalView)
    async def comment(
        actor: Asking, goal_id: Id, draft: CommentDraft, response: Response
    ) -> GoalView:
        """Say something about a proposal; the same id again does nothing."""
        who = actor.require_person()
        done = await commands.comment(who, goal_id, draft)
        return _tagged(response, await queries.changed(who, done))

    @router.put("/goals/{goal_id}/readers", response_model=GoalView)
    async def share(
        actor: Asking, goal_id: Id, readers: Readers, seen: OptionalIfMatch, response: Response
    ) -> GoalView:
        """Let these colleagues read one's own goal, and nobody else than before them."""
        who = actor.require_person()
        done = await commands.share(who, goal_id, readers.person_ids, seen)
        return _tagged(response, await queries.changed(who, done))

    @router.post("/imports", response_model=Counts)
    async def bring_in(actor: Asking, body: Import) -> Counts:
        """Bring goals in (scope `goals:import`). The same rows again change nothing."""
        actor.require_scope("goals:import")
        return await commands.bring_in(body.goals)


def _tagged(response: Response, view: GoalView) -> GoalView:
    etag(response, view.version)
    return view
