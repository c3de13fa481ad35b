"""What people and systems do with goals: who may, on what, and then the goal's own rule."""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import date
from typing import Any

from chassis.clock import Clock, local_date
from chassis.directory import Directory
from chassis.documents import Counts, Decision, Stored
from chassis.errors import FieldError, Forbidden, Invalid, NotFound, VersionConflict
from goals import goal as rules
from goals.access import Deed, evaluates_as, require_deed, require_setter
from goals.form import check_id
from goals.goal import Goal, digest
from goals.queries import Queries
from goals.relations import Asker, Relations
from goals.reports import (
    CheckInDraft,
    CommentDraft,
    JudgementDraft,
    check_in_of,
    comment_of,
    judgement_of,
)
from goals.rows import GoalRow, read_rows
from goals.store import GoalStore
from goals.terms import GoalChange, GoalDraft, Terms, changed_draft, terms_of
from goals.together import comment, share
from goals.tree import ancestors_under, check_place
from redthread_contracts.ids import GoalId, PersonId


class Commands:
    """Each raises what its rules raise, changes one goal (an import: many) or none, and answers
    with the goal as it is then.
    """

    def __init__(
        self,
        store: GoalStore,
        relations: Relations,
        queries: Queries,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._store = store
        self._relations = relations
        self._queries = queries
        self._directory = directory
        self._clock = clock

    async def propose(self, who: PersonId, goal_id: GoalId, draft: GoalDraft) -> Stored[Goal]:
        """A new goal."""
        check_id(goal_id, "goal_id")
        there = await self._store.goals.get(goal_id)
        # A repeat may come on a later day, when the deadline has passed.
        terms = terms_of(draft, earliest_deadline=None if there else self._today())
        asked = digest(terms)
        asker = self._relations.of(who)
        await self._require_settable(asker, terms)
        await self._require_owners(asker, terms, terms.owner_ids)
        ancestors: list[GoalId] = []
        answer_by: list[PersonId] = []
        if there is None:
            terms = await self._belonging(terms)
            ancestors = await self._ancestors(goal_id, terms)
            if terms.level == "individual":
                answer_by = await asker.to_answer(terms.owner_ids)

        def decide(goal: Goal | None) -> Decision[Goal] | None:
            return rules.propose(
                goal,
                terms,
                goal_id=goal_id,
                ancestors=ancestors,
                by=who,
                asked=asked,
                answer_by=answer_by,
            )

        return _there(await self._store.goals.change(goal_id, decide))

    async def change(
        self, who: PersonId, goal_id: GoalId, asked: GoalChange, seen: int
    ) -> Stored[Goal]:
        """Other words, another measure, owner, deadline or place in the tree."""
        stored, asker = await self._allowed(who, goal_id, "change")
        if stored.version != seen:
            raise await self._conflict(who, goal_id, asked)
        before = stored.state
        terms = self._changed_terms(before, asked)
        await self._require_settable(asker, terms)
        await self._require_owners(asker, terms, set(terms.owner_ids) - set(before.owner_ids))
        if (terms.owner_ids, terms.unit_id) != (before.owner_ids, before.unit_id):
            terms = await self._belonging(terms)

        waits = before.status == "proposed" and terms.level == "individual"
        answer_by = await asker.to_answer(terms.owner_ids) if waits else []
        at = self._clock.now()

        async with AsyncExitStack() as stack:
            ancestors: Sequence[GoalId] = before.ancestors
            if _links(terms) != _links(before):
                await stack.enter_async_context(self._store.moving())
                ancestors = await self._ancestors(goal_id, terms, before)

            def decide(goal: Goal) -> Decision[Goal] | None:
                return rules.change(
                    goal, terms, ancestors=ancestors, by=who, at=at, answer_by=answer_by
                )

            try:
                return await self._change(goal_id, decide, seen)
            except VersionConflict:
                raise await self._conflict(who, goal_id, asked) from None

    async def agree(self, who: PersonId, goal_id: GoalId, seen: int | None) -> Stored[Goal]:
        """The other side's yes to a proposal."""
        await self._allowed(who, goal_id, "agree")
        return await self._change(goal_id, rules.agree, seen)

    async def withdraw(self, who: PersonId, goal_id: GoalId, seen: int | None) -> Stored[Goal]:
        """The goal is given up."""
        await self._allowed(who, goal_id, "withdraw")
        return await self._change(goal_id, rules.withdraw, seen)

    async def check_in(self, who: PersonId, goal_id: GoalId, draft: CheckInDraft) -> Stored[Goal]:
        """Says how it goes."""
        await self._allowed(who, goal_id, "check_in")
        check = check_in_of(draft, at=self._clock.now(), by=who)
        return await self._change(goal_id, lambda goal: rules.check_in(goal, check))

    async def evaluate(self, who: PersonId, goal_id: GoalId, draft: JudgementDraft) -> Stored[Goal]:
        """Judges the goal at its end."""
        stored, asker = await self._allowed(who, goal_id, "evaluate")
        evaluator = evaluates_as(stored.state, await asker.to(stored.state))
        judgement = judgement_of(draft)
        return await self._change(goal_id, lambda goal: rules.evaluate(goal, evaluator, judgement))

    async def comment(self, who: PersonId, goal_id: GoalId, draft: CommentDraft) -> Stored[Goal]:
        """Says something about a proposal."""
        stored, asker = await self._allowed(who, goal_id, "comment")
        said = comment_of(draft, at=self._clock.now(), by=who)
        answer_by = await asker.to_answer(stored.state.owner_ids)
        return await self._change(goal_id, lambda goal: comment(goal, said, answer_by=answer_by))

    async def share(
        self, who: PersonId, goal_id: GoalId, readers: Sequence[PersonId], seen: int | None
    ) -> Stored[Goal]:
        """Lets colleagues read an own goal, in place of those who could before."""
        stored, _asker = await self._allowed(who, goal_id, "share")
        new = set(readers) - set(stored.state.shared_with)
        if new - (await self._directory.people(new)).keys():
            message = "Choose colleagues who work here."
            raise _wrong_field("person_ids", "reader-unknown", message)
        return await self._change(goal_id, lambda goal: share(goal, readers), seen)

    async def bring_in(self, rows: Sequence[GoalRow]) -> Counts:
        """An import: all rows are right, or nothing is written.

        People and units are not looked up: the copy may still be on its way.
        """
        imported = read_rows(rows)
        async with self._store.moving():
            placed = imported.placed(await self._store.above(imported.named()))
            return await self._store.goals.change_many(list(placed.goals), placed.decide)

    async def _allowed(
        self, who: PersonId, goal_id: GoalId, deed: Deed
    ) -> tuple[Stored[Goal], Asker]:
        stored = await self._store.goals.require(goal_id)
        asker = self._relations.of(who)
        require_deed(stored.state, await asker.to(stored.state), deed)
        return stored, asker

    async def _change(
        self,
        goal_id: GoalId,
        rule: Callable[[Goal], Decision[Goal] | None],
        seen: int | None = None,
    ) -> Stored[Goal]:
        def decide(goal: Goal | None) -> Decision[Goal] | None:
            if goal is None:
                raise NotFound("goal-not-found", "There is no such goal. Check the address.")
            return rule(goal)

        return _there(await self._store.goals.change(goal_id, decide, expected=seen))

    async def _require_settable(self, asker: Asker, terms: Terms) -> None:
        """The one who asks may set such a goal."""
        require_setter(terms.level, await asker.to(terms))

    async def _require_owners(
        self, asker: Asker, terms: Terms, owners: Sequence[PersonId] | set[PersonId]
    ) -> None:
        """Nobody gets a goal of their own but from themselves and from the line manager."""
        if terms.level != "individual":
            known = await self._directory.people(owners)
            if set(owners) - known.keys():
                message = "Choose owners who work here."
                raise _wrong_field("owner_ids", "owner-unknown", message)
            return
        for owner in owners:
            if owner == asker.id or await asker.manages(owner):
                continue
            # A joint goal: the line manager of both has to agree to it.
            if asker.id in terms.owner_ids and await asker.is_colleague(owner):
                continue
            raise Forbidden(
                "goal-owner-not-yours",
                "You can set goals for yourself, together with colleagues who have the same line "
                "manager, and for those whose line manager you are.",
            )

    async def _belonging(self, terms: Terms) -> Terms:
        """A person's own goal belongs to the owner's unit; a unit's is its manager's to own."""
        if terms.level == "individual":
            owner = await self._directory.person(terms.owner_ids[0])
            return terms.model_copy(update={"unit_id": owner.unit_id if owner else None})
        if terms.unit_id is None:
            return terms
        unit = await self._directory.unit(terms.unit_id)
        if unit is None or unit.closed:
            raise _wrong_field("unit_id", "unit-unknown", "Choose a unit that is open.")
        if terms.owner_ids or unit.manager_id is None:
            return terms
        return terms.model_copy(update={"owner_ids": (unit.manager_id,)})

    async def _ancestors(
        self, goal_id: GoalId, terms: Terms, before: Goal | None = None
    ) -> list[GoalId]:
        """The way up from a place that the goal may hang in."""
        above = await self._store.above(_links(terms))
        also = terms.also_contributes_to
        kept = _links(before) if before else []
        check_place(goal_id, terms.level, terms.parent_id, also, above, kept=kept)
        return ancestors_under(
            terms.parent_id, {knot.id: knot.parent_id for knot in above.values()}
        )

    def _changed_terms(self, before: Goal, asked: GoalChange) -> Terms:
        """A deadline that is not touched may have passed, whatever else is changed."""
        draft = changed_draft(Terms.of(before), asked)
        moved = draft.deadline != before.deadline.isoformat()
        return terms_of(draft, earliest_deadline=self._today() if moved else None)

    async def _conflict(self, who: PersonId, goal_id: GoalId, asked: GoalChange) -> VersionConflict:
        """Both versions: what is there now, and what was asked for."""
        view = await self._queries.goal(who, goal_id)
        yours: dict[str, Any] = asked.model_dump(mode="json", exclude_unset=True)
        return VersionConflict(
            current_version=view.version, current=view.model_dump(mode="json"), yours=yours
        )

    def _today(self) -> date:
        return local_date(self._clock.now())


def _there(stored: Stored[Goal] | None) -> Stored[Goal]:
    if stored is None:
        raise ValueError("goals are never deleted")
    return stored


def _links(goal: Goal | Terms) -> list[GoalId]:
    return [*([goal.parent_id] if goal.parent_id else []), *goal.also_contributes_to]


def _wrong_field(field: str, code: str, message: str) -> Invalid:
    return Invalid("goal-not-right", message, fields=[FieldError(field, code, message)])
