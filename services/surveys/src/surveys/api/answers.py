"""Answering: what one is asked, the form, and the one answer.

Nothing of a person's request is kept or logged here but the mark and the sealed answer.
"""

from fastapi import APIRouter

from chassis.actor import Asking
from chassis.clock import Clock
from chassis.directory import Directory
from surveys.answer import Answers, not_asked, not_open, values_of
from surveys.api.surveys import Id
from surveys.box import Box
from surveys.store import SurveyStore
from surveys.views import FormView, InvitationView, Items


def router(store: SurveyStore, box: Box, directory: Directory, clock: Clock) -> APIRouter:
    """For those who are asked."""
    routes = APIRouter(tags=["answers"])

    @routes.get("/invitations", response_model=Items[InvitationView])
    async def list_invitations(asking: Asking) -> Items[InvitationView]:
        """The reader's own open surveys."""
        mine = {each.survey_id: each for each in await box.asked_of(asking.require_person())}
        now = clock.now()
        return Items(
            items=[
                InvitationView.of(survey, mine[survey.survey_id])
                for survey in await store.open_among(mine)
                if survey.takes_answers(now)
            ]
        )

    @routes.get("/surveys/{survey_id}/form", response_model=FormView)
    async def read_form(survey_id: Id, asking: Asking) -> FormView:
        """The questions, and how the answer will be shown."""
        person_id = asking.require_person()
        survey = (await store.surveys.require(survey_id)).state
        participant = await box.participant(survey_id, person_id)
        if participant is None:
            raise not_asked()
        unit_id = participant.group[-1] if participant.group else None
        return FormView.of(
            survey,
            participant,
            await directory.unit(unit_id) if unit_id else None,
            asked=await box.count_asked(survey_id, unit_id) if unit_id else survey.asked,
            is_open=survey.takes_answers(clock.now()),
        )

    @routes.put("/surveys/{survey_id}/answer", status_code=204)
    async def answer(survey_id: Id, sent: Answers, asking: Asking) -> None:
        """Answer, once. A second time is 409 `already-answered`."""
        person_id = asking.require_person()
        survey = (await store.surveys.require(survey_id)).state
        if not survey.takes_answers(clock.now()):
            raise not_open()
        await box.put(survey_id, person_id, values_of(sent, survey.questions))

    return routes
