"""No small group can be worked out: the rule, the algorithm, and an attacker."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from redthread_contracts.ids import UnitId
from surveys.answer import Answer
from surveys.audience import groups_of
from surveys.results import Tally, results
from surveys.suppression import (
    SMALLEST_FOR_TEXTS,
    SMALLEST_GROUP,
    Path,
    lowest_shown,
    one_tree,
    shown,
    summed,
)
from surveys.template import Dimension, Question

from .attacker import small_groups, system_of_counts, system_of_results

DIMENSIONS = (Dimension(id="d", title_sv="D", title_en="D"),)
QUESTIONS = tuple(
    Question(id=f"q{number}", kind="scale_1_5", text_sv="?", text_en="?", dimension="d")
    for number in range(2)
)
KINDS = {question.id: question.kind for question in QUESTIONS}


def path(*units: str) -> Path:
    return tuple(map(UnitId, units))


@st.composite
def organisations(draw: st.DrawFn) -> dict[Path, int]:
    """How many are asked directly in each unit of a random tree; some units only hold others."""
    ways: list[Path] = [()]
    for number in range(draw(st.integers(1, 8))):
        ways.append((*draw(st.sampled_from(ways)), UnitId(f"u{number}")))
    sizes = st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 12])
    asked = {way: draw(sizes) for way in ways[1:]}
    return asked if any(asked.values()) else {ways[1]: 1}


@st.composite
def surveys(draw: st.DrawFn) -> tuple[dict[Path, int], dict[Path, int]]:
    """A random tree, and how many answered in each of its units."""
    asked = draw(organisations())
    return asked, {way: draw(st.integers(0, count)) for way, count in asked.items()}


@settings(max_examples=400, deadline=None)
@given(surveys(), st.sampled_from([SMALLEST_GROUP, SMALLEST_FOR_TEXTS]))
def test_who_solves_the_system_learns_of_no_small_group(
    survey: tuple[dict[Path, int], dict[Path, int]], smallest: int
) -> None:
    asked, answers = survey

    solved = system_of_counts(asked, shown(asked, answers, smallest=smallest))

    for group in small_groups(asked, answers, smallest):
        assert not solved.knows([("", each) for each in group]), group


@settings(max_examples=250, deadline=None)
@given(organisations(), st.data())
def test_who_solves_the_system_of_all_results_learns_of_no_small_group(
    asked: dict[Path, int], data: Any
) -> None:
    tally = Tally()
    by_question: dict[str, Counter[Path]] = {id: Counter() for id in KINDS}
    for way, count in asked.items():
        for _ in range(data.draw(st.integers(0, count))):
            skipped = data.draw(st.sampled_from(["", "", "", "q0", "q1"]))
            values = {id: 3 for id in KINDS if id != skipped}
            tally.add(Answer(group=way, values=values), KINDS)
            for id in values:
                by_question[id][way] += 1

    found = results(tally, QUESTIONS, DIMENSIONS, has_index=True, asked=asked, asked_by_group=asked)

    solved = system_of_results(asked, found, QUESTIONS)
    for id, answers in by_question.items():
        for group in small_groups(asked, answers, SMALLEST_GROUP):
            assert not solved.knows([(id, each) for each in group]), (id, group)


@settings(max_examples=200, deadline=None)
@given(surveys(), st.data())
def test_what_is_shown_of_a_question_is_shown_of_its_unit(
    survey: tuple[dict[Path, int], dict[Path, int]], data: Any
) -> None:
    asked, answers = survey
    groups = shown(asked, answers)
    fewer = {way: data.draw(st.integers(0, count)) for way, count in answers.items()}

    assert shown(asked, fewer, among=groups) <= groups
    assert shown(asked, answers, among=groups) == groups


@settings(max_examples=200, deadline=None)
@given(surveys())
def test_after_closing_no_answer_names_a_group_of_fewer_than_five_answers(
    survey: tuple[dict[Path, int], dict[Path, int]],
) -> None:
    asked, answers = survey
    groups = shown(asked, answers)
    moved: Counter[Path] = Counter()
    for way, count in answers.items():
        moved[lowest_shown(way, groups)] += count

    totals, before = summed(moved), summed(answers)
    assert all(totals[unit] == before[unit] for unit in groups)
    if before[()] >= SMALLEST_GROUP:
        assert all(count >= SMALLEST_GROUP for count in moved.values() if count)


@settings(max_examples=200, deadline=None)
@given(organisations())
def test_no_answer_names_a_group_of_fewer_than_five_people(asked: dict[Path, int]) -> None:
    sizes: Counter[Path] = Counter()
    for way, group in groups_of(asked).items():
        sizes[group] += asked[way]

    if sum(asked.values()) >= SMALLEST_GROUP:
        assert all(size >= SMALLEST_GROUP for size in sizes.values() if size)


def test_a_unit_with_too_few_answers_is_hidden() -> None:
    direct = {path("a"): 20, path("a", "b"): 4}

    assert path("a", "b") not in shown(direct, direct)


def test_one_small_unit_hides_the_smallest_beside_it() -> None:
    direct = {path("a", "b"): 3, path("a", "c"): 9, path("a", "d"): 6}

    assert shown(direct, direct) == {(), path("a"), path("a", "c")}


def test_two_small_units_that_are_large_enough_together_hide_nothing_more() -> None:
    direct = {path("a", "b"): 3, path("a", "c"): 9, path("a", "d"): 4}

    assert shown(direct, direct) == {(), path("a"), path("a", "c")}


def test_few_direct_members_of_an_inner_unit_are_protected_too() -> None:
    direct = {path("a"): 1, path("a", "b"): 7, path("a", "c"): 8}

    assert shown(direct, direct) == {(), path("a"), path("a", "c")}


def test_a_unit_that_only_holds_others_does_not_hide_a_small_remainder() -> None:
    direct = {path("a"): 2, path("a", "b", "c"): 10, path("a", "b", "d"): 11}

    assert shown(direct, direct) == {(), path("a"), path("a", "b", "d")}


def test_a_unit_in_which_nobody_answered_is_protected_like_a_small_one() -> None:
    asked = {path("a", "b"): 3, path("a", "c"): 9}

    assert shown(asked, {path("a", "c"): 9}) == {(), path("a")}


def test_a_unit_that_is_the_whole_is_shown_at_every_level() -> None:
    direct = {path("a", "b", "c"): 5}

    assert shown(direct, direct) == {(), path("a"), path("a", "b"), path("a", "b", "c")}


def test_nothing_is_shown_of_fewer_than_five() -> None:
    direct = {path("a"): 2, path("b"): 2}

    assert shown(direct, direct) == frozenset()


def test_paths_that_contradict_each_other_give_one_tree() -> None:
    ways = one_tree([path("a", "c", "b"), path("a", "b", "c")])

    assert ways == {
        UnitId("a"): path("a"),
        UnitId("b"): path("a", "b"),
        UnitId("c"): path("a", "b", "c"),
    }
