"""A person's profile: what they can, hold and want to develop, and what of it they show.

Each command is a pure function: the profile as it is (None: nothing yet) and what is asked go in,
the profile as it becomes and its event come out. None comes out when there is nothing to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar
from uuid import uuid5

from chassis.documents import Decision, State
from chassis.errors import Conflict
from competence.items import MOST_ITEMS, Certificate, Competence, Education, Item
from competence.ranking import HELD, token
from competence.term import NAMESPACE
from redthread_contracts.competence import CertificateFacts, CompetenceFacts, ProfileChanged
from redthread_contracts.ids import PersonId, TermId

Sort = Literal["competences", "certificates", "education"]
I = TypeVar("I", bound=Item)  # noqa: E741


class Profile(State):
    """One person's. `protected`: the person's identity is, so nothing is shown."""

    person_id: PersonId
    protected: bool = False
    competences: tuple[Competence, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    education: tuple[Education, ...] = ()
    brought_in: str = ""
    """Digest of the last row that an import gave: tells the same one from another."""

    @property
    def term_ids(self) -> set[TermId]:
        """Every term that is named in it."""
        named = [each.term_id for each in self.competences]
        named += [each.term_id for each in self.certificates]
        return {term_id for term_id in named if term_id is not None}


@dataclass(frozen=True, slots=True)
class Shown:
    """What can be found of a profile on a day.

    `tokens`: a token per term and level (`ranking.token`), sorted; `expiring`: the certificates
    with a last day; `changes_after`: the first of those days, after which this is to be made anew.
    """

    tokens: tuple[str, ...] = ()
    developing: tuple[TermId, ...] = ()
    expiring: tuple[tuple[TermId, date], ...] = ()
    changes_after: date | None = None


def id_of(person_id: PersonId) -> str:
    """The id of a person's profile."""
    return str(uuid5(NAMESPACE, f"profile:{person_id}"))


def empty(person_id: PersonId, *, protected: bool = False) -> Profile:
    """The profile of somebody who has written nothing."""
    return Profile(id=id_of(person_id), person_id=person_id, protected=protected)


def visible(profile: Profile) -> Profile:
    """What colleagues see of it: nothing of a protected person."""
    if profile.protected:
        return empty(profile.person_id, protected=True)
    return profile.model_copy(
        update={
            "competences": tuple(each for each in profile.competences if not each.hidden),
            "certificates": tuple(each for each in profile.certificates if not each.hidden),
            "education": tuple(each for each in profile.education if not each.hidden),
        }
    )


def shown(profile: Profile, day: date) -> Shown:
    """What the search and the gaps know of a profile."""
    seen = visible(profile)
    held = [
        certificate
        for certificate in seen.certificates
        if certificate.term_id is not None and certificate.valid_on(day)
    ]
    tokens = {token(each.term_id, each.level) for each in seen.competences if each.term_id}
    tokens |= {token(each.term_id, HELD) for each in held if each.term_id}
    last_days = [each.expires for each in held if each.expires is not None]
    return Shown(
        tokens=tuple(sorted(tokens)),
        developing=tuple(
            sorted(
                each.term_id for each in seen.competences if each.term_id and each.wants_to_develop
            )
        ),
        expiring=tuple(
            sorted((each.term_id, each.expires) for each in held if each.term_id and each.expires)
        ),
        changes_after=min(last_days, default=None),
    )


def put_competence(profile: Profile, item: Competence) -> Decision[Profile] | None:
    """Add a competence, or change the one with its id.

    Raises `Conflict` "competence-twice" when another item has its term, "profile-full".
    """
    for other in profile.competences:
        same_term = other.term_id == item.term_id and other.label == item.label
        if other.id != item.id and same_term:
            raise Conflict(
                "competence-twice", "It is in your list already. Change that one.", item_id=other.id
            )
    return _put(profile, "competences", profile.competences, item)


def put_certificate(profile: Profile, item: Certificate) -> Decision[Profile] | None:
    """Add a certificate, or change (renew) the one with its id. Raises `Conflict`."""
    return _put(profile, "certificates", profile.certificates, item)


def put_education(profile: Profile, item: Education) -> Decision[Profile] | None:
    """Add an education, or change the one with its id. Raises `Conflict`."""
    return _put(profile, "education", profile.education, item)


