"""Finding a colleague who can, and a colleague's page."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from gateway.forms import Form
from gateway.i18n import N_
from gateway.pages.competence.sentences import PersonInPath
from gateway.parts import Part, part
from gateway.views import competence_words as said
from gateway.views.competence import abilities, colleague_profile, languages
from gateway.views.competence_search import Colleagues, Question, colleagues
from gateway.visit import Visitor
from redthread_contracts.ids import TermId, UnitId

router = APIRouter()

LONGEST_QUESTION = 200
MOST_CHOSEN = 20
Chosen = Annotated[list[str], Query(max_length=MOST_CHOSEN)]


class Link:
    """The address of the same search with something else: the next page, or precisely."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def __call__(self, **other: str) -> str:
        """The address; an empty value takes its part away."""
        once = {"q": self._form.raw("q"), "niva": self._form.raw("niva"), **other}
        if self._form.raw("exakt"):
            once.setdefault("exakt", "1")
        pairs = [(name, value) for name, value in once.items() if value]
        pairs += [(name, one) for name in ("enhet", "sprak") for one in self._form.many(name)]
        return f"/kompetens?{urlencode(pairs)}"


@router.get("/kompetens")
async def search(
    visit: Visitor,
    q: str = "",
    niva: str = "1",
    enhet: Chosen = [],  # noqa: B006 - FastAPI copies it
    sprak: Chosen = [],  # noqa: B006
    exakt: str = "",
    efter: Annotated[str | None, Query(max_length=1_000)] = None,
) -> HTMLResponse:
    """Search; what htmx asks for while somebody types is the findings alone."""
    form = visit.form(q=q, niva=niva, enhet=enhet, sprak=sprak, exakt=exakt)
    _ = visit.words.gettext
    level = form.choice("niva", ["1", "3", "5"], missing=_(N_("Välj en nivå")))
    text = form.line("q", longest=LONGEST_QUESTION)
    found: Part[Colleagues] | None = None
    if text and not form.errors:
        question = Question(
            text=text,
            min_level=int(level or 1),
            units=tuple(map(UnitId, enhet)),
            languages=tuple(map(TermId, sprak)),
            exact=exakt == "1",
            after=efter,
        )
        found = await part(colleagues(visit, question))
    status = 422 if form.errors else 200
    page = {"form": form, "search": found, "link": Link(form), "first": efter is None}
    if visit.by_htmx:
        return visit.fragment("competence/found.html", said=said, status=status, **page)
    return await visit.page(
        "competence/search.html", nav="competence", said=said, status=status, **page
    )


@router.get("/kompetens/{person_id}")
async def colleague(visit: Visitor, person_id: PersonInPath) -> HTMLResponse:
    """A colleague as everybody sees them; one's own page shows oneself so, too."""
    view = await colleague_profile(visit, person_id)
    profile = view.profile.value
    return await visit.page(
        "competence/colleague.html",
        nav="competence",
        view=view,
        said=said,
        own=person_id == visit.who,
        abilities=abilities(profile.competences) if profile else [],
        languages=languages(profile.competences) if profile else [],
    )
