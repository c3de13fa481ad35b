"""The forms of goals: what can be chosen, what was written, and what changed.

A form's fields have names of their own (`target`, `counted`); `FIELDS` says which of them a
field of the goals service is.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.sorting import swedish_key
from gateway.clients.directory import Unit
from gateway.clients.goals import Goal, Measure
from gateway.forms import LONGEST_LINE, Form
from gateway.i18n import N_, Words
from gateway.parts import together
from gateway.problems import ServiceProblem
from gateway.views.goal_words import titled
from gateway.visit import Visit

LONGEST_WHY = 4_000
LONGEST_COUNTED = 100

FIELDS: dict[str, str] = {
    "title": "title",
    "title_en": "title_en",
    "why": "why",
    "why_en": "why_en",
    "measure.kind": "kind",
    "measure.start": "start",
    "measure.target": "target",
    "measure.unit_sv": "counted",
    "measure.what_sv": "counted",
    "measure.unit_en": "counted_en",
    "measure.what_en": "counted_en",
    "parent_id": "parent",
    "owner_ids": "whose",
    "unit_id": "whose",
    "level": "whose",
    "deadline": "deadline",
    "period_until": "deadline",
}

KINDS: dict[str, str] = {
    "figure": N_("Siffra"),
    "percent": N_("Procent"),
    "yes_no": N_("Ja eller nej"),
}
_LABELS: dict[str, str] = {
    "title": N_("Vad heter målet?"),
    "title_en": N_("Namn på engelska"),
    "why": N_("Varför är det viktigt?"),
    "why_en": N_("Varför, på engelska"),
    "kind": N_("Hur mäts det?"),
    "counted": N_("Vad räknas?"),
    "counted_en": N_("Vad räknas, på engelska"),
    "start": N_("Utgångsläge"),
    "target": N_("Målvärde"),
    "deadline": N_("Sista dag"),
}
_ON_THE_PAGE = (
    *("", "whose", "title", "title_en", "parent", "kind", "counted", "counted_en"),
    *("start", "target", "deadline", "why", "why_en"),
)
"""The fields in the order of the page; the first, which has no name, is the form itself."""

_TEXTS = frozenset({"title", "title_en", "why", "why_en"})
_MEASURED = frozenset({"kind", "start", "target", "counted", "counted_en"})


@dataclass(frozen=True)
class Places:
    """The goals that a new one may hang on, the nearest first: id and title with its unit."""

    parents: list[tuple[str, str]]


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed, too: how it stands now and what was written."""

    field: str
    now: str
    yours: str


async def places(visit: Visit) -> Places:
    """The goals of my unit, of those that I lead, of the units above, and the municipality's."""
    units = await visit.clients.directory.units(visit.who)
    own = units.get(visit.person.unit_id) if visit.person.unit_id else None
    way = list(reversed(own.path)) if own else []
    asked = list(dict.fromkeys([*way, *sorted(visit.leads)]))
    roots, goals = await asyncio.gather(
        visit.clients.goals.tree(visit.who),
        together(visit.clients.goals.of_unit(visit.who, unit) for unit in asked),
    )
    words = visit.words
    parents = [
        (str(goal.id), _with_unit(titled(goal, words), units.get(unit), words))
        for unit, found in zip(asked, goals, strict=True)
        for goal in found
        if goal.level == "unit"
    ]
    whole = words.gettext(N_("kommunen"))
    parents += [(str(goal.id), f"{titled(goal, words)} ({whole})") for goal in roots.items]
    return Places(parents)


async def owners(visit: Visit) -> list[tuple[str, str]]:
    """Whose goal it can be: mine, for a manager a report's or a unit's, for HR everybody's."""
    words = visit.words
    found = [("me", words.gettext(N_("Mig")))]
    if visit.leads:
        reports = await visit.clients.directory.reports(visit.who, visit.who)
        found += [
            (f"person:{one.id}", one.name)
            for one in sorted(reports, key=lambda one: swedish_key(one.name))
        ]
    led = visit.me.units_led if visit.me else []
    found += [
        (f"unit:{unit.id}", words.gettext(N_("Hela %(unit)s"), unit=words.pick(unit, "name")))
        for unit in led
    ]
    if visit.is_hr:
        found.append(("municipality", words.gettext(N_("Hela kommunen"))))
    return found


