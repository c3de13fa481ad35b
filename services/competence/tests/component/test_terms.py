"""The taxonomy: typed, proposed, accepted, merged."""

import asyncio

from chassis.testing import eventually
from competence.term import id_of

from .conftest import HR, Town


async def test_terms_are_offered_while_somebody_types(town: Town) -> None:
    async def offered(typed: str, more: str = "") -> list[str]:
        body = await town.get(f"/terms?q={typed}{more}", "ellen")
        return [each["label_sv"] for each in body["items"]]

    assert await offered("strand") == ["Strandskydd"]
    assert await offered("teck") == ["Teckenspråk", "Tecken som stöd"]
    assert await offered("teck", "&kind=language") == ["Teckenspråk"]
    assert await offered("tekensprak") == ["Teckenspråk"]
    assert await offered("körkrot") == ["Körkort B"]
    assert await offered("teck", "&limit=1") == ["Teckenspråk"]
    assert await offered("") == []
    term = await town.get(f"/terms/{id_of('hlr')}", "ellen")
    assert (term["kind"], term["valid_months"], term["status"]) == ("certificate", 12, "accepted")


async def test_a_free_term_is_proposed_once_accepted_and_then_offered(town: Town) -> None:
    free = {"label": "Myrslåtter", "level": 3}
    await town.put("/profiles/me/competences/c1", "ellen", free)
    await town.put("/profiles/me/competences/c1", "pia", {**free, "label": "myrslåtter"})

    proposals = (await town.get("/terms?status=proposed", HR))["items"]
    assert [(each["label_sv"], each["kind"]) for each in proposals] == [("Myrslåtter", "skill")]
    path = f"/terms/{proposals[0]['id']}"
    body = {"label_sv": "Slåtter på myr", "label_en": "Bog mowing"}
    accepted = await town.ask("POST", f"{path}/accept", HR, body)
    again = await town.ask("POST", f"{path}/accept", HR, body)

    assert (accepted.status, accepted.body["status"]) == (200, "accepted")
    assert again.etag == accepted.etag
    assert (await town.get("/terms?q=slatter", "olle"))["items"][0]["label_en"] == "Bog mowing"
    assert (await town.get("/terms?status=proposed", HR))["items"] == []
    assert await town.found("myrslåtter") == ["pia", "ellen"]  # by the words they wrote
    assert (await town.get("/profiles/me", "pia"))["competences"][0]["label_sv"] == "Slåtter på myr"


async def test_a_proposal_can_not_be_accepted_beside_a_term_of_that_name(town: Town) -> None:
    await town.put("/profiles/me/competences/c1", "ellen", {"label": "Strandskyd", "level": 3})
    proposal = (await town.get("/terms?status=proposed", HR))["items"][0]

    path = f"/terms/{proposal['id']}/accept"
    refused = await town.ask("POST", path, HR, {"label_sv": "strandskydd"})

    assert (refused.status, refused.body["code"]) == (409, "term-exists")
    assert refused.body["term_id"] == id_of("strand")


async def test_a_merge_moves_profiles_and_requirements_and_keeps_the_name_findable(
    town: Town,
) -> None:
    await town.put("/profiles/me/competences/c1", "ellen", {"label": "Kustskydd", "level": 4})
    await town.lists("ellen", "strand", 2)
    await town.put("/profiles/me/competences/c1", "pia", {"label": "Kustskydd", "level": 1})
    await town.put("/profiles/me/competences/c2", "olle", {"label": "Kustskydd", "level": 5})
    await town.lists("olle", "strand", 3, hidden=True)
    duplicate = (await town.get("/terms?status=proposed", HR))["items"][0]["id"]
    await town.ask("POST", f"/terms/{duplicate}/accept", HR, {"label_sv": "Kustskydd"})
    required = {"required": [{"term_id": duplicate, "level": 3, "count": 2}]}
    await town.put("/requirements/E05-1", "mattias", required, version=0)

    merged = await town.ask("POST", f"/terms/{duplicate}/merge", HR, {"into": id_of("strand")})
    again = await town.ask("POST", f"/terms/{duplicate}/merge", HR, {"into": id_of("strand")})

    assert merged.body["merged_into"] == id_of("strand")
    assert (again.status, again.etag) == (200, merged.etag)
    await eventually(lambda: _moved(town, duplicate))
    assert await town.found("kustskydd") == ["olle", "ellen", "pia"]
    mine = (await town.get("/profiles/me", "ellen"))["competences"]
    assert [(each["label_sv"], each["level"]) for each in mine] == [("Strandskydd", 4)]
    # Nothing of what olle has hidden shows: the entry that was shown stays as it is.
    seen = (await town.get("/profiles/olle", "pia"))["competences"]
    assert [(each["term_id"], each["level"]) for each in seen] == [(id_of("strand"), 5)]
    needs = await town.get("/requirements/E05-1", "mattias")
    assert [each["term_id"] for each in needs["required"]] == [id_of("strand")]
    # Whoever still names the old one gets the new one.
    await town.put("/profiles/me/competences/c9", "sara", {"term_id": duplicate, "level": 2})
    assert await town.found("strandskydd") == ["olle", "ellen", "sara", "pia"]


async def test_merges_that_would_close_a_circle_are_refused(town: Town) -> None:
    one, two = id_of("strand"), id_of("tillsyn")

    answers = await asyncio.gather(
        town.ask("POST", f"/terms/{one}/merge", HR, {"into": two}),
        town.ask("POST", f"/terms/{two}/merge", HR, {"into": one}),
        town.ask("POST", f"/terms/{one}/merge", HR, {"into": one}),
    )

    assert sorted(answer.status for answer in answers) == [200, 409, 409]
    unknown = await town.ask("POST", f"/terms/{id_of('b')}/merge", HR, {"into": "nothing"})
    assert (unknown.status, unknown.body["code"]) == (404, "term-not-found")


async def _moved(town: Town, term_id: str) -> bool:
    if not await town.settled():
        return False
    held = await town.mongo["profiles"].find_one({"competences.term_id": term_id})
    required = await town.mongo["requirements"].find_one({"required.term_id": term_id})
    return held is None and required is None
