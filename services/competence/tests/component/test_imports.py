"""Rows of another system: all right or nothing, and the same again changes nothing."""

from typing import Any

from chassis.testing import eventually
from competence.term import id_of

from .conftest import ADMIN, HR, SCOPE, TERMS, Town

NONE = {"created": 0, "changed": 0, "unchanged": 0}


def rows() -> dict[str, list[dict[str, Any]]]:
    return {
        "terms": [*TERMS, {"id": "C11", "kind": "certificate", "label_sv": "Delegering, insulin"}],
        "profiles": [
            {
                "person_id": "ellen",
                "competences": [
                    {"term": "strand", "level": 4, "wants_to_develop": True},
                    {"label": "tillsyn", "level": 2},
                    {"label": "Myrslåtter", "level": 1},
                    {"label": "Bara min", "level": 1, "hidden": True},
                ],
                "certificates": [
                    {"term": "C11", "issued": "2025-12-01", "expires": "2026-12-01"},
                    {"label": "Motorsågskörkort"},
                ],
                "education": [{"what": "Kandidatexamen", "where": "Gävle", "year": 2014}],
            }
        ],
        "requirements": [
            {"unit_id": "E05-1", "required": [{"term": "strand", "level": 3, "count": 4}]}
        ],
    }


async def test_an_import_twice_changes_nothing_whatever_people_did_in_between(town: Town) -> None:
    first = await town.bring_in(**rows())
    await town.lists("ellen", "finska", 2)
    strand = (await town.get("/profiles/me", "ellen"))["competences"][0]
    body = {"term_id": strand["term_id"], "level": 5}
    await town.put(f"/profiles/me/competences/{strand['id']}", "ellen", body)
    before = await _versions(town)

    again = await town.bring_in(**rows())

    created = {"created": 1, "changed": 0, "unchanged": 0}
    assert first.body == {
        "terms": {"created": 1, "changed": 0, "unchanged": len(TERMS)},
        "profiles": created,
        "requirements": created,
    }
    assert all(counts["unchanged"] for counts in again.body.values())
    assert await _versions(town) == before
    assert await town.found("strandskydd, delegering insulin, tillsyn, myrslåtter") == ["ellen"]
    mine = await town.get("/profiles/me", "ellen")
    assert [each["term_id"] is None for each in mine["competences"]] == [
        False,
        False,
        False,
        True,
        False,
    ]
    assert mine["competences"][1]["term_id"] == id_of("tillsyn")
    assert mine["certificates"][1]["label_sv"] == "Motorsågskörkort"


async def test_a_changed_row_replaces_its_own_items_and_keeps_the_others(town: Town) -> None:
    await town.bring_in(**rows())
    await town.lists("ellen", "finska", 2)
    changed = rows()
    changed["profiles"][0]["competences"] = [{"term": "strand", "level": 1}]
    changed["terms"] = [{**TERMS[0], "label_sv": "Skydd av stränder", "synonyms": ["Strandskydd"]}]

    answer = await town.bring_in(**changed)

    assert answer.body["profiles"] == answer.body["terms"] == {**NONE, "changed": 1}
    mine = (await town.get("/profiles/me", "ellen"))["competences"]
    assert {each["label_sv"]: each["level"] for each in mine} == {
        "Skydd av stränder": 1,
        "Tillsyn": 2,
        "Myrslåtter": 1,
        "Bara min": 1,
        "Finska": 2,
    }


async def test_rows_that_are_wrong_are_named_and_nothing_is_written(town: Town) -> None:
    wrong = rows()
    wrong["terms"] += [
        {"id": "bad id", "kind": "skill", "label_sv": "A"},
        {"id": "x", "kind": "hobby", "label_sv": "", "colour": "red"},
        TERMS[0],
    ]
    wrong["profiles"][0]["competences"] += [
        {"term": "nowhere", "level": 3},
        {"term": "strand", "level": 4},
        {"level": 9},
    ]
    wrong["profiles"].append({"person_id": "pia", "competences": [{"term": "nowhere", "level": 3}]})
    wrong["requirements"][0]["required"].append({"term": "nowhere", "level": 3, "count": 1})

    answer = await town.bring_in(**wrong)

    assert (answer.status, answer.body["code"]) == (422, "import-not-right")
    number = len(TERMS) + 1
    assert answer.faults == {
        f"terms.{number}.id": "bad-id",
        f"terms.{number + 1}.kind": "literal-error",
        f"terms.{number + 1}.label_sv": "label-missing",
        f"terms.{number + 1}.colour": "extra-forbidden",
        f"terms.{number + 2}.id": "row-twice",
        "profiles.0.competences.6": "term-missing",
        "profiles.1.competences.0.term": "term-unknown",
        "requirements.0.required.1.term": "term-unknown",
    }
    assert (await town.get("/profiles/me", "ellen"))["version"] == 0
    assert (await town.get("/terms?q=insulin", "ellen"))["items"] == []


async def test_a_merge_by_hr_outlives_the_next_import(town: Town) -> None:
    path = f"/terms/{id_of('tillsyn')}/merge"
    await town.ask("POST", path, HR, {"into": id_of("strand")})

    again = await town.bring_in(terms=TERMS, profiles=[_row("sara", "tillsyn")])

    assert again.body["terms"] == {**NONE, "unchanged": len(TERMS)}
    assert await town.found("tillsyn") == ["sara"]
    mine = (await town.get("/profiles/me", "sara"))["competences"]
    assert [each["term_id"] for each in mine] == [id_of("strand")]


async def test_a_protected_persons_profile_is_imported_and_not_told(town: Town) -> None:
    await town.person("amina", 2, protected=True)

    async def known() -> bool:
        found = await town.mongo["finder"].find_one({"_id": "amina"})
        return bool(found and found["protected"])

    await eventually(known)
    await town.bring_in(profiles=[_row("amina", "strand")])

    told = await town.told_of("amina")
    assert told is not None
    assert told["competences"] == []
    assert await town.found("strandskydd") == []


async def test_an_administrator_or_a_system_with_the_scope_imports(town: Town) -> None:
    body = {"terms": TERMS}

    assert (await town.ask("POST", "/imports", None, body, scopes=SCOPE)).status == 200
    assert (await town.ask("POST", "/imports", ADMIN, body)).status == 200
    refused = [
        await town.ask("POST", "/imports", HR, body),
        await town.ask("POST", "/imports", "ellen", body, scopes=SCOPE),
        await town.ask("POST", "/imports", None, body, scopes=("goals:import",)),
    ]
    assert [answer.body["code"] for answer in refused] == [
        "admin-needed",
        "admin-needed",
        "scope-missing",
    ]
    many = {"terms": [{"id": f"t{n}", "kind": "skill", "label_sv": "T"} for n in range(2_001)]}
    too_many = await town.ask("POST", "/imports", None, many, scopes=SCOPE)
    assert (too_many.status, list(too_many.faults.values())) == (422, ["too-many"])


def _row(person_id: str, term: str) -> dict[str, Any]:
    return {"person_id": person_id, "competences": [{"term": term, "level": 3}]}


async def _versions(town: Town) -> list[tuple[str, int]]:
    return [
        (each["_id"], each["version"])
        for name in ("terms", "profiles", "requirements")
        async for each in town.mongo[name].find().sort("_id", 1)
    ]
