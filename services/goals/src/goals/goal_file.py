"""Goals of the municipality and of its units in a spreadsheet: what a file says beside what there
is, line by line, and the file that is made of what there is.

A line with an id changes that goal; one without is a new goal whose id follows from level, unit,
period and title, so that the same file again changes nothing. A column that is left out keeps
what there is.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import BaseModel

from chassis.documents import Decision
from chassis.sheet import Column, FileFault, Line, Sheet, one_of, read_cells, text, text_or_none
from goals.form import Form
from goals.goal import Goal, change, digest, propose
from goals.terms import GoalChange as Change
from goals.terms import GoalDraft, MeasureDraft, Terms, changed_draft, read_terms
from redthread_contracts.ids import GoalId, PersonId

TABLE = "goals"
MOST_LINES = 5_000

_LEVELS = {
    "kommun": "municipality",
    "enhet": "unit",
    "municipality": "municipality",
    "unit": "unit",
}
_KINDS = {
    "ja/nej": "yes_no",
    "procent": "percent",
    "tal": "figure",
    "yes_no": "yes_no",
    "percent": "percent",
    "figure": "figure",
}


def _optional(field: str, *names: str) -> Column:
    return Column(field, names, text_or_none, required=False, may_be_empty=True)


COLUMNS: tuple[Column, ...] = (
    _optional("id", "Mål-id", "goal_id"),
    Column("level", ("Nivå", "level"), one_of(_LEVELS)),
    _optional("unit_id", "Enhet", "unit"),
    Column("title", ("Mål", "title"), text),
    _optional("title_en", "Engelskt mål", "english_title"),
    _optional("why", "Varför", "why"),
    _optional("why_en", "Varför på engelska", "english_why"),
    Column("kind", ("Mäts i", "measure"), one_of(_KINDS)),
    _optional("start", "Startvärde", "start"),
    _optional("target", "Målvärde", "target"),
    _optional("unit_sv", "Måttenhet", "unit_of_measure"),
    _optional("unit_en", "Måttenhet på engelska", "english_unit_of_measure"),
    _optional("what_sv", "Vad som mäts", "what"),
    _optional("what_en", "Vad som mäts på engelska", "english_what"),
    _optional("weight", "Vikt", "weight"),
    _optional("owners", "Ansvariga", "owners"),
    _optional("parent", "Bidrar till", "contributes_to"),
    Column("period_from", ("Period från", "period_from"), text),
    Column("period_until", ("Period till", "period_until"), text),
    Column("deadline", ("Sista dag", "deadline"), text),
)
"""`Ansvariga` holds employee numbers, `Bidrar till` a goal's id or a title in the same file."""

_MEASURE = ("kind", "start", "target", "unit_sv", "unit_en", "what_sv", "what_en")
_PLAIN = (
    "level", "unit_id", "title", "title_en", "why", "why_en", "period_from", "period_until",
    "deadline", "weight",
)  # fmt: skip

LineKind = Literal["new", "changed", "same"]


@dataclass(frozen=True, slots=True)
class Read:
    """A line that is right by itself: the goal that there is, if any, and what it would say."""

    line: int
    goal_id: GoalId
    before: Goal | None
    terms: Terms

    @property
    def kind(self) -> LineKind:
        """What it would do."""
        if self.before is None:
            return "new"
        return "same" if Terms.of(self.before) == self.terms else "changed"


@dataclass(frozen=True, slots=True)
class _People:
    by_number: Mapping[str, PersonId]
    protected: frozenset[PersonId]


class FieldChange(BaseModel):
    """One field of a line, as it is and as it would be."""

    field: str
    before: str
    after: str


def named_in(sheet: Sheet) -> set[str]:
    """Ids of all goals that the file changes or hangs goals on, titles among them."""
    cells = (line.cells.get(field, "") for line in sheet.lines for field in ("id", "parent"))
    return {cell for cell in cells if cell} | {new_id(line) for line in sheet.lines}


def numbers_in(sheet: Sheet) -> set[str]:
    """The employee numbers of the owners."""
    return {number for line in sheet.lines for number in _words(line.cells.get("owners", ""))}


