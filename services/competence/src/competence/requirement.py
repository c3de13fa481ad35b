"""What a unit needs: so many people with a competence on at least a level, perhaps in a role."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from chassis.documents import Decision, State
from chassis.errors import FieldError, Invalid
from competence.fields import Draft, Id, Level, OptionalLine
from redthread_contracts.competence import RequiredFacts, RequirementChanged
from redthread_contracts.ids import TermId, UnitId

MOST_REQUIRED = 100
LARGEST_COUNT = 10_000


def _count(value: object) -> int:
    try:
        count = int(str(value))
    except ValueError:
        count = 0
    if not 1 <= count <= LARGEST_COUNT:
        raise PydanticCustomError(
            "count_out_of_range", "Say how many are needed: a number from 1 to 10 000."
        )
    return count


Count = Annotated[int, BeforeValidator(_count)]


class Required(BaseModel):
    """So many people (with this title; None: any) on at least this level."""

    model_config = ConfigDict(frozen=True)

    term_id: TermId
    level: int
    count: int
    role: str | None = None


class Requirement(State):
    """A unit's requirement profile; its id is the unit's."""

    unit_id: UnitId
    required: tuple[Required, ...] = ()


class RequiredDraft(Draft):
    """A row as it is typed in."""

    term_id: Id
    level: Level
    count: Count
    role: OptionalLine = None


class RequirementDraft(Draft):
    """A requirement profile as it is typed in."""

    required: list[RequiredDraft] = Field(max_length=MOST_REQUIRED)


def checked(rows: Sequence[Required]) -> tuple[Required, ...]:
    """The rows, in their order. Raises `Invalid` when one is there twice."""
    faults = [
        FieldError(
            f"required.{place}.term_id",
            "required-twice",
            "It is required already, on this level and for this role. Take one of the rows away.",
        )
        for place, row in enumerate(rows)
        if _key(row) in set(map(_key, rows[:place]))
    ]
    if faults:
        raise Invalid("requirement-not-right", "Correct the rows that are marked.", fields=faults)
    return tuple(rows)


def put(
    before: Requirement | None, unit_id: UnitId, required: tuple[Required, ...]
) -> Decision[Requirement] | None:
    """The unit needs this from now on. None when it does already."""
    if (before.required if before else ()) == required:
        return None
    return decided(Requirement(id=unit_id, unit_id=unit_id, required=required))


def repoint(
    requirement: Requirement, merged: Mapping[TermId, TermId]
) -> Decision[Requirement] | None:
    """Terms are merged. Of two rows that become one, the higher count stays."""
    rows: dict[tuple[TermId, int, str], Required] = {}
    for row in requirement.required:
        moved = row.model_copy(update={"term_id": merged.get(row.term_id, row.term_id)})
        there = rows.get(_key(moved))
        if there is None or there.count < moved.count:
            rows[_key(moved)] = moved
    changed = requirement.model_copy(update={"required": tuple(rows.values())})
    return None if changed == requirement else decided(changed)


def decided(requirement: Requirement) -> Decision[Requirement]:
    """The requirement profile and its event."""
    event = RequirementChanged(
        requirement_id=requirement.id,
        unit_id=requirement.unit_id,
        required=tuple(
            RequiredFacts(term_id=row.term_id, level=row.level, count=row.count)
            for row in requirement.required
        ),
    )
    return Decision(requirement, [event])


def _key(row: Required) -> tuple[TermId, int, str]:
    return (row.term_id, row.level, (row.role or "").casefold())
