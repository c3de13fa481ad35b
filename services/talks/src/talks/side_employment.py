"""Side employment (domain.md, "Talks" 10): declared each year, assessed by the line manager.

| rule | source |
|---|---|
| The employee states what is needed to assess it, when asked | LOA 7 b § |
| What harms trust in the employee or the authority is not allowed | LOA 7 § |
| What hinders work, or competes, may be forbidden | collective agreement, AB 8 § |
| That it must end, or may not begin, is decided in writing and with reasons | LOA 7 c § |

LOA is lag (1994:260) om offentlig anställning; its 7-7 c §§ hold for municipalities (2 §).
Positions of trust in unions, politics and non-profit associations are not to be collected: the
form says so, since no program can tell them apart.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chassis.clock import local_date
from chassis.documents import Decision, State
from chassis.errors import Conflict, FieldError, Invalid
from redthread_contracts.ids import PersonId, UnitId
from redthread_contracts.talks import (
    SideEmploymentAssessed,
    SideEmploymentDeclared,
    SideEmploymentFacts,
)
from talks.texts import Comment

Outcome = Literal["allowed", "harms_trust", "hinders_work", "competes"]
Order = Literal["may_continue", "must_end", "may_not_begin"]
Ground = Literal["LOA 7 §", "AB 8 §"]
Status = Literal["missing", "declared", "assessed"]

GROUNDS: dict[Outcome, Ground] = {
    "harms_trust": "LOA 7 §",
    "hinders_work": "AB 8 §",
    "competes": "AB 8 §",
}
"""By what a side employment can be forbidden."""

VALID_FOR = timedelta(days=365)
DECLARATIONS_KEPT = 20

Line = Annotated[Comment, Field(max_length=200)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Facts(_Value):
    """What the employee states. Without any side employment the rest is empty."""

    has_any: bool
    kind: Line = ""
    extent: Line = ""
    employer: Line = ""
    since: date | None = None


class Assessment(_Value):
    """What the manager makes of it, and decides."""

    outcome: Outcome
    order: Order
    reasons: Comment = ""


class Assessed(Assessment):
    """Who assessed, when, and by what it is forbidden."""

    by: PersonId
    at: datetime
    ground: Ground | None


class Declaration(_Value):
    """What was stated, and what became of it."""

    facts: Facts
    declared_at: datetime
    renew_by: date
    assessed: Assessed | None = None


class SideEmployment(State):
    """The aggregate: a person's declarations, the newest last. The id is the person's."""

    unit_id: UnitId
    declarations: tuple[Declaration, ...]

    @property
    def person_id(self) -> PersonId:
        """Whose they are."""
        return PersonId(self.id)

    @property
    def newest(self) -> Declaration:
        """What holds."""
        return self.declarations[-1]

    @property
    def waits(self) -> bool:
        """Whether the manager is to assess it."""
        return self.newest.facts.has_any and self.newest.assessed is None

    def status(self, today: date) -> Status:
        """What HR sees: not whether there is any, unless it was assessed."""
        if self.newest.renew_by < today:
            return "missing"
        return "assessed" if self.newest.assessed else "declared"


def declare(
    known: SideEmployment | None, person_id: PersonId, unit_id: UnitId, facts: Facts, now: datetime
) -> Decision[SideEmployment] | None:
    """State it, for a year. The same on the same day changes nothing.

    Raises `Invalid` when something is missing that is needed to assess it.
    """
    if wrong := list(_missing(facts, local_date(now))):
        raise Invalid("side-employment-invalid", "Something is missing.", fields=wrong)
    facts = facts if facts.has_any else Facts(has_any=False)
    today = local_date(now)
    new = Declaration(facts=facts, declared_at=now, renew_by=today + VALID_FOR)
    before = known.declarations if known else ()
    if before and before[-1].facts == facts and local_date(before[-1].declared_at) == today:
        return None
    kept = (*before, new)[-DECLARATIONS_KEPT:]
    declared = SideEmployment(id=person_id, unit_id=unit_id, declarations=kept)
    return Decision(declared, [_event(SideEmploymentDeclared, declared)])


def assess(
    known: SideEmployment, assessment: Assessment, by: PersonId, now: datetime
) -> Decision[SideEmployment] | None:
    """Assess the newest declaration, or assess it anew. The same again changes nothing.

    Raises `Conflict` when there is nothing to assess, `Invalid` for an order that does not go
    with the outcome and for one against the employee without reasons.
    """
    newest = known.newest
    if not newest.facts.has_any:
        raise Conflict("nothing-to-assess", "There is no side employment to assess.")
    if wrong := list(_wrong_with(assessment)):
        raise Invalid("assessment-invalid", "The assessment is not complete.", fields=wrong)
    assessed = Assessed(
        **assessment.model_dump(), by=by, at=now, ground=GROUNDS.get(assessment.outcome)
    )
    if newest.assessed and newest.assessed.model_copy(update={"by": by, "at": now}) == assessed:
        return None
    changed = newest.model_copy(update={"assessed": assessed})
    after = known.model_copy(update={"declarations": (*known.declarations[:-1], changed)})
    return Decision(after, [_event(SideEmploymentAssessed, after)])


def _event(kind: type[SideEmploymentFacts], side_employment: SideEmployment) -> SideEmploymentFacts:
    newest = side_employment.newest
    return kind(
        person_id=side_employment.person_id,
        unit_id=side_employment.unit_id,
        status="assessed" if newest.assessed else "declared",
        declared_on=local_date(newest.declared_at),
        renew_by=newest.renew_by,
    )


def _missing(facts: Facts, today: date) -> Iterator[FieldError]:
    if not facts.has_any:
        return
    if not facts.kind.strip():
        yield FieldError("kind", "kind-missing", "Write what kind of work it is.")
    if not facts.extent.strip():
        yield FieldError("extent", "extent-missing", "Write how much, for example hours a week.")
    if not facts.employer.strip():
        yield FieldError("employer", "employer-missing", "Write for whom, or that it is your own.")
    if facts.since is not None and facts.since > today + timedelta(days=5 * 366):
        yield FieldError("since", "since-too-far", "Choose a day within five years.")


def _wrong_with(assessment: Assessment) -> Iterator[FieldError]:
    if assessment.outcome == "allowed" and assessment.order != "may_continue":
        yield FieldError(
            "order", "order-without-ground", "What is allowed may go on. Choose another outcome."
        )
    if assessment.order != "may_continue" and not assessment.reasons.strip():
        yield FieldError("reasons", "reasons-missing", "Write the reasons (LOA 7 c §).")
