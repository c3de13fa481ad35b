"""Who sees whom."""

from datetime import UTC, datetime

import pytest

from .conftest import PEOPLE, Town, a_person


async def test_me_is_the_person_with_their_units_and_manager(town: Town) -> None:
    answer = await town.get("/me", "mattias")

    assert answer.body["person"]["name"] == "Mattias Öberg"
    assert [unit["id"] for unit in answer.body["units_led"]] == ["permits"]
    # Mattias, Ellen, Åsa, Sara (protected, but she counts) and Nils on his last day.
    assert answer.body["units_led"][0]["headcount"] == 5
    assert answer.body["manager"]["id"] == "boss"


async def test_nobody_is_above_the_top(town: Town) -> None:
    assert (await town.get("/me", "boss")).body["manager"] is None


@pytest.mark.parametrize("who", ["gone", "stranger"])
async def test_one_who_is_not_employed_sees_nothing(town: Town, who: str) -> None:
    answer = await town.get("/me", who)

    assert (answer.status, answer.body["code"]) == (403, "not-employed")


async def test_access_ends_with_the_last_day(town: Town) -> None:
    assert (await town.get("/me", "leaving")).status == 200

    town.clock.set(datetime(2026, 10, 14, 22, 0, tzinfo=UTC))  # midnight in Stockholm

    assert (await town.get("/me", "leaving")).status == 403


async def test_somebody_chooses_the_language(town: Town) -> None:
    answer = await town.ask("PUT", "/me/language", "ellen", {"language": "en"})

    assert (answer.status, answer.body["language"], answer.etag) == (200, "en", '"2"')
    await town.bring_in(people=PEOPLE)
    assert (await town.get("/me", "ellen")).body["person"]["language"] == "en"


async def test_a_language_that_is_not_there_is_refused(town: Town) -> None:
    answer = await town.ask("PUT", "/me/language", "ellen", {"language": "fi"})

    assert answer.status == 422


async def test_a_list_is_in_swedish_order_and_without_protected_and_former_people(
    town: Town,
) -> None:
    answer = await town.get("/people?unit=top&subtree=true", "ellen")

    names = [person["family_name"] for person in answer.body["items"]]
    assert names == ["Blom", "Haddad", "Salo", "Zander", "Åberg", "Åslund", "Öberg"]


async def test_a_list_goes_on_where_it_ended(town: Town) -> None:
    seen: list[str] = []
    after = ""
    for _ in range(3):
        answer = await town.get(f"/people?unit=top&subtree=true&limit=3{after}", "ellen")
        seen += answer.ids
        after = f"&after={answer.body['next']}"

    assert len(seen) == len(set(seen)) == 7
    assert after == "&after=None"


async def test_a_unit_alone_is_without_what_lies_under_it(town: Town) -> None:
    assert (await town.get("/people?unit=permits", "ellen")).ids == ["ellen", "mattias"]


async def test_a_list_that_changed_under_its_reader_says_so(town: Town) -> None:
    answer = await town.get("/people?unit=permits&after=nobody", "ellen")

    assert (answer.status, answer.body["code"]) == (422, "cursor-gone")


@pytest.mark.parametrize("question", ["öberg", "OBERG", "matt öb", "mattias", "ÖBE"])
async def test_a_name_is_found_by_the_beginnings_of_its_words(town: Town, question: str) -> None:
    answer = await town.ask("GET", f"/people?q={question}", "ellen")

    assert answer.ids == ["mattias"]


@pytest.mark.parametrize("question", ["Sara", "berg", "Per", ".*", "$where", "öb%20zan"])
async def test_protected_former_and_strange_are_not_found(town: Town, question: str) -> None:
    assert (await town.get(f"/people?q={question}", "ellen")).ids == []


@pytest.mark.parametrize("query", ["", "?q=x", "?q=ek&unit=top", "?unit=top&limit=0"])
async def test_a_question_without_sense_is_refused(town: Town, query: str) -> None:
    assert (await town.get(f"/people{query}", "ellen")).status == 422


