"""Goals by file: what one would change, changing it, and the file of what there is."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chassis.directory import Directory
from chassis.documents import Counts, Decision
from chassis.errors import Conflict, FieldError, Forbidden, Invalid
from chassis.sheet import FileFault, Sheet, read_sheet
from goals.access import require_setter
from goals.copying import Period
from goals.goal import Goal
from goals.goal_file import (
    COLUMNS,
    MOST_LINES,
    TABLE,
    Read,
    decide,
    named_in,
    numbers_in,
    read_goals,
    seen,
    write_file,
)
from goals.relations import Asker, Relations
from goals.store import GoalStore
from goals.terms import Terms
from goals.tree import Knot, ancestors_under, check_place
from redthread_contracts.goals import GoalLevel
from redthread_contracts.ids import GoalId, PersonId, UnitId


@dataclass(frozen=True, slots=True)
class Compared:
    """The lines that are right, what is wrong with the others, and the ways up."""

    sheet: Sheet
    lines: list[Read]
    faults: list[FileFault]
    ways: Mapping[GoalId, list[GoalId]] = field(default_factory=dict)
    numbers: Mapping[PersonId, str] = field(default_factory=dict)
    """Employee numbers of the owners, before and after; without protected people."""

    @property
    def digest(self) -> str:
        """What is confirmed."""
        return seen(self.lines)


class Files:
    """For HR, and for managers in what they lead."""

    def __init__(self, store: GoalStore, relations: Relations, directory: Directory) -> None:
        self._store = store
        self._relations = relations
        self._directory = directory

    async def compare(self, who: PersonId, content: bytes) -> Compared:
        """The dry run: what each line would do, and what is wrong. Nothing is written."""
        asker = self._relations.of(who)
        await self._require_any(asker)
        sheet, faults = await asyncio.to_thread(read_sheet, TABLE, COLUMNS, content)
        if not faults and len(sheet.lines) > MOST_LINES:
            message = f"A file has at most {MOST_LINES} lines. Send it in parts."
            faults = [FileFault(table=TABLE, line=0, code="too-many-lines", message=message)]
        if faults:
            return Compared(sheet, [], faults)
        above = await self._store.above(named_in(sheet))
        goals = await self._store.without_reports(named_in(sheet))
        people = await self._directory.people_numbered(numbers_in(sheet))
        by_number = {number: person.id for number, person in people.items()}
        known = {goal.id: goal for goal in goals}
        protected = await self._directory.protected()
        lines, faults = await asyncio.to_thread(read_goals, sheet, known, by_number, protected)
        numbers = await self._numbers([*by_number.values(), *_owners(goals)])
        for line in lines:
            faults += await self._not_allowed(asker, sheet, line)
        tree: dict[str, Knot] = {**above, **{line.goal_id: _knot(line) for line in lines}}
        faults += [fault for line in lines for fault in _misplaced(sheet, line, tree)]
        parents = {knot.id: knot.parent_id for knot in tree.values()}
        ways = {line.goal_id: ancestors_under(line.terms.parent_id, parents) for line in lines}
        faults.sort(key=lambda fault: fault.line)
        return Compared(sheet, lines, faults, ways, numbers)

    async def bring_in(self, who: PersonId, content: bytes, digest: str) -> Counts:
        """Write exactly what was seen. The same again changes nothing.

        Raises `Invalid` when a line is wrong, `Conflict` when the goals, and so the preview, have
        changed since.
        """
        async with self._store.moving():
            found = await self.compare(who, content)
            if found.faults:
                raise Invalid(
                    "file-not-right",
                    "Nothing was imported. Look at the preview and correct the lines.",
                    fields=[
                        FieldError(f"line {each.line}", each.code, each.message)
                        for each in found.faults[:100]
                    ],
                )
            changing = {line.goal_id: line for line in found.lines if line.kind != "same"}
            if changing and found.digest != digest:
                raise Conflict(
                    "preview-changed", "The preview is another one by now. Read it and confirm."
                )

            def decided(goal_id: str, goal: Goal | None) -> Decision[Goal] | None:
                of = GoalId(goal_id)
                return decide(goal, changing[of], ancestors=found.ways[of], by=who)

            counts = await self._store.goals.change_many(list(changing), decided)
        counts.unchanged += len(found.lines) - len(changing)
        return counts

    async def export(self, who: PersonId, unit_id: UnitId | None, period: Period | None) -> str:
        """The municipality's goals (None) or those of a unit and all under it, as a file.

        For those who can bring it in again: it holds employee numbers.
        """
        await self._require_any(self._relations.of(who))
        units = None if unit_id is None else list(await self._directory.subtree([unit_id]))
        goals = await self._store.public_goals(units, period)
        return write_file(goals, await self._numbers(_owners(goals)))

    async def _numbers(self, owners: Sequence[PersonId]) -> Mapping[PersonId, str]:
        people = await self._directory.people(owners)
        return {
            person.id: person.employee_number for person in people.values() if not person.protected
        }

    async def _require_any(self, asker: Asker) -> None:
        if not (await asker.is_hr() or await self._directory.leads(asker.id)):
            raise Forbidden("unit-goals-by-managers", "HR and managers bring goals in by file.")

    async def _not_allowed(self, asker: Asker, sheet: Sheet, line: Read) -> list[FileFault]:
        try:
            require_setter(line.terms.level, await asker.to(line.terms))
            if line.before is not None:
                require_setter(line.before.level, await asker.to(line.before))
        except Forbidden as error:
            return [sheet.fault(line.line, "level", error.code, error.message)]
        unit_id = line.terms.unit_id
        unit = await self._directory.unit(unit_id) if unit_id else None
        if unit_id and (unit is None or unit.closed):
            message = "Choose a unit that is open."
            return [sheet.fault(line.line, "unit_id", "unit-unknown", message)]
        return []


def _owners(goals: Sequence[Goal]) -> list[PersonId]:
    return [each for goal in goals for each in goal.owner_ids]


def _misplaced(sheet: Sheet, line: Read, tree: Mapping[str, Knot]) -> list[FileFault]:
    terms, before = line.terms, line.before
    kept = (
        [] if before is None else [*filter(None, [before.parent_id]), *before.also_contributes_to]
    )
    try:
        check_place(
            line.goal_id, terms.level, terms.parent_id, terms.also_contributes_to, tree, kept=kept
        )
    except Invalid as error:
        return [
            sheet.fault(line.line, "parent", fault.code, fault.message) for fault in error.fields
        ]
    return []


def _knot(line: Read) -> Knot:
    terms: Terms = line.terms
    level: GoalLevel = terms.level
    return Knot(
        id=line.goal_id,
        level=level,
        status="active",
        title_sv=terms.title_sv,
        measure=terms.measure,
        unit_id=terms.unit_id,
        parent_id=terms.parent_id,
        also_contributes_to=terms.also_contributes_to,
        period_from=terms.period_from,
        period_until=terms.period_until,
        deadline=terms.deadline,
    )
