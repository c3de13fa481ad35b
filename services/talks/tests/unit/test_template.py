"""The built-in templates."""

import pytest

from chassis.errors import NotFound
from talks.template import Template, built_in, require


def test_standard_and_follow_up_are_there_in_version_1() -> None:
    assert set(built_in()) == {("standard", 1), ("follow_up", 1)}
    assert require("standard", 1).kind == "yearly"
    assert require("follow_up", 1).kind == "follow_up"


@pytest.mark.parametrize(("template_id", "version"), [("standard", 2), ("other", 1)])
def test_an_unknown_version_is_not_found(template_id: str, version: int) -> None:
    with pytest.raises(NotFound):
        require(template_id, version)


def test_each_role_is_asked_its_own_prompts_and_those_of_both() -> None:
    roles = require("standard", 1).section("roles")

    assert [prompt.id for prompt in roles.prompts_for("employee")] == ["ro1", "ro3"]
    assert [prompt.id for prompt in roles.prompts_for("manager")] == ["ro2", "ro3"]


@pytest.mark.parametrize("template", built_in().values(), ids=lambda one: one.id)
def test_ids_are_unique_and_every_text_is_there_in_both_languages(template: Template) -> None:

    prompts = [prompt for section in template.sections for prompt in section.prompts]
    assert len({section.id for section in template.sections}) == len(template.sections)
    assert len({prompt.id for prompt in prompts}) == len(prompts)
    for prompt in prompts:
        assert prompt.text_sv
        assert prompt.text_en
        assert bool(prompt.hint_sv) == bool(prompt.hint_en)
    for section in template.sections:
        assert section.title_sv
        assert section.title_en
        assert bool(section.intro_sv) == bool(section.intro_en)


def test_agreements_and_the_closing_are_not_prepared() -> None:
    prepared = [section.id for section in require("standard", 1).to_prepare("employee")]

    assert "agreements" not in prepared
    assert "close" not in prepared
    assert len(prepared) == 9
