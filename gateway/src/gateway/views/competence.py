"""Profiles: one's own whole, and what colleagues see of somebody."""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from chassis.errors import NotFound
from gateway.clients.competence import Competence, Profile, Term
from gateway.clients.directory import Person, Unit
from gateway.parts import Part, gather
from gateway.problems import ServiceDown
from gateway.visit import Visit
from redthread_contracts.ids import PersonId

LANGUAGE = "language"
ABILITIES = ("skill", "occupation", LANGUAGE)
"""Kinds of terms that have a level."""

PAPERS = ("certificate", "driving_licence", "skill")
"""Kinds of terms that a certificate may be of."""

_MOST_OFFERED = 8
_MOST_ASKED_FOR = 30
"""Some of them are of another kind than is wanted."""


class ColleagueProfile(BaseModel):
    """Somebody as colleagues see them. `profile` may be missing for a while."""

    model_config = ConfigDict(frozen=True)

    person: Person
    unit: Unit | None
    profile: Part[Profile]


async def colleague_profile(visit: Visit, person_id: PersonId) -> ColleagueProfile:
    """Name, title, unit, and what of the profile is shown. Raises `NotFound`."""
    directory = visit.clients.directory
    person, units, profile = await gather(
        directory.person(visit.who, person_id),
        directory.units(visit.who),
        _shown(visit, person_id),
    )
    if person.problem == "service-down":
        raise ServiceDown("directory")
    if person.value is None or profile.problem == "person-not-found":
        raise NotFound("person-not-found", "There is no such person. Check the address.")
    unit_id = person.value.unit_id
    unit = units.value.get(unit_id) if units.value and unit_id else None
    return ColleagueProfile(person=person.value, unit=unit, profile=profile)


def abilities(items: Sequence[Competence]) -> list[Competence]:
    """What somebody can, languages aside; the highest level first."""
    return _by_level(one for one in items if one.kind != LANGUAGE)


def languages(items: Sequence[Competence]) -> list[Competence]:
    """The languages, the highest level first."""
    return _by_level(one for one in items if one.kind == LANGUAGE)


async def offered(visit: Visit, typed: str, kinds: Sequence[str]) -> list[Term]:
    """The terms to choose from for what somebody has typed, the best first."""
    only = kinds[0] if len(kinds) == 1 else None
    found = await visit.clients.competence.terms(visit.who, typed, only, _MOST_ASKED_FOR)
    return [term for term in found if term.kind in kinds][:_MOST_OFFERED]


def named(terms: Sequence[Term], typed: str) -> Term | None:
    """The one that is called exactly so, in either language."""
    wanted = _plain(typed)
    return next(
        (one for one in terms if wanted in {_plain(one.label_sv), _plain(one.label_en or "")}),
        None,
    )


async def _shown(visit: Visit, person_id: PersonId) -> Profile:
    return (await visit.clients.competence.profile(visit.who, person_id)).value


def _by_level(items: Iterable[Competence]) -> list[Competence]:
    return sorted(items, key=lambda one: -one.level)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
