"""Who may do what with a goal.

Everyone reads the municipality's and the units' goals. A person's own goal is for its owners and
their line manager (or who stands in for one), and nobody else, HR included, but for colleagues
whom an owner shares it with: they see how it goes, not what was said about it.
"""

from dataclasses import dataclass
from typing import Literal

from chassis.errors import Forbidden
from goals.goal import Evaluator, Goal
from redthread_contracts.goals import GoalLevel

Deed = Literal["check_in", "change", "evaluate", "agree", "withdraw", "comment", "share"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What somebody is to a goal, on one day."""

    owner: bool = False
    line_manager: bool = False
    """Leads an owner, or stands in for who does."""
    leads_unit: bool = False
    """Leads the goal's unit or one above it, or stands in for who does."""
    hr: bool = False
    reader: bool = False
    """An owner has shared the goal with them."""

    @property
    def close(self) -> bool:
        """Owner or line manager: for whom all of a person's own goal is."""
        return self.owner or self.line_manager


def may_read(level: GoalLevel, relation: Relation) -> bool:
    """Whether the goal may be seen, its check-ins included."""
    return level != "individual" or relation.close or relation.reader


def may(goal: Goal, relation: Relation) -> list[Deed]:
    """What can be done with the goal now, by somebody who is this to it."""
    deeds: list[Deed] = []
    sets, owner = may_set(goal.level, relation), relation.owner
    if goal.status == "active" and (sets or owner):
        deeds.append("check_in")
    if goal.status in ("proposed", "active") and sets:
        deeds += ["change", "withdraw"]
    if goal.status in ("active", "closed") and (sets or owner):
        deeds.append("evaluate")
    if goal.status == "proposed" and _may_agree(goal, relation):
        deeds.append("agree")
    if goal.status == "proposed" and goal.level == "individual" and relation.close:
        deeds.append("comment")
    if goal.status in ("proposed", "active") and goal.level == "individual" and owner:
        deeds.append("share")
    return deeds


def may_set(level: GoalLevel, relation: Relation) -> bool:
    """Whether somebody decides what the goal says: the municipality's is HR's to set, a unit's
    its manager's, one above's or HR's, a person's own the owner's and the line manager's."""
    if level == "municipality":
        return relation.hr
    if level == "unit":
        return relation.hr or relation.leads_unit
    return relation.close


def require_reader(level: GoalLevel, relation: Relation) -> None:
    """Raise `Forbidden` "goal-not-yours" unless the goal may be seen."""
    if not may_read(level, relation):
        raise not_yours()


def require_setter(level: GoalLevel, relation: Relation) -> None:
    """Raise `Forbidden` unless somebody may set a goal of this level."""
    if not may_set(level, relation):
        raise _NOT_ALLOWED[level]()


def require_deed(goal: Goal, relation: Relation, deed: Deed) -> None:
    """Raise `Forbidden` unless somebody may ever do this to the goal.

    What stands in the way only now, its status, is for the command to say.
    """
    require_reader(goal.level, relation)
    if deed == "agree" and not _may_agree(goal, relation):
        raise Forbidden(
            "goal-needs-the-other",
            "It takes two to agree on a goal. Ask the other to agree to your proposal.",
        )
    if deed == "share" and not relation.owner:
        raise Forbidden("goal-shared-by-owner", "Only an owner decides who else reads the goal.")
    by_owner = deed in ("check_in", "evaluate") and relation.owner
    if not by_owner:
        require_setter(goal.level, relation)


def evaluates_as(goal: Goal, relation: Relation) -> Evaluator:
    """Whose judgement somebody gives: an owner's own, or the manager's."""
    if relation.owner and (goal.level == "individual" or not may_set(goal.level, relation)):
        return "employee"
    return "manager"


def not_yours() -> Forbidden:
    """The answer to whoever is neither owner nor line manager."""
    return Forbidden(
        "goal-not-yours", "Only the goal's owner and the line manager can see this goal."
    )


def _may_agree(goal: Goal, relation: Relation) -> bool:
    """The line manager agrees to any proposal; the owner only to one that somebody else made."""
    if relation.owner:
        return goal.proposed_by not in goal.owner_ids
    return relation.line_manager


_NOT_ALLOWED = {
    "municipality": lambda: Forbidden(
        "municipality-goals-by-hr", "The municipality's goals are set by HR. Ask HR."
    ),
    "unit": lambda: Forbidden(
        "unit-goals-by-managers", "A unit's goals are set by its manager or one above. Ask them."
    ),
    "individual": not_yours,
}
