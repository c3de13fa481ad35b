"""A manager's substitutes: who holds the talks meanwhile (domain.md, "Talks" 12)."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from gateway.clients.directory import Period
from gateway.forms import Form
from gateway.i18n import N_
from gateway.parts import gather
from gateway.problems import ServiceProblem, add_sentences
from gateway.visit import CHECKED, Posted, Visit, Visitor
from redthread_contracts.ids import PersonId

router = APIRouter(include_in_schema=False)

add_sentences(
    {
        "delegated-to-oneself": N_("Du kan inte vara din egen ersättare. Välj någon annan."),
        "ends-before-it-begins": N_("Sista dagen ligger före den första. Välj en senare dag."),
        "delegation-passed": N_("Perioden har redan varit. Välj en senare dag."),
        "delegation-too-long": N_("En ersättare kan du ha i högst ett år. Välj en tidigare dag."),
        "too-many-delegations": N_("Du har redan tio ersättare. Ta bort någon först."),
        "leads-nobody": N_("Bara den som är chef kan ha en ersättare."),
        "person-not-found": N_("Personen finns inte längre. Välj någon annan."),
    }
)

SubstituteId = Annotated[PersonId, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


@router.get("/ersattare")
async def substitutes(
    visit: Visitor, namn: Annotated[str, Query(max_length=100)] = ""
) -> HTMLResponse:
    """Who acts for me, and looking for another colleague by name."""
    return await _page(visit, visit.form(namn=namn, start=visit.words.today.isoformat()))


@router.post("/ersattare")
async def delegate(visit: Visitor, form: Posted) -> Any:
    """Let a colleague act for a period."""
    _ = visit.words.gettext
    to = form.text("to", missing=_(N_("Välj vem som ska vara ersättare")))
    start = form.day("start", missing=_(N_("Välj den första dagen")))
    until = form.day("until", missing=_(N_("Välj den sista dagen")), first=visit.words.today)
    if form.errors or start is None or until is None:
        return await _page(visit, form, status=422)
    try:
        await visit.clients.directory.delegate(
            visit.who, PersonId(to), Period(start=start, until=until)
        )
    except ServiceProblem as problem:
        form.blame(problem)
        return await _page(visit, form, status=problem.status)
    return visit.go("/ersattare")


@router.post("/ersattare/{to}/ta-tillbaka", dependencies=[CHECKED])
async def take_back(visit: Visitor, to: SubstituteId) -> Any:
    """From now on this colleague does not act any more."""
    await visit.clients.directory.take_back_delegation(visit.who, to)
    return visit.go("/ersattare")


async def _page(visit: Visit, form: Form, *, status: int = 200) -> HTMLResponse:
    name = form.raw("namn").strip()
    running = await visit.clients.directory.delegations(visit.who)
    (found,) = await gather(_search(visit, name))
    return await visit.page(
        "talk/substitutes.html",
        nav="talks",
        status=status,
        form=form,
        running=running,
        found=[each for each in found.otherwise([]) if each.id != visit.who],
        looked_for=name,
    )


async def _search(visit: Visit, name: str) -> list[Any]:
    return await visit.clients.directory.search(visit.who, name) if len(name) > 1 else []
