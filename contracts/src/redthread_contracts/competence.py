"""Topic `competence`: what people have chosen to show, the taxonomy, and units' requirements.

What somebody hides leaves the service only as a day of expiry, so that it can be reminded of.
"""

from datetime import date
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from redthread_contracts.event import Event
from redthread_contracts.ids import CertificateId, PersonId, TermId, UnitId
from redthread_contracts.topics import COMPETENCE, Topic

TermKind = Literal["skill", "occupation", "language", "driving_licence", "certificate"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CompetenceFacts(_Value):
    """A visible competence: 1 beginner, 2 with support, 3 independent, 4 skilled, 5 can teach."""

    term_id: TermId
    level: int
    wants_to_develop: bool = False


class CertificateFacts(_Value):
    """A certificate or licence. `term_id` is None when it is hidden or not in the taxonomy."""

    certificate_id: CertificateId
    term_id: TermId | None
    expires: date | None


class ProfileFacts(Event):
    """What a person has chosen to show. A protected person shows nothing."""

    topic: ClassVar[Topic] = COMPETENCE

    profile_id: str
    person_id: PersonId
    competences: tuple[CompetenceFacts, ...] = ()
    certificates: tuple[CertificateFacts, ...] = ()


class ProfileChanged(ProfileFacts):
    """A person's competences or certificates changed."""

    type: ClassVar[str] = "se.redthread.profile.changed.v1"


class TermFacts(Event):
    """A term of the taxonomy. `concept_id` is its id in the JobTech taxonomy, where it has one."""

    topic: ClassVar[Topic] = COMPETENCE

    term_id: TermId
    kind: str
    concept_id: str | None
    label_sv: str
    label_en: str | None
    merged_into: TermId | None = None


class TermChanged(TermFacts):
    """A term is new, renamed, or merged into another."""

    type: ClassVar[str] = "se.redthread.term.changed.v1"


class RequiredFacts(_Value):
    """So many people on at least this level."""

    term_id: TermId
    level: int
    count: int


class RequirementFacts(Event):
    """What a unit needs."""

    topic: ClassVar[Topic] = COMPETENCE

    requirement_id: str
    unit_id: UnitId
    required: tuple[RequiredFacts, ...] = ()


class RequirementChanged(RequirementFacts):
    """The unit's requirement profile changed."""

    type: ClassVar[str] = "se.redthread.requirement.changed.v1"
