"""Planning a survey: what can be chosen, the plan out of a form, and what launching it would do."""

import asyncio
from datetime import datetime, time

from pydantic import BaseModel, ConfigDict

from chassis.clock import at
from chassis.sorting import swedish_key
from gateway.clients.directory import Person, Unit
from gateway.clients.surveys import (
    Audience,
    Option,
    Question,
    SurveyPlan,
    SurveyPreview,
    SurveyTemplate,
)
from gateway.forms import Form
from gateway.i18n import N_
from gateway.problems import ServiceDown
from gateway.views.cycles import UnitNode, unit_tree
from gateway.visit import Visit
from redthread_contracts.ids import PersonId, UnitId

FIELDS = {
    "title_sv": "title",
    "title_en": "title_en",
    "template_id": "template",
    "extra_questions": "own_1_text",
    "audience": "audience",
    "audience.unit_ids": "units",
    "audience.months": "months",
    "audience.person_ids": "people",
    "opens_at": "opens",
    "closes_at": "closes",
}
OWN_ONLY = "own"
"""Instead of a template: nothing but questions of one's own."""

KINDS: dict[str, str] = {
    "scale_1_5": N_("Påstående, 1 till 5"),
    "recommend_0_10": N_("Rekommendera, 0 till 10"),
    "single": N_("Välj ett"),
    "multiple": N_("Välj flera"),
    "text": N_("Fritext"),
}
REMINDERS = ("7", "3", "1")
MOST_OWN = 5
MOST_PEOPLE = 100
_MOST_UNITS = 3_000
_LAST_MINUTE = time(23, 59)
"""Not midnight: that is the day after, in mails and reminders too."""
_SCALE_SV = [N_("Stämmer mycket dåligt"), N_("Stämmer mycket bra")]
_SCALE_EN = ["Disagree strongly", "Agree strongly"]
_LIKELY_SV = [N_("Inte alls troligt"), N_("Mycket troligt")]
_LIKELY_EN = ["Not at all likely", "Very likely"]


class SurveyPlanSummary(BaseModel):
    """What would happen, with the template and the units beside the ids."""

    model_config = ConfigDict(frozen=True)

    preview: SurveyPreview
    template: SurveyTemplate | None
    chosen: list[Unit] = []
    shown: int = 0
    hidden: list[Unit] = []


async def own_tree(visit: Visit) -> list[UnitNode]:
    """The units that can be chosen: all for HR, those one leads for a head."""
    tree = await unit_tree(visit)
    if visit.is_hr:
        return tree
    found: list[UnitNode] = []

    def walk(nodes: list[UnitNode]) -> None:
        for node in nodes:
            if node.unit.id in visit.leads:
                found.append(node)
            else:
                walk(node.below)

    walk(tree)
    return found


async def plan_of(visit: Visit, form: Form) -> SurveyPlan | None:
    """The plan, or None with the errors in the form."""
    _ = form.words.gettext
    title = form.line("title", missing=_("Skriv vad enkäten ska heta"))
    title_en = form.line("title_en")
    template = form.raw("template")
    if not template:
        form.fail("template", _("Välj en mall"))
    own = [question for number in range(1, _rows(form) + 1) if (question := _own(form, number))]
    if template == OWN_ONLY and not own:
        form.fail("own_1_text", _("Skriv en egen fråga, eller välj en mall"))
    opens_at, closes_at = _days(form)
    audience = await _audience(visit, form)
    if form.errors or audience is None or opens_at is None or closes_at is None:
        return None
    return SurveyPlan(
        title_sv=title,
        title_en=title_en or title,
        template_id=None if template == OWN_ONLY else template,
        extra_questions=own,
        audience=audience,
        opens_at=opens_at,
        closes_at=closes_at,
        remind_days_before=[int(days) for days in REMINDERS if form.has("remind", days)],
    )


async def summary(visit: Visit, plan: SurveyPlan) -> SurveyPlanSummary:
    """What launching would do."""
    preview, templates, units = await asyncio.gather(
        visit.clients.surveys.preview(visit.who, plan),
        visit.clients.surveys.templates(visit.who),
        visit.clients.directory.units(visit.who),
    )
    language = visit.language

    def name(unit: Unit) -> str:
        return unit.name_en if language == "en" and unit.name_en else unit.name_sv

    hidden = [units[row.unit_id] for row in preview.units if row.hidden and row.unit_id in units]
    wanted = set(plan.audience.unit_ids)
    chosen = [
        units[unit]
        for unit in plan.audience.unit_ids
        if unit in units and not wanted.intersection(units[unit].path[:-1])
    ]
    return SurveyPlanSummary(
        preview=preview,
        template=next((one for one in templates if one.id == plan.template_id), None),
        chosen=chosen,
        shown=sum(1 for row in preview.units if not row.hidden),
        hidden=sorted(hidden, key=lambda unit: swedish_key(name(unit))),
    )


def own_rows(form: Form) -> list[int]:
    """The numbers of the own questions that the form shows."""
    return list(range(1, _rows(form) + 1))


def _rows(form: Form) -> int:
    raw = form.raw("own")
    return min(int(raw), MOST_OWN) if raw.isdecimal() and len(raw) < 3 else 0


