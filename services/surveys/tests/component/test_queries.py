"""Every query runs over an index."""

from datetime import timedelta
from uuid import uuid4

from chassis.testing import eventually

from .conftest import HR, LAST, PERMITS, SCHOOL, Hall

OWN = ("surveys", "participants", "answers", "invitations", "results", "actions", "errands")


async def test_no_query_scans_a_collection(hall: Hall) -> None:
    first = await hall.launch()
    await eventually(hall.quiet)
    await hall.mongo.command("profile", 2)

    survey_id = await hall.launch()
    await hall.answered_by(survey_id, [*PERMITS[:6], *SCHOOL[:6]])
    for path in ("/invitations", f"/surveys/{survey_id}/form", "/actions"):
        await hall.get(path, "permit-1")
    for path in ("/surveys", "/surveys?as=results", f"/surveys/{survey_id}/results"):
        await hall.get(path, HR)
    await eventually(hall.quiet)
    hall.clock.set(LAST - timedelta(days=3))
    await eventually(hall.quiet)
    await hall.close(survey_id)
    await hall.ask("POST", f"/surveys/{first}/cancel", HR)
    await eventually(hall.quiet)
    for path in ("/surveys", "/surveys?as=results", f"/surveys/{survey_id}/results"):
        await hall.get(path, "mattias")
    action = {"unit_id": "E05-1", "what": "M", "owner_id": "sara", "due": "2026-12-01"}
    await hall.ask("PUT", f"/surveys/{survey_id}/actions/{uuid4()}", "mattias", action)
    await hall.get(f"/surveys/{survey_id}/actions", "mattias")
    await hall.mongo.command("profile", 0)

    names = [f"{hall.mongo.name}.{name}" for name in OWN]
    profile = hall.mongo["system.profile"].find({"ns": {"$in": names}})
    queries = [entry async for entry in profile]
    scans = [entry for entry in queries if "COLLSCAN" in entry.get("planSummary", "")]
    # Looking whether anything is left to send is the test's own.
    own = {"outbox.0": {"$exists": True}}
    assert [each["command"] for each in scans if each["command"].get("filter") != own] == []
    assert {each["ns"] for each in queries} == set(names)


async def test_answers_lie_in_the_order_of_their_random_id(hall: Hall) -> None:
    (found,) = (await hall.mongo.command("listCollections", filter={"name": "answers"}))["cursor"][
        "firstBatch"
    ]

    assert found["options"]["clusteredIndex"]["key"] == {"_id": 1}
