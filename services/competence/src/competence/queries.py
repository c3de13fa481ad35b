"""What people see: terms, profiles, colleagues who can something, requirements and gaps."""

from chassis.directory import Directory
from competence import gap, recruitment
from competence import profile as profiles
from competence.access import Access
from competence.finder import Finder
from competence.search import suggest
from competence.store import CompetenceStore
from competence.taxonomy import Taxonomy
from competence.term import Term
from competence.views import (
    GapsView,
    ProfileView,
    RequirementView,
    TermView,
    gaps_view,
    profile_view,
    requirement_view,
    term_view,
)
from competence.vocabulary import Entry
from redthread_contracts.competence import TermKind
from redthread_contracts.ids import PersonId, TermId, UnitId

_WITHOUT_LEVELS = ("certificate", "driving_licence")


class Queries:
    """Answers for one reader at a time."""

    def __init__(
        self,
        store: CompetenceStore,
        finder: Finder,
        taxonomy: Taxonomy,
        directory: Directory,
        access: Access,
    ) -> None:
        self._store = store
        self._finder = finder
        self._taxonomy = taxonomy
        self._directory = directory
        self._access = access

    # Terms

    async def suggestions(self, typed: str, kind: TermKind | None, limit: int) -> list[TermView]:
        """The terms to offer while somebody types."""
        vocabulary = await self._taxonomy.vocabulary()
        found = suggest(typed, vocabulary, kind=kind, limit=limit)
        return [term_view(entry) for entry in found]

    async def term(self, reader: PersonId, term_id: TermId) -> tuple[TermView, int]:
        """One term and its version. Raises `NotFound`; a proposal is for HR alone."""
        stored = await self._store.terms.require(term_id)
        if stored.state.status == "proposed":
            await self._access.require_hr(reader)
        return _view(stored.state), stored.version

    async def proposals(self, reader: PersonId) -> list[TermView]:
        """What people have proposed, for HR."""
        await self._access.require_hr(reader)
        return [_view(stored.state) for stored in await self._store.proposed()]

    # Profiles

    async def own_profile(self, person_id: PersonId) -> ProfileView:
        """One's own profile, whole; an empty one while there is none."""
        stored = await self._store.profile(person_id)
        profile = stored.state if stored else profiles.empty(person_id)
        vocabulary = await self._taxonomy.vocabulary()
        version = stored.version if stored else 0
        return profile_view(profile, version, vocabulary, self._access.today())

    async def profile_of(self, person_id: PersonId) -> ProfileView:
        """What colleagues see of somebody. Raises `NotFound`, for a protected person too."""
        await self._access.require_colleague(person_id)
        stored = await self._store.profile(person_id)
        profile = profiles.visible(stored.state) if stored else profiles.empty(person_id)
        vocabulary = await self._taxonomy.vocabulary()
        version = stored.version if stored else 0
        return profile_view(profile, version, vocabulary, self._access.today())

    # Units

    async def requirement(self, reader: PersonId, unit_id: UnitId) -> RequirementView:
        """What a unit needs. Raises `NotFound`, `Forbidden`."""
        await self._access.require_head(reader, unit_id)
        stored = await self._store.requirements.get(unit_id)
        vocabulary = await self._taxonomy.vocabulary()
        if stored is None:
            return requirement_view(unit_id, None, 0, vocabulary)
        return requirement_view(unit_id, stored.state, stored.version, vocabulary)

    async def gaps(self, reader: PersonId, unit_id: UnitId) -> GapsView:
        """What a unit has against what it needs. Raises `NotFound`, `Forbidden`."""
        unit = await self._access.require_head(reader, unit_id)
        stored = await self._store.requirements.get(unit_id)
        required = stored.state.required if stored else ()
        today = self._access.today()
        people = []
        if required:
            under = await self._directory.subtree([unit_id])
            people = await self._finder.working_in(under, today)
        rows = gap.matrix(required, people)
        vocabulary = await self._taxonomy.vocabulary()
        entries = {row.term_id: vocabulary.entry(row.term_id) for row in rows}
        labels = {term_id: _labels(entry) for term_id, entry in entries.items() if entry}
        return gaps_view(
            unit_id,
            rows,
            gap.losses(required, people, today),
            gap.developing(rows, people),
            recruitment.text(rows, labels, unit.name_sv, unit.name_en),
            vocabulary,
        )


def _view(term: Term) -> TermView:
    return term_view(Entry.of(term))


def _labels(entry: Entry) -> recruitment.Labels:
    has_levels = entry.kind not in _WITHOUT_LEVELS
    return recruitment.Labels(entry.label_sv, entry.label_en, has_levels)
