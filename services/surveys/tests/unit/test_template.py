"""The built-in templates, and what a question must have."""

from typing import Any

import pytest
from pydantic import ValidationError

from chassis.errors import NotFound
from surveys.template import Question, Template, built_in, require

ALL = list(built_in().values())


@pytest.mark.parametrize("template", ALL, ids=lambda template: template.id)
def test_a_template_is_whole_in_both_languages(template: Template) -> None:
    ids = [question.id for question in template.questions]
    dimensions = {dimension.id for dimension in template.dimensions}

    assert len(ids) == len(set(ids))
    assert {each.dimension for each in template.questions} - {None} <= dimensions
    for question in template.questions:
        assert question.text_sv != question.text_en
        if question.kind in ("scale_1_5", "recommend_0_10"):
            assert len(question.labels_sv) == len(question.labels_en) == 2


def test_only_what_says_so_has_an_index_and_says_where_it_comes_from() -> None:
    assert [template.id for template in ALL if template.has_index] == ["hme"]
    assert "SKR" in built_in()["hme"].source
    assert built_in()["hme"].terms


def test_an_unknown_template_is_not_found() -> None:
    with pytest.raises(NotFound):
        require("gdq")


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "single"},
        {"kind": "text", "options": [{"id": "a", "text_sv": "a", "text_en": "a"}] * 2},
        {"kind": "multiple", "options": [{"id": "a", "text_sv": "a", "text_en": "a"}] * 2},
        {"kind": "scale_1_5", "labels_sv": ["only one"]},
        {"kind": "text", "labels_sv": ["low", "high"]},
        {"kind": "text", "text_sv": "   "},
        {"kind": "slider"},
    ],
)
def test_a_question_has_what_its_kind_needs(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Question(**{"id": "q", "text_sv": "Fråga", "text_en": "Question", **changes})
