"""The check of the whole history: what was acknowledged, what became of it, and nothing twice.

It looks at everything that has happened in the shared system so far, whoever made it happen.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from chassis.consumer import Received, effect_id
from chassis.directory import DirectoryCopy
from chassis.documents import LEAST_RECENT, PENDING
from chassis.mongo import Collection, Document
from chassis.testing import eventually
from chassis.testing.asking import Answer
from goals.progress import Child, roll_up
from notifier.watch import Watch, goal_seen, goal_watch_id, talk_seen, talk_watch_id
from redthread_contracts import Event, event_class
from redthread_contracts.directory import PersonErased, UnitErased
from redthread_contracts.goals import GoalAgreed, GoalFacts, GoalProposed
from redthread_contracts.notifications import NotificationCreated, NotificationSent
from redthread_contracts.talks import (
    TalkBooked,
    TalkCompleted,
    TalkConfirmed,
    TalkFacts,
    TalkOpened,
    TalkPreparationShared,
)
from redthread_contracts.topics import ALL
from tests.faults.stage import Happened, Stage

AGGREGATES = (
    ("directory", "people"),
    ("directory", "units"),
    ("talks", "talks"),
    ("talks", "cycles"),
    ("goals", "goals"),
    ("notifier", "notifications"),
)
KEEP_THE_DIRECTORY = ("talks", "goals", "notifier")
GROUPS = (
    ("goals.talks", "talks"),
    ("goals.tree", "goals"),
    ("talks.reactions", "goals"),
    ("notifier.goals", "goals"),
    ("notifier.talks", "talks"),
)
SETTLED_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A service said yes: the document has at least this version, and holds this part."""

    service: str
    collection: str
    id: str
    version: int
    part: tuple[str, str] | None = None
    """A list in the document and the id of what was put into it."""


@dataclass
class History:
    """What a test was promised, and whether all promises were kept."""

    stage: Stage
    acknowledged: list[Acknowledged] = field(default_factory=list)

    def note(
        self, collection: str, id: str, answer: Answer, part: tuple[str, str] | None = None
    ) -> None:
        """A command on `talks` or `goals` was acknowledged."""
        assert answer.etag is not None, answer.body
        version = int(answer.etag.strip('"'))
        self.acknowledged.append(Acknowledged(collection, collection, id, version, part))

    async def check(self, *, dead_letters: frozenset[str] = frozenset()) -> None:
        """Wait until nothing is under way any more, then check everything."""
        await settled(self.stage)
        events = await _events(self.stage)
        await self._every_acknowledged_command_is_there()
        _sequences_have_neither_gap_nor_fork(events)
        await _every_version_was_published(self.stage, events)
        await _every_event_had_its_one_effect(self.stage, events)
        await _mails_went_out_once(self.stage)
        await _directory_copies_equal_a_rebuild(self.stage, events)
        await _watches_equal_a_rebuild(self.stage, events)
        await _roll_ups_are_right(self.stage)
        await self._no_dead_letters_but(dead_letters)

    async def _every_acknowledged_command_is_there(self) -> None:
        for each in self.acknowledged:
            found = await self.stage.database(each.service)[each.collection].find_one(each.id)
            assert found is not None, f"acknowledged, but not there: {each}"
            assert found["version"] >= each.version, f"acknowledged, but older: {each}"
            if each.part is not None:
                name, id = each.part
                there = [
                    part for part in found[name] if id in (part.get("id"), part.get(_ID[name]))
                ]
                assert len(there) == 1, f"acknowledged, and there {len(there)} times: {each}"

    async def _no_dead_letters_but(self, wanted: frozenset[str]) -> None:
        letters = await self.stage.run(self.stage.system.dead_letters)
        unwanted = [letter for letter in letters if letter["id"] not in wanted]
        assert not unwanted, f"dead letters: {unwanted}"


_ID = {"agreements": "agreement_id", "check_ins": "id"}


async def settled(stage: Stage) -> None:
    """Everything is sent, read, committed, settled; and nothing is due."""

    async def left() -> dict[str, Any]:
        waiting: dict[str, Any] = {}
        for service, name in AGGREGATES:
            waiting[f"outbox of {name}"] = await stage.database(service)[name].count_documents(
                PENDING
            )
        waiting["unsettled goals"] = await stage.database("goals")["unsettled"].count_documents({})
        due = {"$gt": LEAST_RECENT, "$lte": stage.system.now()}
        notifier = stage.database("notifier")
        waiting["stages"] = await notifier["watches"].count_documents({"next_at": due})
        waiting["mails"] = await notifier["notifications"].count_documents({"send_at": due})
        waiting["cycles"] = await stage.database("talks")["cycles"].count_documents(
            {"state": "opening"}
        )
        if not any(waiting.values()):
            waiting |= await stage.uncommitted([*GROUPS, *await directory_groups(stage)])
        return {name: count for name, count in waiting.items() if count}

    # Twice in a row: what was under way in between has arrived by the second look.
    last: dict[str, Any] = {}

    async def nothing_is_left() -> bool:
        nonlocal last
        last = await left()
        if not last:
            last = await left()
        return not last

    try:
        await eventually(nothing_is_left, seconds=SETTLED_SECONDS)
    except AssertionError:
        raise AssertionError(f"not settled within {SETTLED_SECONDS} s: {last}") from None


