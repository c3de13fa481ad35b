"""A goal in words: whose it is, how far it has come, how it goes."""

from datetime import date
from typing import Any

from gateway.clients.directory import Unit
from gateway.clients.goals import Branch, Goal, Measure, Step
from gateway.i18n import N_, Words
from gateway.views.display import Action, Status, Task
from gateway.views.goals import Thread
from redthread_contracts.ids import UnitId

CONFIDENCE: dict[str, Status] = {
    "on_track": ("good", N_("På god väg")),
    "needs_support": ("help", N_("Behöver stöd")),
    "behind": ("late", N_("Efter plan")),
    "done": ("done", N_("Klart")),
}
_CHECK_IN_DAYS = 14


def confidence(value: str | None, words: Words) -> Status:
    """How it goes."""
    kind, word = CONFIDENCE.get(value or "", ("wait", N_("Inte påbörjat")))
    return kind, words.gettext(word)


def whose(step: Step, units: dict[UnitId, Unit], words: Words) -> str:
    """'Kommunens mål', 'Bygglovsenhetens mål', 'Mitt mål'."""
    if step.own:
        return words.gettext(N_("Mitt mål"))
    if step.level == "municipality":
        return words.gettext(N_("Kommunens mål"))
    if step.level == "individual":
        return words.gettext(N_("Individuellt mål"))
    unit = units.get(step.unit_id) if step.unit_id else None
    if unit is None:
        return words.gettext(N_("Mål för enheten"))
    name = words.pick(unit, "name")
    if " " in name:
        return words.gettext(N_("Mål för %(unit)s"), unit=name)
    return words.gettext(N_("%(units)s mål"), units=genitive(name, words))


def genitive(name: str, words: Words) -> str:
    """'Bygglovsenheten' to 'Bygglovsenhetens'; a name that ends in s, x or z stays."""
    if words.language == "en":
        return f"{name}'" if name.endswith("s") else f"{name}'s"
    return name if name[-1:].lower() in {"s", "x", "z"} else f"{name}s"


def value_now(
    measure: Measure | None, value: float | None, words: Words, *, full_stop: bool = False
) -> str:
    """'71 procent nu, målet är 90'; nothing for a goal that is met or not."""
    if measure is None or measure.kind == "yes_no" or value is None:
        return ""
    unit = unit_of(measure, words)
    now = words.gettext(N_("%(value)s nu"), value=f"{words.number(value)} {unit}".strip())
    if measure.target is not None:
        target = words.number(measure.target)
        now = words.gettext(N_("%(now)s, målet är %(target)s"), now=now, target=target)
    return f"{now}." if full_stop else now


def unit_of(measure: Measure, words: Words) -> str:
    """What stands after a figure: 'procent', 'dagar'.

    Nothing where the unit is a description ("andel elever, procent") that no figure can lead.
    """
    if measure.kind == "percent":
        return words.gettext(N_("procent"))
    unit = words.pick(measure, "unit")
    return "" if "," in unit else unit


def measured_in(measure: Measure, words: Words) -> str:
    """'Återfrågor på tio beslut', 'Protokoll i tid, procent', 'Ja eller nej'."""
    what = words.pick(measure, "what")
    if measure.kind == "yes_no":
        return words.capital(what) or words.gettext(N_("Ja eller nej"))
    if measure.kind == "percent":
        unit = words.gettext(N_("procent"))
        return words.capital(f"{what}, {unit}" if what else unit)
    return words.capital(what or words.pick(measure, "unit")) or words.gettext(N_("En siffra"))


def ready_by(deadline: date | None, words: Words) -> str:
    """'Klart senast 30 november.'"""
    if deadline is None:
        return ""
    return words.gettext(N_("Klart senast %(day)s."), day=words.short_day(deadline))


def thread_steps(thread: Thread, units: dict[UnitId, Unit], words: Words) -> list[dict[str, Any]]:
    """A red thread for the macro `thread`."""
    return [_thread_step(step, units, words) for step in [*thread.above, *thread.own]]


def task_of_goal(step: Step, words: Words) -> Task | None:
    """A goal of mine to check in on: its day is near or has passed, and it is not done."""
    if step.deadline is None or step.confidence == "done":
        return None
    if (step.deadline - words.today).days > _CHECK_IN_DAYS:
        return None
    title = words.pick(step, "title")
    late = step.deadline < words.today
    day = words.day(step.deadline)
    return Task(
        words.gettext(N_("Stäm av målet %(title)s"), title=title),
        words.gettext(N_("Sista dagen var %(day)s."), day=day)
        if late
        else words.gettext(N_("Sista dagen är %(day)s."), day=day),
        Action(
            words.gettext(N_("Stäm av")),
            f"/mal/{step.id}#checkin",
            words.gettext(N_("målet %(title)s"), title=title),
            quiet=True,
        ),
    )


def _thread_step(step: Step, units: dict[UnitId, Unit], words: Words) -> dict[str, Any]:
    told = step.own or step.value is not None
    meta = value_now(step.measure, step.value, words, full_stop=True)
    if step.own:
        meta = " ".join(filter(None, [meta, ready_by(step.deadline, words)]))
    return {
        "level": whose(step, units, words),
        "title": words.pick(step, "title"),
        "href": f"/mal/{step.id}",
        "meta": meta,
        "status": confidence(step.confidence, words) if told else None,
        "own": step.own,
    }


def titled(goal: Goal | Branch, words: Words) -> str:
    """What it is called, with the period of one that has not come yet or has passed."""
    title = words.pick(goal, "title")
    first, last = goal.period_from, goal.period_until
    if first is None or last is None or first <= words.today <= last:
        return title
    return f"{title}, {span(first, last, words)}"


def span(first: date, last: date, words: Words) -> str:
    """A period for people: a year, some years, or its days."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}" if first.year == last.year else f"{first.year}\u2013{last.year}"
    return f"{words.full_day(first)}\u2013{words.full_day(last)}"