def new_goal(visit: Visit, form: Form, choices: list[tuple[str, str]]) -> dict[str, Any] | None:
    """A new goal for the service; None when something is wrong."""
    _ = form.words.gettext
    whose = form.raw("whose") or "me"
    if whose not in dict(choices):
        form.fail("whose", _("Välj vem målet gäller"))
    facts = _written(form, first_day=form.words.today)
    public = whose.startswith("unit:") or whose == "municipality"
    parent = form.raw("parent")
    if not parent and whose != "municipality":
        form.fail("parent", _("Välj vilket mål det hänger på"))
    deadline = form.raw("deadline").strip()
    if form.errors:
        form.errors.sort(key=lambda error: _ON_THE_PAGE.index(error.field))
        return None
    if not public:
        facts.update(title_en=None, why_en=None)
    return {
        **facts,
        **_belongs(visit, whose),
        "parent_id": None if whose == "municipality" else parent,
        # The year's beginning: the same form sent again tomorrow is the same goal.
        "period_from": date(form.words.today.year, 1, 1).isoformat(),
        "period_until": deadline,
    }


def fields_of(goal: Goal, words: Words) -> dict[str, str]:
    """A goal as its form shows it."""
    measure = goal.measure
    return {
        "title": goal.title_sv or "",
        "title_en": goal.title_en or "",
        "why": goal.why or "",
        "why_en": goal.why_en or "",
        "kind": measure.kind,
        "start": _typed(measure.start, words),
        "target": _typed(measure.target, words),
        "counted": (measure.unit_sv if measure.kind == "figure" else measure.what_sv) or "",
        "counted_en": (measure.unit_en if measure.kind == "figure" else measure.what_en) or "",
        "deadline": goal.deadline.isoformat() if goal.deadline else "",
    }


def changes(form: Form, goal: Goal) -> dict[str, Any] | None:
    """What was changed in the form, for the service; None when something is wrong.

    A field that was left as it was is not sent, so that nobody else's change is undone. A deadline
    after the period makes the period longer.
    """
    before = before_of(form)
    moved = form.raw("deadline") != before.get("deadline")
    facts = _written(form, first_day=form.words.today if moved else None)
    if form.errors:
        return None
    touched = {name for name in _LABELS if form.raw(name) != before.get(name, "")}
    asked: dict[str, Any] = {
        name: value for name, value in facts.items() if name in touched and name in _TEXTS
    }
    if touched & _MEASURED:
        asked["measure"] = _kept_labels(facts["measure"], goal.measure)
    if "deadline" in touched:
        asked.update(until(goal, facts["deadline"]))
    return asked


def until(goal: Goal, deadline: str) -> dict[str, str]:
    """A deadline for the service; one after the period makes the period longer."""
    if goal.period_until and deadline > goal.period_until.isoformat():
        return {"deadline": deadline, "period_until": deadline}
    return {"deadline": deadline}


