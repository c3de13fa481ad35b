"""Every query runs over an index, and the counts come out of the index alone."""

from typing import Any

from .conftest import HR, Office


async def test_no_query_scans_a_collection_and_counting_reads_no_talk(office: Office) -> None:
    path = await office.open_talk()
    await office.mongo.command("profile", 2)

    await office.get("/talks?as=manager", "mattias")
    await office.get("/talks?as=employee&state=all", "ellen")
    await office.get("/agreements", "ellen")
    await office.get("/cycles/autumn/coverage", HR)
    await office.get("/cycles/autumn/coverage", "sara")
    await office.prepare(path, "ellen", "Text")
    await office.note(path, "ellen", "Text")
    await office.get(f"{path}/notes", "ellen")
    await office.open_cycle("second", title="En till")
    await office.mongo.command("profile", 0)

    own = ("talks", "preparations", "notes", "presence")
    names = [f"{office.mongo.name}.{name}" for name in own]
    profile = office.mongo["system.profile"].find({"ns": {"$in": names}})
    queries = [entry async for entry in profile]
    scans = [entry for entry in queries if "COLLSCAN" in entry.get("planSummary", "")]
    assert [entry["command"] for entry in scans] == []
    counting = [entry for entry in queries if _is_tally(entry)]
    assert len(counting) == 4  # for HR and for a head: all, and the protected
    for entry in counting:
        if "employee_id" not in str(entry["command"]):
            assert entry["docsExamined"] == 0, entry["planSummary"]


def _is_tally(entry: dict[str, Any]) -> bool:
    return "$group" in str(entry.get("command", {}).get("pipeline", "")) and "expected" in str(
        entry["command"]
    )
