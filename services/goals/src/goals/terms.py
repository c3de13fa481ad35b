"""What a goal says, as it is typed in, and what it may say.

A draft is loose, so that everything that is wrong with it is told at once and in words that say
what to do; `terms_of` turns it into `Terms`, which are right.
"""

from datetime import date
from typing import Any, cast, get_args

from pydantic import BaseModel, ConfigDict, Field

from goals.form import LONGEST_TITLE, Form
from goals.measure import Kind, Measure
from goals.progress import Source
from redthread_contracts.goals import GoalLevel
from redthread_contracts.ids import GoalId, PersonId, TalkId, UnitId

LONGEST_LABEL = 100
LONGEST_PERIOD_YEARS = 5
HEAVIEST = 10
MOST_OWNERS = 20
MOST_PARENTS = 10


class MeasureDraft(BaseModel):
    """A measure as it is typed in. Numbers may be text, with a decimal comma too."""

    model_config = ConfigDict(extra="forbid")

    kind: str
    start: float | str | None = None
    target: float | str | None = None
    unit_sv: str | None = None
    unit_en: str | None = None
    what_sv: str | None = None
    what_en: str | None = None


class GoalDraft(BaseModel):
    """A goal as it is typed in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "level": "individual",
                "title": "Beslutsbrev som går att förstå direkt",
                "why": "Den som får ett beslut ska veta vad som gäller.",
                "measure": {"kind": "figure", "start": 6, "target": 2, "unit_sv": "återfrågor"},
                "owner_ids": ["8a6f5a52-9e56-4c55-8f7e-0f2b3a3b2c11"],
                "parent_id": "5f0f6c3e-6f0a-4b8e-9b43-9d1f9b1f7d22",
                "period_from": "2026-01-01",
                "period_until": "2026-12-31",
                "deadline": "2026-11-30",
            }
        },
    )

    level: str
    title: str = ""
    title_en: str | None = None
    why: str = ""
    why_en: str | None = None
    measure: MeasureDraft
    unit_id: str | None = None
    owner_ids: list[str] = Field(default_factory=list)
    parent_id: str | None = None
    also_contributes_to: list[str] = Field(default_factory=list)
    period_from: str = ""
    period_until: str = ""
    deadline: str = ""
    weight: float | str | None = None
    """How much it counts for in the roll-up of what it hangs on, 1 to 10; None: 1."""
    talk_id: str | None = None
    progress_from: str | None = None
    """check_ins, children, by_hand; None: check-ins, and the children until there are any."""
    progress: float | str | None = None
    """Percent, with progress_from by_hand."""


class GoalChange(BaseModel):
    """What is to change in a goal; what is left out stays. Level and talk never change."""

    model_config = ConfigDict(extra="forbid")

    title: str = ""
    title_en: str | None = None
    why: str = ""
    why_en: str | None = None
    measure: MeasureDraft = Field(default_factory=lambda: MeasureDraft(kind=""))
    unit_id: str | None = None
    owner_ids: list[str] = Field(default_factory=list)
    parent_id: str | None = None
    also_contributes_to: list[str] = Field(default_factory=list)
    period_from: str = ""
    period_until: str = ""
    deadline: str = ""
    weight: float | str | None = None
    progress_from: str | None = None
    progress: float | str | None = None


class Terms(BaseModel):
    """A goal's content after every check that needs nothing but the content."""

    model_config = ConfigDict(frozen=True)

    level: GoalLevel
    title_sv: str
    title_en: str | None = None
    why: str = ""
    why_en: str | None = None
    measure: Measure
    unit_id: UnitId | None = None
    owner_ids: tuple[PersonId, ...] = ()
    parent_id: GoalId | None = None
    also_contributes_to: tuple[GoalId, ...] = ()
    period_from: date
    period_until: date
    deadline: date
    talk_id: TalkId | None = None
    weight: int = 1
    progress_chosen: Source | None = None
    by_hand: float | None = None

    @property
    def shared_with(self) -> tuple[PersonId, ...]:
        """Nobody: what a goal says is no matter of who reads it."""
        return ()

    @classmethod
    def of(cls, goal: object) -> "Terms":
        """What a goal says now."""
        return cls(**{name: getattr(goal, name) for name in cls.model_fields})

    def fields(self) -> dict[str, Any]:
        """By name, nested values as they are."""
        return {name: getattr(self, name) for name in type(self).model_fields}


