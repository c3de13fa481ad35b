"""Means, shares, the index and eNPS: what is calculated, and what is left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from redthread_contracts.ids import UnitId
from surveys.answer import Answer, Value
from surveys.results import MOST_TEXTS, QuestionResult, Tally, UnitResult, results
from surveys.suppression import Path
from surveys.template import Template, built_in

TOP, UNIT = (UnitId("E00"),), (UnitId("E00"), UnitId("E05"))


def of(template: Template, answers: Sequence[Mapping[str, Value]], **changes: Any) -> UnitResult:
    """The result of one unit in which so many have answered so."""
    kinds = {question.id: question.kind for question in template.questions}
    tally = Tally()
    for values in answers:
        tally.add(Answer(group=UNIT, values=values), kinds)
    asked: dict[Path, int] = {UNIT: changes.get("asked", len(answers))}
    found = results(
        tally,
        template.questions,
        template.dimensions,
        has_index=template.has_index,
        asked=asked,
        asked_by_group=asked,
    )
    return next(each for each in found if each.path == UNIT)


def question(result: UnitResult, id: str) -> QuestionResult:
    return next(each for each in result.questions if each.id == id)


PULSE, HME, ENPS = (built_in()[name] for name in ("pulse", "hme", "enps"))


def test_a_mean_and_a_distribution_over_every_number_of_the_scale() -> None:
    shown = question(of(PULSE, [{"p1": value} for value in (1, 4, 4, 5, 5)]), "p1")

    assert (shown.answered, shown.mean) == (5, 3.8)
    assert [(each.value, each.count, each.percent) for each in shown.distribution] == [
        (1, 1, 20),
        (2, 0, 0),
        (3, 0, 0),
        (4, 2, 40),
        (5, 2, 40),
    ]


def test_the_index_is_the_mean_of_the_dimensions_on_0_to_100() -> None:
    everybody = {f"hme{number}": 4 if number < 4 else 5 for number in range(1, 10)}

    shown = of(HME, [everybody] * 5)

    assert [(each.id, each.mean, each.index) for each in shown.dimensions] == [
        ("motivation", 4.0, 75),
        ("leadership", 5.0, 100),
        ("steering", 5.0, 100),
    ]
    assert shown.index == 92  # (75 + 100 + 100) / 3 = 91.67


def test_a_dimension_is_hidden_with_any_of_its_statements() -> None:
    answers: list[dict[str, Value]] = [{f"hme{number}": 4 for number in range(1, 10)}] * 4
    answers += [{f"hme{number}": 4 for number in range(2, 10)}] * 2

    shown = of(HME, answers)

    assert question(shown, "hme1").hidden
    assert question(shown, "hme2").mean == 4.0
    assert [each.mean for each in shown.dimensions] == [None, 4.0, 4.0]
    assert shown.index is None
    assert shown.values == {"leadership": 4.0, "steering": 4.0}


def test_a_template_without_an_index_has_none() -> None:
    assert of(PULSE, [{f"p{number}": 4 for number in range(1, 6)}] * 5).index is None


def test_recommendation_is_percent_for_minus_percent_against() -> None:
    values = [10, 9, 9, 8, 7, 6, 0, 10]

    shown = question(of(ENPS, [{"enps1": value} for value in values]), "enps1")

    assert shown.enps == 25  # 4 of 8 for, 2 of 8 against


def test_options_are_counted_by_who_answered() -> None:
    template = built_in()["new_30"]
    both: dict[str, Value] = {"n5": ("manager", "fire")}
    one: dict[str, Value] = {"n5": ("manager",)}

    shown = question(of(template, [both, both, both, both, one]), "n5")

    assert shown.answered == 5
    assert [(each.value, each.percent) for each in shown.distribution if each.count] == [
        ("manager", 100),
        ("fire", 80),
    ]
    assert shown.mean is None


def test_free_texts_are_shown_from_ten_up_in_an_order_that_says_nothing() -> None:
    texts = ["Öppet", "zebra", "Ärligt", "Ansvar", "ansvar", "b", "c", "d", "e", "f"]

    nine = question(of(PULSE, [{"p6": text} for text in texts[:9]]), "p6")
    ten = question(of(PULSE, [{"p6": text} for text in texts]), "p6")

    assert (nine.hidden, nine.texts, nine.answered) == (True, None, None)
    assert ten.texts == ("Ansvar", "ansvar", "b", "c", "d", "e", "f", "zebra", "Ärligt", "Öppet")


def test_very_many_free_texts_are_shown_in_part_and_it_is_said() -> None:
    answers: list[dict[str, Value]] = [{"p6": f"text {n}"} for n in range(MOST_TEXTS + 3)]

    shown = question(of(PULSE, answers), "p6")

    assert (len(shown.texts or ()), shown.more_texts) == (MOST_TEXTS, 3)


def test_what_is_hidden_holds_nothing() -> None:
    few = of(PULSE, [{"p1": 4}] * 4, asked=30)
    nobody = of(PULSE, [], asked=30)

    assert few == nobody
    assert few == UnitResult(unit_id=UNIT[-1], parent_id=TOP[-1], path=UNIT, asked=30, shown=False)


def test_a_unit_that_was_hidden_at_the_launch_stays_hidden_whatever_is_answered() -> None:
    # Two work right under the department, so the smaller of its divisions is hidden at the launch
    # and its members count in the department, but for those of a team that is large enough.
    department, division = (UnitId("E05"),), (UnitId("E05"), UnitId("A"))
    team, other = (*division, UnitId("A1")), (UnitId("E05"), UnitId("B"))
    tally = Tally()
    for group, answers in ((department, 9), (team, 5), (other, 15)):
        for _ in range(answers):
            tally.add(Answer(group=group, values={"p1": 4}), {"p1": "scale_1_5"})

    found = results(
        tally,
        PULSE.questions,
        PULSE.dimensions,
        has_index=False,
        asked={department: 2, division: 10, team: 6, other: 19},
        asked_by_group={department: 12, team: 6, other: 19},
    )

    assert [each.path for each in found if each.shown] == [other, team, department, ()]
