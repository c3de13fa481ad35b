"""The forms of a profile and of a requirement profile: from fields to what the service takes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gateway.clients.competence import (
    Certificate,
    CertificateDraft,
    Competence,
    CompetenceDraft,
    Draft,
    Education,
    EducationDraft,
    Profile,
    Required,
    RequiredDraft,
    Sort,
    Term,
)
from gateway.forms import Form
from gateway.i18n import N_, Words
from gateway.parts import together
from gateway.views.competence import LANGUAGE, PAPERS, named, offered
from gateway.views.competence_words import LEVELS
from gateway.visit import Visit
from redthread_contracts.ids import TermId

Item = Competence | Certificate | Education
OWN_WORDS = "own"
"""The choice of keeping one's own words."""

LONGEST_LABEL = 100
MOST_ROWS = 100
EMPTY_ROWS = 2
_LARGEST_COUNT = 10_000
_USUAL_LEVEL = "3"
ABILITIES = ("skill", "occupation")
FIELDS = {"label": "what", "term_id": "what", "wants_to_develop": "wants"}
"""The service's names of fields, and the forms'."""

_LABELS: dict[str, str] = {
    "level": N_("Nivå"),
    "wants": N_("Vill utveckla"),
    "hidden": N_("Dold"),
    "issued": N_("Utfärdat"),
    "expires": N_("Sista dag"),
    "what": N_("Utbildning"),
    "where": N_("Var"),
    "year": N_("År"),
}


@dataclass(frozen=True)
class Choice:
    """What was meant: a term, own words, or (neither) one of those `offered`."""

    term_id: TermId | None = None
    label: str | None = None
    offered: Sequence[Term] = ()

    @property
    def made(self) -> bool:
        """Whether there is nothing more to ask."""
        return bool(self.term_id or self.label)


def kinds_of(form: Form, sort: Sort) -> tuple[str, ...]:
    """The kinds of terms that a form is about."""
    return kinds_in(sort if sort == "certificates" else form.raw("kind"))


def kinds_in(word: str) -> tuple[str, ...]:
    """The kinds of terms by the word for them in an address; abilities for any other word."""
    if word == LANGUAGE:
        return (LANGUAGE,)
    known = {"certificates": PAPERS, "any": (*ABILITIES, LANGUAGE, *PAPERS)}
    return known.get(word, ABILITIES)


async def choose(visit: Visit, form: Form, sort: Sort) -> Choice | None:
    """The term that is meant. None: nothing was written, and the form says so.

    What is called exactly like a term is that term. What is not has to be chosen once more, among
    what is called nearly so and one's own words; without anything near, one's own words are taken.
    """
    _ = form.words.gettext
    what = form.line("what", missing=_(N_("Skriv vad det gäller")), longest=LONGEST_LABEL)
    if form.error("what"):
        return None
    chosen = form.raw("term")
    if chosen == OWN_WORDS:
        return Choice(label=what)
    if chosen:
        return Choice(term_id=TermId(chosen))
    terms = await offered(visit, what, kinds_of(form, sort))
    if term := named(terms, what):
        return Choice(term_id=term.id)
    return Choice(offered=terms) if terms else Choice(label=what)


def draft_of(form: Form, sort: Sort, choice: Choice) -> Draft | None:
    """What to send. None when a field is wrong."""
    hidden = form.has("hidden", "1")
    _ = form.words.gettext
    draft: Draft
    if sort == "competences":
        level = form.choice("level", [str(one) for one in LEVELS], missing=_(N_("Välj en nivå")))
        draft = CompetenceDraft(
            term_id=choice.term_id,
            label=choice.label,
            level=int(level or 1),
            wants_to_develop=form.has("wants", "1"),
            hidden=hidden,
        )
    elif sort == "certificates":
        issued, expires = form.day("issued"), form.day("expires")
        if issued and expires and expires < issued:
            form.fail("expires", _(N_("Sista dagen ligger före dagen då det utfärdades.")))
        draft = CertificateDraft(
            term_id=choice.term_id,
            label=choice.label,
            issued=issued,
            expires=expires,
            hidden=hidden,
        )
    else:
        missing = _(N_("Skriv vilken utbildning det är"))
        draft = EducationDraft(
            what=form.line("what", missing=missing),
            where=form.line("where") or None,
            year=_year(form),
            hidden=hidden,
        )
    return None if form.errors else draft


def item_of(profile: Profile, sort: Sort, item_id: str) -> Item | None:
    """The item with this id."""
    lists: dict[Sort, Sequence[Item]] = {
        "competences": profile.competences,
        "certificates": profile.certificates,
        "education": profile.education,
    }
    return next((one for one in lists[sort] if one.id == item_id), None)


def fields_of(item: Item) -> dict[str, str]:
    """An item as the fields of its form."""
    hidden = {"hidden": "1" if item.hidden else ""}
    if isinstance(item, Competence):
        wants = "1" if item.wants_to_develop else ""
        return {"level": str(item.level), "wants": wants, **hidden}
    if isinstance(item, Certificate):
        issued, expires = (day.isoformat() if day else "" for day in (item.issued, item.expires))
        return {"issued": issued, "expires": expires, **hidden}
    year = str(item.year) if item.year else ""
    return {"what": item.what, "where": item.where or "", "year": year, **hidden}


