"""What people and HR do: who may, on what, and then the rule of the profile, term or unit."""

from collections.abc import Callable

from chassis.documents import Decision, Stored
from chassis.errors import Conflict, FieldError, Invalid, NotFound, VersionConflict
from competence import profile as profiles
from competence import requirement as requirements
from competence import term as terms
from competence.access import Access
from competence.items import (
    Certificate,
    CertificateDraft,
    Competence,
    CompetenceDraft,
    Education,
    EducationDraft,
)
from competence.profile import Profile, Sort
from competence.queries import Queries
from competence.requirement import Required, Requirement, RequirementDraft
from competence.store import CompetenceStore
from competence.taxonomy import Taxonomy
from competence.term import Term
from competence.vocabulary import Vocabulary
from redthread_contracts.ids import PersonId, TermId, UnitId

Rule = Callable[[Profile], Decision[Profile] | None]


class Commands:
    """Each raises what its rules raise, and changes one document or none."""

    def __init__(
        self, store: CompetenceStore, taxonomy: Taxonomy, queries: Queries, access: Access
    ) -> None:
        self._store = store
        self._taxonomy = taxonomy
        self._queries = queries
        self._access = access

    # One's own profile

    async def put_competence(
        self, who: PersonId, item_id: str, draft: CompetenceDraft, seen: int | None
    ) -> None:
        """Add a competence or change it. One's own words become a proposal once they are shown."""
        vocabulary = await self._taxonomy.vocabulary()
        term_id = _known(vocabulary, draft.term_id, draft.label)
        if term_id is None and not draft.hidden and draft.label:
            term_id = await self._proposed(draft.label)
        item = Competence(
            id=item_id,
            term_id=term_id,
            label=None if term_id else draft.label,
            level=draft.level,
            wants_to_develop=draft.wants_to_develop,
            hidden=draft.hidden,
        )
        await self._change(who, lambda profile: profiles.put_competence(profile, item), seen)

    async def put_certificate(
        self, who: PersonId, item_id: str, draft: CertificateDraft, seen: int | None
    ) -> None:
        """Add a certificate, or change or renew it."""
        vocabulary = await self._taxonomy.vocabulary()
        term_id = _known(vocabulary, draft.term_id, draft.label)
        item = Certificate(
            id=item_id,
            term_id=term_id,
            label=None if term_id else draft.label,
            issued=draft.issued,
            expires=draft.expires,
            hidden=draft.hidden,
        )
        await self._change(who, lambda profile: profiles.put_certificate(profile, item), seen)

    async def put_education(
        self, who: PersonId, item_id: str, draft: EducationDraft, seen: int | None
    ) -> None:
        """Add an education or change it."""
        item = Education(id=item_id, **draft.model_dump())
        await self._change(who, lambda profile: profiles.put_education(profile, item), seen)

    async def remove(self, who: PersonId, sort: Sort, item_id: str, seen: int | None) -> None:
        """Take an item away; one that is gone already is no fault."""
        if await self._store.profile(who) is not None:
            await self._change(who, lambda profile: profiles.remove(profile, sort, item_id), seen)

    # The taxonomy

    async def accept(
        self, who: PersonId, term_id: TermId, label_sv: str, label_en: str | None
    ) -> None:
        """A proposal becomes a term. Raises `Conflict` when there is a term of that name."""
        await self._access.require_hr(who)
        vocabulary = await self._taxonomy.vocabulary()
        other_id = vocabulary.accepted(label_sv)
        if other_id not in (None, term_id):
            raise Conflict(
                "term-exists",
                "There is a term with this name. Merge the proposal into it.",
                term_id=other_id,
            )
        await self._change_term(term_id, lambda term: terms.accept(term, label_sv, label_en))

    async def merge(self, who: PersonId, term_id: TermId, into: TermId) -> None:
        """A duplicate gives way; profiles and requirements follow."""
        await self._access.require_hr(who)
        async with self._store.merging():
            target = await self._store.terms.require(into)
            await self._change_term(term_id, lambda term: terms.merge(term, target.state))

    # Units

    async def require(
        self, who: PersonId, unit_id: UnitId, draft: RequirementDraft, seen: int
    ) -> None:
        """Say what a unit needs. Raises `VersionConflict` with both versions."""
        await self._access.require_head(who, unit_id)
        required = await self._required(draft)

        def decide(before: Requirement | None) -> Decision[Requirement] | None:
            return requirements.put(before, unit_id, required)

        try:
            await self._store.requirements.change(unit_id, decide, expected=seen)
        except VersionConflict:
            view = await self._queries.requirement(who, unit_id)
            raise VersionConflict(
                current_version=view.version,
                current=view.model_dump(mode="json"),
                yours=draft.model_dump(mode="json"),
            ) from None

    async def _required(self, draft: RequirementDraft) -> tuple[Required, ...]:
        vocabulary = await self._taxonomy.vocabulary()
        faults = []
        rows = []
        for place, row in enumerate(draft.required):
            entry = vocabulary.entry(TermId(row.term_id))
            if entry is None or entry.status != "accepted":
                message = "Choose a competence from the list."
                faults.append(FieldError(f"required.{place}.term_id", "term-unknown", message))
            else:
                rows.append(Required(**{**row.model_dump(), "term_id": entry.id}))
        if faults:
            message = "Correct the rows that are marked."
            raise Invalid("requirement-not-right", message, fields=faults)
        return requirements.checked(rows)

    async def _change(self, who: PersonId, rule: Rule, seen: int | None) -> None:
        protected = await self._access.is_protected(who)

        def decide(profile: Profile | None) -> Decision[Profile] | None:
            return rule(profile or profiles.empty(who, protected=protected))

        try:
            await self._store.profiles.change(profiles.id_of(who), decide, expected=seen)
        except VersionConflict:
            view = await self._queries.own_profile(who)
            raise VersionConflict(
                current_version=view.version, current=view.model_dump(mode="json")
            ) from None

    async def _proposed(self, label: str) -> TermId:
        """The proposal with these words: written before the profile that names it."""
        term_id = terms.id_of_free(label)
        stored = await self._store.terms.change(term_id, lambda term: terms.propose(term, label))
        return self._learnt(stored)

    async def _change_term(
        self, term_id: TermId, rule: Callable[[Term], Decision[Term] | None]
    ) -> None:
        def decide(term: Term | None) -> Decision[Term] | None:
            if term is None:
                raise NotFound("term-not-found", "There is no such term. Check the address.")
            return rule(term)

        self._learnt(await self._store.terms.change(term_id, decide))

    def _learnt(self, stored: Stored[Term] | None) -> TermId:
        if stored is None:
            raise NotFound("term-not-found", "There is no such term. Check the address.")
        self._taxonomy.learn(stored.state)
        return stored.state.merged_into or stored.state.term_id


def _known(vocabulary: Vocabulary, term_id: str | None, label: str | None) -> TermId | None:
    """The term that is meant; None for words that are no accepted term's.

    Raises `Invalid` "term-unknown" for an id that is none.
    """
    if term_id is not None:
        entry = vocabulary.entry(TermId(term_id))
        if entry is None:
            message = "Choose from the list again, or write what it is called."
            field = FieldError("term_id", "term-unknown", message)
            raise Invalid("profile-not-right", message, fields=[field])
        return entry.id
    return vocabulary.accepted(label) if label else None
