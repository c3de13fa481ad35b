"""Finding colleagues: several terms, misspelt, by synonym, without å, ä and ö, page by page."""

import random
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest

from chassis.testing import eventually
from competence.finder import MOST_CANDIDATES
from competence.ranking import Candidate, ranked, tokens_of
from competence.term import id_of
from redthread_contracts.ids import PersonId, UnitId

from .conftest import PEOPLE, Town, a_person


@pytest.mark.parametrize(
    ("question", "term", "because"),
    [
        ("Strandskydd", "strand", "exact"),
        ("shore protection", "strand", "exact"),
        ("strandskyd", "strand", "prefix"),
        ("strandsyd", "strand", "spelling"),
        ("stradnskydd", "strand", "spelling"),
        ("takk", "tss", "synonym"),
        ("TECKNÅD", "tss", "synonym"),
        ("byrasprak", "klarsprak", "synonym"),
        ("klarsprak", "klarsprak", "exact"),
        ("klarspråk", "klarsprak", "exact"),
        ("hjart lungraddning", "hlr", "prefix"),
    ],
)
async def test_a_question_is_understood_and_says_why(
    town: Town, question: str, term: str, because: str
) -> None:
    await town.lists("ellen", term, 3)
    await eventually(town.settled)

    body = await town.get(f"/search?q={quote(question)}", "boss")

    assert [each["person_id"] for each in body["items"]] == ["ellen"]
    matched = body["items"][0]["matched"]
    assert [(each["term_id"], each["because"]) for each in matched] == [(id_of(term), because)]
    assert (matched[0]["asked"], matched[0]["level"]) == (question, 3)
    assert body["understood"][0]["because"] == because
    exact = await town.get(f"/search?q={quote(question)}&exact=true", "boss")
    assert exact["total"] == (1 if because == "exact" else 0)


async def test_who_has_all_comes_first_then_the_sum_of_levels_then_the_name(town: Town) -> None:
    await town.lists("ellen", "strand", 1)
    await town.lists("ellen", "tecken", 1)
    await town.lists("mattias", "strand", 5)
    await town.lists("viktor", "tecken", 5)
    await town.lists("olle", "strand", 5)
    await town.lists("pia", "tillsyn", 5)

    found = await town.found("teckenspråk, strandskydd")

    # Zetterman, then Åberg and Öberg: å and ö come after z.
    assert found == ["ellen", "olle", "viktor", "mattias"]
    body = await town.get("/search?q=teckenspråk, strandskydd", "boss")
    assert [each["all"] for each in body["items"]] == [True, False, False, False]
    assert body["facets"]["units"] == [{"unit_id": "E05", "count": 4}]
    assert [(each["label_sv"], each["count"]) for each in body["facets"]["languages"]] == [
        ("Teckenspråk", 2)
    ]
    assert (body["total"], body["more"]) == (4, False)


async def test_level_unit_and_language_narrow_the_search(town: Town) -> None:
    await town.lists("ellen", "strand", 3)
    await town.lists("ellen", "finska", 2)
    await town.lists("pia", "strand", 2)
    await town.holds("amina", "b", None)
    await eventually(town.settled)

    async def found(**bounds: Any) -> list[str]:
        path = "/search?q=strandskydd, körkort b"
        for name, value in bounds.items():
            path += f"&{name}={value}"
        body = await town.get(path, "boss")
        return [each["person_id"] for each in body["items"]]

    assert await found() == ["ellen", "pia", "amina"]
    assert await found(min_level=3) == ["ellen", "amina"]  # a licence has no level
    assert await found(unit="E06") == ["pia", "amina"]
    assert await found(unit="E00") == ["ellen", "pia", "amina"]
    assert await found(unit="E05&unit=E06") == ["ellen", "pia", "amina"]
    assert await found(language=id_of("finska")) == ["ellen"]
    assert await found(unit="nowhere") == []