def remove(profile: Profile, sort: Sort, item_id: str) -> Decision[Profile] | None:
    """Take an item away."""
    items: tuple[Item, ...] = getattr(profile, sort)
    left = tuple(each for each in items if each.id != item_id)
    return _changed(profile, {sort: left})


def bring_in(profile: Profile, row: Profile) -> Decision[Profile] | None:
    """What a row of an import does: its items replace those with the same ids and terms.

    The same row again does nothing, whatever people have done to the profile since.
    """
    if profile.brought_in == row.brought_in:
        return None
    terms = {each.term_id for each in row.competences if each.term_id}
    own = tuple(each for each in profile.competences if each.term_id not in terms)
    merged = profile.model_copy(
        update={
            "competences": _merged(own, row.competences),
            "certificates": _merged(profile.certificates, row.certificates),
            "education": _merged(profile.education, row.education),
            "brought_in": row.brought_in,
        }
    )
    for items in (merged.competences, merged.certificates, merged.education):
        _check_room(items)
    return decided(merged)


def settle(
    profile: Profile, *, protected: bool, merged: Mapping[TermId, TermId]
) -> Decision[Profile] | None:
    """What follows from outside: the person is protected (or no more), terms are merged."""

    def now(term_id: TermId | None) -> TermId | None:
        return merged.get(term_id, term_id) if term_id else None

    competences: dict[str, Competence] = {}
    for each in profile.competences:
        moved = each.model_copy(update={"term_id": now(each.term_id)})
        key = moved.term_id or moved.id
        competences[key] = _one(competences[key], moved) if key in competences else moved
    certificates = tuple(
        each.model_copy(update={"term_id": now(each.term_id)}) for each in profile.certificates
    )
    return _changed(
        profile,
        {
            "protected": protected,
            "competences": tuple(competences.values()),
            "certificates": certificates,
        },
    )


def erase(profile: Profile) -> Decision[Profile]:
    """The person is erased: nothing is kept, and who watches its days hears that none is left."""
    gone = ProfileChanged(profile_id=profile.id, person_id=profile.person_id)
    return Decision(None, [gone])


def decided(profile: Profile) -> Decision[Profile]:
    """The profile and its event, which holds what is shown, and hidden certificates' days."""
    return Decision(profile, [_event(profile)])


def _put(profile: Profile, sort: Sort, items: tuple[I, ...], item: I) -> Decision[Profile] | None:
    if all(each.id != item.id for each in items):
        left: tuple[I, ...] = (*items, item)
        _check_room(left)
    else:
        left = tuple(item if each.id == item.id else each for each in items)
    return _changed(profile, {sort: left})


def _changed(profile: Profile, fields: Mapping[str, object]) -> Decision[Profile] | None:
    changed = profile.model_copy(update=dict(fields))
    return None if changed == profile else decided(changed)


def _check_room(items: Sequence[Item]) -> None:
    if len(items) > MOST_ITEMS:
        raise Conflict(
            "profile-full", f"A profile holds at most {MOST_ITEMS} of each. Take one away first."
        )


def _merged(own: tuple[I, ...], brought: tuple[I, ...]) -> tuple[I, ...]:
    items = {each.id: each for each in (*own, *brought)}
    return tuple(items.values())


def _one(first: Competence, second: Competence) -> Competence:
    """Two entries become one.

    When one is hidden, the shown one stays as it is: nothing of the hidden one may show.
    """
    if first.hidden != second.hidden:
        return second if first.hidden else first
    return first.model_copy(
        update={
            "level": max(first.level, second.level),
            "wants_to_develop": first.wants_to_develop or second.wants_to_develop,
        }
    )


def _event(profile: Profile) -> ProfileChanged:
    if profile.protected:
        return ProfileChanged(profile_id=profile.id, person_id=profile.person_id)
    return ProfileChanged(
        profile_id=profile.id,
        person_id=profile.person_id,
        competences=tuple(
            CompetenceFacts(
                term_id=each.term_id, level=each.level, wants_to_develop=each.wants_to_develop
            )
            for each in profile.competences
            if each.term_id and not each.hidden
        ),
        certificates=tuple(
            CertificateFacts(
                certificate_id=each.certificate_id,
                term_id=None if each.hidden else each.term_id,
                expires=each.expires,
            )
            for each in profile.certificates
        ),
    )
