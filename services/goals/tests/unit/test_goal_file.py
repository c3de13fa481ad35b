"""Goals in a spreadsheet."""

import csv
import io
from collections.abc import Mapping
from datetime import date

from chassis.sheet import FileFault, read_sheet
from goals.goal import Goal
from goals.goal_file import COLUMNS, TABLE, Read, changes, decide, read_goals, seen, write_file
from redthread_contracts.ids import GoalId, PersonId

from .builders import MATTIAS, a_goal, a_unit_goal

HEADER = (
    "Mål-id;Nivå;Enhet;Mål;Mäts i;Startvärde;Målvärde;Ansvariga;Bidrar till;"
    "Period från;Period till;Sista dag"
)
PEOPLE = {"104711": MATTIAS}


def read(
    *lines: str, known: Mapping[str, Goal] | None = None, header: str = HEADER
) -> tuple[list[Read], list[FileFault]]:
    content = "\n".join([header, *lines]).encode()
    sheet, faults = read_sheet(TABLE, COLUMNS, content)
    assert not faults
    return read_goals(sheet, known or {}, PEOPLE)


NEW = ";kommun;;Fler får rätt hjälp direkt;procent;0;100;104711;;2026-01-01;2026-12-31;2026-11-30"


def test_a_line_without_an_id_is_a_new_goal_and_the_same_line_names_the_same_one() -> None:
    (first,), faults = read(NEW)
    (again,), _ = read(NEW)

    assert not faults
    assert first.kind == "new"
    assert first.goal_id == again.goal_id
    assert first.terms.owner_ids == (MATTIAS,)
    assert first.terms.deadline == date(2026, 11, 30)


def test_the_same_file_again_changes_nothing() -> None:
    (new,), _ = read(NEW)
    decision = decide(None, new, ancestors=[], by=MATTIAS)
    assert decision is not None
    made = decision.state
    assert made is not None

    (again,), faults = read(NEW, known={new.goal_id: made})

    assert not faults
    assert again.kind == "same"
    assert changes(again, {}) == []


def test_a_dry_run_says_what_a_line_would_change() -> None:
    goal = a_unit_goal()
    line = "unit-goal;enhet;E05;Snabbare beslut;tal;6;2;;top;2026-01-01;2026-12-31;2026-12-15"

    (found,), faults = read(line, known={"unit-goal": goal})

    assert not faults
    said = {each.field: (each.before, each.after) for each in changes(found, {})}
    assert said["title"] == ("Beslutsbrev som går att förstå direkt", "Snabbare beslut")
    assert said["deadline"] == ("2026-11-30", "2026-12-15")


def test_a_column_that_is_left_out_keeps_what_there_is() -> None:
    header = "Mål-id;Nivå;Enhet;Mål;Mäts i;Bidrar till;Period från;Period till;Sista dag"
    line = "unit-goal;enhet;E05;Nytt namn;tal;top;2026-01-01;2026-12-31;2026-11-30"

    (found,), faults = read(line, header=header, known={"unit-goal": a_unit_goal()})

    assert not faults
    assert found.terms.why == a_unit_goal().why
    assert found.terms.measure == a_unit_goal().measure
    assert found.terms.owner_ids == (MATTIAS,)


def test_a_goal_hangs_on_another_of_the_same_file_by_its_title() -> None:
    parent = "Fler får rätt hjälp direkt"
    under = f";enhet;E05;Enhetens mål;ja/nej;;;;{parent};2026-01-01;2026-12-31;2026-11-30"

    (above, below), faults = read(NEW, under)

    assert not faults
    assert below.terms.parent_id == above.goal_id


