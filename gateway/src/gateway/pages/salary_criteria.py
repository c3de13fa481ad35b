"""HR: the salary criteria of a year, a set for everybody and one for each staff group."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from gateway.clients.base import Versioned
from gateway.clients.salary import Criteria, CriteriaSet, Criterion, Level
from gateway.forms import Form, new_id
from gateway.i18n import N_
from gateway.pages.talks.frame import version_of
from gateway.problems import ServiceProblem, add_sentences
from gateway.visit import Posted, Visit, Visitor

router = APIRouter(include_in_schema=False)

Year = Annotated[int, Path(ge=2000, le=2200)]
YearAsked = Annotated[int | None, Query(ge=2000, le=2200)]
Group = Annotated[str, Query(max_length=100)]

MOST_LEVELS = 6
_TEXTS = ("title_sv", "title_en", "means_sv", "means_en")
_SIGNS = ("signs_sv", "signs_en")

add_sentences(
    {
        "criteria-frozen": N_(
            "Någon har redan bedömts efter de här kriterierna, så de går inte att ändra i år."
        ),
        "criteria-invalid": N_("Kriterierna är inte klara."),
        "criteria-missing": N_("Skriv minst ett kriterium."),
        "levels-missing": N_("Skriv minst två nivåer."),
        "levels-order": N_("Numrera nivåerna från 1, den lägsta först."),
        "criterion-twice": N_("Två kriterier har samma id. Ta bort det ena."),
        "criterion-untitled": N_("Skriv vad som bedöms."),
        "level-untitled": N_("Skriv vad nivån betyder."),
    }
)


@router.get("/hr/lonekriterier")
async def list_sets(visit: Visitor, ar: YearAsked = None) -> HTMLResponse:
    """The sets of a year: those written, and the one that holds for everybody else."""
    visit.require_hr()
    year = ar or visit.words.today.year
    written = await visit.clients.salary.written(visit.who, year)
    everybody = await visit.clients.salary.criteria(visit.who, year)
    return await visit.page(
        "salary/sets.html",
        nav="hr",
        year=year,
        everybody=everybody.value,
        written=sorted(
            (each for each in written if each.staff_group), key=lambda each: each.staff_group
        ),
    )


@router.get("/hr/lonekriterier/{year}")
async def edit_page(visit: Visitor, year: Year, grupp: Group = "") -> HTMLResponse:
    """A set: to read when it is in use, to change before."""
    visit.require_hr()
    found = await visit.clients.salary.criteria(visit.who, year, grupp.strip())
    return await _edit(visit, found, _form(visit, found))


@router.post("/hr/lonekriterier/{year}")
async def write(visit: Visitor, year: Year, form: Posted, grupp: Group = "") -> Any:
    """Save it; `go` more: with room for another criterion."""
    visit.require_hr()
    group = grupp.strip()
    criteria = _criteria(form)
    try:
        done = await visit.clients.salary.write(
            visit.who, year, group, criteria, version_of(form.raw("version"))
        )
    except ServiceProblem as problem:
        found = await visit.clients.salary.criteria(visit.who, year, group)
        form.blame(problem, _fields(criteria))
        if problem.code == "version-conflict":
            form = form.renewed(_form(visit, found), found.version)
        return await _edit(visit, found, form, status=problem.status)
    if form.raw("go") == "more":
        return await _edit(visit, done, _form(visit, done, more=1))
    return visit.go(f"/hr/lonekriterier?ar={year}")


def _form(visit: Visit, found: Versioned[CriteriaSet], *, more: int = 0) -> Form:
    criteria = found.value.criteria
    values: dict[str, object] = {
        "title_sv": criteria.title_sv,
        "title_en": criteria.title_en,
        "version": found.version,
        "ids": [*(each.id for each in criteria.criteria), *(new_id()[:8] for _ in range(more))],
    }
    for each in criteria.criteria:
        for name in _TEXTS:
            values[f"{each.id}-{name}"] = getattr(each, name)
        for name in _SIGNS:
            values[f"{each.id}-{name}"] = "\n".join(getattr(each, name))
    for level in criteria.levels:
        values |= {f"level{level.level}-sv": level.sv, f"level{level.level}-en": level.en}
    return visit.form(**values)


def _criteria(form: Form) -> Criteria:
    """What is written; a criterion and a level without any words are left out."""
    criteria = [
        Criterion(
            id=each,
            **{name: form.line(f"{each}-{name}", longest=2_000) for name in _TEXTS},
            **{name: _lines(form, f"{each}-{name}") for name in _SIGNS},
        )
        for each in form.many("ids")
        if any(form.raw(f"{each}-{name}").strip() for name in (*_TEXTS, *_SIGNS))
    ]
    words = [
        (form.line(f"level{number}-sv"), form.line(f"level{number}-en"))
        for number in range(1, MOST_LEVELS + 1)
    ]
    levels = [
        Level(level=number, sv=sv, en=en)
        for number, (sv, en) in enumerate((one for one in words if any(one)), 1)
    ]
    return Criteria(
        title_sv=form.line("title_sv"),
        title_en=form.line("title_en"),
        levels=levels,
        criteria=criteria,
    )


def _lines(form: Form, name: str) -> list[str]:
    return [line.strip() for line in form.raw(name).splitlines() if line.strip()]


def _fields(criteria: Criteria) -> dict[str, str]:
    """What the service calls the fields, and what the form does."""
    names = {
        f"criteria.{place}.title_sv": f"{each.id}-title_sv"
        for place, each in enumerate(criteria.criteria)
    }
    return {**names, **{f"levels.{place}.sv": f"level{place + 1}-sv" for place in range(6)}}


async def _edit(
    visit: Visit, found: Versioned[CriteriaSet], form: Form, *, status: int = 200
) -> HTMLResponse:
    return await visit.page(
        "salary/set.html",
        nav="hr",
        status=status,
        found=found.value,
        form=form,
        ids=form.many("ids"),
        levels=range(1, MOST_LEVELS + 1),
    )
