"""What an import row makes of a person."""

from datetime import date
from typing import Any

import pytest

from chassis.errors import FieldError
from directory.person import Person, PersonRow, check_people, choose_language, import_person
from directory.rows import looks_like_personnummer, read_rows
from redthread_contracts.directory import Absence
from redthread_contracts.ids import PersonId

FIELDS: dict[str, Any] = {
    "id": "p1",
    "employee_number": "100001",
    "given_name": "Åsa",
    "family_name": "Öberg",
    "email": "asa.oberg@ekstad.example",
    "title": "Handläggare",
    "staff_group": "administration",
    "unit_id": "u1",
    "employed_from": "2020-01-01",
}


def a_row(**changes: Any) -> PersonRow:
    return PersonRow.model_validate(FIELDS | changes)


def imported(person: Person | None = None, **changes: Any) -> Person:
    decision = import_person(person, a_row(**changes))
    assert decision is not None
    assert decision.state is not None
    return decision.state


def faults(*rows: PersonRow, owners: dict[str, PersonId] | None = None) -> list[tuple[str, str]]:
    found = check_people(dict(enumerate(rows)), units={"u1"}, owners=owners or {})
    return [(fault.field, fault.code) for fault in found]


def read(**changes: Any) -> list[FieldError]:
    return read_rows("people", [FIELDS | changes], PersonRow)[1]


def test_a_new_person_is_told_with_the_whole_state() -> None:
    decision = import_person(None, a_row(roles=["hr"]))

    assert decision is not None
    (event,) = decision.events
    assert event.model_dump()["person_id"] == "p1"
    assert event.model_dump()["roles"] == ("hr",)
    assert "search" not in event.model_dump()


def test_the_same_row_again_changes_nothing() -> None:
    assert import_person(imported(), a_row()) is None


def test_an_import_never_takes_back_the_language_somebody_chose() -> None:
    chosen = choose_language(imported(language="sv"), "en")

    assert chosen is not None
    assert chosen.state is not None
    assert import_person(chosen.state, a_row(language="sv")) is None
    assert choose_language(chosen.state, "en") is None


def test_roles_and_absences_that_are_left_out_stay() -> None:
    away = {"start": "2026-11-01", "until": "2026-11-05"}
    person = imported(roles=["hr"], absences=[away])

    moved = imported(person, title="Utredare")

    assert moved.title == "Utredare"
    assert moved.roles == ("hr",)
    assert moved.absences == (Absence(start=date(2026, 11, 1), until=date(2026, 11, 5)),)


def test_an_empty_list_of_roles_takes_them_away() -> None:
    assert imported(imported(roles=["hr"]), roles=[]).roles == ()


def test_nobody_finds_a_protected_person_by_name() -> None:
    assert imported(protected=True).search == ()
    assert "öberg" in imported().search


@pytest.mark.parametrize(
    "text",
    ["850312-1234", "8503121234", "19850312-1234", "198503121234", "850372-1234", "850312+123 "],
)
def test_what_looks_like_a_personnummer(text: str) -> None:
    assert looks_like_personnummer(text) is (text != "850312+123 ")


@pytest.mark.parametrize("text", ["100001", "E10042003", "8513121234", "850340-1234", "12345678"])
def test_what_does_not_look_like_a_personnummer(text: str) -> None:
    assert not looks_like_personnummer(text)


@pytest.mark.parametrize("field", ["id", "employee_number"])
def test_a_personnummer_is_refused_wherever_an_id_stands(field: str) -> None:
    (fault,) = read(**{field: "19850312-1234"})

    assert fault.field == f"people[0].{field}"
    assert "personal identity number" in fault.message
    assert "1985" not in fault.message


@pytest.mark.parametrize("email", ["asa", "asa@ekstad", "a b@ekstad.example", "a@b.c\nBcc: d@e.f"])
def test_an_address_that_no_mail_reaches_is_refused(email: str) -> None:
    assert [fault.field for fault in read(email=email)] == ["people[0].email"]


def test_a_person_may_have_no_address() -> None:
    assert read(email=None) == []


def test_a_misspelt_field_is_refused() -> None:
    assert [fault.field for fault in read(titel="Utredare")] == ["people[0].titel"]


def test_a_row_that_is_no_row_is_refused() -> None:
    rows, (fault,) = read_rows("people", ["hej"], PersonRow)

    assert rows == {}
    assert fault.field == "people[0].row"


def test_all_faulty_rows_are_named_by_their_place() -> None:
    raw = [FIELDS | {"email": "x"}, FIELDS, FIELDS | {"title": ""}]

    rows, found = read_rows("people", raw, PersonRow)

    assert list(rows) == [1]
    assert [fault.field for fault in found] == ["people[0].email", "people[2].title"]
    assert found[1].message.startswith("Row 3 of people: title:")


def test_an_employee_number_is_unique_within_an_import() -> None:
    assert faults(a_row(), a_row(id="p2")) == [
        ("people[1].employee_number", "employee-number-repeated")
    ]


def test_an_employee_number_of_somebody_else_is_refused() -> None:
    assert faults(a_row(), owners={"100001": PersonId("p9")}) == [
        ("people[0].employee_number", "employee-number-taken")
    ]
    assert faults(a_row(), owners={"100001": PersonId("p1")}) == []


def test_an_unknown_unit_is_refused() -> None:
    assert faults(a_row(unit_id="nowhere")) == [("people[0].unit_id", "unknown-unit")]


def test_what_ends_before_it_begins_is_refused() -> None:
    backwards = {"start": "2026-11-05", "until": "2026-11-01"}

    assert faults(
        a_row(
            employed_until="2019-12-31",
            absences=[backwards],
            delegations=[{"to": "p2", **backwards}],
        )
    ) == [
        ("people[0].employed_until", "ends-before-it-begins"),
        ("people[0].absences", "ends-before-it-begins"),
        ("people[0].delegations", "ends-before-it-begins"),
    ]


def test_nobody_is_their_own_substitute() -> None:
    delegation = {"to": "p1", "start": "2026-11-01", "until": "2026-11-05"}

    assert faults(a_row(delegations=[delegation])) == [
        ("people[0].delegations", "delegated-to-oneself")
    ]
