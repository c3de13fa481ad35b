"""Preparing: one section per page, saved while it is written."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.clients.salary import Criterion
from gateway.clients.talks import Prompt, Section
from gateway.forms import Form
from gateway.i18n import N_
from gateway.pages.talks.frame import (
    NAV,
    crumbs,
    not_found,
    saved,
    unsaved,
    version_of,
)
from gateway.parts import gather
from gateway.problems import ServiceDown, ServiceProblem
from gateway.views.preparation import (
    Clash,
    PreparationView,
    last_time,
    preparation,
    save_section,
)
from gateway.views.room import merge_texts, reviewed_goals
from gateway.views.room_words import result_in_words
from gateway.views.talk import TalkView, talk_view
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import TalkId

router = APIRouter()

_FIELD = "a-"
"""An answer's field is named after its prompt with this before it."""

_REVIEWS = frozenset({"goal_review"})


@router.get("/samtal/{talk_id}/forbered")
async def begin(visit: Visitor, talk_id: TalkId) -> Any:
    """On to the first section that nothing is written in."""
    prepared = await preparation(visit, talk_id)
    if prepared.view.i_shared or not prepared.view.writable:
        return visit.go(f"{prepared.view.path}/forberedelser")
    return visit.go(f"{prepared.view.path}/forbered/{prepared.first_open}")


@router.get("/samtal/{talk_id}/forbered/{number}")
async def section_page(visit: Visitor, talk_id: TalkId, number: int) -> Any:
    """One section."""
    prepared = await preparation(visit, talk_id)
    section = _section(prepared.view, number)
    if prepared.view.i_shared or not prepared.view.writable:
        return visit.go(f"{prepared.view.path}/forberedelser#s-{section.id}")
    return await _page(visit, prepared, number, _form(visit, prepared, section))


@router.post("/samtal/{talk_id}/forbered/{number}")
async def save(visit: Visitor, talk_id: TalkId, number: int, form: Posted) -> Any:
    """Save it and go on; by htmx, only save."""
    try:
        return await _save(visit, talk_id, number, form)
    except (ServiceProblem, ServiceDown) as problem:
        if visit.by_htmx:
            return unsaved(visit, problem)
        raise


async def _save(visit: Visit, talk_id: TalkId, number: int, form: Form) -> Any:
    view = await talk_view(visit, talk_id)
    section = _section(view, number)
    version = version_of(form.raw("version"))
    try:
        done = await save_section(
            visit, talk_id, section.id, _answers(form, section, view), version
        )
    except Clash as clash:
        if visit.by_htmx:
            return visit.fragment("talk/clash_saved.html", status=409)
        return await _clash_page(visit, view, number, clash)
    if visit.by_htmx:
        return saved(
            visit,
            at=done.saved_at,
            version=done.version,
            version_id="version",
            personnummer=_warns(form, section, view),
        )
    return visit.go(_onwards(view, number, form.raw("go")))


def _onwards(view: TalkView, number: int, go: str) -> str:
    if go == "next" and number < len(view.to_prepare):
        return f"{view.path}/forbered/{number + 1}"
    if go == "next":
        return f"{view.path}/dela"
    if go == "back" and number > 1:
        return f"{view.path}/forbered/{number - 1}"
    return f"{view.path}/forbered/{number}"


