"""One's own profile: what is listed, what is hidden, and what leaves the service."""

import json
from datetime import timedelta
from uuid import uuid4

from chassis.testing import eventually
from competence.term import id_of

from .conftest import HR, Town


async def test_a_profile_is_listed_read_by_a_colleague_and_found(town: Town) -> None:
    await town.lists("ellen", "strand", 3, wants_to_develop=True)
    await town.holds("ellen", "b", "2033-05-12")
    body = {"what": "Kandidatexamen i byggteknik", "where": "Högskolan i Gävle", "year": "2014"}
    mine = await town.put("/profiles/me/education/e1", "ellen", body)

    seen = await town.get("/profiles/ellen", "pia")

    assert seen["competences"][0]["label_sv"] == "Strandskydd"
    assert seen["competences"][0]["wants_to_develop"] is True
    assert seen["certificates"][0]["kind"] == "driving_licence"
    assert seen["education"][0]["year"] == 2014
    assert mine["version"] == 3
    assert await town.found("strandskydd, körkort b") == ["ellen"]


async def test_what_is_hidden_is_seen_by_nobody_else_and_never_leaves_the_service(
    town: Town,
) -> None:
    await town.lists("ellen", "strand", 3, hidden=True)
    free = {"label": "Mycket privat", "level": 2, "hidden": True}
    mine = await town.put("/profiles/me/competences/free", "ellen", free)
    certificate = await town.holds("ellen", "hlr", "2026-11-01", hidden=True)
    await town.put("/profiles/me/education/e1", "ellen", {"what": "Hemlig kurs", "hidden": True})

    for who in ("pia", "mattias", HR):
        seen = await town.get("/profiles/ellen", who)
        assert (seen["competences"], seen["certificates"], seen["education"]) == ([], [], [])
    assert [each["label_sv"] for each in mine["competences"]] == ["Strandskydd", "Mycket privat"]
    assert mine["competences"][1]["term_id"] is None
    assert await town.found("strandskydd, hlr, mycket privat") == []
    assert (await town.get("/terms?status=proposed", HR))["items"] == []
    told = await town.told_of("ellen")
    assert told is not None
    assert told["competences"] == []
    assert told["certificates"] == [
        {"certificate_id": certificate, "term_id": None, "expires": "2026-11-01"}
    ]
    assert "Mycket privat" not in json.dumps([data for _, data in await town.told()])


async def test_a_protected_person_shows_nothing_and_shows_again_when_no_longer_protected(
    town: Town,
) -> None:
    await town.lists("pia", "strand", 4)
    await town.holds("pia", "hlr", "2026-11-01")
    assert await town.found("strandskydd") == ["pia"]

    await town.person("pia", 2, protected=True)

    await eventually(lambda: _shows(town, "pia", 0))
    assert await town.found("strandskydd") == []
    assert (await town.ask("GET", "/profiles/pia", "boss")).status == 404
    assert len((await town.get("/profiles/me", "pia"))["competences"]) == 1
    await town.lists("pia", "tillsyn", 2)  # still one's own to write, and still not told
    assert await _shows(town, "pia", 0)
    assert await town.found("tillsyn") == []
    await town.person("pia", 3, protected=False)
    await eventually(lambda: _shows(town, "pia", 2))
    assert await town.found("strandskydd") == ["pia"]


async def test_an_expired_certificate_is_marked_and_not_found_from_the_day_after(
    town: Town,
) -> None:
    await town.holds("ellen", "hlr", "2026-10-14")
    soon = (await town.get("/profiles/me", "ellen"))["certificates"][0]
    assert (soon["expires_soon"], soon["expired"]) == (True, False)
    assert await town.found("HLR") == ["ellen"]

    town.clock.move(timedelta(days=1))

    expired = (await town.get("/profiles/me", "ellen"))["certificates"][0]
    assert (expired["expires_soon"], expired["expired"]) == (False, True)
    assert await town.settling.expire() == 1
    assert await town.settling.expire() == 0
    assert await town.found("HLR") == []
    renewed = {"term_id": id_of("hlr"), "issued": "2026-10-15", "expires": "2027-10-15"}
    await town.put(f"/profiles/me/certificates/{soon['id']}", "ellen", renewed)
    assert await town.found("HLR") == ["ellen"]


async def test_the_same_again_changes_nothing_and_a_stale_version_is_refused(town: Town) -> None:
    body = {"term_id": id_of("strand"), "level": 3}
    first = await town.put("/profiles/me/competences/i1", "ellen", body)
    again = await town.put("/profiles/me/competences/i1", "ellen", body)
    await town.put("/profiles/me/competences/i1", "ellen", {**body, "level": 4})

    stale = await town.ask("PUT", "/profiles/me/competences/i1", "ellen", body, version=1)

    assert (first["version"], again["version"]) == (1, 1)
    assert (stale.status, stale.body["code"]) == (409, "version-conflict")
    assert stale.body["current"]["competences"][0]["level"] == 4
    for _ in range(2):
        gone = await town.ask("DELETE", "/profiles/me/competences/i1", "ellen")
        assert (gone.status, gone.body["version"]) == (200, 3)


async def test_a_term_stands_once_in_a_profile(town: Town) -> None:
    item_id = await town.lists("ellen", "strand", 3)

    body = {"label": "strandskydd", "level": 5}  # the same in one's own words
    twice = await town.ask("PUT", f"/profiles/me/competences/{uuid4()}", "ellen", body)

    assert (twice.status, twice.body["code"]) == (409, "competence-twice")
    assert twice.body["item_id"] == item_id


async def _shows(town: Town, person_id: str, competences: int) -> bool:
    """Whether the newest event shows so many competences, and certificates only with them."""
    told = await town.told_of(person_id)
    if told is None or len(told["competences"]) != competences:
        return False
    return bool(told["certificates"]) == bool(competences)
