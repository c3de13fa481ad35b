"""Drafts of templates: what can be published, and what publishing does."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.errors import Conflict, Invalid, VersionConflict
from redthread_contracts.ids import PersonId, TemplateId
from redthread_contracts.talks import TemplatePublished
from talks.drafting import (
    DraftContent,
    TemplateDraft,
    as_template,
    check,
    check_kinds,
    check_seen,
    publish,
    published_already,
    save,
)
from talks.library import PublishedTemplate
from talks.template import Prompt, Section, built_in

HR = PersonId("hanna")
NOON = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
PRESCHOOL = TemplateId("preschool")


def a_prompt(**changes: Any) -> Prompt:
    texts = {"text_sv": "Vad gick bra?", "text_en": "What went well?"}
    return Prompt(**{"id": "q1", "for_role": "both", "kind": "text", **texts, **changes})


def a_section(*prompts: Prompt, **changes: Any) -> Section:
    texts = {"title_sv": "Året", "title_en": "The year"}
    return Section(**{"id": "year", **texts, "prompts": prompts or (a_prompt(),), **changes})


def content(*sections: Section, **changes: Any) -> DraftContent:
    texts = {"title_sv": "Förskolan", "title_en": "Preschool"}
    return DraftContent(**{**texts, "sections": sections or (a_section(),), **changes})


def a_draft(of: DraftContent | None = None) -> TemplateDraft:
    return TemplateDraft(id=PRESCHOOL, content=of or content(), saved_by=HR, saved_at=NOON)


def faults_of(draft: DraftContent) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        check(draft)
    assert refused.value.code == "template-incomplete"
    return {fault.field: fault.code for fault in refused.value.fields}


def test_a_draft_is_published_as_a_version_and_says_so() -> None:
    decision = publish(None, a_draft(content(staff_groups=("pedagog",))), 3, HR, NOON)

    assert decision is not None
    assert decision.state is not None
    assert (decision.state.id, decision.state.template.version) == ("preschool:3", 3)
    (event,) = decision.events
    assert isinstance(event, TemplatePublished)
    assert event.staff_groups == ("pedagog",)


def test_a_published_version_never_changes() -> None:
    first = publish(None, a_draft(), 1, HR, NOON)
    assert first is not None
    published = first.state

    assert publish(published, a_draft(), 1, HR, NOON) is None
    with pytest.raises(Conflict):
        publish(published, a_draft(content(title_sv="Annat")), 1, HR, NOON)


def test_what_was_published_a_moment_ago_is_known_again() -> None:
    draft = a_draft()

    assert published_already(draft, as_template(draft, 4))
    assert not published_already(draft, as_template(a_draft(content(title_sv="Annat")), 4))
    assert not published_already(draft, None)


@pytest.mark.parametrize(
    ("draft", "fault"),
    [
        (content(title_en=" "), ("title_en", "text-missing")),
        (content(before_sv=("Boka i tid.",)), ("before_en", "text-missing")),
        (
            DraftContent(title_sv="Förskolan", title_en="Preschool"),
            ("sections", "template-without-sections"),
        ),
        (content(a_section(title_en="")), ("sections.year.title_en", "text-missing")),
        (content(a_section(intro_sv="Börja.")), ("sections.year.intro_en", "text-missing")),
        (
            content(a_section(guidance_manager_en="Listen.")),
            ("sections.year.guidance_manager_sv", "text-missing"),
        ),
        (
            content(a_section().model_copy(update={"prompts": ()})),
            ("sections.year.prompts", "section-without-questions"),
        ),
        (
            content(a_section(a_prompt(text_en=""))),
            ("sections.year.prompts.q1.text_en", "text-missing"),
        ),
        (content(a_section(), a_section(a_prompt(id="q2"))), ("sections.year", "id-double")),
        (content(a_section(), a_section(id="next")), ("prompts.q1", "id-double")),
        (
            content(a_section(a_prompt(kind="choice"))),
            ("sections.year.prompts.q1.options_sv", "options-too-few"),
        ),
        (
            content(a_section(a_prompt(kind="choice", options_sv=("Ja", "Nej")))),
            ("sections.year.prompts.q1.options_en", "options-in-one-language"),
        ),
        (
            content(a_section(a_prompt(kind="scale", options_sv=("Bra",), options_en=("Good",)))),
            ("sections.year.prompts.q1.options_sv", "scale-ends-wrong"),
        ),
        (
            content(
                a_section(
                    a_prompt(kind="choice", options_sv=("Ja", "Ja"), options_en=("Yes", "Aye"))
                )
            ),
            ("sections.year.prompts.q1.options_sv", "options-double"),
        ),
    ],
)
def test_a_draft_is_not_published_while_something_is_missing(
    draft: DraftContent, fault: tuple[str, str]
) -> None:
    assert tuple(faults_of(draft).items()) == (fault,)


@pytest.mark.parametrize("template", built_in().values(), ids=lambda one: one.id)
def test_the_built_in_templates_can_be_copied_and_published(template: Any) -> None:
    copied = DraftContent(**template.model_dump(exclude={"id", "version"}))

    check(copied)
    check_kinds(copied)


def test_a_kind_that_no_form_can_show_is_not_saved() -> None:
    with pytest.raises(Invalid) as refused:
        check_kinds(content(a_section(a_prompt(kind="drawing"))))

    assert refused.value.fields[0].field == "sections.year.prompts.q1.kind"


def test_saving_the_same_draft_again_changes_nothing() -> None:
    assert save(a_draft(), PRESCHOOL, content(), HR, NOON) is None
    assert save(None, PRESCHOOL, content(), HR, NOON) == a_draft()


def test_a_draft_that_was_changed_meanwhile_is_not_published() -> None:
    check_seen(2, 2)
    with pytest.raises(VersionConflict):
        check_seen(3, 2)


def test_guidance_is_seen_by_the_role_that_it_is_for() -> None:
    section = a_section(guidance_employee_sv="Till dig", guidance_manager_sv="Till chefen")

    assert section.guidance_for("employee") == ("Till dig", "")
    assert section.guidance_for("manager") == ("Till chefen", "")


def test_a_published_template_loads_again_from_its_document() -> None:
    decision = publish(None, a_draft(), 1, HR, NOON)
    assert decision is not None
    assert decision.state is not None

    assert PublishedTemplate.model_validate(decision.state.model_dump()) == decision.state
