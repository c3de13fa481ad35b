"""HR: who is in a talk cycle, or out of it, by choice and not by their unit."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from gateway.clients.directory import Person
from gateway.forms import Form
from gateway.i18n import N_
from gateway.parts import gather
from gateway.problems import ServiceProblem, add_sentences
from gateway.views.people import name_of, people_of
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import CycleId, PersonId

router = APIRouter(include_in_schema=False)

_LONGEST = 2_000

add_sentences(
    {
        "person-not-employed": N_("Personen är inte anställd då. Välj någon annan."),
        "person-without-manager": N_(
            "Personen har ingen chef i registret att ha samtalet med. Rätta registret först."
        ),
        "talk-open-already": N_("Personen har redan ett öppet samtal i en annan omgång."),
        "too-many-choices": N_("Omgången har för många undantag. Starta en egen omgång för dem."),
    }
)


@router.get("/hr/omgangar/{cycle_id}/personer")
async def people(
    visit: Visitor, cycle_id: CycleId, namn: Annotated[str, Query(max_length=100)] = ""
) -> HTMLResponse:
    """Those who were chosen, and looking for another by name."""
    visit.require_hr()
    return await _page(visit, cycle_id, visit.form(namn=namn))


@router.post("/hr/omgangar/{cycle_id}/personer")
async def choose(visit: Visitor, cycle_id: CycleId, form: Posted) -> Any:
    """Take one in or out. Sent twice it is done once."""
    visit.require_hr()
    _ = visit.words.gettext
    person = form.text("person", missing=_(N_("Välj en person")))
    included = form.choice("included", ("yes", "no"), missing=_(N_("Välj om hen ska vara med")))
    reason = form.line("reason", missing=_(N_("Skriv varför")), longest=_LONGEST)
    if form.errors:
        return await _page(visit, cycle_id, form, status=422)
    try:
        await visit.clients.cycles.choose(
            visit.who, cycle_id, PersonId(person), included=included == "yes", reason=reason
        )
    except ServiceProblem as problem:
        form.blame(problem, {"person_id": "person"})
        return await _page(visit, cycle_id, form, status=problem.status)
    return visit.go(f"/hr/omgangar/{cycle_id}/personer")


async def _page(visit: Visit, cycle_id: CycleId, form: Form, *, status: int = 200) -> HTMLResponse:
    name = form.raw("namn").strip()
    cycle = (await visit.clients.cycles.cycle(visit.who, cycle_id)).value
    choices = await visit.clients.cycles.choices(visit.who, cycle_id)
    known = await people_of(visit, [one for each in choices for one in (each.person_id, each.by)])
    (found,) = await gather(_search(visit, name))
    return await visit.page(
        "hr/cycle_people.html",
        nav="hr",
        status=status,
        cycle=cycle,
        form=form,
        found=found.otherwise([]),
        looked_for=name,
        choices=[
            (each, name_of(known, each.person_id), name_of(known, each.by)) for each in choices
        ],
    )


async def _search(visit: Visit, name: str) -> list[Person]:
    return await visit.clients.directory.search(visit.who, name) if len(name) > 1 else []
