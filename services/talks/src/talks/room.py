"""The commands of the two parties, from reading to writing. Some write two documents: then the
talk is the truth, and each says what is left when it dies halfway and who mends it.

Everything that one of the two reads of the other's passes here and is noted before it is given:
died in between, the log has a row for an answer that never came.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from chassis.clock import Clock, local_date
from chassis.directory import Directory
from chassis.documents import Decision, Stored
from chassis.errors import DomainError, VersionConflict
from redthread_contracts.ids import PersonId, TalkId
from redthread_contracts.talks import AgreementStatus
from talks import confirmation, conversation, notes, preparation, talk
from talks.agreement import with_status
from talks.assessing import assesses, levels_in
from talks.document import Answers, GoalSnapshot, compose_sections
from talks.following import taken_over
from talks.notes import Note, Notes
from talks.preparation import Preparation, PreparedSection, preparation_id
from talks.reading import Read, Thing, read_of
from talks.store import TalkStore
from talks.talk import UNFINISHED, Talk, role_of
from talks.template import ROLES, Role, Template


@dataclass(frozen=True, slots=True)
class Seat:
    """A talk as one of its two parties has it before them."""

    talk: Talk
    version: int
    role: Role
    person_id: PersonId
    """Who sits here: a party, or the manager's substitute."""
    template: Template
    """The version that the talk was opened with."""

    def after(self, changed: Stored[Talk]) -> "Seat":
        """The same seat when the talk has changed."""
        return replace(self, talk=changed.state, version=changed.version)

    @property
    def preparation_id(self) -> str:
        """Where one's own preparation lies."""
        return preparation_id(self.talk, self.role, self.person_id)


