"""One's own competences, certificates, languages and education."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from chassis.errors import NotFound
from gateway.clients.base import Versioned
from gateway.clients.competence import Profile, Sort
from gateway.forms import Form, new_id
from gateway.pages.competence.sentences import ItemInPath
from gateway.problems import ServiceProblem
from gateway.views import competence_forms as forms
from gateway.views import competence_words as said
from gateway.views.competence import LANGUAGE, abilities, languages, offered
from gateway.visit import Posted, Visit, Visitor

router = APIRouter()

SORTS: dict[str, Sort] = {
    "kompetenser": "competences",
    "intyg": "certificates",
    "utbildning": "education",
}
"""The lists by their word in an address."""


@router.get("/kompetens/mina")
async def mine(visit: Visitor, klart: str = "", sak: str = "") -> HTMLResponse:
    """Everything one has listed, and how others see it."""
    return await _mine(visit, visit.form(), done=klart, item=sak)


@router.get("/kompetens/forslag")
async def suggestions(visit: Visitor, kind: str = "", field: str = "what") -> HTMLResponse:
    """What to choose from while somebody types in a field, for its `<datalist>`."""
    kinds = forms.kinds_in(kind)
    typed = visit.request.query_params.get(field, "").strip()[: forms.LONGEST_LABEL]
    terms = await offered(visit, typed, kinds) if typed else []
    return visit.fragment("competence/options.html", terms=terms)


@router.post("/kompetens/mina/kompetenser")
async def add_competence(visit: Visitor, form: Posted) -> Any:
    """Add a competence or a language. What is not in the taxonomy is asked about once."""
    choice = await forms.choose(visit, form, "competences")
    draft = forms.draft_of(form, "competences", choice) if choice else None
    if choice is None or draft is None:
        return await _mine(visit, form, status=422)
    if not choice.made:
        return await _ask(visit, form, "kompetenser", choice)
    item_id = form.raw("id") or new_id()
    try:
        saved = await visit.clients.competence.put_item(visit.who, "competences", item_id, draft)
    except ServiceProblem as problem:
        form.blame(problem, forms.FIELDS)
        return await _mine(visit, form, status=problem.status)
    return visit.go(f"/kompetens/mina?klart={_done(saved, item_id)}&sak={item_id}")


@router.get("/kompetens/mina/{word}/ny")
async def new_item(visit: Visitor, word: str) -> HTMLResponse:
    """A certificate or an education to fill in."""
    return await _new(visit, word, visit.form(id=new_id()))


@router.post("/kompetens/mina/{word}/ny")
async def add_item(visit: Visitor, word: str, form: Posted) -> Any:
    """Add it."""
    sort = _sort(word)
    choice: forms.Choice | None = forms.Choice()
    if sort == "certificates":
        choice = await forms.choose(visit, form, sort)
    draft = forms.draft_of(form, sort, choice or forms.Choice())
    if choice is None or draft is None:
        return await _new(visit, word, form, status=422)
    if sort == "certificates" and not choice.made:
        return await _ask(visit, form, word, choice)
    item_id = form.raw("id") or new_id()
    try:
        await visit.clients.competence.put_item(visit.who, sort, item_id, draft)
    except ServiceProblem as problem:
        form.blame(problem, forms.FIELDS)
        return await _new(visit, word, form, status=problem.status)
    return visit.go(f"/kompetens/mina?klart=tillagd&sak={item_id}")


@router.get("/kompetens/mina/{word}/{item_id}")
async def item_form(visit: Visitor, word: str, item_id: ItemInPath) -> HTMLResponse:
    """One item, to be changed or taken away."""
    found = await visit.clients.competence.profile(visit.who)
    item = _item(found.value, _sort(word), item_id)
    fields = forms.fields_of(item)
    form = visit.form(version=found.version, before=forms.packed(fields), **fields)
    return await _change(visit, word, item, form)


@router.post("/kompetens/mina/{word}/{item_id}")
async def change_item(visit: Visitor, word: str, item_id: ItemInPath, form: Posted) -> Any:
    """Save it. If it was changed in another place meanwhile, both versions are shown."""
    sort = _sort(word)
    found = await visit.clients.competence.profile(visit.who)
    item = _item(found.value, sort, item_id)
    draft = forms.draft_of(form, sort, forms.choice_of(item))
    if draft is None:
        return await _change(visit, word, item, form, status=422)
    version = _version(form)
    now = forms.fields_of(item)
    if form.raw("before") == forms.packed(now):
        version = found.version  # something else in the profile changed, if anything did
    try:
        saved = await visit.clients.competence.put_item(visit.who, sort, item_id, draft, version)
    except ServiceProblem as problem:
        if problem.code == "version-conflict":
            return await _both(visit, word, item_id, form)
        form.blame(problem, forms.FIELDS)
        return await _change(visit, word, item, form, status=problem.status)
    return visit.go(f"/kompetens/mina?klart={_done(saved, item_id, 'andrad')}&sak={item_id}")


@router.post("/kompetens/mina/{word}/{item_id}/ta-bort")
async def remove_item(visit: Visitor, word: str, item_id: ItemInPath, _form: Posted) -> Any:
    """Take it away. The same again changes nothing."""
    await visit.clients.competence.remove_item(visit.who, _sort(word), item_id)
    return visit.go("/kompetens/mina?klart=borta")


async def _mine(
    visit: Visit, form: Form, *, done: str = "", item: str = "", status: int = 200
) -> HTMLResponse:
    found = (await visit.clients.competence.profile(visit.who)).value
    blank = visit.form(id=new_id(), level="3")
    sent = form if form.values else blank
    about_language = sent.raw("kind") == LANGUAGE
    return await visit.page(
        "competence/mine.html",
        nav="competence",
        status=status,
        profile=found,
        abilities=abilities(found.competences),
        languages=languages(found.competences),
        form=blank if about_language else sent,
        language_form=sent if about_language else blank,
        errors=form,
        levels=said.levels(visit.words),
        said=said,
        done=done,
        changed=forms.item_of(found, "competences", item)
        or forms.item_of(found, "certificates", item),
    )


async def _ask(visit: Visit, form: Form, word: str, choice: forms.Choice) -> HTMLResponse:
    """Which of those called nearly so, or one's own words?"""
    return await visit.page(
        "competence/choose.html",
        nav="competence",
        form=form,
        word=word,
        terms=choice.offered,
        kept=[
            (name, form.raw(name))
            for name in ("id", "kind", "level", "wants", "hidden", "issued", "expires")
            if form.raw(name)
        ],
    )


