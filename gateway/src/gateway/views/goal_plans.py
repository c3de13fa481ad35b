"""Many goals at once: what is shown about copies, files and what is to be decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gateway.clients.directory import Unit
from gateway.clients.goal_plans import (
    Copy,
    CopyPlan,
    CopyPreview,
    GoalFault,
    GoalToDecide,
    Period,
    PeriodCount,
)
from gateway.forms import Form
from gateway.i18n import N_, Words
from gateway.parts import Part, gather
from gateway.views.people import name_of, people_of
from gateway.visit import Visit
from redthread_contracts.ids import UnitId

MOST_IN_FORM = 1_000_000
"""Characters of a file that a form carries from the preview to the confirmation."""

_REASONS_LEFT = {
    "chosen": N_("Du har valt bort det"),
    "copied_already": N_("Finns redan i den nya perioden"),
    "parent_ended": N_("Målet som det hänger på är avslutat"),
    "unit_closed": N_("Enheten är stängd"),
}
_REASONS = {
    "unit_closed": N_(
        "Enheten är stängd. Flytta målet till en annan enhet eller dra tillbaka det."
    ),
    "unit_split": N_("Enheten är delad. Välj vilken enhet som tar över målet."),
    "parent_ended": N_("Målet som det bidrar till är avslutat. Välj ett nytt att hänga det på."),
    "owners_gone": N_("Ingen av de ansvariga arbetar kvar. Välj en ny ansvarig."),
}
_FAULTS = {
    "goal-unknown": N_("Målet finns inte. Lämna Mål-id tomt för ett nytt mål."),
    "goal-ended": N_("Målet är avslutat och går inte att ändra. Ta bort raden."),
    "level-fixed": N_("Ett mål behåller sin nivå. Gör ett nytt mål i stället."),
    "goal-twice": N_("Samma mål står också på rad %(other)s. Ta bort en av raderna."),
    "owner-unknown": N_("Ingen har det anställningsnumret. Rätta numret."),
    "unit-unknown": N_("Enheten finns inte eller är stängd. Rätta koden."),
    "unit-missing": N_("Skriv vilken enhet målet hör till."),
    "unit-not-allowed": N_("Kommunens mål hör inte till någon enhet. Lämna cellen tom."),
    "unit-goals-by-managers": N_("Det är en annan enhets mål. Ta bort raden."),
    "municipality-goals-by-hr": N_("Kommunens mål sätts av HR. Ta bort raden."),
    "title-missing": N_("Skriv vad målet heter."),
    "too-long": N_("Texten är för lång. Korta den."),
    "date-missing": N_("Skriv dagen så här: 2026-11-30"),
    "not-a-date": N_("Skriv dagen så här: 2026-11-30"),
    "date-out-of-range": N_("Skriv en dag mellan 2000 och 2100."),
    "goal-deadline-outside-period": N_("Sista dagen ligger utanför perioden. Rätta en av dem."),
    "period-ends-before-it-begins": N_("Perioden slutar innan den börjar. Rätta en av dagarna."),
    "period-too-long": N_("En period är högst fem år. Skriv en tidigare sista dag."),
    "number-missing": N_("Skriv ett tal, till exempel 2 eller 2,5"),
    "not-a-number": N_("Skriv ett tal, till exempel 2 eller 2,5"),
    "number-too-large": N_("Skriv ett tal närmare noll."),
    "percent-out-of-range": N_("Skriv en procent från 0 till 100."),
    "target-is-start": N_("Målvärdet är detsamma som startvärdet. Skriv ett annat."),
    "yes-no-has-no-figures": N_("Ett ja- eller nej-mål har inga siffror. Töm cellerna."),
    "goal-parent-missing": N_("Skriv vilket mål det bidrar till."),
    "goal-parent-unknown": N_("Det målet finns inte. Skriv ett mål-id eller ett mål i filen."),
    "goal-parent-not-active": N_("Det målet gäller inte längre. Välj ett som gäller."),
    "goal-parent-below": N_("Kommunens mål kan inte hänga på en enhets."),
    "goal-cycle": N_("Målet skulle hänga på sig självt. Välj ett annat."),
    "bad-id": N_("Det här är inget mål-id. Kopiera det ur den exporterade filen."),
    "not-one-of": N_("Skriv ett av orden i beskrivningen av kolumnen."),
    "cell-empty": N_("Cellen är tom. Fyll i den."),
    "control-characters": N_("Texten har tecken som inte går att visa. Skriv den på nytt."),
}
_OF_FILE = {
    "not-a-text-file": N_("Det här är ingen CSV-fil. Välj Spara som, CSV UTF-8 i Excel."),
    "quotes-wrong": N_("Citattecknen går inte ihop. Spara filen på nytt från kalkylarket."),
    "file-empty": N_("Filen är tom. Välj en annan."),
    "no-lines": N_("Filen har en rubrikrad men inga rader under den."),
    "too-many-lines": N_("Filen har för många rader. Dela den."),
    "unknown-column": N_("Den kolumnen finns inte. Jämför med beskrivningen."),
    "column-repeated": N_("Kolumnen finns två gånger. Ta bort den ena."),
    "column-missing": N_("Kolumnen saknas. Lägg till den."),
    "cells-do-not-match": N_("Raden har inte lika många celler som rubriken."),
    "cell-too-long": N_("En cell är alldeles för lång."),
}
_ANY = N_("Det som står i cellen går inte att läsa. Jämför med beskrivningen av kolumnerna.")

COLUMNS: list[tuple[str, str, bool]] = [
    (
        "Mål-id",
        N_("Tomt för ett nytt mål. Ur den exporterade filen för ett som ska ändras."),
        False,
    ),
    ("Nivå", N_("kommun eller enhet"), True),
    ("Enhet", N_("Enhetens kod, för en enhets mål"), False),
    ("Mål", N_("Vad målet heter"), True),
    ("Engelskt mål", "", False),
    ("Varför", "", False),
    ("Varför på engelska", "", False),
    ("Mäts i", N_("ja/nej, procent eller tal"), True),
    ("Startvärde", N_("För procent och tal"), False),
    ("Målvärde", N_("För procent och tal"), False),
    ("Måttenhet", N_("Till exempel dagar"), False),
    ("Måttenhet på engelska", "", False),
    ("Vad som mäts", "", False),
    ("Vad som mäts på engelska", "", False),
    ("Ansvariga", N_("Anställningsnummer, med mellanslag emellan"), False),
    ("Bidrar till", N_("Ett mål-id, eller vad ett annat mål i filen heter"), False),
    ("Period från", N_("Så här: 2026-01-01"), True),
    ("Period till", "", True),
    ("Sista dag", "", True),
]
"""Name, what it holds, and whether it has to be there."""


@dataclass(frozen=True)
class CopyChoices:
    """What can be chosen in the form: for whom, and from which period."""

    units: list[tuple[str, str]]
    periods: Part[list[PeriodCount]]
    copies: Part[list[Copy]]


@dataclass(frozen=True)
class Deciding:
    """A goal, why it is listed, whose it is, and where it may go."""

    goal: GoalToDecide
    sentences: list[str]
    unit: str
    owners: str
    successors: list[tuple[UnitId, str]]


async def copy_choices(visit: Visit, unit: UnitId | None) -> CopyChoices:
    """What the form offers, with the periods of the unit (None: everywhere)."""
    plans = visit.clients.goal_plans
    periods, copies = await gather(plans.periods(visit.who, unit), plans.copies(visit.who))
    return CopyChoices(scopes(visit), periods, copies)


def scopes(visit: Visit) -> list[tuple[str, str]]:
    """Whose goals the visitor may copy: "" is the whole municipality."""
    _ = visit.words.gettext
    led = visit.me.units_led if visit.me else []
    own = [(str(unit.id), visit.words.pick(unit, "name")) for unit in led]
    return [("", _("Hela kommunen")), *own] if visit.is_hr else own


def plan_of(form: Form, offered: Iterable[tuple[str, str]]) -> CopyPlan | None:
    """What was chosen; None with the errors in the form."""
    _ = form.words.gettext
    unit = form.choice("unit", [value for value, _name in offered], missing=_("Välj en enhet"))
    source = _period(form.raw("source"))
    if source is None:
        form.fail("source", _("Välj vilken period som målen ska kopieras från"))
    first = form.day("first", missing=_("Välj den nya periodens första dag"))
    last = form.day("last", missing=_("Välj den nya periodens sista dag"))
    if first and last and last < first:
        form.fail("last", _("Perioden slutar innan den börjar. Välj en senare dag."))
    if form.errors or source is None or first is None or last is None:
        return None
    return CopyPlan(
        unit_id=UnitId(unit) if unit else None,
        source=source,
        target=Period(first=first, last=last),
    )


def packed(period: Period) -> str:
    """A period as a form's value."""
    return f"{period.first.isoformat()}/{period.last.isoformat()}"


