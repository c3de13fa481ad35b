"""What one has at hand beside a talk: the talks before it, what is still to be done, notes of
one's own, and the follow-up talk that comes after it.
"""

from collections.abc import Sequence
from datetime import date

from chassis.clock import Clock
from chassis.documents import Stored
from redthread_contracts.ids import PersonId, TalkId
from talks import private_note
from talks.agreement import with_status
from talks.follow_up_talk import FOLLOW_UP, follow_up_talk, open_follow_up
from talks.private_note import PrivateNote, private_note_id
from talks.reading import read_of
from talks.room import Room, Seat
from talks.store import TalkStore
from talks.talk import Talk


class AtHand:
    """Every method raises `NotFound` and `Forbidden`, as `Room.enter`."""

    def __init__(self, store: TalkStore, room: Room, clock: Clock) -> None:
        self._store = store
        self._room = room
        self._clock = clock

    async def others(self, seat: Seat) -> Sequence[Stored[Talk]]:
        """The other talks of the same two, newest first, without the texts of their documents.

        Reading what is still open in them is noted.
        """
        found = await self._store.others_of(seat.talk, seat.role)
        now = self._clock.now()
        await self._room.note_reads(
            read_of(one.state, seat.role, "agreements", now, reader_id=seat.person_id)
            for one in found
            if with_status(one.state.agreements, "open")
        )
        return found

    async def private_note(self, talk_id: TalkId, person_id: PersonId) -> PrivateNote:
        """One's own, which may be empty."""
        await self._room.enter(talk_id, person_id)
        stored = await self._store.private_notes.get(private_note_id(talk_id, person_id))
        return stored.state if stored else private_note.nothing(talk_id, person_id)

    async def write_private_note(
        self, talk_id: TalkId, person_id: PersonId, text: str, *, seen: int
    ) -> PrivateNote:
        """Write one's own, also when the talk is finished. Raises as `private_note.save`."""
        await self._room.enter(talk_id, person_id)
        now = self._clock.now()
        saved = await self._store.private_notes.change(
            private_note_id(talk_id, person_id),
            lambda known: private_note.save(
                known or private_note.nothing(talk_id, person_id), text, seen=seen, now=now
            ),
        )
        return saved.state if saved else await self.private_note(talk_id, person_id)

    async def open_follow_up(
        self, talk_id: TalkId, person_id: PersonId, new_id: TalkId, last_day: date
    ) -> Seat:
        """Open a follow-up talk under an id that the caller made. Raises as `follow_up_talk`."""
        seat = await self._room.enter(talk_id, person_id)
        template = await self._store.library.newest_of(FOLLOW_UP)
        if template is None:
            raise ValueError("the follow-up template is built in")
        new = follow_up_talk(seat.talk, new_id, template, last_day, self._clock.now())
        await self._store.talks.change(
            new_id, lambda known: open_follow_up(known, new, seat.person_id)
        )
        return await self._room.enter(new_id, person_id)