async def _new(visit: Visit, word: str, form: Form, *, status: int = 200) -> HTMLResponse:
    if _sort(word) == "competences":
        raise NotFound("item-not-found", "There is no such page. Check the address.")
    return await visit.page(
        f"competence/{_sort(word)}.html",
        nav="competence",
        status=status,
        form=form,
        item=None,
        word=word,
        both=[],
        conflict=False,
    )


async def _change(
    visit: Visit,
    word: str,
    item: forms.Item,
    form: Form,
    *,
    both: list[tuple[str, str, str]] | None = None,
    conflict: bool = False,
    status: int = 200,
) -> HTMLResponse:
    return await visit.page(
        f"competence/{_sort(word)}.html",
        nav="competence",
        status=status,
        form=form,
        item=item,
        word=word,
        said=said,
        levels=said.levels(visit.words),
        both=both or [],
        conflict=conflict,
    )


async def _both(visit: Visit, word: str, item_id: str, form: Form) -> HTMLResponse:
    """The form as it was written, beside how the item stands now."""
    found = await visit.clients.competence.profile(visit.who)
    item = _item(found.value, _sort(word), item_id)
    now = forms.fields_of(item)
    written = {name: form.raw(name) for name in now}
    again = visit.form(version=found.version, before=forms.packed(now), **written)
    shown = forms.both(now, again, visit.words)
    return await _change(visit, word, item, again, both=shown, conflict=True, status=409)


def _item(profile: Profile, sort: Sort, item_id: str) -> forms.Item:
    item = forms.item_of(profile, sort, item_id)
    if item is None:
        raise NotFound("item-not-found", "It is not in your list any more.")
    return item


def _sort(word: str) -> Sort:
    if word not in SORTS:
        raise NotFound("item-not-found", "There is no such list. Check the address.")
    return SORTS[word]


def _done(saved: Versioned[Profile], item_id: str, otherwise: str = "tillagd") -> str:
    """Whether it was only added, or became a proposal, or stays one's own words."""
    found = next((one for one in saved.value.competences if one.id == item_id), None)
    if found is not None and found.term_id is None:
        return "egen"
    return "foreslagen" if found is not None and found.proposed else otherwise


def _version(form: Form) -> int:
    raw = form.raw("version")
    return int(raw) if raw.isdecimal() and len(raw) < 16 else 0
