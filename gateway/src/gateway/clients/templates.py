"""The talks service's drafts of templates, which HR alone writes."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from gateway.clients.base import Items, ServiceClient, Versioned, View
from gateway.clients.talks import Prompt, Template
from redthread_contracts.ids import PersonId


class DraftPrompt(Prompt):
    """A question as HR writes it."""

    fields: list[str] = Field(default=[])


class DraftSection(View):
    """A section as HR writes it, with the guidance of both parties."""

    id: str
    title_sv: str = ""
    title_en: str = ""
    intro_sv: str = ""
    intro_en: str = ""
    privacy_sv: str = ""
    privacy_en: str = ""
    basis: str = ""
    outcome: str = ""
    guidance_employee_sv: str = ""
    guidance_employee_en: str = ""
    guidance_manager_sv: str = ""
    guidance_manager_en: str = ""
    prepared: bool = True
    prompts: list[DraftPrompt] = Field(default=[])


class DraftContent(View):
    """What a template says; texts may still be missing."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "title_sv": "Samtal i förskolan",
                "title_en": "Talk in the preschool",
                "staff_groups": ["pedagogik"],
                "sections": [
                    {
                        "id": "year",
                        "title_sv": "Året som gått",
                        "title_en": "The past year",
                        "prompts": [
                            {
                                "id": "year-1",
                                "kind": "text",
                                "text_sv": "Vad gick bra?",
                                "text_en": "What went well?",
                            }
                        ],
                    }
                ],
            }
        }
    )

    kind: Literal["yearly", "follow_up"] = "yearly"
    title_sv: str = ""
    title_en: str = ""
    minutes_suggested: int = 60
    before_sv: list[str] = Field(default=[])
    before_en: list[str] = Field(default=[])
    staff_groups: list[str] = Field(default=[])
    sections: list[DraftSection] = Field(default=[])


class Draft(View):
    """A draft; `next_version` is what publishing it would make of it."""

    id: str
    next_version: int = 1
    saved_by: PersonId
    saved_at: datetime
    content: DraftContent


class TemplatesClient:
    """What the gateway asks the talks service about drafts."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def drafts(self, who: PersonId) -> list[Draft]:
        """All drafts."""
        return (await self._service.get(who, "/template-drafts")).read(Items[Draft]).items

    async def draft(self, who: PersonId, template: str) -> Versioned[Draft]:
        """A template's draft."""
        return (await self._service.get(who, f"/template-drafts/{template}")).versioned(Draft)

    async def save(
        self, who: PersonId, template: str, content: DraftContent, version: int
    ) -> Versioned[Draft]:
        """Save the whole draft; version 0 makes a new one."""
        path = f"/template-drafts/{template}"
        return (await self._service.put(who, path, content, version=version)).versioned(Draft)

    async def throw_away(self, who: PersonId, template: str) -> None:
        """Throw a draft away."""
        await self._service.delete(who, f"/template-drafts/{template}")

    async def publish(self, who: PersonId, template: str, version: int) -> Template:
        """Publish it as the next version, for ever."""
        path = f"/template-drafts/{template}/publish"
        return (await self._service.post(who, path, version=version)).read(Template)

    async def content_of(self, who: PersonId, template: str, version: int) -> DraftContent:
        """A published version as the content of a draft that is copied from it."""
        answer = await self._service.get(who, f"/templates/{template}/{version}")
        return answer.read(DraftContent)
