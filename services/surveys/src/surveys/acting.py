"""Commands on follow-up actions: who may, on what, and then the action's own rule."""

from chassis.clock import Clock, local_date
from chassis.directory import Directory
from chassis.documents import Decision, Stored
from chassis.errors import Conflict, FieldError, Invalid, NotFound, VersionConflict
from redthread_contracts.ids import ActionId, SurveyId, UnitId
from surveys.access import Asker, require_action_deed, require_reader
from surveys.action import Action, ActionDraft, FollowUp, follow_up, put, remove
from surveys.store import SurveyStore
from surveys.views import ActionView


class Acting:
    """Each raises what its rules raise, and changes one action or none."""

    def __init__(self, store: SurveyStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def listed(
        self, survey_id: SurveyId, asker: Asker, unit_id: UnitId | None
    ) -> list[Stored[Action]]:
        """Those of a unit and those under it; without one, all that the asker may see."""
        await self._store.surveys.require(survey_id)
        units = None if asker.hr else asker.units
        if unit_id is not None:
            require_reader(asker, unit_id)
            units = frozenset(await self._directory.subtree([unit_id]))
        return await self._store.actions_of(survey_id, units)

    async def put(
        self,
        survey_id: SurveyId,
        action_id: ActionId,
        draft: ActionDraft,
        asker: Asker,
        seen: int | None,
    ) -> Stored[Action]:
        """A new action, or a change of one. Raises `VersionConflict` with both versions."""
        require_reader(asker, draft.unit_id)
        await self._require_place(survey_id, draft)
        today = local_date(self._clock.now())

        def decide(action: Action | None) -> Decision[Action] | None:
            return put(
                action, draft, action_id=action_id, survey_id=survey_id, today=today, seen=seen
            )

        try:
            await self._store.actions.change(action_id, decide, expected=seen)
        except VersionConflict as conflict:
            raise await self._conflict(conflict, action_id, asker, draft) from None
        return await self._required(survey_id, action_id)

    async def follow_up(
        self,
        survey_id: SurveyId,
        action_id: ActionId,
        said: FollowUp,
        asker: Asker,
        seen: int | None,
    ) -> Stored[Action]:
        """How it went, by its owner or who leads the unit."""
        stored = await self._required(survey_id, action_id)
        require_action_deed(stored.state, asker, "follow_up")
        await self._store.actions.change(
            action_id,
            lambda action: None if action is None else follow_up(action, said),
            expected=seen,
        )
        return await self._required(survey_id, action_id)

    async def remove(
        self, survey_id: SurveyId, action_id: ActionId, asker: Asker, seen: int | None
    ) -> None:
        """Take it away. The same again changes nothing."""
        if await self._store.actions.get(action_id) is None:
            return
        stored = await self._required(survey_id, action_id)
        require_action_deed(stored.state, asker, "remove")
        await self._store.actions.change(action_id, remove, expected=seen)

    async def _required(self, survey_id: SurveyId, action_id: ActionId) -> Stored[Action]:
        stored = await self._store.actions.get(action_id)
        if stored is None or stored.state.survey_id != survey_id:
            raise NotFound("action-not-found", "There is no such action. Check the address.")
        return stored

    async def _require_place(self, survey_id: SurveyId, draft: ActionDraft) -> None:
        """It comes out of a closed survey, in a unit that was asked, and somebody does it."""
        survey = (await self._store.surveys.require(survey_id)).state
        if survey.state != "closed":
            raise Conflict("survey-without-results", "There are results when it has closed.")
        if await self._store.result(survey_id, draft.unit_id) is None:
            raise NotFound("unit-not-asked", "Nobody in this unit was asked. Choose another.")
        owner = await self._directory.person(draft.owner_id)
        if owner is None or owner.protected:
            message = "Choose an owner who works here."
            wrong = FieldError("owner_id", "owner-unknown", message)
            raise Invalid("action-not-right", message, fields=[wrong])

    async def _conflict(
        self, conflict: VersionConflict, action_id: ActionId, asker: Asker, draft: ActionDraft
    ) -> VersionConflict:
        """Both versions: what is there now, and what was asked for."""
        stored = await self._store.actions.get(action_id)
        if stored is None:
            return conflict
        return VersionConflict(
            current_version=stored.version,
            current=ActionView.of(stored, asker).model_dump(mode="json"),
            yours=draft.model_dump(mode="json"),
        )