def packed(fields: Mapping[str, str]) -> str:
    """How a form stood before anybody wrote in it, for its hidden field `before`."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def before_of(form: Form) -> dict[str, str]:
    """How the form stood before; nothing when that cannot be read."""
    try:
        found = json.loads(form.raw("before") or "{}")
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def merged(form: Form, now: Mapping[str, str], version: int) -> tuple[Form, list[Difference]]:
    """The form on top of somebody else's change: what was not touched follows the other's.

    Also answers what both changed, where the form keeps what was written.
    """
    before = before_of(form)
    values: dict[str, list[str]] = dict(form.values)
    both: list[Difference] = []
    for name, current in now.items():
        yours = form.raw(name)
        if yours in (before.get(name, yours), current):
            values[name] = [current]
        elif current != before.get(name):
            both.append(Difference(name, current, yours))
    values["version"] = [str(version)]
    values["before"] = [packed(now)]
    return Form(form.words, values), both


def label(field: str, words: Words) -> str:
    """What a field is called on the page."""
    return words.gettext(_LABELS[field])


def shown(field: str, value: str, words: Words) -> str:
    """What a field holds, for reading."""
    if field == "kind" and value in KINDS:
        return words.gettext(KINDS[value])
    if field == "deadline":
        try:
            return words.full_day(date.fromisoformat(value))
        except ValueError:
            return value
    return value


def check_in(form: Form, goal: Goal, confidences: Mapping[str, str]) -> dict[str, Any] | None:
    """A check-in for the service; None when something is wrong."""
    _ = form.words.gettext
    how = form.choice("confidence", confidences, missing=_("Välj hur det går"))
    value = None
    if goal.measure.kind != "yes_no":
        value = form.decimal("value")
    comment = form.text("comment", longest=LONGEST_WHY)
    if form.errors:
        return None
    number = None if value is None else float(value)
    return {"confidence": how, "value": number, "comment": comment}


def blame(form: Form, problem: ServiceProblem) -> None:
    """Put the service's errors at the form's fields."""
    form.blame(problem, FIELDS)


def _written(form: Form, *, first_day: date | None) -> dict[str, Any]:
    """What both a new goal and a changed one say."""
    _ = form.words.gettext
    title = form.line("title", missing=_("Skriv vad målet heter"))
    why = form.text("why", longest=LONGEST_WHY)
    measure = _measure(form)
    deadline = form.day("deadline", missing=_("Välj en sista dag"), first=first_day)
    return {
        "title": title,
        "title_en": form.line("title_en", longest=LONGEST_LINE) or None,
        "why": why,
        "why_en": form.text("why_en", longest=LONGEST_WHY) or None,
        "measure": measure,
        "deadline": deadline.isoformat() if deadline else "",
    }


def _measure(form: Form) -> dict[str, Any]:
    _ = form.words.gettext
    kind = form.choice("kind", KINDS, missing=_("Välj hur målet mäts"))
    counted = form.line("counted", longest=LONGEST_COUNTED) or None
    counted_en = form.line("counted_en", longest=LONGEST_COUNTED) or None
    if kind != "figure":
        labels = {"what_sv": counted, "what_en": counted_en}
    else:
        labels = {"unit_sv": counted, "unit_en": counted_en}
    if kind not in ("figure", "percent"):
        return {"kind": kind, **labels}
    needed = kind == "figure"
    start = form.decimal(
        "start",
        missing=_("Skriv utgångsläget som ett tal, till exempel 6") if needed else None,
        wrong=_("Utgångsläget ska vara ett tal, till exempel 2 eller 2,5"),
    )
    target = form.decimal(
        "target",
        missing=_("Skriv målvärdet, till exempel 2") if needed else None,
        wrong=_("Målvärdet ska vara ett tal, till exempel 2 eller 2,5"),
    )
    return {"kind": kind, "start": _float(start), "target": _float(target), **labels}


def _kept_labels(measure: dict[str, Any], before: Measure) -> dict[str, Any]:
    """The form shows one label; the other one stays while the kind does."""
    if measure["kind"] != before.kind:
        return measure
    return {**before.model_dump(mode="json", exclude={"start", "target"}), **measure}


def _belongs(visit: Visit, whose: str) -> dict[str, Any]:
    kind, _colon, id_ = whose.partition(":")
    if kind == "municipality":
        return {"level": "municipality"}
    if kind == "unit":
        return {"level": "unit", "unit_id": id_}
    return {"level": "individual", "owner_ids": [id_ or visit.who]}


def _with_unit(title: str, unit: Unit | None, words: Words) -> str:
    return f"{title} ({words.pick(unit, 'name')})" if unit else title


def _typed(number: float | None, words: Words) -> str:
    """A number as somebody would type it: no spaces or commas between thousands."""
    if number is None:
        return ""
    text = f"{Decimal(str(number)):f}".removesuffix(".0")
    return text.replace(".", ",") if words.language == "sv" else text


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