def choice_of(item: Item) -> Choice:
    """What an item is of: it stays so when it is changed."""
    if isinstance(item, Education):
        return Choice()
    return Choice(item.term_id, None if item.term_id else item.label_sv)


def packed(fields: Mapping[str, str]) -> str:
    """The fields as they were when the form was opened."""
    return json.dumps(dict(fields), sort_keys=True, ensure_ascii=False)


def both(now: Mapping[str, str], form: Form, words: Words) -> list[tuple[str, str, str]]:
    """What differs: the field's label, how it stands now, and how it was written."""
    return [
        (
            words.gettext(_LABELS[name]),
            _said(name, value, words),
            _said(name, form.raw(name), words),
        )
        for name, value in now.items()
        if value != form.raw(name)
    ]


# The requirement profile


def rows_of(required: Sequence[Required], words: Words) -> dict[str, str]:
    """A requirement profile as the fields of its form, with some rows to fill in."""
    fields = {"rows": str(min(MOST_ROWS, len(required) + EMPTY_ROWS))}
    for number, row in enumerate(required):
        label = words.pick(row, "label")
        fields |= {
            f"what_{number}": label,
            f"id_{number}": row.term_id or "",
            f"label_{number}": label,
            f"level_{number}": str(row.level),
            f"count_{number}": str(row.count),
            f"role_{number}": row.role or "",
        }
    return {**blank_rows(range(len(required), int(fields["rows"]))), **fields}


def blank_rows(numbers: Iterable[int]) -> dict[str, str]:
    """What a row to fill in starts from."""
    return {f"level_{number}": _USUAL_LEVEL for number in numbers}


def count_rows(form: Form) -> int:
    """How many rows a form has."""
    raw = form.raw("rows")
    return min(MOST_ROWS, int(raw)) if raw.isdecimal() and len(raw) < 4 else EMPTY_ROWS


async def required_of(visit: Visit, form: Form) -> list[RequiredDraft] | None:
    """The rows to send; those without a competence are left out. None when a field is wrong."""
    numbers = [number for number in range(count_rows(form)) if form.line(f"what_{number}")]
    terms = await together(_term_in(visit, form, number) for number in numbers)
    rows = [
        RequiredDraft(
            term_id=term_id or TermId(""),
            level=_level(form, number),
            count=_count(form, number),
            role=form.line(f"role_{number}") or None,
        )
        for number, term_id in zip(numbers, terms, strict=True)
    ]
    return None if form.errors else rows


def places(form: Form) -> dict[str, str]:
    """The service's names of the rows' fields, and the form's."""
    numbers = [number for number in range(count_rows(form)) if form.line(f"what_{number}")]
    names = {"term_id": "what", "level": "level", "count": "count", "role": "role"}
    return {
        f"required.{place}.{theirs}": f"{ours}_{number}"
        for place, number in enumerate(numbers)
        for theirs, ours in names.items()
    }


async def _term_in(visit: Visit, form: Form, number: int) -> TermId | None:
    """The term of a row: the one it had, or the one that is called as it is written."""
    name = f"what_{number}"
    what = form.line(name, longest=LONGEST_LABEL)
    if form.error(name):
        return None
    known = form.raw(f"id_{number}")
    if known and what == form.raw(f"label_{number}"):
        return TermId(known)
    terms = await offered(visit, what, kinds_in("any"))
    if term := named(terms, what):
        return term.id
    words = form.words
    if terms:
        near = words.names([words.pick(term, "label") for term in terms[:3]])
        message = words.gettext(N_("Välj en kompetens i listan. Närmast är %(near)s."), near=near)
    else:
        message = words.gettext(N_("Det finns ingen kompetens som heter så. Välj i listan."))
    form.fail(name, message)
    return None


def _level(form: Form, number: int) -> int:
    missing = form.words.gettext(N_("Välj en nivå"))
    return int(form.choice(f"level_{number}", map(str, LEVELS), missing=missing) or 1)


def _count(form: Form, number: int) -> int:
    name = f"count_{number}"
    raw = form.line(name)
    if raw.isdecimal() and len(raw) < 6 and 1 <= int(raw) <= _LARGEST_COUNT:
        return int(raw)
    form.fail(name, form.words.gettext(N_("Skriv hur många som behövs, till exempel 2")))
    return 1


def _year(form: Form) -> int | None:
    raw = form.line("year")
    if not raw:
        return None
    if raw.isdecimal() and len(raw) == 4:
        return int(raw)
    form.fail("year", form.words.gettext(N_("Skriv året med fyra siffror, till exempel 2014")))
    return None


def _said(name: str, value: str, words: Words) -> str:
    if name in {"wants", "hidden"}:
        return words.gettext(N_("Ja")) if value else words.gettext(N_("Nej"))
    return value or words.gettext(N_("Tomt"))
