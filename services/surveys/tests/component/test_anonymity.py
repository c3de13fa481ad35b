"""An attacker with full read rights tries to find out who answered what.

Ninety people in three units of thirty answer in an order that the attacker has watched at the door.
What each has written is known to the test alone. The attacker reads every collection of the
service, MongoDB's own databases, every topic and every log line at its most talkative.

Two attackers, because docs/decisions/0012 makes two promises:
- who reads everything that is stored, the oplog included, but has not the key, reads no answer;
- who has the key too, but not the oplog, matches people to answers no better than by guessing.
And a third test states the limit: the key and the oplog together tell.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from bson import encode

from chassis.clock import SystemClock
from chassis.mongo import Database, Document
from chassis.testing import Publisher, Stack, eventually, free_port
from chassis.tokens import TokenMaker
from redthread_contracts.topics import ALL
from surveys.sealing import Seal, WrongKey, new_key, read_keys
from surveys.settings import Settings

from .conftest import HR, UNITS, Hall, a_seal, announce, settled_in

MANAGERS = {"boss": "E06", HR: "E06", "sara": "E05-1", "mattias": "E05-1", "lena": "E05-2"}
"""They do not answer, and belong to the same three units, so that all of these are shown."""

CROWD = {f"worker-{number:02}": ("E05-1", "E05-2", "E06")[number % 3] for number in range(90)}
PEOPLE = {**MANAGERS, "amina": "E06", **CROWD}

MOST_LUCKY_HITS = 18
"""Guessing hits one in each of three units, as a Poisson variable of mean 3: 18 or more has a
chance of 1e-9. A leak hits all ninety."""

LOWEST_CORRELATION = 0.6
"""Of three times thirty random pairs it has a standard deviation of 0.11."""


@dataclass
class Loot:
    """Everything that was read."""

    survey_id: str
    order: list[str]
    """Who answered, first to last."""
    documents: dict[str, list[Document]]
    """By collection, in its natural order."""
    server: list[Document]
    """The entries of MongoDB's own databases that belong to the service."""
    records: list[tuple[bytes, bytes, int]]
    """Key, everything else, and time of each record on the bus."""
    log: list[str]


_read: list[list[Loot]] = []
"""Read once for all tests of the module: they only look at it."""


@pytest.fixture
async def loots(
    settings: dict[str, Any],
    tokens: TokenMaker,
    publisher: Publisher,
    mongo: Database,
    stack: Stack,
    tmp_path: Path,
) -> list[Loot]:
    """What can be read while the survey is open, and what when it has closed."""
    if not _read:
        log = tmp_path / "log"
        async with started(settings, tokens, publisher, mongo, log) as hall:
            survey_id, order = await everybody_answers(hall)
            await eventually(hall.quiet)
            found = [await steal(hall, stack, survey_id, order, log)]
            await hall.close(survey_id)
            await eventually(hall.quiet)
            _read.append([*found, await steal(hall, stack, survey_id, order, log)])
    return _read[0]