def test_each_fault_names_its_line_and_column_and_the_others_are_read() -> None:
    found, faults = read(
        NEW,
        ";kommun;;;procent;;;;;2026-01-01;2026-12-31;2026-11-30",
        ";enhet;E05;Sen;ja/nej;;;;x;2026-01-01;2026-12-31;2027-11-30",
        ";kommun;;Vem;ja/nej;;;999;;2026-01-01;2026-12-31;2026-11-30",
        "gone;kommun;;Borta;ja/nej;;;;;2026-01-01;2026-12-31;2026-11-30",
    )

    assert len(found) == 1
    assert {(fault.line, fault.field) for fault in faults} == {
        (3, "title"),
        (4, "deadline"),
        (5, "owners"),
        (6, "id"),
    }
    assert all(fault.message for fault in faults)


def test_a_persons_own_goal_is_never_reached_by_a_file() -> None:
    own = a_goal(id="own")
    line = "own;enhet;E05;Mitt;ja/nej;;;;top;2026-01-01;2026-12-31;2026-11-30"

    found, faults = read(line, known={"own": own})

    assert not found
    assert [fault.code for fault in faults] == ["goal-unknown"]


def test_the_same_goal_twice_in_a_file_is_a_fault() -> None:
    _, faults = read(NEW, NEW)

    assert [(fault.line, fault.code, fault.other_line) for fault in faults] == [
        (3, "goal-twice", 2)
    ]


def test_a_goal_that_was_changed_since_the_preview_stays_as_it_is() -> None:
    line = "unit-goal;enhet;E05;Mitt;tal;6;2;;top;2026-01-01;2026-12-31;2026-12-15"
    (found,), _ = read(line, known={"unit-goal": a_unit_goal()})
    meanwhile = a_unit_goal(title_sv="Någon annan var snabbare")

    assert decide(meanwhile, found, ancestors=[GoalId("top")], by=MATTIAS) is None
    (other,), _ = read(line, known={"unit-goal": meanwhile})
    assert seen([found]) != seen([other])


def test_what_is_written_to_a_file_is_read_back_as_it_was() -> None:
    goals = [a_unit_goal(why="Rad ett\nrad två; med semikolon", title_sv='Citat "här" åäö')]
    content = write_file(goals, {MATTIAS: "104711"})

    sheet, faults = read_sheet(TABLE, COLUMNS, content.encode())
    found, wrong = read_goals(sheet, {goal.id: goal for goal in goals}, PEOPLE)

    assert not faults
    assert not wrong
    assert [each.kind for each in found] == ["same"]


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    content = write_file([a_unit_goal(title_sv="=HYPERLINK(1)")], {PersonId("x"): "1"})

    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))
    assert rows[1][3] == "'=HYPERLINK(1)"


def test_what_looks_like_a_formula_comes_back_as_it_was() -> None:
    texts = ("=SUM(1)", "-fler besök", "+1", "@alla")
    goals = [a_unit_goal(id=f"g{n}", title_sv=text, why=text) for n, text in enumerate(texts)]
    content = write_file(goals, {MATTIAS: "104711"})
    sheet, _ = read_sheet(TABLE, COLUMNS, content.encode())

    found, faults = read_goals(sheet, {goal.id: goal for goal in goals}, PEOPLE)

    assert not faults
    assert all(f";'{text};" in content for text in texts)
    assert [each.terms.title_sv for each in found] == list(texts)
    assert {each.kind for each in found} == {"same"}


def test_an_owner_with_protected_identity_stays_although_no_file_names_them() -> None:
    hidden = PersonId("hidden")
    goal = a_unit_goal(owner_ids=(MATTIAS, hidden))
    content = write_file([goal], {MATTIAS: "104711"})
    sheet, _ = read_sheet(TABLE, COLUMNS, content.encode())

    (found,), faults = read_goals(sheet, {"unit-goal": goal}, PEOPLE, frozenset({hidden}))

    assert not faults
    assert found.kind == "same"


def test_the_dry_run_names_owners_by_their_numbers() -> None:
    line = "unit-goal;enhet;E05;Mål;tal;6;2;;top;2026-01-01;2026-12-31;2026-11-30"

    (found,), _ = read(line, known={"unit-goal": a_unit_goal()})

    said = {each.field: each.before for each in changes(found, {MATTIAS: "104711"})}
    assert said["owners"] == "104711"