def _own(form: Form, number: int) -> Question | None:
    """An own question; none where nothing is written."""
    _, name = form.words.gettext, f"own_{number}"
    text = form.line(f"{name}_text", longest=300)
    text_en = form.line(f"{name}_text_en", longest=300)
    kind = form.raw(f"{name}_kind") or "scale_1_5"
    options = [" ".join(line.split()) for line in form.raw(f"{name}_options").splitlines()]
    options = [line for line in options if line]
    if not text and not options:
        return None
    if not text:
        form.fail(f"{name}_text", _("Skriv frågan"))
    if kind not in KINDS:
        form.fail(f"{name}_kind", _("Välj ett av alternativen."))
        return None
    chosen = kind in {"single", "multiple"}
    if chosen and len(options) < 2:
        form.fail(f"{name}_options", _("Skriv minst två alternativ, ett på varje rad."))
    labels = {"scale_1_5": (_SCALE_SV, _SCALE_EN), "recommend_0_10": (_LIKELY_SV, _LIKELY_EN)}
    swedish, english = labels.get(kind, ([], []))
    return Question(
        id=name,
        kind=kind,
        text_sv=text,
        text_en=text_en or text,
        options=[
            Option(id=f"o{place}", text_sv=line, text_en=line)
            for place, line in enumerate(options, 1)
        ]
        if chosen
        else [],
        labels_sv=swedish,
        labels_en=english,
    )


def _days(form: Form) -> tuple[datetime | None, datetime | None]:
    """It opens at a wall time and closes in the last minute of its last day."""
    _, today = form.words.gettext, form.words.today
    opens = form.day("opens", missing=_("Välj dagen då enkäten öppnar"), first=today)
    wall = _wall(form)
    closes = form.day("closes", missing=_("Välj en sista dag"), first=today)
    if opens and closes and closes < opens:
        form.fail("closes", _("Enkäten stänger innan den öppnar. Välj en senare sista dag."))
    if opens is None or closes is None or wall is None:
        return None, None
    return at(opens, wall), at(closes, _LAST_MINUTE)


def _wall(form: Form) -> time | None:
    raw = form.raw("opens_time").strip().replace(".", ":") or "08:00"
    try:
        return time.fromisoformat(raw).replace(tzinfo=None)
    except ValueError:
        form.fail("opens_time", form.words.gettext(N_("Skriv klockslaget så här: 08:00")))
        return None


async def _audience(visit: Visit, form: Form) -> Audience | None:
    _ = form.words.gettext
    kind = form.raw("audience")
    units = [UnitId(unit) for unit in form.many("units")][:_MOST_UNITS]
    if kind == "all" and visit.is_hr:
        return Audience(kind="all")
    if kind == "units":
        if not units:
            form.fail("units", _("Välj minst en enhet"))
        return Audience(kind="units", unit_ids=units)
    if kind == "employed_less_than":
        return _new_employees(form, units)
    if kind == "list" and visit.is_hr:
        people = await _people(visit, form)
        return Audience(kind="list", person_ids=people)
    form.fail("audience", _("Välj vilka som ska tillfrågas"))
    return None


def _new_employees(form: Form, units: list[UnitId]) -> Audience | None:
    raw = form.raw("months").strip()
    months = int(raw) if raw.isdecimal() and len(raw) < 3 else 0
    if not 1 <= months <= 60:
        form.fail("months", form.words.gettext(N_("Skriv ett antal månader, från 1 till 60")))
        return None
    return Audience(kind="employed_less_than", months=months, unit_ids=units)


async def _people(visit: Visit, form: Form) -> list[PersonId]:
    """The people of a list of names, one on each line; who is not found exactly once is named."""
    _ = form.words.gettext
    lines = [" ".join(line.split()) for line in form.raw("people").splitlines()]
    names = list(dict.fromkeys(line for line in lines if line))
    if not names:
        form.fail("people", _("Skriv minst ett namn"))
        return []
    if len(names) > MOST_PEOPLE:
        form.fail(
            "people", _("Skriv högst %(most)s namn. Välj enheter för fler.", most=MOST_PEOPLE)
        )
        return []
    try:
        hits = await asyncio.gather(*(_called(visit, name) for name in names))
    except ServiceDown:
        form.fail("people", _("Namnen går inte att slå upp just nu. Försök igen om en stund."))
        return []
    missing = [name for name, found in zip(names, hits, strict=True) if not found]
    several = [name for name, found in zip(names, hits, strict=True) if len(found) > 1]
    if missing:
        form.fail("people", _("Hittar ingen som heter %(names)s", names=form.words.names(missing)))
    if several:
        form.fail(
            "people",
            _(
                "Flera heter %(names)s. Skriv titeln efter namnet, med komma mellan.",
                names=form.words.names(several),
            ),
        )
    return [found[0].id for found in hits if len(found) == 1]


async def _called(visit: Visit, line: str) -> list[Person]:
    """Those with exactly this name, and this title where one is written."""
    name, _comma, title = (part.strip() for part in line.partition(","))
    if len(name) < 2:
        return []
    wanted, title = name.casefold(), title.casefold()
    found = await visit.clients.directory.search(visit.who, name)
    return [
        person
        for person in found
        if person.name.casefold() == wanted
        and (not title or (person.title or "").casefold() == title)
    ]
