"""Salary criteria: one rule a test."""

from typing import Any

import pytest

from chassis.errors import Conflict, Invalid
from redthread_contracts.talks import CriteriaSetChanged
from talks.assessing import levels_in
from talks.criteria import (
    LEADERS,
    Criteria,
    CriteriaSet,
    Criterion,
    Level,
    built_in,
    freeze,
    write,
)
from talks.document import compose_sections
from talks.preparation import empty, save
from talks.template import STANDARD, require

from .builders import NOON, a_talk

OWN = Criteria(
    title_sv="Våra",
    title_en="Ours",
    levels=(Level(level=1, sv="Når inte", en="Below"), Level(level=2, sv="Når", en="Reaches")),
    criteria=(Criterion(id="result", title_sv="Resultat", title_en="Result"),),
)
TEMPLATE = require(STANDARD, 1)
SECTION = TEMPLATE.section("criteria")


def written(criteria: Criteria, known: CriteriaSet | None = None) -> CriteriaSet:
    decision = write(known, 2026, "it", criteria)
    assert decision is not None
    assert decision.state is not None
    return decision.state


def frozen(known: CriteriaSet | None, holds: Criteria = OWN) -> CriteriaSet:
    decision = freeze(known, 2026, "it", holds, NOON)
    assert decision is not None
    assert decision.state is not None
    (event,) = decision.events
    assert isinstance(event, CriteriaSetChanged)
    assert event.frozen
    return decision.state


def test_a_set_is_written_for_a_year_and_a_staff_group() -> None:
    known = written(OWN)

    assert (known.id, known.year, known.staff_group) == ("2026:it", 2026, "it")
    assert write(known, 2026, "it", OWN) is None


def test_a_set_that_somebody_was_assessed_by_never_changes() -> None:
    known = frozen(written(OWN))

    with pytest.raises(Conflict) as refused:
        write(known, 2026, "it", OWN.model_copy(update={"title_sv": "Andra"}))
    assert refused.value.code == "criteria-frozen"
    assert freeze(known, 2026, "it", OWN, NOON) is None


def test_what_held_for_the_group_when_it_was_used_is_the_groups_own_from_then_on() -> None:
    known = frozen(None, built_in("it"))

    assert (known.id, known.criteria) == ("2026:it", built_in("it"))


def test_leaders_have_a_built_in_set_of_their_own() -> None:
    assert built_in(LEADERS) != built_in("it")
    for criteria in (built_in(LEADERS), built_in("it")):
        assert written(criteria).criteria == criteria


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"criteria": ()}, "criteria-missing"),
        ({"levels": OWN.levels[:1]}, "levels-missing"),
        ({"levels": tuple(reversed(OWN.levels))}, "levels-order"),
        ({"criteria": OWN.criteria * 2}, "criterion-twice"),
        ({"criteria": (Criterion(id="x"),)}, "criterion-untitled"),
    ],
)
def test_a_set_that_nobody_can_be_assessed_by_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        written(OWN.model_copy(update=change))
    assert code in {each.code for each in refused.value.fields}


def test_both_assess_each_criterion_in_the_preparation() -> None:
    answers = {"cr1.result": "2", "cr1": "Ärendet om hamnen."}

    saved = save(empty(a_talk(), "manager"), SECTION, answers, seen=0, now=NOON, criteria=OWN)

    assert saved is not None
    assert levels_in(SECTION, OWN, saved.sections["criteria"].answers) == {"result": 2}


@pytest.mark.parametrize(
    ("answers", "code"),
    [({"cr1.result": "3"}, "choice-unknown"), ({"cr1.other": "1"}, "prompt-unknown")],
)
def test_an_assessment_that_is_none_of_the_levels_is_refused(
    answers: dict[str, str], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        save(empty(a_talk(), "manager"), SECTION, answers, seen=0, now=NOON, criteria=OWN)
    assert refused.value.code == code


def test_the_document_holds_the_levels_in_words() -> None:
    answers = {"criteria": {"cr1.result": "2", "cr1": "Ärendet om hamnen."}}

    composed = compose_sections(TEMPLATE, {}, {"employee": {}, "manager": answers}, OWN)

    section = next(each for each in composed if each.section_id == "criteria")
    assert [(each.prompt_sv, each.text) for each in section.manager] == [
        ("Resultat", "2. Når"),
        ("Hur bedömer du varje kriterium? Ge ett exempel.", "Ärendet om hamnen."),
    ]