async def directory_groups(
    stage: Stage, databases: Sequence[str] = KEEP_THE_DIRECTORY
) -> list[tuple[str, str]]:
    """The groups (and their topic) that keep the copies of the directory in these databases."""
    groups = []
    for name in databases:
        kept = await stage.mongo[name]["directory_group"].find_one({"_id": "directory"})
        assert kept is not None, f"{name} keeps no copy of the directory"
        service = name if name in KEEP_THE_DIRECTORY else "notifier"
        groups.append((f"{service}.directory.{kept['generation']}", "directory"))
    return groups


async def _events(stage: Stage) -> list[Happened]:
    found = await asyncio.gather(*(stage.events(topic.name) for topic in ALL))
    return [event for events in found for event in events]


def _sequences_have_neither_gap_nor_fork(events: Sequence[Happened]) -> None:
    """First occurrences count 1, 2, 3 …, and a place in a history is only one event's."""
    order: dict[tuple[str, str], list[int]] = defaultdict(list)
    ids: dict[tuple[str, str, int], str] = {}
    for event in events:
        envelope = event.envelope
        aggregate = (envelope.source, envelope.subject)
        if envelope.sequence not in order[aggregate]:
            order[aggregate].append(envelope.sequence)
        first = ids.setdefault((*aggregate, envelope.sequence), envelope.id)
        assert first == envelope.id, f"two events in one place: {envelope}"
    for aggregate, sequences in order.items():
        wanted = list(range(1, len(sequences) + 1))
        assert sequences == wanted, f"a gap or a wrong order in {aggregate}: {sequences}"


async def _every_version_was_published(stage: Stage, events: Sequence[Happened]) -> None:
    newest: dict[tuple[str, str], int] = defaultdict(int)
    for event in events:
        key = (event.envelope.source, event.envelope.subject)
        newest[key] = max(newest[key], event.envelope.sequence)
    for service, name in AGGREGATES:
        async for document in stage.database(service)[name].find({}, {"version": 1}):
            published = newest[(f"/{service}/{name}", document["_id"])]
            assert published == document["version"], (
                f"{name} {document['_id']} is at {document['version']}, published {published}"
            )


async def _every_event_had_its_one_effect(stage: Stage, events: Sequence[Happened]) -> None:
    unique = {event.envelope.id: event for event in events}
    facts = [(event, _data(event)) for event in unique.values()]

    told = {
        effect_id(event.envelope.id, f"{kind}:{person}")
        for event, data in facts
        if isinstance(data, TalkFacts)
        for kind, person in _told(data)
    }
    notifications = stage.database("notifier")["notifications"]
    of_talks = {"item_type": "talk"}
    there = {each["_id"] async for each in notifications.find(of_talks, {"_id": 1})}
    assert there == told, f"told: {there - told} in vain, {told - there} not"

    counted = Counter((event.envelope.subject, type(data)) for event, data in facts)
    for (subject, kind), times in counted.items():
        if kind in (NotificationCreated, NotificationSent, GoalProposed, GoalAgreed):
            assert times == 1, f"{kind.__name__} happened {times} times to {subject}"

    talks, goals = stage.database("talks")["talks"], stage.database("goals")["goals"]
    for _, data in facts:
        if isinstance(data, GoalProposed) and data.talk_id is not None:
            talk = await talks.find_one(data.talk_id)
            assert talk is not None, f"a goal was proposed in no talk: {data}"
            assert talk["goal_ids"].count(data.goal_id) == 1, f"not once in its talk: {data}"
        if isinstance(data, TalkConfirmed):
            ours = {"_id": {"$in": list(data.goal_ids)}, "owner_ids": data.employee_id}
            still = await goals.find_one({**ours, "status": "proposed"})
            assert still is None, f"confirmed, and still a proposal: {still}"


def _told(talk: TalkFacts) -> list[tuple[str, str]]:
    """Who is to be told of an event of a talk, and of what (domain.md, Notifications 2)."""
    other = [each for each in (talk.employee_id, talk.manager_id) if each != talk.changed_by]
    match talk:
        case TalkOpened():
            return [("talk_invitation", talk.employee_id)]
        case TalkBooked():
            return [("talk_booked", each) for each in (talk.employee_id, talk.manager_id)]
        case TalkPreparationShared():
            return [("talk_other_shared", person) for person in other]
        case TalkCompleted():
            return [("talk_to_confirm", each) for each in (talk.employee_id, talk.manager_id)]
        case _:
            return []