def new_id(line: Line) -> GoalId:
    """The id of a goal that a line without one makes."""
    fields = ("level", "unit_id", "period_from", "period_until", "title")
    name = "/".join(line.cells.get(field, "") for field in fields)
    return GoalId(str(uuid5(NAMESPACE_URL, f"redthread/goal-file/{name}")))


def read_goals(
    sheet: Sheet,
    known: Mapping[str, Goal],
    people: Mapping[str, PersonId],
    protected: frozenset[PersonId] = frozenset(),
) -> tuple[list[Read], list[FileFault]]:
    """The lines that are right by themselves, and what is wrong with the others.

    `known`: the goals that `named_in` names, of those that there are; `people`: ids by employee
    number; `protected`: owners whose number is in no file and who stay what they are.
    """
    cells, faults = read_cells(sheet, sheet.lines)
    wrong = {fault.line for fault in faults}
    titles = _titles(sheet, cells)
    found: list[Read] = []
    for line, values in zip(sheet.lines, cells, strict=True):
        if line.number in wrong:
            continue
        form = Form()
        shown = {name: _as_typed(value) for name, value in values.items()}
        read = _read(line, shown, known, _People(people, protected), titles, form)
        faults += [
            sheet.fault(line.number, _column_of(error.field), error.code, error.message)
            for error in form.errors
        ]
        if read is not None and not form.errors:
            found.append(read)
    return found, faults + _repeated(sheet, found)


def seen(lines: Sequence[Read]) -> str:
    """What is confirmed: the same file beside the same goals gives the same digest."""
    sum_ = sha256()
    for each in lines:
        before = digest(Terms.of(each.before)) if each.before else ""
        sum_.update(f"{each.line}/{each.goal_id}/{before}/{digest(each.terms)};".encode())
    return sum_.hexdigest()


def changes(read: Read, numbers: Mapping[PersonId, str]) -> list[FieldChange]:
    """What a line would change of a goal; owners by their employee numbers."""
    if read.before is None:
        return []
    before, after = (_flat(each, numbers) for each in (Terms.of(read.before), read.terms))
    return [
        FieldChange(field=name, before=before[name], after=after[name])
        for name in after
        if before[name] != after[name]
    ]


def decide(
    goal: Goal | None, read: Read, *, ancestors: Sequence[GoalId], by: PersonId
) -> Decision[Goal] | None:
    """What a line does to the goal; one that was changed since the preview stays as it is."""
    if goal is None:
        return propose(
            None,
            read.terms,
            goal_id=read.goal_id,
            ancestors=ancestors,
            by=by,
            asked=digest(read.terms),
        )
    if read.before is None or Terms.of(goal) != Terms.of(read.before):
        return None
    return change(goal, read.terms, ancestors=ancestors, by=by)


