"""What many do at once: answer a survey, and look for a colleague among 60 000."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count, cycle, islice
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4, uuid5

import aiohttp

from benchmarks.measure import Result, compare, p50_ms
from benchmarks.whole import Town
from chassis.mongo import Client, Document, connect
from chassis.testing import eventually
from chassis.testing.asking import Asker
from chassis.tokens import TokenMaker
from competence.finder import MOST_CANDIDATES, MOST_WITH_SOME
from competence.term import NAMESPACE
from redthread_contracts.ids import PersonId
from redthread_local.demo import cast
from tests.system import System

ANSWERS_A_ROUND, SEARCHES_A_ROUND = 60, 40
TERMS, COMPETENCES = 6_000, 15
_CHUNK = 1_000


async def submit(town: Town) -> list[Result]:
    """Answer a survey over HTTP, against the two writes of a raw transaction by hand."""
    async with backstage(town.system, "surveys") as (surveys, mongo):
        survey = await _launched(surveys, mongo)
        participants = mongo["surveys"]["participants"].find({"survey_id": survey})
        people = iter([each["person_id"] async for each in participants])
        raw = mongo["bench"]
        numbers = count()
        await raw["marks"].insert_many([{"_id": n, "answered": False} for n in range(1_000)])
        await raw.create_collection("answers")
        answers = {"answers": {"p1": 4, "p2": 3, "p3": 5, "p4": 4, "p5": 2, "p6": "Lugnare dagar"}}

        async def answer() -> None:
            done = await surveys.ask("PUT", f"/surveys/{survey}/answer", next(people), answers)
            assert done.status == 204, done.body

        async def by_hand() -> None:
            async with await mongo.start_session() as session, session.start_transaction():
                mark = {"$set": {"answered": True}}
                await raw["marks"].update_one({"_id": next(numbers)}, mark, session=session)
                document = {"_id": str(uuid4()), "values": answers, "survey_id": survey}
                await raw["answers"].insert_one(document, session=session)

        return [
            await compare(
                "survey submit / raw transaction, p50",
                lambda: p50_ms(ANSWERS_A_ROUND, answer),
                lambda: p50_ms(ANSWERS_A_ROUND, by_hand),
                unit="ms",
                goal=2.5,
                better="less",
            )
        ]


async def search(town: Town) -> list[Result]:
    """Two competences asked for at once over HTTP, against the indexed finds for it by hand.

    The answer needs two finds: those who have both, and, as they are mostly too few for a page,
    those who have one. By hand they run side by side, in no order and with no reason why.
    """
    system = await town.city()
    random = Random(60_000)
    async with backstage(system, "competence") as (competence, mongo):
        await _everybody_knows(competence, mongo, random)
        finder = mongo["competence"]["finder"]

        questions = [_two_of(random) for _ in range(SEARCHES_A_ROUND)]
        ours, raw = cycle(questions), cycle(questions)
        today = datetime.now(UTC).date().isoformat()

        async def look() -> None:
            query = urlencode({"q": ", ".join(map(_label, next(ours)))})
            found = await competence.ask("GET", f"/search?{query}", cast.YASMIN)
            assert found.status == 200, found.body
            assert found.body["items"]

        async def people(query: Document, most: int) -> list[Document]:
            working = {"employed_from": {"$lte": today}, "employed_until": {"$gte": today}}
            cursor = finder.find(
                {**query, **working}, limit=most, batch_size=most + 1, hint="tokens"
            )
            return await cursor.to_list(most)

        async def by_hand() -> None:
            one, other = map(_tokens, next(raw))
            both = {"$and": [{"tokens": {"$in": one}}, {"tokens": {"$in": other}}]}
            await asyncio.gather(
                people(both, MOST_CANDIDATES),
                people({"tokens": {"$in": [*one, *other]}}, MOST_WITH_SOME),
            )

        await p50_ms(SEARCHES_A_ROUND, look)
        return [
            await compare(
                "skill search at 60 000 people x 15 / raw indexed finds, p50",
                lambda: p50_ms(SEARCHES_A_ROUND, look),
                lambda: p50_ms(SEARCHES_A_ROUND, by_hand),
                unit="ms",
                goal=2.0,
                better="less",
            )
        ]


@asynccontextmanager
async def backstage(system: System, service: str) -> AsyncIterator[tuple[Asker, Client]]:
    """One service, asked without the gateway, and the database of all."""
    mongo = connect(system.status()["mongo_url"])
    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        url = system.part(service).url
        assert url is not None
        yield Asker(session, url, TokenMaker(system.private_key), service), mongo
    mongo.close()


async def _launched(surveys: Asker, mongo: Client) -> str:
    survey = str(uuid4())
    now = datetime.now(UTC)
    plan = {
        "title_sv": "Mätning",
        "title_en": "Measurement",
        "template_id": "pulse",
        "extra_questions": [],
        "audience": {"kind": "all"},
        "anonymous": True,
        "opens_at": (now - timedelta(minutes=1)).isoformat(),
        "closes_at": (now + timedelta(days=7)).isoformat(),
        "remind_days_before": [],
    }
    done = await surveys.ask("PUT", f"/surveys/{survey}", cast.YASMIN, plan)
    assert done.status in {200, 201}, done.body

    async def invited() -> bool:
        invitations = mongo["surveys"]["invitations"]
        asked = await mongo["surveys"]["participants"].count_documents({"survey_id": survey})
        return asked > 0 and asked == await invitations.count_documents({"survey_id": survey})

    await eventually(invited, seconds=60)
    return survey


async def _everybody_knows(competence: Asker, mongo: Client, random: Random) -> None:
    """Terms of its own, and fifteen of them with everybody."""
    terms = [
        {"id": f"bench-{number}", "kind": "skill", "label_sv": _label(number)}
        for number in range(TERMS)
    ]
    for start in range(0, TERMS, _CHUNK):
        await _import(competence, {"terms": terms[start : start + _CHUNK]})
    people = mongo["competence"]["directory_people"].find({}, {"_id": 1})
    ids = [PersonId(each["_id"]) async for each in people]
    rows = (_profile(person, random) for person in ids)
    while chunk := list(islice(rows, _CHUNK)):
        await _import(competence, {"profiles": chunk})

    async def found() -> bool:
        return not await mongo["competence"]["unsettled"].count_documents({})

    await eventually(found, seconds=600)


def _profile(person: PersonId, random: Random) -> dict[str, Any]:
    return {
        "person_id": person,
        "competences": [
            {"term": f"bench-{number}", "level": random.randint(1, 5)}
            for number in {_some(random) for _ in range(COMPETENCES)}
        ],
    }


def _some(random: Random) -> int:
    """A term: a few are known by thousands, most by a hundred or so."""
    return int(TERMS * random.random() ** 2)


def _two_of(random: Random) -> tuple[int, int]:
    first = _some(random)
    return first, next(other for other in iter(lambda: _some(random), None) if other != first)


def _tokens(number: int) -> list[str]:
    """A term at each of its levels, as the index has them (competence/ranking.py)."""
    term_id = uuid5(NAMESPACE, f"bench-{number}")
    return [f"{digit}{term_id}" for digit in range(6)]


def _label(number: int) -> str:
    # Words that are not spelt nearly like each other.
    syllables = (number // 400, number // 20 % 20, number % 20)
    return f"{''.join(_SYLLABLES[each] for each in syllables)}vård"


_SYLLABLES: Sequence[str] = "al be cy du ek fo gu hy il ju ka lo mu ny om pi ra so tu vy".split()  # noqa: SIM905


async def _import(competence: Asker, rows: dict[str, Any]) -> None:
    done = await competence.ask("POST", "/imports", body=rows, scopes=["competence:import"])
    assert done.status == 200, done.body
