"""A recruitment text out of a gap, in Swedish and in English: a draft for a person to go on with.

Labels stand as they are, in lists: no sentence is built around a word whose grammar is unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competence.gap import Row
from redthread_contracts.ids import TermId

_LEVELS_SV = ("", "nybörjare", "kan med stöd", "självständig", "van", "kan lära ut")
_LEVELS_EN = ("", "beginner", "with support", "independent", "skilled", "can teach")


@dataclass(frozen=True, slots=True)
class Text:
    """The text in both languages; empty when nothing is lacking."""

    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class Labels:
    """What a term is called."""

    sv: str
    en: str | None
    has_levels: bool = True
    """A certificate or licence is there or not."""

    @property
    def english(self) -> str:
        """Swedish where there is no English."""
        return self.en or self.sv


def text(rows: Sequence[Row], labels: Mapping[TermId, Labels], unit_sv: str, unit_en: str) -> Text:
    """What the unit looks for: by role what is lacking, most first; then what one person leaves."""
    lacking: dict[str | None, list[tuple[int, Row]]] = {}
    for row in rows:
        for gap in row.roles:
            if gap.lacking and row.term_id in labels:
                lacking.setdefault(gap.role, []).append((gap.lacking, row))
    if not lacking:
        return Text("", "")
    parts_sv, parts_en = [], []
    for role, wanted in lacking.items():
        wanted.sort(key=lambda each: -each[0])
        people = wanted[0][0]
        who_sv = role or ("medarbetare" if people > 1 else "en medarbetare")
        who_en = role or ("employees" if people > 1 else "an employee")
        many = f" ({people})" if people > 1 or role else ""
        lines_sv = [f"– {_sv(row, labels)}" for _, row in wanted]
        lines_en = [f"– {_en(row, labels)}" for _, row in wanted]
        head_sv = f"{unit_sv} söker {who_sv}{many} med kompetens i:"
        head_en = f"{unit_en} is looking for {who_en}{many} with competence in:"
        parts_sv.append("\n".join([head_sv, *lines_sv]))
        parts_en.append("\n".join([head_en, *lines_en]))
    return Text("\n\n".join(parts_sv), "\n\n".join(parts_en))


def _sv(row: Row, labels: Mapping[TermId, Labels]) -> str:
    label = labels[row.term_id]
    level = f", minst nivå {row.level} ({_LEVELS_SV[row.level]})"
    return label.sv + (level if label.has_levels else "")


def _en(row: Row, labels: Mapping[TermId, Labels]) -> str:
    label = labels[row.term_id]
    level = f", at least level {row.level} ({_LEVELS_EN[row.level]})"
    return label.english + (level if label.has_levels else "")
