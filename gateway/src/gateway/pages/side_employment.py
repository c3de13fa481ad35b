"""Side employment: the employee's form, the manager's assessment, HR's list of status."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from chassis.sorting import swedish_key
from gateway.clients.base import Versioned
from gateway.clients.side_employment import Assessment, Facts, SideEmployment
from gateway.forms import Form
from gateway.i18n import N_
from gateway.pages.talks.frame import version_of
from gateway.parts import gather
from gateway.problems import ServiceDown, ServiceProblem, add_sentences
from gateway.views.people import name_of, people_of
from gateway.views.preparation import save_section
from gateway.views.side_employment import (
    ORDERS,
    OUTCOMES,
    decided_in_words,
    prompt_of,
    status_in_words,
)
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import PersonId, TalkId, UnitId

router = APIRouter(include_in_schema=False)

PersonInPath = Annotated[PersonId, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
InQuery = Annotated[str, Query(max_length=64)]

add_sentences(
    {
        "kind-missing": N_("Skriv vad det är för arbete"),
        "extent-missing": N_("Skriv hur mycket, till exempel timmar i veckan"),
        "employer-missing": N_("Skriv åt vem, eller att det är eget"),
        "since-too-far": N_("Välj en dag inom fem år"),
        "side-employment-invalid": N_("Något saknas i uppgiften."),
        "nothing-to-assess": N_("Det finns ingen bisyssla att bedöma."),
        "order-without-ground": N_("Det som är tillåtet får fortsätta. Välj en annan bedömning."),
        "reasons-missing": N_("Skriv skälen. Ett beslut ska vara skriftligt och motiverat."),
        "assessment-invalid": N_("Bedömningen är inte klar."),
        "not-your-employee": N_("Bara närmaste chef kan läsa vad en medarbetare har uppgett."),
        "manager-only": N_("Bara den som är chef ser den här sidan."),
    }
)


@router.get("/bisyssla")
async def my_page(visit: Visitor, samtal: InQuery = "") -> HTMLResponse:
    """What I have stated; `samtal`: the talk that one comes from."""
    found = await visit.clients.side_employment.mine(visit.who)
    return await _mine(visit, found, _form(visit, found, samtal))


@router.post("/bisyssla")
async def declare(visit: Visitor, form: Posted) -> Any:
    """State it, for a year. The same on the same day changes nothing."""
    _ = visit.words.gettext
    any_ = form.choice("has_any", ("yes", "no"), missing=_("Välj om du har någon bisyssla"))
    since = form.day("since")
    found = await visit.clients.side_employment.mine(visit.who)
    if form.errors:
        return await _mine(visit, found, form, status=422)
    facts = Facts(
        has_any=any_ == "yes",
        kind=form.line("kind"),
        extent=form.line("extent"),
        employer=form.line("employer"),
        since=since if any_ == "yes" else None,
    )
    try:
        await visit.clients.side_employment.declare(
            visit.who, facts, version_of(form.raw("version"))
        )
    except ServiceProblem as problem:
        if problem.code == "version-conflict":
            now = await visit.clients.side_employment.mine(visit.who)
            form.fail("", _("Uppgiften har ändrats i ett annat fönster. Se båda nedan."))
            shown = form.renewed(_form(visit, now, form.raw("talk")), now.version)
            return await _mine(visit, now, shown, status=409)
        form.blame(problem)
        return await _mine(visit, found, form, status=problem.status)
    talk = form.raw("talk")
    if talk:
        await _answer_in_talk(visit, TalkId(talk), has_any=facts.has_any)
    return visit.go(f"/samtal/{talk}/forbered" if talk else "/bisyssla")


@router.get("/bisysslor")
async def employees(visit: Visitor) -> HTMLResponse:
    """My employees, those who wait for an assessment first."""
    found = await visit.clients.side_employment.reports(visit.who)
    people = await people_of(visit, [each.person_id for each in found])
    rows = [
        (each, name_of(people, each.person_id), status_in_words(each, visit.words))
        for each in sorted(found, key=lambda one: (not one.waits, one.status != "missing"))
    ]
    return await visit.page("side_employment/employees.html", nav="talks", rows=rows)


@router.get("/bisysslor/{person_id}")
async def assess_page(visit: Visitor, person_id: PersonInPath) -> HTMLResponse:
    """What an employee has stated, and the form for the assessment."""
    found = await visit.clients.side_employment.of(visit.who, person_id)
    newest = found.value.newest
    known = newest.assessed if newest else None
    form = visit.form(
        version=found.version,
        **(known.model_dump(include={"outcome", "order", "reasons"}) if known else {}),
    )
    return await _assess(visit, found, form)


@router.post("/bisysslor/{person_id}")
async def assess(visit: Visitor, person_id: PersonInPath, form: Posted) -> Any:
    """Assess it, and decide."""
    _ = visit.words.gettext
    outcome = form.choice("outcome", OUTCOMES, missing=_("Välj en bedömning"))
    order = form.choice("order", ORDERS, missing=_("Välj ett beslut"))
    reasons = form.text("reasons", longest=2_000)
    found = await visit.clients.side_employment.of(visit.who, person_id)
    if form.errors:
        return await _assess(visit, found, form, status=422)
    try:
        await visit.clients.side_employment.assess(
            visit.who,
            person_id,
            Assessment(outcome=outcome, order=order, reasons=reasons),
            version_of(form.raw("version")),
        )
    except ServiceProblem as problem:
        if problem.code == "version-conflict":
            form.fail("", _("Uppgiften har ändrats medan du skrev. Läs den igen och bedöm sedan."))
            form = Form(form.words, {**form.values, "version": [str(found.version)]}, form.errors)
        else:
            form.blame(problem)
        return await _assess(visit, found, form, status=problem.status)
    return visit.go(f"/bisysslor/{person_id}")


@router.get("/hr/bisysslor")
async def hr_page(visit: Visitor, enhet: InQuery = "", efter: InQuery = "") -> HTMLResponse:
    """Per unit, who has stated something by now. Never what."""
    visit.require_hr()
    units = await visit.clients.directory.units(visit.who)
    chosen = units.get(UnitId(enhet)) or next(
        (each for each in units.values() if each.parent_id is None), None
    )
    found = (
        await visit.clients.side_employment.status(visit.who, chosen.id, after=efter or None)
        if chosen
        else None
    )
    items = found.items if found else []
    people = await people_of(visit, [each.person_id for each in items])
    return await visit.page(
        "side_employment/status.html",
        nav="hr",
        unit=chosen,
        units=sorted(
            (each for each in units.values() if not each.closed),
            key=lambda each: swedish_key(visit.words.pick(each, "name")),
        ),
        following=found.next if found else None,
        rows=[
            (each, name_of(people, each.person_id), status_in_words(each, visit.words))
            for each in items
        ],
    )


def _form(visit: Visit, found: Versioned[SideEmployment], talk: str) -> Form:
    newest = found.value.newest
    facts = newest.facts.model_dump() if newest else {}
    facts["has_any"] = ("yes" if newest.facts.has_any else "no") if newest else ""
    return visit.form(**facts, version=found.version, talk=talk)


async def _mine(
    visit: Visit, found: Versioned[SideEmployment], form: Form, *, status: int = 200
) -> HTMLResponse:
    ids = [each.reader_id for each in found.value.reads]
    decided = [each.assessed.by for each in found.value.declarations if each.assessed]
    people = await people_of(visit, [*ids, *decided])
    return await visit.page(
        "side_employment/mine.html",
        nav="talks",
        status=status,
        form=form,
        found=found.value,
        decided=[
            (each, decided_in_words(each, name_of(people, each.assessed.by), visit.words))
            for each in found.value.declarations
            if each.assessed
        ],
        reads=[(each, name_of(people, each.reader_id)) for each in found.value.reads],
    )


async def _assess(
    visit: Visit, found: Versioned[SideEmployment], form: Form, *, status: int = 200
) -> HTMLResponse:
    people = await people_of(visit, [found.value.person_id])
    return await visit.page(
        "side_employment/assess.html",
        nav="talks",
        status=status,
        form=form,
        found=found.value,
        name=name_of(people, found.value.person_id, visit.words.gettext(N_("Medarbetaren"))),
        outcomes=[(key, visit.words.gettext(word)) for key, word in OUTCOMES.items()],
        orders=[(key, visit.words.gettext(word)) for key, word in ORDERS.items()],
    )


async def _answer_in_talk(visit: Visit, talk_id: TalkId, *, has_any: bool) -> None:
    """Put yes or no into the preparation too. What it is stays out of the document.

    When it can not be done (the talk is shared by now), what was stated is stated all the same.
    """
    (found,) = await gather(prompt_of(visit, talk_id))
    if found.value is None:
        return
    section, answers, version = found.value.answered(has_any=has_any)
    try:
        await save_section(visit, talk_id, section, answers, version)
    except (ServiceProblem, ServiceDown):
        return
