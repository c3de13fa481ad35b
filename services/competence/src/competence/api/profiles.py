"""Profiles: one's own to write, a colleague's to read."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from chassis.actor import Asking
from chassis.http import OptionalIfMatch, etag
from competence.commands import Commands
from competence.fields import Id
from competence.items import CertificateDraft, CompetenceDraft, EducationDraft
from competence.profile import Sort
from competence.queries import Queries
from competence.views import ProfileView
from redthread_contracts.ids import PersonId

Item = Annotated[Id, Path(description="The item's id, made by the client")]
Who = Annotated[PersonId, Path(max_length=64, description="The person's id")]


def router(commands: Commands, queries: Queries) -> APIRouter:
    """Each change answers with one's whole profile; the same again changes nothing."""
    routes = APIRouter(prefix="/profiles", tags=["profiles"])

    async def tagged(who: PersonId, response: Response) -> ProfileView:
        view = await queries.own_profile(who)
        etag(response, view.version)
        return view

    @routes.get("/me", response_model=ProfileView)
    async def mine(actor: Asking, response: Response) -> ProfileView:
        """One's own profile, whole."""
        return await tagged(actor.require_person(), response)

    @routes.get("/{person_id}", response_model=ProfileView)
    async def profile(actor: Asking, person_id: Who, response: Response) -> ProfileView:
        """What colleagues see of somebody."""
        actor.require_person()
        view = await queries.profile_of(person_id)
        etag(response, view.version)
        return view

    @routes.put("/me/competences/{item_id}", response_model=ProfileView)
    async def put_competence(
        actor: Asking,
        item_id: Item,
        draft: CompetenceDraft,
        seen: OptionalIfMatch,
        response: Response,
    ) -> ProfileView:
        """List a competence, out of the taxonomy or in one's own words."""
        who = actor.require_person()
        await commands.put_competence(who, item_id, draft, seen)
        return await tagged(who, response)

    @routes.put("/me/certificates/{item_id}", response_model=ProfileView)
    async def put_certificate(
        actor: Asking,
        item_id: Item,
        draft: CertificateDraft,
        seen: OptionalIfMatch,
        response: Response,
    ) -> ProfileView:
        """List a certificate, or renew it."""
        who = actor.require_person()
        await commands.put_certificate(who, item_id, draft, seen)
        return await tagged(who, response)

    @routes.put("/me/education/{item_id}", response_model=ProfileView)
    async def put_education(
        actor: Asking,
        item_id: Item,
        draft: EducationDraft,
        seen: OptionalIfMatch,
        response: Response,
    ) -> ProfileView:
        """List an education."""
        who = actor.require_person()
        await commands.put_education(who, item_id, draft, seen)
        return await tagged(who, response)

    @routes.delete("/me/{sort}/{item_id}", response_model=ProfileView)
    async def remove(
        actor: Asking, sort: Sort, item_id: Item, seen: OptionalIfMatch, response: Response
    ) -> ProfileView:
        """Take an item away."""
        who = actor.require_person()
        await commands.remove(who, sort, item_id, seen)
        return await tagged(who, response)

    return routes