async def test_pages_follow_each_other_without_a_gap_or_a_repeat(town: Town) -> None:
    chance = random.Random(20261014)
    for person_id in PEOPLE:
        await town.lists(person_id, "strand", chance.randint(1, 2))
    whole = await town.found("strandskydd")

    paged: list[str] = []
    path = "/search?q=strandskydd&limit=3"
    cursor: str | None = ""
    while cursor is not None:
        body = await town.get(f"{path}&after={cursor}", "boss")
        paged += [each["person_id"] for each in body["items"]]
        cursor = body["next"]

    assert len(whole) == len(PEOPLE)
    assert paged == whole
    wrong = await town.ask("GET", f"{path}&after=WzFd", "boss")
    assert (wrong.status, wrong.body["code"]) == (422, "cursor-wrong")


async def test_who_does_not_work_here_today_is_not_found(town: Town) -> None:
    await town.lists("amina", "strand", 5)
    await town.lists("sara", "strand", 4)
    await town.person("amina", 2, employed_until=date(2026, 10, 13))
    await town.person("sara", 2, employed_until=date(2026, 10, 14))

    async def only_sara() -> bool:
        return await town.found("strandskydd") == ["sara"]

    await eventually(only_sara)
    assert (await town.ask("GET", "/profiles/amina", "boss")).status == 404


async def test_a_proposal_is_found_by_its_whole_name_only(town: Town) -> None:
    await town.put("/profiles/me/competences/c1", "ellen", {"label": "Myrslätter", "level": 4})

    assert await town.found("myrslatter") == ["ellen"]
    assert await town.found("myrsl") == []
    assert (await town.get("/terms?q=myrsl", "pia"))["items"] == []


async def test_nobody_is_found_by_what_nobody_can_make_sense_of(town: Town) -> None:
    await town.lists("ellen", "strand", 3)
    await eventually(town.settled)

    body = await town.get("/search?q=strandskydd, qwxzqwxz", "boss")

    assert [each["all"] for each in body["items"]] == [False]
    assert body["understood"][1] == {
        "asked": "qwxzqwxz",
        "terms": [],
        "because": None,
        "synonyms": [],
    }
    assert (await town.get("/search", "boss"))["items"] == []


async def test_the_search_looks_at_the_best_however_many_there_are(town: Town) -> None:
    people = MOST_CANDIDATES + 50
    chance = random.Random(1)
    levels = {f"p{number:04}": chance.randint(1, 5) for number in range(people)}
    for person_id in levels:
        PEOPLE[person_id] = ("E06", person_id, "Ek")
    try:
        for person_id in levels:
            await town.publisher.publish(a_person(person_id), person_id, 1)
        rows = [
            {"person_id": person_id, "competences": [{"term": "strand", "level": level}]}
            for person_id, level in levels.items()
        ]
        assert (await town.bring_in(profiles=rows)).body["profiles"]["created"] == people
        await eventually(lambda: _in_town(town, people))
        await eventually(town.settled)
    finally:
        for person_id in levels:
            del PEOPLE[person_id]

    body = await town.get("/search?q=strandskydd&limit=50", "boss")

    assert (body["total"], body["more"]) == (MOST_CANDIDATES, True)
    everybody = [
        Candidate(
            person_id=PersonId(person_id),
            name_key=f"ek\t{person_id}",
            tokens=tuple(tokens_of([id_of("strand")], min_level=level)[-2:-1]),
            unit_id=UnitId("E06"),
            title="",
        )
        for person_id, level in levels.items()
    ]
    best = ranked(everybody, [frozenset(tokens_of([id_of("strand")]))])[:50]
    found = [each["person_id"] for each in body["items"]]
    assert found == [each.candidate.person_id for each in best]


async def _in_town(town: Town, people: int) -> bool:
    query = {"person_sequence": {"$exists": True}, "unit_id": "E06", "tokens.0": {"$exists": True}}
    return await town.mongo["finder"].count_documents(query) == people
