"""`/api/v1/template-drafts`: HR drafts and publishes talk templates, as the pages do."""

from fastapi import APIRouter, Response

from chassis.http import IfMatch
from gateway.clients.base import Versioned
from gateway.clients.talks import Template
from gateway.clients.templates import Draft, DraftContent
from gateway.visit import ApiVisitor

router = APIRouter(tags=["templates"])


@router.get("/templates/{template_id}/{version}", response_model=Template)
async def read_template(visit: ApiVisitor, template_id: str, version: int) -> Template:
    """A published version, as it will always be."""
    return await visit.clients.talks.template(visit.who, template_id, version)


@router.get("/template-drafts", response_model=list[Draft])
async def list_drafts(visit: ApiVisitor) -> list[Draft]:
    """All drafts."""
    return await visit.clients.templates.drafts(visit.who)


@router.get("/template-drafts/{template_id}", response_model=Draft)
async def read_draft(visit: ApiVisitor, template_id: str, response: Response) -> Draft:
    """A draft; its version is in the ETag."""
    return _seen(await visit.clients.templates.draft(visit.who, template_id), response)


@router.put("/template-drafts/{template_id}", response_model=Draft)
async def save_draft(
    visit: ApiVisitor, template_id: str, body: DraftContent, seen: IfMatch, response: Response
) -> Draft:
    """Save the whole draft; `If-Match: "0"` makes a new one."""
    done = await visit.clients.templates.save(visit.who, template_id, body, seen)
    return _seen(done, response)


@router.delete("/template-drafts/{template_id}", status_code=204)
async def throw_away(visit: ApiVisitor, template_id: str) -> Response:
    """Throw a draft away. What was published stays."""
    await visit.clients.templates.throw_away(visit.who, template_id)
    return Response(status_code=204)


@router.post("/template-drafts/{template_id}/publish", response_model=Template)
async def publish(visit: ApiVisitor, template_id: str, seen: IfMatch) -> Template:
    """Publish the draft as the next version, which never changes."""
    return await visit.clients.templates.publish(visit.who, template_id, seen)


def _seen(draft: Versioned[Draft], response: Response) -> Draft:
    response.headers["ETag"] = f'"{draft.version}"'
    return draft.value
