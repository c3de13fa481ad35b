"""Every query runs over an index."""

from chassis.testing import eventually
from competence.term import id_of

from .conftest import HR, Town


async def test_no_query_scans_a_collection(town: Town) -> None:
    await town.lists("ellen", "strand", 3)
    await town.lists("pia", "tecken", 3)
    await town.mongo.command("profile", 2)

    await town.lists("olle", "strand", 3)
    await town.holds("olle", "hlr", "2026-10-13")
    await town.put("/profiles/me/competences/free", "olle", {"label": "Myrslåtter", "level": 3})
    required = {"required": [{"term_id": id_of("strand"), "level": 3, "count": 2}]}
    await town.put("/requirements/E05-1", "mattias", required, version=0)
    await eventually(lambda: _finds(town, "strandskydd", {"ellen", "olle"}))
    proposal = (await town.get("/terms?status=proposed", HR))["items"][0]["id"]
    await town.ask("POST", f"/terms/{proposal}/merge", HR, {"into": id_of("strand")})
    await eventually(lambda: _finds(town, "myrslåtter", {"ellen", "olle"}))
    await town.get("/terms?q=strand", "ellen")
    await town.get("/profiles/me", "ellen")
    await town.get("/profiles/pia", "ellen")
    await town.get("/gaps/E05-1", "mattias")
    await town.get("/search?q=strandskydd", "ellen")
    more = f"&unit=E05&language={id_of('tecken')}&min_level=2"
    await town.get(f"/search?q=strandskydd, tillsyn{more}", "ellen")
    await town.settling.expire()
    await town.mongo.command("profile", 0)

    # Not the two queues of what is to be settled: they are read from their beginning.
    own = ("finder", "profiles", "terms", "requirements", "generations", "locks")
    names = [f"{town.mongo.name}.{name}" for name in own]
    profile = town.mongo["system.profile"].find({"ns": {"$in": names}})
    queries = [entry async for entry in profile]
    scans = [entry for entry in queries if "COLLSCAN" in entry.get("planSummary", "")]
    assert [entry["command"] for entry in scans] == []
    assert queries
    sorts = [entry for entry in queries if entry.get("hasSortStage")]
    assert [entry["command"] for entry in sorts if "finder" in entry["ns"]] == []


async def _finds(town: Town, question: str, people: set[str]) -> bool:
    """Asked over HTTP: the test's own queries must not count."""
    body = await town.get(f"/search?q={question}", "boss")
    return {each["person_id"] for each in body["items"]} == people
