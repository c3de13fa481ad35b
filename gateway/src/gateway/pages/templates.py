"""HR: talk templates, from a draft to a published version (domain.md, "Talks" 2)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.clients.base import Versioned
from gateway.clients.talks import Side
from gateway.clients.templates import Draft, DraftContent, DraftPrompt, DraftSection
from gateway.forms import Form, FormError, new_id
from gateway.i18n import N_
from gateway.parts import gather
from gateway.problems import ServiceProblem, add_sentences, code_sentence
from gateway.views import template_drafts as drafts
from gateway.visit import CHECKED, Posted, Visit, Visitor

router = APIRouter(include_in_schema=False)

add_sentences(
    {
        "templatedraft-not-found": N_("Utkastet finns inte längre. Gör ett nytt från listan."),
        "template-incomplete": N_("Mallen går inte att publicera än. Fyll i det som saknas."),
        "template-published-meanwhile": N_("Någon annan har nyss publicerat den här versionen."),
        "text-missing": N_("Skriv texten på båda språken."),
        "template-without-sections": N_("Lägg till minst en del."),
        "section-without-questions": N_("Lägg till minst en fråga i delen."),
        "id-double": N_("Två delar eller frågor är samma. Ta bort den ena."),
        "options-in-one-language": N_("Skriv lika många alternativ på båda språken."),
        "options-too-few": N_("Skriv minst två alternativ."),
        "options-double": N_("Två alternativ är likadana."),
        "scale-ends-wrong": N_("Skriv två ord, för 1 och för 5, eller inga."),
        "kind-unknown": N_("Välj en sorts fråga."),
    }
)

KINDS = {
    "text": N_("Text"),
    "choice": N_("Val"),
    "scale": N_("Skala 1–5"),
    "goal_review": N_("Förra periodens mål"),
    "goal_new": N_("Nya mål"),
    "salary_criteria": N_("Lönekriterier"),
    "side_employment": N_("Bisyssla"),
    "agreement_new": N_("Överenskommelser"),
}
ROLES = {"both": N_("Båda"), "employee": N_("Medarbetaren"), "manager": N_("Chefen")}

SHORTEST, LONGEST = 10, 480
"""Minutes of a talk, as the talks service allows them."""

_TITLES = ("title_sv", "title_en")
_BEFORE = ("before_sv", "before_en")
_SECTION = (
    *_TITLES,
    *("intro_sv", "intro_en", "privacy_sv", "privacy_en"),
    *("guidance_employee_sv", "guidance_employee_en"),
    *("guidance_manager_sv", "guidance_manager_en"),
)
_PROMPT = ("text_sv", "text_en", "hint_sv", "hint_en")
_OPTIONS = ("options_sv", "options_en")


@router.get("/hr/mallar")
async def list_templates(visit: Visitor) -> HTMLResponse:
    """The published templates, and the drafts."""
    visit.require_hr()
    found, written = await gather(
        visit.clients.talks.templates(visit.who), visit.clients.templates.drafts(visit.who)
    )
    return await visit.page(
        "hr/templates.html", nav="hr", found=found, written=written, new_id=new_id()
    )


@router.post("/hr/mallar")
async def begin(visit: Visitor, form: Posted) -> Any:
    """A draft out of a published version: its next one, or a new template."""
    visit.require_hr()
    source, _, version = form.raw("source").rpartition(":")
    content = await visit.clients.templates.content_of(
        visit.who, source or "none", int(version) if version.isdecimal() else 0
    )
    template = (form.raw("id") or new_id()) if form.raw("go") == "copy" else source
    try:
        await visit.clients.templates.save(visit.who, template, content, 0)
    except ServiceProblem as problem:
        if problem.code != "version-conflict":
            raise
    return visit.go(f"/hr/mallar/{template}")


@router.get("/hr/mallar/{template_id}")
async def draft_page(visit: Visitor, template_id: str) -> HTMLResponse:
    """The draft: its titles and its sections in order."""
    draft = await visit.clients.templates.draft(visit.who, template_id)
    return await _outline(visit, draft, _outline_form(visit, draft))


@router.post("/hr/mallar/{template_id}")
async def change(visit: Visitor, template_id: str, form: Posted) -> Any:
    """Save the outline; and move a section, take one away, add one, or publish."""
    draft = await visit.clients.templates.draft(visit.who, template_id)
    content = _with_outline(draft.value.content, form)
    if form.errors:
        return await _outline(visit, draft, form, status=422)
    act, _, section_id = form.raw("go").partition(":")
    here = f"/hr/mallar/{template_id}"
    if act in ("up", "down"):
        content = drafts.move(content, section_id, -1 if act == "up" else 1)
    elif act == "remove":
        content = drafts.remove(content, section_id)
    elif act == "add":
        section_id = form.raw("new") or new_id()
        content = drafts.put(content, DraftSection(id=section_id))
        here += f"/delar/{section_id}"
    try:
        draft = await visit.clients.templates.save(visit.who, template_id, content, _seen(form))
        if act == "publish":
            await visit.clients.templates.publish(visit.who, template_id, draft.version)
            here = "/hr/mallar"
    except ServiceProblem as problem:
        if problem.code == "template-incomplete":
            _blame_sections(visit, form, draft.value, problem)
        form.blame(problem)
        now = _outline_form(visit, draft)
        return await _outline(visit, draft, form.renewed(now, draft.version), status=problem.status)
    return visit.go(here)


@router.get("/hr/mallar/{template_id}/slang")
async def ask_to_throw_away(visit: Visitor, template_id: str) -> HTMLResponse:
    """Whether the draft is to go."""
    draft = await visit.clients.templates.draft(visit.who, template_id)
    return await visit.page("hr/template_remove.html", nav="hr", draft=draft.value)


@router.post("/hr/mallar/{template_id}/slang", dependencies=[CHECKED])
async def throw_away(visit: Visitor, template_id: str) -> Any:
    """The draft goes; what was published stays."""
    await visit.clients.templates.throw_away(visit.who, template_id)
    return visit.go("/hr/mallar")


@router.get("/hr/mallar/{template_id}/delar/{section_id}")
async def section_page(visit: Visitor, template_id: str, section_id: str) -> HTMLResponse:
    """A section and its questions."""
    draft = await visit.clients.templates.draft(visit.who, template_id)
    section = drafts.section_of(draft.value.content, section_id)
    return await _section(visit, draft, section, _section_form(visit, draft, section))


@router.post("/hr/mallar/{template_id}/delar/{section_id}")
async def save_section(visit: Visitor, template_id: str, section_id: str, form: Posted) -> Any:
    """Save it; a question whose texts are all empty is taken away."""
    draft = await visit.clients.templates.draft(visit.who, template_id)
    section = drafts.section_of(draft.value.content, section_id)
    written = _written(form, section)
    if form.errors:
        return await _section(visit, draft, section, form, status=422)
    content = drafts.put(draft.value.content, written)
    try:
        await visit.clients.templates.save(visit.who, template_id, content, _seen(form))
    except ServiceProblem as problem:
        form.blame(problem)
        again = form.renewed(_section_form(visit, draft, section), draft.version)
        return await _section(visit, draft, section, again, status=problem.status)
    more = f"/delar/{section_id}" if form.raw("go") == "more" else ""
    return visit.go(f"/hr/mallar/{template_id}{more}")


@router.get("/hr/mallar/{template_id}/granska")
async def preview(visit: Visitor, template_id: str, som: Side = "employee") -> HTMLResponse:
    """The draft as one of the two would see it."""
    draft = await visit.clients.templates.draft(visit.who, template_id)
    return await visit.page(
        "hr/template_preview.html",
        nav="hr",
        draft=draft.value,
        side=som,
        sections=drafts.seen_by(draft.value.content, som),
        kinds=KINDS,
    )


async def _outline(
    visit: Visit, draft: Versioned[Draft], form: Form, *, status: int = 200
) -> HTMLResponse:
    return await visit.page(
        "hr/template.html",
        nav="hr",
        status=status,
        draft=draft.value,
        version=draft.version,
        form=form,
        new_id=new_id(),
    )


async def _section(
    visit: Visit, draft: Versioned[Draft], section: DraftSection, form: Form, *, status: int = 200
) -> HTMLResponse:
    return await visit.page(
        "hr/template_section.html",
        nav="hr",
        status=status,
        draft=draft.value,
        section=section,
        form=form,
        prompts=[*section.prompts, DraftPrompt(id=form.raw("new"))],
        kinds=[(kind, visit.words.gettext(word)) for kind, word in KINDS.items()],
        roles=[(role, visit.words.gettext(word)) for role, word in ROLES.items()],
    )


def _seen(form: Form) -> int:
    return int(form.raw("version")) if form.raw("version").isdecimal() else 0


def _blame_sections(visit: Visit, form: Form, draft: Draft, problem: ServiceProblem) -> None:
    """Say of each fault in a section which one, and lead to its field."""
    for wrong in problem.fields:
        section, name = drafts.place_of(draft.content, wrong.field)
        if section is None:
            continue
        said = code_sentence(wrong.code, problem.status, visit.words)
        title = visit.words.pick(section, "title") or visit.words.gettext(N_("Utan titel"))
        page = f"/hr/mallar/{draft.id}/delar/{section.id}"
        form.errors.append(FormError(name, f"{title}: {said}", page))


def _outline_form(visit: Visit, draft: Versioned[Draft]) -> Form:
    content = draft.value.content
    return visit.form(
        version=draft.version,
        **{name: getattr(content, name) for name in _TITLES},
        **{name: "\n".join(getattr(content, name)) for name in _BEFORE},
        minutes_suggested=content.minutes_suggested,
        staff_groups=", ".join(content.staff_groups),
    )


def _with_outline(content: DraftContent, form: Form) -> DraftContent:
    groups = [one.strip() for one in form.line("staff_groups").split(",")]
    minutes = form.text("minutes_suggested", longest=3)
    if not minutes.isdecimal() or not SHORTEST <= int(minutes) <= LONGEST:
        form.fail(
            "minutes_suggested",
            form.words.gettext(
                N_("Skriv hur många minuter samtalet tar, %(shortest)s till %(longest)s."),
                shortest=SHORTEST,
                longest=LONGEST,
            ),
        )
        return content
    lines = {name: form.text(name, longest=2_000).splitlines() for name in _BEFORE}
    return content.model_copy(
        update={
            **{name: form.line(name) for name in _TITLES},
            **{name: [one.strip() for one in said if one.strip()] for name, said in lines.items()},
            "minutes_suggested": int(minutes),
            "staff_groups": [one for one in groups if one],
        }
    )


def _section_form(visit: Visit, draft: Versioned[Draft], section: DraftSection) -> Form:
    values: dict[str, object] = {name: getattr(section, name) for name in _SECTION}
    for prompt in section.prompts:
        values |= {f"{prompt.id}-{name}": getattr(prompt, name) for name in _PROMPT}
        values |= {f"{prompt.id}-{name}": "\n".join(getattr(prompt, name)) for name in _OPTIONS}
        values |= {f"{prompt.id}-kind": prompt.kind, f"{prompt.id}-for_role": prompt.for_role}
    return visit.form(version=draft.version, new=new_id(), **values)


def _written(form: Form, section: DraftSection) -> DraftSection:
    """The section as it was sent; a question keeps a kind that only built-in ones have."""
    known = [*section.prompts, DraftPrompt(id=form.raw("new"))]
    prompts = [_prompt(form, one) for one in known if one.id]
    return section.model_copy(
        update={
            **{name: form.text(name, longest=2_000) for name in _SECTION},
            "prompts": [one for one in prompts if one.text_sv or one.text_en],
        }
    )


def _prompt(form: Form, known: DraftPrompt) -> DraftPrompt:
    def field(name: str) -> str:
        return f"{known.id}-{name}"

    kind, role = form.raw(field("kind")), form.raw(field("for_role"))
    lines = {name: form.text(field(name)).splitlines() for name in _OPTIONS}
    return known.model_copy(
        update={
            **{name: form.text(field(name), longest=2_000) for name in _PROMPT},
            **{name: [one.strip() for one in said if one.strip()] for name, said in lines.items()},
            "kind": kind if kind in KINDS else known.kind,
            "for_role": role if role in ROLES else known.for_role,
        }
    )
