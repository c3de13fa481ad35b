"""What a unit needs and lacks."""

from datetime import date
from typing import Any

from chassis.testing import eventually
from competence.term import id_of
from redthread_contracts.directory import Delegation
from redthread_contracts.ids import PersonId

from .conftest import HR, Town


def a_row(term: str, **changes: Any) -> dict[str, Any]:
    return {"term_id": id_of(term), "level": 3, "count": 1, **changes}


async def test_the_matrix_compares_what_there_is_with_what_is_required(town: Town) -> None:
    await town.lists("ellen", "strand", 3)
    await town.lists("viktor", "strand", 2, wants_to_develop=True)
    await town.lists("olle", "strand", 5, hidden=True)
    await town.lists("pia", "strand", 5)  # works elsewhere
    await town.holds("viktor", "hlr", "2026-11-06")
    await town.holds("olle", "hlr", "2026-10-01")  # expired
    await town.person("ellen", 2, employed_until=date(2027, 1, 31))
    rows = [
        a_row("strand", count=2, role="Handläggare"),
        a_row("strand", count=1, role="Arkitekt"),
        a_row("hlr", level=1),
    ]
    await town.put("/requirements/E05-1", "mattias", {"required": rows}, version=0)
    await eventually(town.settled)

    async def leaving() -> Any:
        found = await town.get("/gaps/E05-1", "mattias")
        return found if len(found["soon"]) == 2 else None

    gaps = await eventually(leaving)

    strand, hlr = gaps["rows"]
    assert strand["roles"] == [
        {"role": "Handläggare", "have": 1, "need": 2, "lacking": 1},
        {"role": "Arkitekt", "have": 0, "need": 1, "lacking": 1},
    ]
    assert (strand["have"], strand["need"], strand["lacking"]) == (1, 3, 2)
    assert (hlr["have"], hlr["need"], hlr["lacking"], hlr["kind"]) == (1, 1, 0, "certificate")
    assert [
        (each["kind"], each["person_id"], each["on"], each["have_then"], each["need"])
        for each in gaps["soon"]
    ] == [("certificate", "viktor", "2026-11-06", 0, 1), ("leaving", "ellen", "2027-01-31", 0, 3)]
    assert [(each["label_sv"], each["person_ids"]) for each in gaps["developing"]] == [
        ("Strandskydd", ["viktor"])
    ]
    assert "Strandskydd, minst nivå 3 (självständig)" in gaps["recruitment"]["text_sv"]
    assert "Shore protection, at least level 3" in gaps["recruitment"]["text_en"]


async def test_a_unit_that_requires_nothing_lacks_nothing(town: Town) -> None:
    empty = await town.ask("GET", "/requirements/E05-1", "mattias")
    gaps = await town.get("/gaps/E05-1", "mattias")

    assert (empty.body["required"], empty.etag) == ([], '"0"')
    assert gaps["rows"] == gaps["soon"] == gaps["developing"] == []
    assert gaps["recruitment"] == {"text_sv": "", "text_en": ""}


async def test_a_stale_requirement_is_refused_with_both_versions(town: Town) -> None:
    first, second = {"required": [a_row("strand")]}, {"required": [a_row("tillsyn")]}
    stored = await town.put("/requirements/E05-1", "mattias", first, version=0)
    again = await town.put("/requirements/E05-1", "mattias", first, version=1)

    stale = await town.ask("PUT", "/requirements/E05-1", HR, second, version=0)
    missing = await town.ask("PUT", "/requirements/E05-1", HR, second)

    assert (stored["version"], again["version"]) == (1, 1)
    assert (stale.status, stale.body["code"]) == (409, "version-conflict")
    assert stale.body["current"]["required"][0]["label_sv"] == "Strandskydd"
    assert stale.body["yours"]["required"][0]["term_id"] == id_of("tillsyn")
    assert missing.status == 428


async def test_a_row_stands_once_and_names_a_term_that_there_is(town: Town) -> None:
    rows = [a_row("strand"), a_row("strand", count=2), a_row("tillsyn", term_id="nothing")]

    unknown = await town.ask("PUT", "/requirements/E05-1", HR, {"required": rows}, version=0)
    twice = await town.ask("PUT", "/requirements/E05-1", HR, {"required": rows[:2]}, version=0)

    assert unknown.faults == {"required.2.term_id": "term-unknown"}
    assert twice.faults == {"required.1.term_id": "required-twice"}


async def test_requirements_and_gaps_are_for_heads_their_stand_ins_and_hr(town: Town) -> None:
    stand_in = Delegation(to=PersonId("viktor"), start=date(2026, 10, 1), until=date(2026, 10, 31))
    await town.person("mattias", 2, delegations=(stand_in,))

    async def allowed(path: str) -> set[str]:
        people = ("boss", "sara", "mattias", "viktor", "ellen", "amina", HR)
        answers = {who: await town.ask("GET", path, who) for who in people}
        refused = {answer.body["code"] for answer in answers.values() if answer.status == 403}
        assert refused == {"unit-not-yours"}
        return {who for who, answer in answers.items() if answer.status == 200}

    async def as_wished() -> bool:
        expected = {"boss", "sara", "mattias", "viktor", HR}
        return await allowed("/gaps/E05-1") == expected == await allowed("/requirements/E05-1")

    await eventually(as_wished)
    refused = await town.ask("PUT", "/requirements/E06", "sara", {"required": []}, version=0)
    assert (refused.status, refused.body["code"]) == (403, "unit-not-yours")
    assert (await town.ask("GET", "/gaps/nowhere", HR)).body["code"] == "unit-not-found"