async def _page(
    visit: Visit, prepared: PreparationView, number: int, form: Form, *, status: int = 200
) -> HTMLResponse:
    view = prepared.view
    section = view.to_prepare[number - 1]
    prompts = section.prompts_for(view.side)
    looks_back = any(prompt.kind in _REVIEWS for prompt in prompts)
    (excerpt,) = await gather(last_time(visit, view, section.id))
    goals = await reviewed_goals(visit, view) if looks_back else None
    written = prepared.section(section)
    return await visit.page(
        "talk/prepare.html",
        nav=NAV,
        status=status,
        view=view,
        section=section,
        fields=[(_FIELD + prompt.id, prompt, _options(prompt)) for prompt in prompts],
        criteria=[(_FIELD + name, each) for name, each in _criteria(section, view)],
        levels=view.talk.criteria.levels if view.talk.criteria else [],
        form=form,
        number=number,
        count=len(view.to_prepare),
        steps=_steps(visit, prepared, number),
        saved_at=written.saved_at,
        excerpt=excerpt.value,
        goals=[
            (visit.words.pick(goal, "title"), result_in_words(goal, visit.words))
            for goal in (goals.otherwise([]) if goals else [])
        ],
        crumbs=crumbs(visit, view, visit.words.gettext(N_("Förbered"))),
    )


async def _clash_page(visit: Visit, view: TalkView, number: int, clash: Clash) -> HTMLResponse:
    """Two tabs, two texts: both are shown, and the two side by side as one to choose from."""
    section = view.to_prepare[number - 1]
    return await visit.page(
        "talk/clash_preparation.html",
        nav=NAV,
        status=409,
        view=view,
        section=section,
        number=number,
        clash=clash,
        merged=merge_texts,
        prompts=[
            (_FIELD + prompt.id, prompt)
            for prompt in section.prompts_for(view.side)
            if clash.answers.get(prompt.id, "") != clash.current.answers.get(prompt.id, "")
        ],
        alike=[
            (_FIELD + prompt.id, clash.answers.get(prompt.id, ""))
            for prompt in section.prompts_for(view.side)
            if clash.answers.get(prompt.id, "") == clash.current.answers.get(prompt.id, "")
        ],
        crumbs=crumbs(visit, view, visit.words.gettext(N_("Två versioner"))),
    )


def _section(view: TalkView, number: int) -> Section:
    sections = view.to_prepare
    if not 1 <= number <= len(sections):
        raise not_found()
    return sections[number - 1]


def _form(visit: Visit, prepared: PreparationView, section: Section) -> Form:
    written = prepared.section(section)
    answers = {_FIELD + name: text for name, text in written.answers.items()}
    return visit.form(version=written.version, **answers)


def _answers(form: Form, section: Section, view: TalkView) -> dict[str, str]:
    """What was written; a criterion that is not assessed is left out."""
    prompts = section.prompts_for(view.side)
    written = {prompt.id: form.raw(_FIELD + prompt.id) for prompt in prompts}
    levels = {name: form.raw(_FIELD + name) for name, _criterion in _criteria(section, view)}
    return {**written, **{name: level for name, level in levels.items() if level}}


def _criteria(section: Section, view: TalkView) -> list[tuple[str, Criterion]]:
    """The names of the answers about salary criteria, if the section asks for them."""
    return [
        (f"{prompt.id}.{criterion.id}", criterion)
        for prompt in section.prompts_for(view.side)
        if prompt.kind == "salary_criteria" and view.talk.criteria
        for criterion in view.talk.criteria.criteria
    ]


def _warns(form: Form, section: Section, view: TalkView) -> bool:
    prompts = section.prompts_for(view.side)
    return any(form.looks_like_personnummer(_FIELD + prompt.id) for prompt in prompts)


_SCALE = ("1", "2", "3", "4", "5")


def _options(prompt: Prompt) -> list[str]:
    """What can be chosen: of a scale a figure, else the Swedish words.

    They are what is saved, so that the document reads the same for both.
    """
    return list(_SCALE) if prompt.kind == "scale" else prompt.options_sv


def _steps(visit: Visit, prepared: PreparationView, number: int) -> list[dict[str, Any]]:
    view = prepared.view
    return [
        {
            "label": visit.words.pick(section, "title"),
            "href": f"{view.path}/forbered/{n}",
            "done": prepared.answered(section) and n != number,
            "current": n == number,
        }
        for n, section in enumerate(view.to_prepare, 1)
    ]
