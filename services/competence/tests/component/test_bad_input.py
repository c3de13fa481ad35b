"""Whatever is typed in, the answer names the field and says what to do."""

from typing import Any

import pytest

from competence.items import MOST_ITEMS
from competence.term import id_of

from .conftest import ADMIN, HR, Town

STRAND = id_of("strand")


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({"level": 3}, {"": "term-missing"}),
        ({"term_id": "", "label": " ", "level": 3}, {"": "term-missing"}),
        ({"term_id": "nothing", "level": 3}, {"term_id": "term-unknown"}),
        ({"term_id": "a b", "level": 3}, {"term_id": "bad-id"}),
        ({"term_id": STRAND}, {"level": "missing"}),
        ({"term_id": STRAND, "level": 0}, {"level": "level-out-of-range"}),
        ({"term_id": STRAND, "level": "6"}, {"level": "level-out-of-range"}),
        ({"term_id": STRAND, "level": 2.5}, {"level": "level-out-of-range"}),
        ({"label": "x" * 101, "level": 3}, {"label": "too-long"}),
        ({"label": "a\x00b", "level": 3}, {"label": "control-characters"}),
        ({"term_id": STRAND, "level": 3, "colour": 1}, {"colour": "extra-forbidden"}),
    ],
)
async def test_a_competence_that_is_wrong_is_refused(
    town: Town, body: dict[str, Any], faults: dict[str, str]
) -> None:
    answer = await town.ask("PUT", "/profiles/me/competences/c1", "ellen", body)

    assert (answer.status, answer.faults) == (422, faults)
    assert all(each["message"] for each in answer.body["errors"])


@pytest.mark.parametrize(
    ("sort", "body", "faults"),
    [
        ("certificates", {"label": "HLR", "expires": "1/2"}, {"expires": "not-a-date"}),
        ("certificates", {"label": "HLR", "expires": "2026-02-30"}, {"expires": "not-a-date"}),
        ("certificates", {"label": "HLR", "issued": "1066-10-14"}, {"issued": "date-out-of-range"}),
        (
            "certificates",
            {"label": "HLR", "issued": "2026-02-03", "expires": "2026-02-02"},
            {"": "expires-before-issued"},
        ),
        ("education", {"what": ""}, {"what": "label-missing"}),
        ("education", {"what": "Kurs", "year": "i fjol"}, {"year": "year-out-of-range"}),
    ],
)
async def test_a_certificate_or_an_education_that_is_wrong_is_refused(
    town: Town, sort: str, body: dict[str, Any], faults: dict[str, str]
) -> None:
    answer = await town.ask("PUT", f"/profiles/me/{sort}/c1", "ellen", body)

    assert (answer.status, answer.faults) == (422, faults)


async def test_a_profile_has_an_end(town: Town) -> None:
    rows = [{"label": f"Kurs {number}"} for number in range(MOST_ITEMS)]
    await town.bring_in(profiles=[{"person_id": "ellen", "certificates": rows}])

    full = await town.ask("PUT", "/profiles/me/certificates/c1", "ellen", {"label": "En till"})

    assert (full.status, full.body["code"]) == (409, "profile-full")


@pytest.mark.parametrize(
    "path",
    [
        "/search?min_level=6",
        "/search?limit=51",
        f"/search?q={'x' * 201}",
        "/terms?kind=hobby",
        "/terms?limit=0",
        "/search?q=a&after=%00",
    ],
)
async def test_a_question_that_is_wrong_is_refused(town: Town, path: str) -> None:
    assert (await town.ask("GET", path, "ellen")).status == 422


@pytest.mark.parametrize("question", ["%00", "😀, ,;,", "$where", "a.b*(", "%25", "x" * 200])
async def test_any_question_has_an_answer(town: Town, question: str) -> None:
    assert (await town.get(f"/search?q={question}", "ellen"))["items"] == []
    assert (await town.get(f"/terms?q={question[:100]}", "ellen"))["items"] == []


async def test_only_hr_looks_after_the_taxonomy_and_only_people_have_profiles(town: Town) -> None:
    body = {"label_sv": "Annat"}
    for who in ("ellen", "mattias", ADMIN):
        for method, path, sent in (
            ("GET", "/terms?status=proposed", None),
            ("POST", f"/terms/{STRAND}/accept", body),
            ("POST", f"/terms/{STRAND}/merge", {"into": id_of("tillsyn")}),
        ):
            answer = await town.ask(method, path, who, sent)
            assert (answer.status, answer.body["code"]) == (403, "hr-needed")
    for path in ("/profiles/me", "/profiles/ellen", "/search?q=a", "/terms?q=a", "/gaps/E05-1"):
        answer = await town.ask("GET", path, None, scopes=("competence:import",))
        assert (answer.status, answer.body["code"]) == (403, "person-needed")
    await town.put("/profiles/me/competences/c1", "ellen", {"label": "Myrslåtter", "level": 3})
    proposal = (await town.get("/terms?status=proposed", HR))["items"][0]["id"]
    assert (await town.ask("GET", f"/terms/{proposal}", "pia")).status == 403
    assert (await town.ask("GET", "/profiles/nobody", "pia")).body["code"] == "person-not-found"
    assert (await town.ask("GET", "/terms/nothing", "pia")).body["code"] == "term-not-found"