@asynccontextmanager
async def started(
    settings: dict[str, Any],
    tokens: TokenMaker,
    publisher: Publisher,
    mongo: Database,
    log: Path,
) -> AsyncIterator[Hall]:
    """The service as a process of its own, with the log that it writes in operation."""
    await announce(publisher, PEOPLE)
    port = free_port()
    variables = {**settings, "port": port, "log_level": "DEBUG"}
    environment = {f"REDTHREAD_{name.upper()}": str(value) for name, value in variables.items()}
    url = f"http://127.0.0.1:{port}"
    with (
        log.open("w") as file,
        subprocess.Popen(  # noqa: ASYNC220 - once, before anything else goes on
            [sys.executable, "-m", "surveys"],
            env={**os.environ, **environment},
            stdout=file,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            async with aiohttp.ClientSession() as session:
                await settled_in(mongo, PEOPLE)
                yield Hall(session, url, tokens, "surveys", SystemClock(), publisher, mongo)
        finally:
            process.terminate()


async def everybody_answers(hall: Hall) -> tuple[str, list[str]]:
    now = hall.clock.now()
    survey_id = await hall.launch(
        opens_at=now.isoformat(), closes_at=(now + timedelta(days=14)).isoformat()
    )
    order = list(CROWD)
    random.Random(20261014).shuffle(order)
    for number, who in enumerate(order):
        if number % 9 == 0:
            await hall.get(f"/surveys/{survey_id}/form", who)
        answer = await hall.answer(survey_id, who, **said_by(who))
        assert answer.status == 204
    return survey_id, order


async def steal(hall: Hall, stack: Stack, survey_id: str, order: list[str], log: Path) -> Loot:
    return Loot(
        survey_id,
        order,
        await _documents(hall.mongo),
        await _server(hall.mongo),
        await _records(stack, hall.publisher.prefix),
        log.read_text().splitlines(),  # noqa: ASYNC240 - likewise
    )


def said_by(who: str) -> dict[str, Any]:
    """What somebody answers: nobody else says the same, and nothing in it tells who it is."""
    number = list(CROWD).index(who)
    mixed = (number * 37 + 11) % 90
    return {"p1": 1 + mixed % 5, "p2": 1 + mixed // 5 % 5, "p6": f"svar {mixed * 7919 % 100003}"}


# Without the key


async def test_who_reads_all_that_is_stored_reads_no_answer(loots: list[Loot]) -> None:
    for loot in loots:
        assert len(loot.documents["answers"]) == len(CROWD)
        everything = b"".join(
            [
                # What is shown to those who may read it is no secret; it is all in the results.
                *(encode(each) for each in _all(loot) if "questions" not in _flat_names(each)),
                *(key + rest for key, rest, _ in loot.records),
                *(line.encode() for line in loot.log),
            ]
        )

        assert [who for who in CROWD if said_by(who)["p6"].encode() in everything] == []


async def test_sealed_answers_are_all_alike_and_open_with_the_key_alone(
    loots: list[Loot],
) -> None:
    for loot in loots:
        sealed = [each["sealed"] for each in loot.documents["answers"]]

        assert len({len(each) for each in sealed}) == 1
        assert len(set(sealed)) == len(sealed)
        with pytest.raises(WrongKey):
            Seal(read_keys(new_key())).open(loot.survey_id, sealed[0])


# With the key, without the oplog


async def test_an_answer_and_a_participant_hold_nothing_more(
    loots: list[Loot], settings: dict[str, Any]
) -> None:
    seal = a_seal(Settings(**settings))
    for loot in loots:
        answers = loot.documents["answers"]
        opened = [seal.open(loot.survey_id, each["sealed"]).model_dump() for each in answers]

        assert _fields(answers) == {frozenset({"_id", "survey_id", "sealed"})}
        assert _fields(opened) == {frozenset({"group", "values"})}
        assert _fields(each["values"] for each in opened) == {frozenset({"p1", "p2", "p6"})}
        assert _fields(loot.documents["participants"]) == {
            frozenset({"_id", "survey_id", "person_id", "path", "group", "state"})
        }


async def test_no_order_and_no_time_matches_people_to_answers(
    loots: list[Loot], settings: dict[str, Any]
) -> None:
    truth = {who: said_by(who)["p6"] for who in CROWD}
    tried = 0
    for loot in loots:
        answers, people = _orders(_opened(loot, settings)), _people(loot)
        for (about_person, in_order), (about_answer, ranked) in product(
            people.items(), answers.items()
        ):
            tried += 1
            place = (about_person, about_answer)
            for ordered in (ranked, ranked[::-1]):
                assert _hits(in_order, ordered, truth) < MOST_LUCKY_HITS, place
            assert abs(_correlation(in_order, ranked, truth)) < LOWEST_CORRELATION, place
    assert tried > 100


async def test_no_value_joins_a_person_to_an_answer(
    loots: list[Loot], settings: dict[str, Any]
) -> None:
    for loot in loots:
        answers = {each["values"]["p6"]: each for each in _opened(loot, settings)}
        values = {text: set(_scalars(each)) for text, each in answers.items()}
        common = set.intersection(*values.values())
        around = _around(loot)

        for who in CROWD:
            shared = (values[said_by(who)["p6"]] - common) & around[who]
            # A number on a scale or a unit is no join: it is what is asked, and where.
            assert {each for each in shared if str(each) not in _COMMON} == set(), who


async def test_the_log_does_not_say_who_answered(loots: list[Loot]) -> None:
    for loot in loots:
        assert any("producer connected" in line for line in loot.log)
        assert [line for line in loot.log if any(who in line for who in CROWD)] == []


# The limit


async def test_the_key_and_the_oplog_together_would_tell_so_they_are_kept_apart(
    loots: list[Loot], settings: dict[str, Any]
) -> None:
    loot = loots[0]
    seal = a_seal(Settings(**settings))
    persons = {each["_id"]: each["person_id"] for each in loot.documents["participants"]}

    matched = 0
    for entry in loot.server:
        operations = entry.get("o", {}).get("applyOps", [])
        marked = [each["o2"]["_id"] for each in operations if each["op"] == "u"]
        kept = [each["o"] for each in operations if each["op"] == "i"]
        if len(marked) == len(kept) == 1 and "sealed" in kept[0]:
            opened = seal.open(loot.survey_id, kept[0]["sealed"])
            matched += opened.values["p6"] == said_by(persons[marked[0]])["p6"]

    # One entry each: both were written, or neither. So the oplog alone must not be readable.
    assert matched == len(CROWD)


_COMMON = {"1", "2", "3", "4", "5", *UNITS}


def _fields(documents: Iterable[Mapping[str, Any]]) -> set[frozenset[str]]:
    return {frozenset(each) for each in documents}


def _flat_names(document: Document) -> str:
    return " ".join(_flat(document))


def _around(loot: Loot) -> dict[str, set[Any]]:
    """Every value that stands in the same document, record or line as a person."""
    around: dict[str, set[Any]] = {who: set() for who in CROWD}
    for name, documents in loot.documents.items():
        for each in documents if name != "results" else []:
            values = set(_scalars(each))
            for who in values & CROWD.keys():
                around[who] |= values
    lines = [*loot.log, *((key + rest).decode(errors="replace") for key, rest, _ in loot.records)]
    for line in lines:
        words = set(line.split('"'))
        for who in words & CROWD.keys():
            around[who] |= words
    return around


async def _documents(mongo: Database) -> dict[str, list[Document]]:
    names = await mongo.list_collection_names()
    return {
        name: [each async for each in mongo[name].find().hint([("$natural", 1)])]
        for name in names
        if not name.startswith("system.")
    }


async def _server(mongo: Database) -> list[Document]:
    """What MongoDB keeps by itself about this service: oplog, sessions, images."""
    ours = {"$regex": f"^{mongo.name}\\."}
    found = []
    for database, collection, query in (
        ("local", "oplog.rs", {"$or": [{"ns": ours}, {"o.applyOps.ns": ours}]}),
        ("config", "transactions", {}),
        ("config", "image_collection", {}),
    ):
        entries = mongo.client[database][collection].find(query)
        found += [each async for each in entries]
    return found


async def _records(stack: Stack, prefix: str) -> list[tuple[bytes, bytes, int]]:
    partitions = [
        TopicPartition(f"{prefix}{topic.name}", number) for topic in ALL for number in range(2)
    ]
    consumer = AIOKafkaConsumer(bootstrap_servers=stack.kafka)
    await consumer.start()
    try:
        consumer.assign(partitions)
        await consumer.seek_to_beginning()
        ends = await consumer.end_offsets(partitions)
        found = []
        while any([await consumer.position(each) < end for each, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += [
                    (
                        each.key or b"",
                        json.dumps([[n, v.decode()] for n, v in each.headers]).encode()
                        + (each.value or b""),
                        each.timestamp,
                    )
                    for each in records
                ]
        return found
    finally:
        await consumer.stop()


def _all(loot: Loot) -> Iterator[Document]:
    for documents in loot.documents.values():
        yield from documents
    yield from loot.server


def _opened(loot: Loot, settings: dict[str, Any]) -> list[Document]:
    """The answers in their natural order, with what was sealed in them."""
    seal = a_seal(Settings(**settings))
    return [
        {
            **{name: value for name, value in each.items() if name != "sealed"},
            **seal.open(loot.survey_id, each["sealed"]).model_dump(),
        }
        for each in loot.documents["answers"]
    ]


def _orders(answers: Sequence[Document]) -> dict[str, list[Document]]:
    """The answers in every order that anything in them or around them makes."""
    orders = {"natural": list(answers)}
    for signal in {name for each in answers for name in _flat(each)}:
        if signal not in ("values.p1", "values.p2", "values.p6"):
            orders[signal] = sorted(answers, key=lambda each: str(_flat(each).get(signal)))
    orders["time in the id"] = sorted(answers, key=lambda each: _moment(each["_id"]))
    return orders


def _moment(id: Any) -> Any:
    """The time that an ObjectId or a uuid of version 1 or 7 would begin with."""
    text = str(id).replace("-", "")
    return (text[12:16], text[8:12], text[:8]) if text[12:13] == "1" else text


def _people(loot: Loot) -> dict[str, list[str]]:
    """The people in every order that anything about them makes."""
    orders = {"seen at the door": loot.order}
    for name in ("participants", "invitations", "directory_people"):
        documents = [
            each for each in loot.documents[name] if (each.get("person_id") or each["_id"]) in CROWD
        ]

        def who(each: Document) -> str:
            return str(each.get("person_id") or each["_id"])

        orders[f"{name} natural"] = list(map(who, documents))
        for signal in sorted({field for each in documents for field in _flat(each)}):
            ordered = sorted(documents, key=lambda each: str(_flat(each).get(signal)))
            orders[f"{name} {signal}"] = list(map(who, ordered))
    timed = sorted(loot.records, key=lambda record: record[2])
    for source, texts in (
        ("bus", [(key + rest).decode(errors="replace") for key, rest, _ in timed]),
        ("log", loot.log),
    ):
        mentioned = [who for text in texts for who in CROWD if f'"{who}"' in text]
        last = list(dict.fromkeys(reversed(mentioned)))[::-1]
        if len(last) == len(CROWD):
            orders[source] = last
    return orders


def _hits(people: Sequence[str], answers: Sequence[Document], truth: Mapping[str, str]) -> int:
    """How many are right when people and answers of each group are paired in these orders."""
    hits = 0
    for unit_id in set(CROWD.values()):
        mine = [who for who in people if CROWD[who] == unit_id]
        texts = [each["values"]["p6"] for each in answers if unit_id in each["group"]]
        hits += sum(truth[who] == text for who, text in zip(mine, texts, strict=False))
    return hits


def _correlation(
    people: Sequence[str], answers: Sequence[Document], truth: Mapping[str, str]
) -> float:
    """Spearman's, between where people and their own answers stand: the mean over the units."""
    found = []
    for unit_id in sorted(set(CROWD.values())):
        mine = [who for who in people if CROWD[who] == unit_id]
        texts = [each["values"]["p6"] for each in answers if unit_id in each["group"]]
        apart = sum((at - texts.index(truth[who])) ** 2 for at, who in enumerate(mine))
        found.append(1 - 6 * apart / (len(mine) * (len(mine) ** 2 - 1)))
    return sum(found) / len(found)


def _flat(value: Any, name: str = "") -> dict[str, Any]:
    if isinstance(value, Mapping):
        parts: Iterable[tuple[Any, Any]] = value.items()
    elif isinstance(value, list | tuple):
        parts = enumerate(value)
    else:
        return {name: value.isoformat() if isinstance(value, datetime) else value}
    found: dict[str, Any] = {}
    for key, each in parts:
        found |= _flat(each, f"{name}.{key}" if name else str(key))
    return found


def _scalars(value: Any) -> Iterator[Any]:
    yield from _flat(value).values()
