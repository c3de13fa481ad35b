"""HR's care for the terms: what people have proposed, to be accepted or merged."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.clients.competence import Term
from gateway.forms import Form
from gateway.i18n import N_
from gateway.pages.competence.sentences import TermInPath
from gateway.parts import gather
from gateway.problems import ServiceProblem
from gateway.views import competence_forms as forms
from gateway.views.competence import offered
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import TermId

router = APIRouter()


@router.get("/hr/kompetenser")
async def proposed(visit: Visitor, klart: str = "") -> HTMLResponse:
    """What people have proposed, and the way to the units."""
    terms = await visit.clients.competence.proposed(visit.who)
    (units,) = await gather(visit.clients.directory.units(visit.who))
    top = [unit for unit in units.otherwise({}).values() if unit.parent_id is None]
    return await visit.page("competence/terms.html", nav="hr", terms=terms, top=top, done=klart)


@router.get("/hr/kompetenser/{term_id}")
async def proposal(visit: Visitor, term_id: TermInPath, sok: str = "") -> HTMLResponse:
    """One proposal: take it in, or merge it into a term that there is already."""
    visit.require_hr()
    term = await visit.clients.competence.term(visit.who, term_id)
    form = visit.form(label_sv=term.label_sv, label_en=term.label_en, sok=sok)
    return await _show(visit, term, form)


@router.post("/hr/kompetenser/{term_id}/godkann")
async def accept(visit: Visitor, term_id: TermInPath, form: Posted) -> Any:
    """Take it into the taxonomy. The same again changes nothing."""
    visit.require_hr()
    _ = form.words.gettext
    longest = forms.LONGEST_LABEL
    label_sv = form.line("label_sv", missing=_(N_("Skriv vad den ska heta")), longest=longest)
    label_en = form.line("label_en", longest=longest) or None
    if not form.errors:
        try:
            await visit.clients.competence.accept(
                visit.who, term_id, label_sv=label_sv, label_en=label_en
            )
        except ServiceProblem as problem:
            form.blame(problem)
        else:
            return visit.go("/hr/kompetenser?klart=godkand")
    return await _show(visit, await _term(visit, term_id), form, status=422)


@router.post("/hr/kompetenser/{term_id}/sla-ihop")
async def merge(visit: Visitor, term_id: TermInPath, form: Posted) -> Any:
    """Merge it into the chosen one; profiles and requirements follow."""
    visit.require_hr()
    into = form.line("into", missing=form.words.gettext(N_("Välj vilken den ska slås ihop med")))
    term = await _term(visit, term_id)
    form = _with_labels(visit, form, term)
    if not form.errors:
        try:
            await visit.clients.competence.merge(visit.who, term_id, TermId(into))
        except ServiceProblem as problem:
            form.blame(problem)
        else:
            return visit.go("/hr/kompetenser?klart=ihopslagen")
    return await _show(visit, term, form, status=422)


async def _show(visit: Visit, term: Term, form: Form, *, status: int = 200) -> HTMLResponse:
    sought = form.raw("sok").strip()[: forms.LONGEST_LABEL] or term.label_sv
    near = await offered(visit, sought, forms.kinds_in("any"))
    return await visit.page(
        "competence/term.html",
        nav="hr",
        status=status,
        term=term,
        form=form,
        sought=sought,
        near=[one for one in near if one.id != term.id],
    )


async def _term(visit: Visit, term_id: TermId) -> Term:
    return await visit.clients.competence.term(visit.who, term_id)


def _with_labels(visit: Visit, form: Form, term: Term) -> Form:
    """The other form on the page starts from the term's own labels."""
    fields = {"label_sv": term.label_sv, "label_en": term.label_en or ""}
    again = visit.form(**fields, into=form.raw("into"), sok=form.raw("sok"))
    again.errors.extend(form.errors)
    return again