def write_file(goals: Iterable[Goal], numbers: Mapping[PersonId, str]) -> str:
    """The file of some goals, for a spreadsheet in Sweden: semicolons, a byte order mark.

    A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV
    injection").
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.names[0] for column in COLUMNS])
    words = {value: word for table in (_LEVELS, _KINDS) for word, value in reversed(table.items())}
    for goal in goals:
        cells = {
            **_flat(Terms.of(goal), numbers),
            "id": goal.id,
        }
        cells["level"], cells["kind"] = words[cells["level"]], words[cells["kind"]]
        writer.writerow([_safe(cells[column.field]) for column in COLUMNS])
    return "\ufeff" + out.getvalue()


def _read(
    line: Line,
    values: Mapping[str, Any],
    known: Mapping[str, Goal],
    people: "_People",
    titles: Mapping[str, GoalId],
    form: Form,
) -> Read | None:
    said = values.get("id")
    goal_id = GoalId(said or new_id(line))
    before = known.get(goal_id)
    if said and (before is None or before.level == "individual"):
        form.wrong("id", "goal-unknown", "There is no such goal. Leave the id out for a new one.")
        return None
    if before is not None and before.status not in ("proposed", "active"):
        form.wrong("id", "goal-ended", "That goal is ended and can't be changed. Take it out.")
        return None
    if before is not None and before.level != values["level"]:
        form.wrong("level", "level-fixed", "A goal keeps its level. Make a new goal instead.")
        return None
    draft = _draft(before, values, form, people, titles)
    terms = None if form.errors else read_terms(form, draft, earliest_deadline=None)
    return None if terms is None else Read(line.number, goal_id, before, terms)


def _draft(
    before: Goal | None,
    values: Mapping[str, Any],
    form: Form,
    people: "_People",
    titles: Mapping[str, GoalId],
) -> GoalDraft:
    fields: dict[str, Any] = {
        name: values[name] or ("" if name == "why" else None) for name in _PLAIN if name in values
    }
    measure = {name: values[name] for name in _MEASURE if name in values}
    if "owners" in values:
        unlisted = [each for each in before.owner_ids if each in people.protected] if before else []
        fields["owner_ids"] = [*_owners(values["owners"], people.by_number, form), *unlisted]
    if "parent" in values:
        parent = values["parent"]
        fields["parent_id"] = titles.get(parent, parent) if parent else None
    if before is None:
        return GoalDraft.model_validate({**fields, "measure": MeasureDraft(**measure)})
    now = changed_draft(Terms.of(before), Change())
    kept = now.model_dump()
    return GoalDraft.model_validate({**kept, **fields, "measure": {**kept["measure"], **measure}})


def _owners(cell: str | None, people: Mapping[str, PersonId], form: Form) -> list[PersonId]:
    numbers = _words(cell or "")
    unknown = [number for number in numbers if number not in people]
    if unknown:
        message = f"Nobody has the employee number {unknown[0]}. Correct the number."
        form.wrong("owners", "owner-unknown", message)
    return [people[number] for number in numbers if number in people]


def _titles(sheet: Sheet, cells: Sequence[Mapping[str, Any]]) -> dict[str, GoalId]:
    """The goals of the file by title; a title that stands there twice names none."""
    found: dict[str, GoalId] = {}
    twice: set[str] = set()
    for line, values in zip(sheet.lines, cells, strict=True):
        title = str(values.get("title", ""))
        if title in found:
            twice.add(title)
        found[title] = GoalId(values.get("id") or new_id(line))
    return {title: id for title, id in found.items() if title not in twice}


def _repeated(sheet: Sheet, found: Sequence[Read]) -> list[FileFault]:
    first: dict[str, int] = {}
    faults = []
    for read in found:
        if read.goal_id in first:
            message = f"The same goal stands in line {first[read.goal_id]}. Take one of them out."
            other = first[read.goal_id]
            faults.append(sheet.fault(read.line, "id", "goal-twice", message, other_line=other))
        first.setdefault(read.goal_id, read.line)
    return faults


def _flat(terms: Terms, numbers: Mapping[PersonId, str]) -> dict[str, str]:
    """By column, as a file has it."""
    values = {
        "level": terms.level,
        "unit_id": terms.unit_id,
        "title": terms.title_sv,
        "title_en": terms.title_en,
        "why": terms.why,
        "why_en": terms.why_en,
        **terms.measure.model_dump(),
        "weight": terms.weight,
        "owners": " ".join(numbers[each] for each in terms.owner_ids if each in numbers),
        "parent": terms.parent_id,
        "period_from": terms.period_from,
        "period_until": terms.period_until,
        "deadline": terms.deadline,
    }
    return {name: _said(value) for name, value in values.items()}


def _said(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.15g}".replace(".", ",") if isinstance(value, float) else str(value)


def _safe(cell: str) -> str:
    return f"'{cell}" if _looks_like_a_formula(cell) else cell


def _as_typed(value: Any) -> Any:
    """Without the apostrophe that `write_file` put before what looks like a formula."""
    quoted = isinstance(value, str) and value[:1] == "'" and _looks_like_a_formula(value[1:])
    return value[1:] if quoted else value


def _looks_like_a_formula(cell: str) -> bool:
    return cell[:1] in ("=", "+", "@", "\t") or (cell[:1] == "-" and not cell[1:2].isdigit())


def _words(cell: str) -> list[str]:
    return cell.replace(",", " ").replace(";", " ").split()


def _column_of(field: str) -> str:
    names = {"owner_ids": "owners", "parent_id": "parent"}
    field = field.removeprefix("measure.")
    return names.get(field, field)
