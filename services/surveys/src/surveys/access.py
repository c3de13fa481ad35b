"""Who may do what with surveys.

HR asks anybody and reads everything that is shown. Who leads a unit asks the own units and reads
what is shown of them. What is hidden is hidden from all alike, so reading rights decide nothing
about anonymity.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from chassis.errors import Forbidden
from redthread_contracts.ids import PersonId, UnitId
from surveys.action import Action
from surveys.suppression import Path
from surveys.survey import Survey

SurveyDeed = Literal["cancel", "close", "results"]
ActionDeed = Literal["change", "follow_up", "remove"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks. `units`: those that the person leads and those under them; for HR all there are."""

    id: PersonId
    hr: bool = False
    units: frozenset[UnitId] = frozenset()

    def leads(self, unit_id: UnitId) -> bool:
        """Whether what is shown of this unit is this person's to read and act on."""
        return self.hr or unit_id in self.units


def may(survey: Survey, asker: Asker, *, reads: bool) -> list[SurveyDeed]:
    """What can be done with the survey now. `reads`: a unit of the asker's was asked."""
    deeds: list[SurveyDeed] = []
    if governs(survey, asker):
        if survey.state in ("launched", "open"):
            deeds.append("cancel")
        if survey.state == "open":
            deeds.append("close")
    if survey.state == "closed" and reads:
        deeds.append("results")
    return deeds


def governs(survey: Survey, asker: Asker) -> bool:
    """Whether somebody may close and cancel the survey, and sees how it goes meanwhile."""
    return asker.hr or survey.author_id == asker.id


def require_governor(survey: Survey, asker: Asker) -> None:
    """Raise `Forbidden` for everybody but HR and the author."""
    if not governs(survey, asker):
        raise Forbidden("survey-not-yours", "Only HR and who launched the survey can do this.")


def require_launcher(asker: Asker) -> None:
    """Raise `Forbidden` for whoever neither is HR nor leads a unit."""
    if not asker.hr and not asker.units:
        raise Forbidden(
            "surveys-by-hr-and-managers", "Surveys are launched by HR and those who lead a unit."
        )


def require_own_units(asker: Asker, ways: Iterable[Path]) -> None:
    """Raise `Forbidden` when somebody who is asked belongs to none of the asker's units."""
    if not asker.hr and any(asker.units.isdisjoint(way) for way in ways):
        raise Forbidden("audience-not-yours", "You can ask your own units. Ask HR for others.")


def require_reader(asker: Asker, unit_id: UnitId) -> None:
    """Raise `Forbidden` unless the unit's results are the asker's to read."""
    if not asker.leads(unit_id):
        raise results_not_yours()


def may_with(action: Action, asker: Asker) -> list[ActionDeed]:
    """What can be done with an action."""
    if asker.leads(action.unit_id):
        return ["change", "follow_up", "remove"]
    return ["follow_up"] if action.owner_id == asker.id else []


def require_action_deed(action: Action, asker: Asker, deed: ActionDeed) -> None:
    """Raise `Forbidden` unless the asker may do this to the action."""
    if deed not in may_with(action, asker):
        raise Forbidden("action-not-yours", "Only the owner and who leads the unit can do this.")


def results_not_yours() -> Forbidden:
    """The answer to whoever leads no unit that was asked."""
    return Forbidden("results-not-yours", "Results are for HR and for those who lead the unit.")