@pytest.mark.parametrize("who", ["hidden", "mattias", "yasmin"])
async def test_a_protected_name_is_for_oneself_the_line_manager_and_hr(
    town: Town, who: str
) -> None:
    answer = await town.get("/people?ids=hidden,asa", who)

    assert answer.ids == ["hidden", "asa"]
    hidden = answer.body["items"][0]
    assert hidden["name"] == "Sara Ek"
    assert hidden["protected"] is True
    assert hidden["email"] is hidden["title"] is hidden["unit_id"] is None


@pytest.mark.parametrize("who", ["ellen", "boss", "peter"])
async def test_a_protected_person_is_unknown_to_all_others(town: Town, who: str) -> None:
    assert (await town.get("/people?ids=hidden,asa", who)).ids == ["asa"]
    assert (await town.get("/people/hidden", who)).status == 404


async def test_a_former_colleague_keeps_the_name_on_old_papers(town: Town) -> None:
    answer = await town.get("/people/gone", "ellen")

    assert answer.body["name"] == "Per Lind"
    assert "employee_number" not in answer.body


async def test_the_reports_are_those_of_the_unit_and_of_units_without_a_manager(
    town: Town,
) -> None:
    answer = await town.get("/people/mattias/reports", "mattias")

    assert answer.ids == ["leaving", "hidden", "ellen", "asa"]


@pytest.mark.parametrize(
    ("who", "status"), [("boss", 200), ("yasmin", 200), ("peter", 200), ("ellen", 403)]
)
async def test_a_team_is_listed_for_those_above_hr_and_administrators(
    town: Town, who: str, status: int
) -> None:
    assert (await town.get("/people/mattias/reports", who)).status == status


async def test_a_substitute_sees_the_team_as_long_as_it_lasts(town: Town) -> None:
    days = {"start": "2026-10-01", "until": "2026-10-14"}
    await town.bring_in(people=[PEOPLE[1] | {"delegations": [{"to": "ellen", **days}]}])

    assert (await town.get("/people/mattias/reports", "ellen")).status == 200

    town.clock.set(datetime(2026, 10, 15, 10, 0, tzinfo=UTC))

    assert (await town.get("/people/mattias/reports", "ellen")).status == 403


async def test_a_system_reads_with_the_scope_and_sees_nobody_protected(town: Town) -> None:
    scoped = await town.ask("GET", "/people?ids=hidden,asa", scopes=["directory:read"])
    bare = await town.ask("GET", "/people?ids=hidden,asa")

    assert scoped.ids == ["asa"]
    assert bare.status == 403


async def test_units_are_shown_with_everybody_who_is_employed_today(town: Town) -> None:
    answer = await town.get("/units", "ellen")

    assert [(unit["id"], unit["headcount"]) for unit in answer.body["items"]] == [
        ("top", 8),
        ("hr", 2),
        ("permits", 5),
        ("town", 3),
    ]
    assert (await town.get("/units/permits", "ellen")).body["headcount"] == 5
    assert (await town.get("/units/nowhere", "ellen")).status == 404


async def test_counts_are_for_hr_and_administrators(town: Town) -> None:
    answer = await town.get("/counts", "peter")

    assert answer.body == {"people": 9, "employed": 8, "units": 4}
    assert (await town.get("/counts", "ellen")).status == 403


async def test_a_new_colleague_is_there_at_once(town: Town) -> None:
    await town.bring_in(people=[a_person("new", "permits", "Ida", "Ek")])

    assert (await town.get("/people?q=ida", "ellen")).ids == ["new"]


@pytest.mark.parametrize(
    "query",
    [
        {"unit_id": {"$in": ["permits", "town"]}, "protected": False},
        {"$and": [{"search": {"$elemMatch": {"$gte": "öb", "$lt": "öb\uffff"}}}]},
        {"employee_number": {"$in": ["1000-ellen"]}},
        {"employee_number": {"$gt": ""}},
    ],
)
async def test_no_question_reads_the_whole_collection(town: Town, query: dict[str, object]) -> None:
    plan = await town.mongo["people"].find(query).explain()

    assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])
