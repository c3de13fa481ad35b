"""Events in: people who change or are erased, profiles and terms that changed here."""

from chassis.consumer import Received, Subscription
from chassis.projection import Write
from competence.finder import Finder
from competence.store import CompetenceStore
from redthread_contracts.competence import ProfileChanged, TermChanged
from redthread_contracts.directory import PersonChanged, PersonErased
from redthread_contracts.ids import PersonId
from redthread_contracts.topics import COMPETENCE, DIRECTORY


class Reactions:
    """One small function per event."""

    def __init__(self, store: CompetenceStore, finder: Finder) -> None:
        self._store = store
        self._finder = finder

    def subscriptions(self) -> tuple[Subscription, ...]:
        """What the service listens to, beside its copy of people and units.

        Terms are a group of their own: an import of thousands must not delay what people write.
        """
        return (
            Subscription(
                "competence.people",
                [DIRECTORY],
                {PersonChanged: self.person_changed, PersonErased: self.person_erased},
            ),
            Subscription(
                "competence.profiles", [COMPETENCE], {ProfileChanged: self.profile_changed}
            ),
            Subscription("competence.taxonomy", [COMPETENCE], {TermChanged: self.term_changed}),
        )

    def person_changed(self, event: Received[PersonChanged]) -> list[Write]:
        """Name, title and unit for the search; whether the profile may be shown is settled."""
        return [self._finder.person_changed(event), self._mark(event.envelope.subject)]

    def person_erased(self, event: Received[PersonErased]) -> list[Write]:
        """Nothing is found from now on; the profile is erased by the settling."""
        return [self._finder.person_erased(event), self._mark(event.envelope.subject)]

    def profile_changed(self, event: Received[ProfileChanged]) -> list[Write]:
        """What can be found is to be made anew."""
        return [self._mark(event.data.person_id)]

    def term_changed(self, event: Received[TermChanged]) -> list[Write]:
        """Every process learns it; who has a merged one, and what requires it, is to move on."""
        term = event.data
        changed = self._store.term_changed(term.term_id)
        if term.merged_into is None:
            return [changed]
        return [changed, self._store.mark_merged(term.term_id)]

    def _mark(self, person_id: str) -> Write:
        return self._store.mark(PersonId(person_id))
