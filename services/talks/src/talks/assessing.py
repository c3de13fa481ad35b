"""Which salary criteria hold for a talk, and their freezing when somebody is assessed by them."""

from collections.abc import Mapping
from datetime import datetime

from chassis.documents import Aggregates
from talks.criteria import EVERYBODY, Criteria, CriteriaSet, built_in, criteria_set_id, freeze
from talks.talk import Talk
from talks.template import Section


class CriteriaLibrary:
    """Finds the set of a year and a staff group."""

    def __init__(self, sets: Aggregates[CriteriaSet]) -> None:
        self._sets = sets

    async def of(self, year: int, staff_group: str) -> CriteriaSet:
        """What holds: the group's own, everybody's, or what comes built in.

        One that is not the group's own is given as if it were: it is that once it is used.
        """
        id = criteria_set_id(year, staff_group)
        wanted = [id, criteria_set_id(year, EVERYBODY)]
        stored = await self._sets.find({"_id": {"$in": wanted}})
        found = {each.state.id: each.state for each in stored}
        if own := found.get(id):
            return own
        shared = found.get(wanted[1])
        return CriteriaSet(
            id=id,
            year=year,
            staff_group=staff_group,
            criteria=shared.criteria if shared else built_in(staff_group),
        )

    async def of_talk(self, talk: Talk) -> CriteriaSet:
        """What holds for a talk."""
        return await self.of(talk.criteria_year, talk.staff_group)

    async def freeze(self, used: CriteriaSet, now: datetime) -> None:
        """Somebody is assessed by this set."""
        if used.frozen_at is None:
            await self._sets.change(
                used.id,
                lambda known: freeze(known, used.year, used.staff_group, used.criteria, now),
            )


def assesses(section: Section) -> bool:
    """Whether a section asks for an assessment by the salary criteria."""
    return any(prompt.kind == "salary_criteria" for prompt in section.prompts)


def levels_in(
    section: Section, criteria: Criteria, answers: Mapping[str, str]
) -> Mapping[str, int]:
    """The levels in a section's answers, by criterion; what is not assessed is left out."""
    levels: dict[str, int] = {}
    for prompt in section.prompts:
        if prompt.kind == "salary_criteria":
            for name, criterion in criteria.answers_to(prompt.id).items():
                level = criteria.level(answers.get(name, ""))
                if level is not None:
                    levels[criterion.id] = level.level
    return levels
