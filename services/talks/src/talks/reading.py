"""Who has read what of another's: one row per reader, thing and hour (domain.md, "Law and trust").

A talk, its notes, agreements and documents are about the employee; a preparation is its author's.
Nobody's reading of what is their own is noted.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from chassis.documents import State
from redthread_contracts.ids import PersonId, TalkId
from talks.talk import Talk, person_in
from talks.template import Role

Thing = Literal["talk", "preparation", "notes", "agreements", "document", "side_employment"]


class Read(State):
    """Somebody read something of another's between two instants, as a party of the talk."""

    talk_id: TalkId
    owner: Role
    reader: Role
    reader_id: PersonId
    thing: Thing
    document: int | None = None
    first_at: datetime
    last_at: datetime


def read_of(
    talk: Talk,
    reader: Role,
    thing: Thing,
    now: datetime,
    *,
    document: int | None = None,
    reader_id: PersonId | None = None,
) -> Read | None:
    """The row that says so. None for what is the reader's own.

    The same thing in the same hour is the same row. `reader_id`: a substitute, by their own name.
    """
    owner: Role = "employee"
    if thing == "preparation":
        owner = "manager" if reader == "employee" else "employee"
    if owner == reader:
        return None
    reader_id = reader_id or person_in(talk, reader)
    hour = now.strftime("%Y-%m-%dT%H")
    what = thing if document is None else f"{thing}-{document}"
    return Read(
        id=f"{talk.id}:{reader_id}:{what}:{hour}",
        talk_id=talk.talk_id,
        owner=owner,
        reader=reader,
        reader_id=reader_id,
        thing=thing,
        document=document,
        first_at=now,
        last_at=now,
    )


def side_employment_thread(person_id: PersonId) -> TalkId:
    """Where the rows about somebody's side employment lie, beside those of their talks."""
    return TalkId(f"side-employment:{person_id}")


def read_of_side_employment(person_id: PersonId, reader_id: PersonId, now: datetime) -> Read:
    """The row that says that the line manager, or a substitute, read what was stated."""
    thread = side_employment_thread(person_id)
    hour = now.strftime("%Y-%m-%dT%H")
    return Read(
        id=f"{thread}:{reader_id}:{hour}",
        talk_id=thread,
        owner="employee",
        reader="manager",
        reader_id=reader_id,
        thing="side_employment",
        first_at=now,
        last_at=now,
    )


def newest_first(reads: Iterable[Read]) -> list[Read]:
    """In the order in which one wants to see them."""
    return sorted(reads, key=lambda read: (read.last_at, read.thing), reverse=True)
