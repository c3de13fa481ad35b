"""The talks service: templates, talks, preparations, notes, documents."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from gateway.clients.base import Items, ServiceClient, Versioned, View
from gateway.clients.salary import Criteria
from gateway.clients.talk_texts import (
    Document,
    GoalSnapshot,
    Note,
    Notes,
    Preparations,
    PreparedSection,
    PrivateNote,
    Read,
)
from redthread_contracts.ids import AgreementId, CycleId, GoalId, PersonId, TalkId, UnitId

Side = Literal["employee", "manager"]


class Prompt(View):
    """A question of a section, as one of the two sees it."""

    id: str
    for_role: str = "both"
    kind: str = "text"
    text_sv: str = ""
    text_en: str = ""
    hint_sv: str = ""
    hint_en: str = ""
    options_sv: list[str] = Field(default=[])
    options_en: list[str] = Field(default=[])


class Section(View):
    """A section of a template."""

    id: str
    title_sv: str = ""
    title_en: str = ""
    intro_sv: str = ""
    intro_en: str = ""
    privacy_sv: str = ""
    privacy_en: str = ""
    guidance_sv: str = ""
    guidance_en: str = ""
    prepared: bool = True
    prompts: list[Prompt] = Field(default=[])

    def prompts_for(self, side: Side) -> list[Prompt]:
        """What one of the two is asked here."""
        return [prompt for prompt in self.prompts if prompt.for_role in ("both", side)]


class Template(View):
    """A published talk template. A version never changes."""

    id: str
    version: int
    title_sv: str = ""
    title_en: str = ""
    staff_groups: list[str] = Field(default=[])
    sections: list[Section] = Field(default=[])
    section_count: int | None = None

    @property
    def size(self) -> int:
        """How many sections it has."""
        return self.section_count if self.section_count is not None else len(self.sections)


class Booking(View):
    """When and where."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "starts": "2026-11-12T09:00:00+01:00",
                "ends": "2026-11-12T10:15:00+01:00",
                "place": "Rum 214",
            }
        }
    )

    starts: datetime
    ends: datetime
    place: str = ""


class ProposedTimes(View):
    """Times that one of the two has proposed."""

    by: Side
    times: list[Booking]
    at: datetime


