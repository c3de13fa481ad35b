"""Progress: which source counts, and the roll-up against a slow reference."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.measure import Measure, progress_of
from goals.progress import FEWEST_OWNERS, Child, Progress, progress, roll_up, whole_percent
from redthread_contracts.ids import PersonId

percents = st.floats(0, 100).map(lambda percent: round(percent, 1)) | st.none()
figures = st.floats(-1e11, 1e11)


def public(percent: float | None, weight: int = 1) -> Child:
    return Child("unit", percent, weight=weight)


def own(percent: float | None, *owners: str) -> Child:
    return Child("individual", percent, tuple(map(PersonId, owners)))


children = st.builds(public, percents, st.integers(1, 10)) | st.builds(
    lambda percent, owners: own(percent, *owners),
    percents,
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True),
)


@pytest.mark.parametrize(
    ("start", "target", "value", "percent"),
    [(6, 2, 4, 50), (0, 5, 3, 60), (6, 2, 7, 0), (6, 2, 1, 100), (54, 75, 54, 0), (-10, 10, 0, 50)],
)
def test_progress_is_the_share_of_the_way_from_start_to_target(
    start: float, target: float, value: float, percent: float
) -> None:
    assert progress_of(Measure(kind="figure", start=start, target=target), value) == percent


def test_a_percentage_without_start_and_target_is_its_own_progress() -> None:
    assert progress_of(Measure(kind="percent"), 35) == 35


@pytest.mark.parametrize(("value", "percent"), [(0, 0), (1, 100)])
def test_yes_is_all_and_no_is_nothing(value: float, percent: float) -> None:
    assert progress_of(Measure(kind="yes_no"), value) == percent


@given(start=figures, target=figures, value=figures)
def test_progress_is_never_below_0_or_above_100(start: float, target: float, value: float) -> None:
    assert 0 <= progress_of(Measure(kind="figure", start=start, target=target), value) <= 100


def test_own_check_ins_go_before_the_children() -> None:
    found = progress(chosen=None, reported=40.0, rolled_up=70.0, by_hand=None)

    assert found == Progress(40.0, "check_ins")


def test_the_children_count_until_there_are_check_ins() -> None:
    found = progress(chosen=None, reported=None, rolled_up=70.0, by_hand=None)

    assert found == Progress(70.0, "children")


@pytest.mark.parametrize(
    ("chosen", "percent"), [("check_ins", 40.0), ("children", 70.0), ("by_hand", 55.0)]
)
def test_what_was_chosen_counts(chosen: str, percent: float) -> None:
    found = progress(chosen=chosen, reported=40.0, rolled_up=70.0, by_hand=55.0)  # type: ignore[arg-type] # a parameter of the test

    assert found == Progress(percent, chosen)  # type: ignore[arg-type] # see above


def test_children_count_with_equal_weight_and_what_is_not_begun_as_nothing() -> None:
    found = roll_up([public(90.0), public(30.0), public(None)])

    assert (found.percent, found.goals) == (40.0, 3)


def test_children_count_by_their_weight() -> None:
    found = roll_up([public(100.0, weight=3), public(0.0)])

    assert (found.percent, found.goals) == (75.0, 2)


def test_there_is_no_figure_when_nobody_has_begun() -> None:
    assert roll_up([public(None), public(None)]).percent is None
    assert roll_up([]).percent is None


def test_own_goals_of_too_few_people_are_left_out() -> None:
    found = roll_up([public(50.0), own(100.0, "a"), own(100.0, "b"), own(100.0, "a")])

    assert (found.percent, found.goals) == (50.0, 1)


def test_own_goals_of_enough_people_count() -> None:
    found = roll_up([public(50.0), own(100.0, "a"), own(100.0, "b"), own(50.0, "c")])

    assert found.goals == 4
    assert found.percent == round((50 + 3 * 83) / 4, 1)


@given(st.lists(children, max_size=12))
def test_the_roll_up_equals_a_slow_reference(given_children: list[Child]) -> None:
    owners = {owner for child in given_children for owner in child.owner_ids}
    counted = [
        child
        for child in given_children
        if child.level != "individual" or len(owners) >= FEWEST_OWNERS
    ]
    started = any(child.progress is not None for child in counted)
    individual = [_exact(c) for c in counted if c.level == "individual"]
    mean = int(sum(individual, Fraction(0)) / len(individual) + Fraction(1, 2)) if individual else 0
    # The reference knows no weights: a goal that weighs three is there three times.
    public_ones = [_exact(c) for c in counted if c.level != "individual" for _ in range(c.weight)]
    total = sum(public_ones, Fraction()) + mean * len(individual)
    slow = total / (len(public_ones) + len(individual)) if started else None

    found = roll_up(given_children)

    assert found.goals == len(counted)
    if slow is None:
        assert found.percent is None
    else:
        assert found.percent is not None
        assert abs(Fraction(found.percent) - slow) <= Fraction(51, 1000)
        assert 0 <= found.percent <= 100


@given(st.lists(children, max_size=12), st.randoms())
def test_the_order_of_the_children_does_not_matter(
    given_children: list[Child], random: object
) -> None:
    shuffled = list(given_children)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis' Random

    assert roll_up(shuffled) == roll_up(given_children)


@pytest.mark.parametrize(
    ("percent", "shown"),
    [(None, None), (0, 0), (0.1, 1), (49.5, 50), (99.9, 99), (100, 100)],
)
def test_100_percent_is_kept_for_what_is_all_done(percent: float | None, shown: int | None) -> None:
    assert whole_percent(percent) == shown


def _exact(child: Child) -> Fraction:
    """Progress has one decimal: 1.4 is meant, not the nearest double."""
    return Fraction(str(child.progress or 0))
