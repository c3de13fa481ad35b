"""Who has read what is mine in a talk, with names."""

from pydantic import BaseModel, ConfigDict

from gateway.clients.talk_texts import Read
from gateway.i18n import N_, Words
from gateway.views.people import name_of, people_of
from gateway.visit import Visit
from redthread_contracts.ids import TalkId


class ReadRow(BaseModel):
    """A row of the log."""

    model_config = ConfigDict(frozen=True)

    read: Read
    name: str


async def reads_of(visit: Visit, talk_id: TalkId) -> list[ReadRow]:
    """The log, the newest first."""
    found = await visit.clients.talks.reads(visit.who, talk_id)
    people = await people_of(visit, [one.reader_id for one in found])
    words = visit.words
    somebody = {
        "manager": words.gettext(N_("Chefen")),
        "employee": words.gettext(N_("Medarbetaren")),
    }
    return [
        ReadRow(read=one, name=name_of(people, one.reader_id, somebody.get(one.reader, "")))
        for one in found
    ]


_THINGS = {
    "talk": N_("Samtalet"),
    "preparation": N_("Din förberedelse"),
    "notes": N_("Anteckningarna"),
    "agreements": N_("Överenskommelserna"),
}


def read_thing(row: ReadRow, words: Words) -> str:
    """What was read."""
    if row.read.thing == "document":
        return words.gettext(N_("Dokumentet, version %(version)s"), version=row.read.document)
    return words.gettext(_THINGS.get(row.read.thing, _THINGS["talk"]))


def read_when(row: ReadRow, words: Words) -> str:
    """'12 oktober kl. 09.14', or from when to when within the hour."""
    first, last = row.read.first_at, row.read.last_at
    begins = words.short_moment(first)
    return begins if words.time(first) == words.time(last) else f"{begins}–{words.time(last)}"