async def _mails_went_out_once(stage: Stage) -> None:
    url = f"{stage.addresses.services['mailbox']}/messages?limit=100000"
    async with stage.session.get(url) as answer:
        copies = Counter(mail["message_id"] for mail in (await answer.json())["items"])
    twice = {id: times for id, times in copies.items() if times > 1}
    assert not twice, f"mails that came more than once: {twice}"
    notifications = stage.database("notifier")["notifications"]
    sent = {f"<{each['_id']}@localhost>" async for each in notifications.find({"state": "sent"})}
    arrived = copies.keys()
    assert sent == arrived, f"sent, not arrived: {sent - arrived}; the other way: {arrived - sent}"


async def _directory_copies_equal_a_rebuild(stage: Stage, events: Sequence[Happened]) -> None:
    scratch = stage.mongo[f"rebuild_{uuid4().hex[:12]}"]
    rebuilt = DirectoryCopy(scratch)
    handlers = {kind.type: handler for kind, handler in rebuilt.handlers().items()}
    try:
        for event in _once_in_order(events, "directory"):
            writes = handlers[event.envelope.type](Received(event.envelope, _data(event)))
            assert isinstance(writes, Sequence)
            for write in writes:
                await write.collection.bulk_write([write.operation])
        for service in KEEP_THE_DIRECTORY:
            kept = DirectoryCopy(stage.database(service))
            for ours, wanted in ((kept.people, rebuilt.people), (kept.units, rebuilt.units)):
                _assert_equal(await _all(ours), await _all(wanted), f"{service}: {ours.name}")
    finally:
        await stage.mongo.drop_database(scratch.name)


async def _watches_equal_a_rebuild(stage: Stage, events: Sequence[Happened]) -> None:
    """What the notifier watches, but for what the clock has done to it since."""
    rebuilt: dict[str, Watch] = {}
    for event in [*_once_in_order(events, "goals"), *_once_in_order(events, "talks")]:
        data, envelope = _data(event), event.envelope
        watch: Watch | None
        if isinstance(data, GoalFacts):
            key = goal_watch_id(data.goal_id)
            watch = goal_seen(
                rebuilt.get(key), data, sequence=envelope.sequence, time=envelope.time
            )
        elif isinstance(data, TalkFacts):
            key = talk_watch_id(data.talk_id)
            watch = talk_seen(
                rebuilt.get(key), data, sequence=envelope.sequence, time=envelope.time
            )
        else:
            continue
        assert watch is not None, f"told twice: {envelope}"
        rebuilt[key] = watch
    documents = await _all(stage.database("notifier")["watches"])
    kept = {id: Watch.model_validate({**each, "id": id}) for id, each in documents.items()}
    _assert_equal(
        {id: _without_the_clock(watch) for id, watch in kept.items()},
        {id: _without_the_clock(watch) for id, watch in rebuilt.items()},
        "what is watched",
    )


async def _roll_ups_are_right(stage: Stage) -> None:
    goals = await _all(stage.database("goals")["goals"])
    children: dict[str, list[Child]] = defaultdict(list)
    for goal in goals.values():
        if goal["parent_id"] and goal["status"] in ("active", "closed"):
            child = Child(goal["level"], goal["progress"], tuple(goal["owner_ids"]))
            children[goal["parent_id"]].append(child)
    for id, below in children.items():
        found, goal = roll_up(below), goals[id]
        rolled_up = (goal["rolled_up"], goal["rolled_up_goals"])
        assert rolled_up == (found.percent, found.goals), f"the roll-up of {id} is old: {rolled_up}"


def _once_in_order(events: Sequence[Happened], topic: str) -> list[Happened]:
    """The events of a topic, each once, by aggregate and sequence: what a rebuild reads."""
    unique = {e.envelope.id: e for e in events if e.record.topic == topic}
    return sorted(
        unique.values(),
        key=lambda e: (e.envelope.source, e.envelope.subject, e.envelope.sequence),
    )


def _data(event: Happened) -> Event:
    model = event_class(event.envelope.type)
    assert model is not None, f"an event that the contracts do not know: {event.envelope}"
    if model in (PersonErased, UnitErased):
        return model()
    return model.model_validate_json(event.record.value or b"")


async def _all(collection: Collection) -> dict[str, Document]:
    return {document["_id"]: document async for document in collection.find({})}


def _without_the_clock(watch: Watch) -> Mapping[str, object]:
    facts = watch.model_dump(exclude={"next_at", "deadlines"})
    deadlines = [each.model_dump(exclude={"handled", "skipped"}) for each in watch.deadlines]
    return {**facts, "deadlines": deadlines}


def _assert_equal(ours: Mapping[str, object], wanted: Mapping[str, object], what: str) -> None:
    different = [id for id in ours.keys() | wanted.keys() if ours.get(id) != wanted.get(id)]
    shown = [(ours.get(id), wanted.get(id)) for id in different[:3]]
    assert not different, f"{what} differ from a rebuild in {len(different)}: {shown}"
