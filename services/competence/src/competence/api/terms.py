"""The taxonomy: what to choose from, and what HR makes of proposals."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from chassis.actor import Asking
from chassis.http import etag
from competence.commands import Commands
from competence.fields import Draft, Id, Label, OptionalLabel
from competence.queries import Queries
from competence.views import Items, TermView
from redthread_contracts.competence import TermKind
from redthread_contracts.ids import TermId

Which = Annotated[TermId, Path(max_length=64, description="The term's id")]
LONGEST_TYPED = 100


class Acceptance(Draft):
    """What a proposal is to be called."""

    label_sv: Label
    label_en: OptionalLabel = None


class Merge(Draft):
    """The term that a duplicate gives way to."""

    into: Id


def router(commands: Commands, queries: Queries) -> APIRouter:
    """Everybody chooses from the taxonomy; HR looks after it."""
    routes = APIRouter(prefix="/terms", tags=["terms"])

    @routes.get("", response_model=Items[TermView])
    async def terms(
        actor: Asking,
        q: Annotated[str, Query(max_length=LONGEST_TYPED)] = "",
        kind: TermKind | None = None,
        status: Literal["accepted", "proposed"] = "accepted",
        limit: Annotated[int, Query(ge=1, le=50)] = 10,
    ) -> Items[TermView]:
        """The accepted terms for what is typed (`q`), the best first; or all proposals, for HR."""
        who = actor.require_person()
        if status == "proposed":
            return Items(items=await queries.proposals(who))
        return Items(items=await queries.suggestions(q, kind, limit))

    @routes.get("/{term_id}", response_model=TermView)
    async def term(actor: Asking, term_id: Which, response: Response) -> TermView:
        """One term; a merged one says into which."""
        return await _tagged(actor, term_id, response)

    @routes.post("/{term_id}/accept", response_model=TermView)
    async def accept(
        actor: Asking, term_id: Which, body: Acceptance, response: Response
    ) -> TermView:
        """Take a proposal into the taxonomy, or give a term other labels (HR)."""
        await commands.accept(actor.require_person(), term_id, body.label_sv, body.label_en)
        return await _tagged(actor, term_id, response)

    @routes.post("/{term_id}/merge", response_model=TermView)
    async def merge(actor: Asking, term_id: Which, body: Merge, response: Response) -> TermView:
        """Merge a duplicate into another term (HR). Profiles and requirements follow."""
        await commands.merge(actor.require_person(), term_id, TermId(body.into))
        return await _tagged(actor, term_id, response)

    async def _tagged(actor: Asking, term_id: TermId, response: Response) -> TermView:
        view, version = await queries.term(actor.require_person(), term_id)
        etag(response, version)
        return view

    return routes
