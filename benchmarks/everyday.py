"""What people do all day with goals, and what HR does once a year: a cycle of 3 000 talks.

By hand means: one bare call to the service that does nothing (so that both pay for the hop), and
the queries that the answer needs, straight to MongoDB with the same write concern.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from time import perf_counter
from uuid import uuid4

from benchmarks.measure import Result, compare, p50_ms
from benchmarks.people import backstage
from benchmarks.whole import ELLEN, Town
from chassis.mongo import Client, Document
from chassis.testing import eventually
from chassis.testing.asking import Asker
from redthread_local.demo import cast

TIMES, GOALS = 60, 60
TALKS, CYCLES = 3_000, 5
_CHUNK = 500


async def own_goals(town: Town) -> list[Result]:
    """One's own goals over HTTP, each with its red thread, against two indexed finds by hand."""
    async with backstage(town.system, "goals") as (goals, mongo):
        collection = mongo["goals"]["goals"]

        async def ours() -> None:
            found = await goals.ask("GET", "/goals?owner=me", ELLEN)
            assert found.status == 200, found.body
            assert found.body["items"]

        async def by_hand() -> None:
            await _hop(goals)
            query = {"owner_ids": ELLEN, "level": "individual", "status": "active"}
            own = await collection.find(query, sort=[("deadline", 1)]).to_list(None)
            above = list({each for goal in own for each in goal["ancestors"]})
            await collection.find({"_id": {"$in": above}}).to_list(None)

        return [
            await compare(
                "own goals list / two indexed finds, p50",
                lambda: p50_ms(TIMES, ours),
                lambda: p50_ms(TIMES, by_hand),
                unit="ms",
                goal=3.0,
                better="less",
            )
        ]


async def goal_update(town: Town) -> list[Result]:
    """Change a goal's reason over HTTP, each time another's, against a find and an update.

    Ours also asks who may, writes an event, and answers with the goal and its red thread; and the
    other services take the events up meanwhile, on the same cores.
    """
    async with backstage(town.system, "goals") as (goals, mongo):
        versions = await _some_goals(goals)
        raw = mongo["bench"]["goals"]
        stored = mongo["goals"]["goals"].find({"_id": {"$in": list(versions)}})
        await raw.insert_many([each async for each in stored])
        ids, raw_ids, numbers = cycle(versions), cycle(versions), count()

        async def ours() -> None:
            goal, text = next(ids), {"why": f"Prov {next(numbers)}"}
            done = await goals.ask("PATCH", f"/goals/{goal}", ELLEN, text, version=versions[goal])
            assert done.status == 200, done.body
            versions[goal] = done.body["version"]

        async def by_hand() -> None:
            await _hop(goals)
            goal = next(raw_ids)
            await raw.find_one({"_id": goal})
            change = {"$set": {"why": f"Prov {next(numbers)}"}, "$inc": {"version": 1}}
            await raw.update_one({"_id": goal}, change)

        return [
            await compare(
                "goal update / find and update, p50",
                lambda: p50_ms(TIMES, ours),
                lambda: p50_ms(TIMES, by_hand),
                unit="ms",
                goal=6.0,
                better="less",
            )
        ]


async def cycle_of_talks(town: Town) -> list[Result]:
    """Open a cycle of some 3 000 talks, against inserting the same documents by hand."""
    system = await town.city()
    async with backstage(system, "talks") as (talks, mongo):
        parts = _of_some_thousand(await _units_by_size(mongo))

        async def ours() -> float:
            return await _open_cycle(talks, mongo, next(parts))

        async def by_hand() -> float:
            documents = await mongo["talks"]["talks"].find({}, limit=TALKS).to_list(TALKS)
            copies = [{**each, "_id": str(uuid4())} for each in documents]
            raw = mongo["bench"]["talks"]
            started = perf_counter()
            for start in range(0, len(copies), _CHUNK):
                await raw.insert_many(copies[start : start + _CHUNK], ordered=False)
            return len(copies) / (perf_counter() - started)

        return [
            await compare(
                "talks opened in a cycle of 3 000 / documents inserted",
                ours,
                by_hand,
                unit="1/s",
                goal=0.03,
                better="more",
                rounds=CYCLES,
            )
        ]


async def _some_goals(goals: Asker) -> dict[str, int]:
    """Goals of one person that count, and their versions."""
    own = (await goals.ask("GET", "/goals?owner=me", ELLEN)).body["items"][0]
    last = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()
    facts = {name: own[name] for name in ("level", "measure", "owner_ids", "parent_id")}
    facts |= {"period_from": own["period_from"], "period_until": last, "deadline": last}
    versions: dict[str, int] = {}
    for number in range(GOALS):
        goal = str(uuid4())
        said = {**facts, "title": f"Prov {number}"}
        done = await goals.ask("PUT", f"/goals/{goal}", ELLEN, said)
        assert done.status == 200, done.body
        done = await goals.ask("POST", f"/goals/{goal}/agree", cast.MATTIAS)
        assert done.status == 200, done.body
        versions[goal] = done.body["version"]
    return versions


async def _hop(service: Asker) -> None:
    answer = await service.ask("GET", "/health/live", ELLEN)
    assert answer.status == 200, answer.body


async def _units_by_size(mongo: Client) -> Sequence[tuple[str, int]]:
    """Units and how many people are right in each: none counts twice."""
    pipeline: list[Document] = [
        {"$group": {"_id": "$unit_id", "people": {"$sum": 1}}},
        {"$sort": {"_id": 1}},
    ]
    found = mongo["talks"]["directory_people"].aggregate(pipeline)
    sizes = {each["_id"]: each["people"] async for each in found if each["_id"]}
    # Units with others below would take those along.
    below = {
        each["parent_id"]
        async for each in mongo["talks"]["directory_units"].find({}, {"parent_id": 1})
    }
    return [(unit, size) for unit, size in sizes.items() if unit not in below]


def _of_some_thousand(units: Sequence[tuple[str, int]]) -> Iterator[list[str]]:
    part: list[str] = []
    people = 0
    for unit, size in units:
        part.append(unit)
        people += size
        if people >= TALKS:
            yield part
            part, people = [], 0


async def _open_cycle(talks: Asker, mongo: Client, units: Sequence[str]) -> float:
    """Talks a second, from the command until the cycle says that all are open."""
    cycle_id = f"bench-{uuid4()}"
    today = datetime.now(UTC).date()
    plan = {
        "title": "Mätning",
        "template_id": "standard",
        "template_version": 1,
        "unit_ids": list(units),
        "opens": today.isoformat(),
        "last_day": (today + timedelta(days=60)).isoformat(),
    }
    started = perf_counter()
    done = await talks.ask("PUT", f"/cycles/{cycle_id}", cast.YASMIN, plan)
    assert done.status == 200, done.body

    async def is_open() -> bool:
        stored = await mongo["talks"]["cycles"].find_one({"_id": cycle_id}, {"state": 1})
        return stored is not None and stored["state"] == "open"

    await eventually(is_open, seconds=300)
    seconds = perf_counter() - started
    opened = await mongo["talks"]["talks"].count_documents({"cycle_id": cycle_id})
    return opened / seconds