class Room:
    """Everything that the two do with a talk. Every method raises `NotFound` and `Forbidden`."""

    def __init__(self, store: TalkStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def enter(
        self,
        talk_id: TalkId,
        person_id: PersonId,
        thing: Thing = "talk",
        *,
        document: int | None = None,
    ) -> Seat:
        """The talk, for one of its two parties or a substitute; `thing` is what is read of it.

        `document`: which version. One that never was is `NotFound`, and nobody has read it.
        """
        stored = await self._store.talks.require(talk_id)
        today = local_date(self._clock.now())
        if await taken_over(self._store, self._directory, stored.state, person_id, today):
            stored = await self._store.talks.require(talk_id)
        role = await self._role(stored.state, person_id, today)
        if document is not None:
            confirmation.version(stored.state, document)
        now = self._clock.now()
        await self.note_reads(
            [read_of(stored.state, role, thing, now, document=document, reader_id=person_id)]
        )
        template = await self._store.library.of(stored.state)
        return Seat(stored.state, stored.version, role, person_id, template)

    async def sits_for(self, person_id: PersonId) -> list[PersonId]:
        """Whose manager's seat is this person's today: their own, and as a substitute."""
        today = local_date(self._clock.now())
        return [person_id, *await self._directory.delegators(person_id, today)]

    async def _role(self, of: Talk, person_id: PersonId, today: date) -> Role:
        """The manager's substitute has the manager's seat while the delegation lasts.

        Raises `Forbidden`.
        """
        if person_id not in of.parties:
            manager = await self._directory.person(of.manager_id)
            if manager is not None and manager.lets_act(person_id, today):
                return "manager"
        return role_of(of, person_id)

    async def agreements_of(
        self, person_id: PersonId, status: AgreementStatus | None
    ) -> list[Stored[Talk]]:
        """The talks in which this person has an agreement of this status with the other.

        None: of any. What is not given out is not noted as read.
        """
        found = [
            one
            for one in await self._store.agreements_of(person_id)
            if with_status(one.state.agreements, status)
        ]
        now = self._clock.now()
        await self.note_reads(
            read_of(one.state, role_of(one.state, person_id), "agreements", now) for one in found
        )
        return found

    async def reads_of(self, seat: Seat) -> Sequence[Read]:
        """Who has read what belongs to the one who sits here."""
        return await self._store.reads_of(seat.talk.talk_id, seat.role)

    async def change(
        self,
        talk_id: TalkId,
        person_id: PersonId,
        decide: Callable[[Talk, Role], Decision[Talk] | None],
        *,
        expected: int | None = None,
    ) -> Seat:
        """Change the talk alone."""
        seat = await self.enter(talk_id, person_id)
        changed = await self._change(seat, lambda one: decide(one, seat.role), expected=expected)
        return seat.after(changed)

    # Preparations

    async def read_preparations(self, seat: Seat) -> tuple[Preparation, Preparation | None]:
        """One's own, and the other's once both have shared."""
        mine = await self._preparation(seat.talk, seat.role, seat.person_id)
        theirs = talk.other(seat.role)
        if not preparation.may_read(seat.talk, seat.role, theirs):
            return mine, None
        now = self._clock.now()
        await self.note_reads(
            [read_of(seat.talk, seat.role, "preparation", now, reader_id=seat.person_id)]
        )
        return mine, await self._preparation(seat.talk, theirs)

    async def prepare(
        self,
        talk_id: TalkId,
        person_id: PersonId,
        section_id: str,
        answers: Mapping[str, str],
        *,
        seen: int,
    ) -> PreparedSection:
        """Save a section; the first save moves a planned talk to preparing.

        Died before the talk moved: the next save moves it.
        """
        seat = await self.enter(talk_id, person_id)
        place = seat.preparation_id
        left_lock = await self._lock(place)
        if left_lock is not None:
            # Ask the talk again: what it says now is newer than the lock.
            seat = await self.enter(talk_id, person_id)
        talk.check_can_prepare(seat.talk, seat.role)
        section = seat.template.section(section_id)
        now = self._clock.now()
        used = await self._store.criteria.of_talk(seat.talk) if assesses(section) else None
        if used and levels_in(section, used.criteria, answers):
            # Died after it: frozen a moment too early, for nobody.
            await self._store.criteria.freeze(used, now)

        def decide(known: Preparation | None) -> Preparation | None:
            return preparation.save(
                known or preparation.empty(seat.talk, seat.role, seat.person_id),
                section,
                answers,
                seen=seen,
                now=now,
                left_lock=left_lock,
                criteria=used.criteria if used else None,
            )

        saved = await self._store.preparations.change(place, decide)
        if seat.talk.state == "planned":
            await self._change(seat, lambda one: talk.start_preparing(one, seat.role))
        if saved is None:
            raise ValueError("a saved preparation is there")
        return saved.state.sections[section_id]

    async def share(self, talk_id: TalkId, person_id: PersonId) -> Seat:
        """Lock the preparation, then let the talk say that it is shared.

        Died in between: the talk says that nothing is shared; sharing again goes on, saving
        takes the lock off.
        """
        seat = await self.enter(talk_id, person_id)
        if seat.talk.shared.of(seat.role) is None:
            talk.check_can_prepare(seat.talk, seat.role)
        await self._lock_preparation(seat)
        now = self._clock.now()
        changed = await self._change(
            seat, lambda one: talk.share(one, seat.role, now, by=seat.person_id)
        )
        # A save that asked the talk a moment ago may have taken the lock for a left one.
        await self._lock_preparation(seat)
        return seat.after(changed)

    async def take_back(self, talk_id: TalkId, person_id: PersonId) -> Seat:
        """Let the talk say that nothing is shared, then unlock the preparation.

        Died in between: the next save, or taking back again, unlocks it.
        """
        seat = await self.enter(talk_id, person_id)
        changed = await self._change(seat, lambda one: talk.take_back(one, seat.role))
        await self._store.preparations.change(
            seat.preparation_id,
            lambda known: preparation.unlock(known) if known else None,
        )
        return seat.after(changed)

    # Notes

    async def read_notes(self, talk_id: TalkId) -> Notes:
        """All notes of a talk that was entered."""
        stored = await self._store.notes.get(talk_id)
        return stored.state if stored else Notes(id=talk_id)

    async def write_note(
        self,
        talk_id: TalkId,
        person_id: PersonId,
        section_id: str,
        write: Callable[[Notes, Seat], notes.Written],
        text: str,
    ) -> Note:
        """Save or resolve a note; the first one says that the talk is being held.

        Died before the talk moved: the next note moves it. Raises `VersionConflict` when the
        text was written against an older version; it is kept in `unresolved` all the same.
        """
        # The answer holds what the other wrote, when both have written.
        seat = await self.enter(talk_id, person_id, "notes")
        conversation.check_can_write(seat.talk)
        seat.template.section(section_id)
        outcomes: list[notes.Written] = []

        def decide(known: Notes | None) -> Notes | None:
            before = known or Notes(id=talk_id)
            outcomes.append(write(before, seat))
            after = outcomes[-1].notes
            return after if after != before else None

        await self._store.notes.change(talk_id, decide)
        written = outcomes[-1]
        note = written.notes.sections.get(section_id, Note())
        if note.version or note.unresolved:
            now = self._clock.now()
            await self._change(seat, lambda one: conversation.hold(one, seat.role, now))
        if written.outcome == "kept":
            raise notes.conflict(written.notes, section_id, text)
        return note

    # The document

    async def finish(
        self,
        talk_id: TalkId,
        person_id: PersonId,
        *,
        goals: Sequence[GoalSnapshot],
        reviewed: Sequence[GoalSnapshot],
        expected: int,
    ) -> Seat:
        """Lock the notes and take what they hold, in one update; then write the document.

        Died in between: finishing again does it, and a note can be written again after a minute.
        """
        seat = await self.enter(talk_id, person_id)
        if seat.talk.state == "awaiting_confirmation":
            return seat
        if seat.version != expected:
            raise VersionConflict(current_version=seat.version)
        confirmation.check_can_finish(seat.talk)
        now = self._clock.now()
        locked = await self._store.notes.change(
            talk_id, lambda known: notes.lock(known or Notes(id=talk_id), now)
        )
        texts = locked.state.texts if locked else {}
        prepared = await self._prepared_by_both(seat.talk)
        used = await self._store.criteria.of_talk(seat.talk)
        sections = compose_sections(seat.template, texts, prepared, used.criteria)

        def decide(one: Talk) -> Decision[Talk] | None:
            return confirmation.finish(
                one,
                seat.role,
                sections=sections,
                goals=goals,
                reviewed=reviewed,
                now=now,
                by=seat.person_id,
            )

        try:
            changed = await self._change(seat, decide, expected=expected)
        except DomainError:
            seat = await self.enter(talk_id, person_id)
            if seat.talk.state in UNFINISHED:
                await self._unlock_notes(talk_id)
                raise
            return seat  # the other finished at the same moment
        return seat.after(changed)

    async def reopen(self, talk_id: TalkId, person_id: PersonId, reason: str) -> Seat:
        """Let the talk say that it is open, then unlock the notes.

        Died in between: reopening again unlocks them, and so does a note after a minute.
        """
        seat = await self.enter(talk_id, person_id)
        now = self._clock.now()
        changed = await self._change(
            seat, lambda one: confirmation.reopen(one, seat.role, reason, now, by=seat.person_id)
        )
        await self._unlock_notes(talk_id)
        return seat.after(changed)

    async def note_reads(self, reads: Iterable[Read | None]) -> None:
        """Note them before what was read is given; None is passed over."""
        if noted := [read for read in reads if read is not None]:
            await self._store.note_reads(noted)

    async def _change(
        self,
        seat: Seat,
        decide: Callable[[Talk], Decision[Talk] | None],
        *,
        expected: int | None = None,
    ) -> Stored[Talk]:
        changed = await self._store.talks.change(
            seat.talk.id,
            lambda one: talk.done_by(decide(one), seat.person_id) if one else None,
            expected=expected,
        )
        return changed or await self._store.talks.require(seat.talk.id)

    async def _preparation(
        self, of: Talk, role: Role, person_id: PersonId | None = None
    ) -> Preparation:
        """As the talk says: a lock that it knows nothing of does not count as shared."""
        stored = await self._store.preparations.get(preparation_id(of, role, person_id))
        known = stored.state if stored else preparation.empty(of, role, person_id)
        return known.model_copy(update={"shared_at": of.shared.of(role)})

    async def _prepared_by_both(self, of: Talk) -> Mapping[Role, Answers] | None:
        if not of.shared.both:
            return None
        return {role: (await self._preparation(of, role)).answers for role in ROLES}

    async def _lock(self, place: str) -> datetime | None:
        stored = await self._store.preparations.get(place)
        return stored.state.shared_at if stored else None

    async def _lock_preparation(self, seat: Seat) -> None:
        now = self._clock.now()
        await self._store.preparations.change(
            seat.preparation_id,
            lambda known: preparation.lock(
                known or preparation.empty(seat.talk, seat.role, seat.person_id), now
            ),
        )

    async def _unlock_notes(self, talk_id: TalkId) -> None:
        await self._store.notes.change(
            talk_id, lambda known: notes.unlock(known) if known else None
        )