def terms_of(draft: GoalDraft, *, earliest_deadline: date | None) -> Terms:
    """Check a draft. Raises `Invalid` "goal-not-right" with every field that is wrong.

    `earliest_deadline`: today for a goal that is set, None where a past day is no fault (a
    deadline that is not touched, an import of last year's goals).
    """
    form = Form()
    terms = read_terms(form, draft, earliest_deadline=earliest_deadline)
    form.raise_if_wrong("goal-not-right", "Correct what is marked and send it again.")
    return cast(Terms, terms)


def changed_draft(before: Terms, change: GoalChange) -> GoalDraft:
    """The draft of a goal with these changes."""
    now = before.model_dump(mode="json")
    renamed = {
        "title": now["title_sv"],
        "progress_from": now["progress_chosen"],
        "progress": now["by_hand"],
    }
    names = GoalDraft.model_fields.keys()
    fields = {name: value for name, value in now.items() if name in names}
    return GoalDraft.model_validate({**fields, **renamed, **change.model_dump(exclude_unset=True)})


def read_terms(form: Form, draft: GoalDraft, *, earliest_deadline: date | None) -> Terms | None:
    """As `terms_of`, with the faults left in the caller's form; None when there are any."""
    level = form.one_of("level", draft.level, get_args(GoalLevel))
    title = form.line("title", draft.title, "Write what the goal is called.")
    measure = _measure(form.within("measure"), draft.measure)
    first = form.day("period_from", draft.period_from)
    last = form.day("period_until", draft.period_until)
    _period(form, first, last)
    deadline = _deadline(form, draft.deadline, first, last, earliest_deadline)
    _belonging(form, draft)
    chosen, by_hand = _progress(form, draft)
    weight = _weight(form, draft)
    fields = {
        "level": level,
        "title_sv": title,
        "title_en": form.optional_line("title_en", draft.title_en, LONGEST_TITLE),
        "why": form.prose("why", draft.why),
        "why_en": form.prose("why_en", draft.why_en or "") or None,
        "measure": measure,
        "unit_id": form.optional_id("unit_id", draft.unit_id),
        "owner_ids": form.ids("owner_ids", draft.owner_ids, MOST_OWNERS),
        "parent_id": form.optional_id("parent_id", draft.parent_id),
        "also_contributes_to": form.ids(
            "also_contributes_to", draft.also_contributes_to, MOST_PARENTS
        ),
        "period_from": first,
        "period_until": last,
        "deadline": deadline,
        "talk_id": form.optional_id("talk_id", draft.talk_id),
        "weight": weight,
        "progress_chosen": chosen,
        "by_hand": by_hand,
    }
    return None if form.errors else Terms.model_validate(fields)


def _measure(form: Form, draft: MeasureDraft) -> Measure | None:
    kind = form.one_of("kind", draft.kind, get_args(Kind))
    start = form.number("start", draft.start)
    target = form.number("target", draft.target)
    labels = {
        name: form.optional_line(name, getattr(draft, name), LONGEST_LABEL)
        for name in ("unit_sv", "unit_en", "what_sv", "what_en")
    }
    if kind == "yes_no" and not (draft.start is None and draft.target is None):
        message = "A goal that is met or not has no start and no target. Leave them out."
        form.wrong("start", "yes-no-has-no-figures", message)
    if kind == "percent":
        start, target = _percent(form, start, target)
    if kind == "figure":
        for name, raw in (("start", draft.start), ("target", draft.target)):
            if raw is None or raw == "":
                form.wrong(name, "number-missing", f"Give the {name} as a number.")
    if start is not None and start == target:
        message = "The target is the same as the start. Give another target."
        form.wrong("target", "target-is-start", message)
    if form.errors:
        return None
    return Measure(kind=cast(Kind, kind), start=start, target=target, **labels)