def next_year(today: date) -> Period:
    """The period that most copies go to."""
    return Period(first=date(today.year + 1, 1, 1), last=date(today.year + 1, 12, 31))


def left_rows(preview: CopyPreview, words: Words) -> list[tuple[str, str]]:
    """What is left out, and why."""
    return [
        (words.pick(goal, "title"), words.gettext(_REASONS_LEFT.get(goal.reason, "")))
        for goal in preview.left
    ]


async def deciding(visit: Visit) -> list[Deciding]:
    """What the visitor has to decide, with names."""
    goals = await visit.clients.goal_plans.decisions(visit.who)
    if not goals:
        return []
    units = await visit.clients.directory.units(visit.who)
    people = await people_of(visit, [owner for goal in goals for owner in goal.owner_ids])
    return [
        Deciding(
            goal=goal,
            sentences=[
                visit.words.gettext(_REASONS[each]) for each in goal.reasons if each in _REASONS
            ],
            unit=_unit_name(units.get(goal.unit_id) if goal.unit_id else None, visit.words),
            owners=", ".join(filter(None, (name_of(people, each) for each in goal.owner_ids))),
            successors=[
                (each, _unit_name(units.get(each), visit.words)) for each in goal.successor_ids
            ],
        )
        for goal in goals
    ]


def goal_fault(fault: GoalFault, words: Words) -> str:
    """What is wrong with a line of a file of goals, and what to do."""
    sentence = _FAULTS.get(fault.code) or _OF_FILE.get(fault.code) or _ANY
    return words.gettext(sentence, other=words.number(fault.other_line or 0))


def _unit_name(unit: Unit | None, words: Words) -> str:
    return words.pick(unit, "name") if unit else ""


def _period(raw: str) -> Period | None:
    first, _slash, last = raw.partition("/")
    try:
        return Period(first=date.fromisoformat(first), last=date.fromisoformat(last))
    except ValueError:
        return None