class Times(View):
    """The times that the other can choose from."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "times": [
                    {
                        "starts": "2026-12-08T09:00:00+01:00",
                        "ends": "2026-12-08T10:30:00+01:00",
                        "place": "Rum 214",
                    },
                    {
                        "starts": "2026-12-10T13:00:00+01:00",
                        "ends": "2026-12-10T14:30:00+01:00",
                        "place": "https://video.example/rum-214",
                    },
                ]
            }
        }
    )

    times: list[Booking]


class Cancellation(View):
    """Why a talk will not be held."""

    because: str
    reason: str = ""
    by: PersonId | None = None
    at: datetime


class Both(View):
    """When each of the two did something."""

    employee: datetime | None = None
    manager: datetime | None = None


class Answered(View):
    """How many of my sections I have written in."""

    mine: int = 0
    of: int = 0


class TalkSummary(View):
    """A talk in a list."""

    id: TalkId
    kind: str = "yearly"
    title: str = ""
    cycle_id: CycleId | None = None
    template_id: str = ""
    template_version: int = 1
    employee_id: PersonId
    manager_id: PersonId
    unit_id: UnitId | None = None
    state: str = "planned"
    last_day: date | None = None
    held_on: date | None = None
    booking: Booking | None = None
    booking_sequence: int = 0
    proposed: ProposedTimes | None = None
    yearly_talk_id: TalkId | None = None
    cancelled: Cancellation | None = None
    went_on: list[date] = Field(default=[])
    manager_prepared_by: PersonId | None = None
    shared: Both = Both()
    answered: Answered = Answered()
    confirmed: Both = Both()
    document_version: int = 0
    agreements_open: int = 0


class Agreement(View):
    """What two people agreed on."""

    agreement_id: AgreementId
    talk_id: TalkId
    what: str
    owner_id: PersonId
    due: date
    status: str = "open"
    other_id: PersonId | None = None
    note: str = ""
    talk_state: str = "confirmed"


class TalkAgreement(View):
    """An agreement inside its talk."""

    agreement_id: AgreementId
    what: str
    owner_id: PersonId
    due: date
    status: str = "open"
    note: str = ""


class OtherTalk(View):
    """Another talk of the same two, without content."""

    id: TalkId
    kind: str = "yearly"
    title: str = ""
    state: str = "planned"
    opened_at: datetime
    held_on: date | None = None
    yearly_talk_id: TalkId | None = None
    document_version: int = 0


class AtHand(View):
    """The other talks, newest first, and what is still to be done of what was agreed in them."""

    talks: list[OtherTalk] = Field(default=[])
    agreements: list[Agreement] = Field(default=[])


class Talk(TalkSummary):
    """A talk as one of its two parties sees it."""

    before_sv: list[str] = Field(default=[])
    before_en: list[str] = Field(default=[])
    sections: list[Section] = Field(default=[])
    agreements: list[TalkAgreement] = Field(default=[])
    goal_ids: list[GoalId] = Field(default=[])
    documents: list[int] = Field(default=[])
    substitutes: list[PersonId] = Field(default=[])
    criteria: Criteria | None = None
    held_on: date | None = None


class TalksClient:
    """What the gateway asks the talks service."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def templates(self, who: PersonId) -> list[Template]:
        """The published templates."""
        return (await self._service.get(who, "/templates")).read(Items[Template]).items

    async def template(self, who: PersonId, template: str, version: int) -> Template:
        """One version of a template, with its sections."""
        return (await self._service.get(who, f"/templates/{template}/{version}")).read(Template)

    async def talks(
        self,
        who: PersonId,
        side: Side,
        *,
        state: str = "open",
        after: str | None = None,
        limit: int = 100,
    ) -> Items[TalkSummary]:
        """My talks as employee or as manager; `state`: open or all."""
        answer = await self._service.get(
            who, "/talks", **{"as": side, "state": state, "after": after, "limit": limit}
        )
        return answer.read(Items[TalkSummary])

    async def talk(self, who: PersonId, talk: TalkId) -> Versioned[Talk]:
        """One talk, for its two parties."""
        return (await self._service.get(who, f"/talks/{talk}")).versioned(Talk)

    async def book(
        self, who: PersonId, talk: TalkId, booking: Booking, version: int
    ) -> Versioned[Talk]:
        """Book or move the time."""
        path = f"/talks/{talk}/booking"
        return (await self._service.put(who, path, booking, version=version)).versioned(Talk)

    async def cancel_booking(self, who: PersonId, talk: TalkId, version: int) -> Versioned[Talk]:
        """Call the booked time off."""
        path = f"/talks/{talk}/booking"
        return (await self._service.delete(who, path, version=version)).versioned(Talk)

    async def propose(
        self, who: PersonId, talk: TalkId, times: Times, version: int
    ) -> Versioned[Talk]:
        """Propose times, in place of all that were."""
        path = f"/talks/{talk}/proposed-times"
        return (await self._service.put(who, path, times, version=version)).versioned(Talk)

    async def call_off(self, who: PersonId, talk: TalkId, reason: str) -> Versioned[Talk]:
        """Call the whole talk off; for its manager."""
        body = {"reason": reason}
        return (await self._service.post(who, f"/talks/{talk}/call-off", body)).versioned(Talk)

    async def take_up(self, who: PersonId, talk: TalkId) -> Versioned[Talk]:
        """Take a talk up again that was called off."""
        return (await self._service.post(who, f"/talks/{talk}/take-up")).versioned(Talk)

    async def at_hand(self, who: PersonId, talk: TalkId) -> AtHand:
        """The other talks of the two, and what is still to be done."""
        return (await self._service.get(who, f"/talks/{talk}/at-hand")).read(AtHand)

    async def private_note(self, who: PersonId, talk: TalkId) -> PrivateNote:
        """What I have written for myself alone."""
        return (await self._service.get(who, f"/talks/{talk}/private-note")).read(PrivateNote)

    async def write_private_note(
        self, who: PersonId, talk: TalkId, text: str, version: int
    ) -> PrivateNote:
        """Write it."""
        path = f"/talks/{talk}/private-note"
        answer = await self._service.put(who, path, {"text": text}, version=version)
        return answer.read(PrivateNote)

    async def open_follow_up(
        self, who: PersonId, talk: TalkId, new: TalkId, last_day: date
    ) -> Versioned[Talk]:
        """Open a follow-up talk under an id of my making."""
        body = {"last_day": last_day}
        path = f"/talks/{talk}/follow-ups/{new}"
        return (await self._service.put(who, path, body)).versioned(Talk)

    async def preparations(self, who: PersonId, talk: TalkId) -> Preparations:
        """Mine, and theirs when both have shared."""
        return (await self._service.get(who, f"/talks/{talk}/preparations")).read(Preparations)

    async def prepare(
        self, who: PersonId, talk: TalkId, section: str, answers: dict[str, str], version: int
    ) -> PreparedSection:
        """Save my answers of a section; 0 is the version of one not yet written."""
        path = f"/talks/{talk}/preparations/mine/{section}"
        answer = await self._service.put(who, path, {"answers": answers}, version=version)
        return answer.read(PreparedSection)

    async def share(self, who: PersonId, talk: TalkId) -> None:
        """Share my preparation."""
        await self._service.post(who, f"/talks/{talk}/share")

    async def take_back(self, who: PersonId, talk: TalkId) -> None:
        """Take it back; possible until the other has shared."""
        await self._service.post(who, f"/talks/{talk}/take-back")

    async def notes(self, who: PersonId, talk: TalkId) -> Notes:
        """The shared notes, and who is here."""
        return (await self._service.get(who, f"/talks/{talk}/notes")).read(Notes)

    async def write_note(
        self, who: PersonId, talk: TalkId, section: str, text: str, *, discussed: bool, version: int
    ) -> Note:
        """Write a note; a conflict keeps mine beside the other's."""
        body = {"text": text, "discussed": discussed}
        path = f"/talks/{talk}/notes/{section}"
        return (await self._service.put(who, path, body, version=version)).read(Note)

    async def resolve_note(
        self, who: PersonId, talk: TalkId, section: str, text: str, version: int
    ) -> Note:
        """Decide how a note with two versions is to read."""
        path = f"/talks/{talk}/notes/{section}/resolve"
        return (await self._service.post(who, path, {"text": text}, version=version)).read(Note)

    async def agree(
        self,
        who: PersonId,
        talk: TalkId,
        agreement: AgreementId,
        *,
        what: str,
        owner: PersonId,
        due: date,
    ) -> None:
        """Add an agreement, or change it."""
        body = {"what": what, "owner_id": owner, "due": due}
        await self._service.put(who, f"/talks/{talk}/agreements/{agreement}", body)

    async def drop_agreement(self, who: PersonId, talk: TalkId, agreement: AgreementId) -> None:
        """Take an agreement away."""
        await self._service.delete(who, f"/talks/{talk}/agreements/{agreement}")

    async def follow_up(
        self, who: PersonId, talk: TalkId, agreement: AgreementId, *, status: str, note: str
    ) -> None:
        """Say how it went with an agreement."""
        path = f"/talks/{talk}/agreements/{agreement}/follow-up"
        await self._service.post(who, path, {"status": status, "note": note})

    async def attach_goal(self, who: PersonId, talk: TalkId, goal: GoalId) -> None:
        """Say that a proposed goal belongs to the talk."""
        await self._service.put(who, f"/talks/{talk}/goals/{goal}", {})

    async def detach_goal(self, who: PersonId, talk: TalkId, goal: GoalId) -> None:
        """Take it out of the talk again."""
        await self._service.delete(who, f"/talks/{talk}/goals/{goal}")

    async def finish(
        self,
        who: PersonId,
        talk: TalkId,
        *,
        goals: list[GoalSnapshot],
        reviewed: list[GoalSnapshot],
        version: int,
    ) -> Versioned[Talk]:
        """End the talk: a document is made, both are to confirm it."""
        body = {"goals": goals, "reviewed": reviewed}
        path = f"/talks/{talk}/finish"
        return (await self._service.post(who, path, body, version=version)).versioned(Talk)

    async def confirm(
        self, who: PersonId, talk: TalkId, *, hash_: str, disagree: bool, comment: str
    ) -> None:
        """Confirm the document that has this hash."""
        body: dict[str, Any] = {"hash": hash_, "disagree": disagree, "comment": comment}
        await self._service.post(who, f"/talks/{talk}/confirm", body)

    async def reopen(self, who: PersonId, talk: TalkId, reason: str) -> None:
        """Open a confirmed talk again."""
        await self._service.post(who, f"/talks/{talk}/reopen", {"reason": reason})

    async def document(self, who: PersonId, talk: TalkId, version: int) -> Document:
        """A version of the document."""
        return (await self._service.get(who, f"/talks/{talk}/documents/{version}")).read(Document)

    async def reads(self, who: PersonId, talk: TalkId) -> list[Read]:
        """Who has read what is mine, the newest first."""
        return (await self._service.get(who, f"/talks/{talk}/reads")).read(Items[Read]).items

    async def agreements(self, who: PersonId) -> list[Agreement]:
        """My agreements across talks."""
        return (await self._service.get(who, "/agreements")).read(Items[Agreement]).items