def _percent(form: Form, start: float | None, target: float | None) -> tuple[float, float]:
    """A percentage goes from 0 to 100 unless something else is said."""
    for name, number in (("start", start), ("target", target)):
        if number is not None and not 0 <= number <= 100:
            message = "Give a percentage from 0 to 100."
            form.wrong(name, "percent-out-of-range", message)
    return (0.0 if start is None else start), (100.0 if target is None else target)


def _period(form: Form, first: date | None, last: date | None) -> None:
    if first is None or last is None:
        return
    if last < first:
        message = f"The period ends before it begins. Choose a day from {first}."
        form.wrong("period_until", "period-ends-before-it-begins", message)
    # By parts, because 29 February has no fellow five years later.
    years_later = (first.year + LONGEST_PERIOD_YEARS, first.month, first.day)
    if (last.year, last.month, last.day) >= years_later:
        message = f"A period is at most {LONGEST_PERIOD_YEARS} years. Choose an earlier last day."
        form.wrong("period_until", "period-too-long", message)


def _deadline(
    form: Form, raw: str, first: date | None, last: date | None, earliest: date | None
) -> date | None:
    deadline = form.day("deadline", raw)
    if deadline is None:
        return None
    if earliest is not None and deadline < earliest:
        message = f"The last day has already been. Choose a day from {earliest}."
        form.wrong("deadline", "goal-deadline-passed", message)
    if first and last and not first <= deadline <= last:
        message = f"Choose a day in the goal's period, {first} to {last}."
        form.wrong("deadline", "goal-deadline-outside-period", message)
    return deadline


def _belonging(form: Form, draft: GoalDraft) -> None:
    """Whose goal it is, and that it hangs on something."""
    if draft.level == "individual" and not draft.owner_ids:
        form.wrong("owner_ids", "owner-missing", "Choose whose goal it is.")
    if draft.level == "unit" and not draft.unit_id:
        form.wrong("unit_id", "unit-missing", "Choose the unit whose goal it is.")
    if draft.level == "municipality" and draft.unit_id:
        message = "The municipality's goal belongs to no unit. Leave the unit out."
        form.wrong("unit_id", "unit-not-allowed", message)
    if draft.level in ("unit", "individual") and not draft.parent_id:
        form.wrong("parent_id", "goal-parent-missing", "Choose the goal that it contributes to.")


def _weight(form: Form, draft: GoalDraft) -> int:
    weight = form.number("weight", draft.weight)
    if weight is None:
        return 1
    if weight != int(weight) or not 1 <= weight <= HEAVIEST:
        form.wrong("weight", "weight-out-of-range", f"Give a whole number from 1 to {HEAVIEST}.")
    elif weight != 1 and draft.level == "individual":
        # A figure that anybody sees must not tell how one person is doing.
        message = "People's own goals count alike. Leave the weight out."
        form.wrong("weight", "weight-of-public-goals-only", message)
    return int(weight)


def _progress(form: Form, draft: GoalDraft) -> tuple[str | None, float | None]:
    chosen = draft.progress_from or None
    if chosen is not None:
        form.one_of("progress_from", chosen, get_args(Source))
    if chosen in ("children", "by_hand") and draft.level == "individual":
        message = "A person's own goal goes by its check-ins. Leave this out."
        form.wrong("progress_from", "progress-from-check-ins-only", message)
    percent = form.number("progress", draft.progress)
    if percent is not None and not 0 <= percent <= 100:
        form.wrong("progress", "percent-out-of-range", "Give a percentage from 0 to 100.")
    if chosen == "by_hand" and percent is None:
        form.wrong("progress", "number-missing", "Give the progress in percent.")
    return chosen, percent if chosen == "by_hand" else None
