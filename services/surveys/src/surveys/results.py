"""What is shown of a closed survey: calculated once, for every unit, and stored as it is shown.

What a unit may not show is not in its result at all. A result is whole after its survey has closed
and never changes, so that no two points in time can be compared.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256

from pydantic import BaseModel, ConfigDict

from chassis.sorting import swedish_key
from redthread_contracts.ids import UnitId
from surveys.answer import Answer
from surveys.suppression import (
    SMALLEST_FOR_TEXTS,
    SMALLEST_GROUP,
    Path,
    lowest_shown,
    shown,
    summed,
)
from surveys.template import SCALES, Dimension, Kind, Question

MOST_TEXTS = 500
"""Free texts shown of one question in one unit: more than anybody reads, and it fits."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Share(_Value):
    """How many chose a number or an option."""

    value: int | str
    count: int
    percent: int


class QuestionResult(_Value):
    """One question in one unit. `hidden`: too few there answered this question.

    `enps` is percent 9-10 minus percent 0-6. `texts` are in alphabetical order; `more_texts`
    says how many there are beyond those.
    """

    id: str
    kind: Kind
    hidden: bool
    answered: int | None = None
    mean: float | None = None
    distribution: tuple[Share, ...] = ()
    enps: int | None = None
    texts: tuple[str, ...] | None = None
    more_texts: int = 0


class DimensionResult(_Value):
    """What several statements say together; `index` is on 0-100. Both None when hidden."""

    id: str
    mean: float | None
    index: int | None


class UnitResult(_Value):
    """One unit with those under it; the whole survey has no unit.

    Hidden ones are all alike, whether too small or hidden to protect another.
    """

    unit_id: UnitId | None
    parent_id: UnitId | None
    path: Path
    asked: int
    shown: bool
    answered: int | None = None
    questions: tuple[QuestionResult, ...] = ()
    dimensions: tuple[DimensionResult, ...] = ()
    index: int | None = None
    values: Mapping[str, float] = {}


@dataclass(slots=True)
class Tally:
    """What was answered, by the group that it counts in."""

    answered: Counter[Path] = field(default_factory=Counter)
    chosen: dict[tuple[str, Path], Counter[int | str]] = field(default_factory=dict)
    """By question and group; several options of one answer count each."""
    by_question: dict[str, Counter[Path]] = field(default_factory=dict)
    """How many answered a question."""
    texts: dict[tuple[str, Path], list[str]] = field(default_factory=dict)

    def add(self, answer: Answer, kinds: Mapping[str, Kind]) -> None:
        """Count an answer."""
        self.answered[answer.group] += 1
        for id, value in answer.values.items():
            self.by_question.setdefault(id, Counter())[answer.group] += 1
            place = (id, answer.group)
            if kinds[id] == "text":
                self.texts.setdefault(place, []).append(str(value))
            else:
                values = value if isinstance(value, tuple) else (value,)
                self.chosen.setdefault(place, Counter()).update(values)


def results(
    tally: Tally,
    questions: Sequence[Question],
    dimensions: Sequence[Dimension],
    *,
    has_index: bool,
    asked: Mapping[Path, int],
    asked_by_group: Mapping[Path, int],
) -> list[UnitResult]:
    """The result of every unit in which somebody was asked, and of the whole, which comes last."""
    everybody = summed(asked)
    # A unit that was hidden at the launch holds the answers of only some of its members: those of
    # the others count in a unit above. What is left of it is nobody's result.
    whole = {path for path, count in summed(asked_by_group).items() if count == everybody.get(path)}
    groups = shown(asked_by_group, tally.answered, among=whole)
    of_question = {
        question.id: _of_question(question, tally, asked_by_group, groups) for question in questions
    }
    answered = summed(tally.answered)
    found = []
    for path, count in sorted(everybody.items(), reverse=True):
        about = {
            "unit_id": path[-1] if path else None,
            "parent_id": path[-2] if len(path) > 1 else None,
            "path": path,
            "asked": count,
        }
        if path not in groups:
            found.append(UnitResult(shown=False, **about))
            continue
        own = [of_question[question.id][path] for question in questions]
        exact = _exact_means(questions, own)
        of_dimensions, index = _dimensions(dimensions, questions, exact)
        found.append(
            UnitResult(
                shown=True,
                answered=answered[path],
                questions=tuple(own),
                dimensions=tuple(of_dimensions),
                index=index if has_index else None,
                values=_values(questions, own, of_dimensions),
                **about,
            )
        )
    return found


def shown_groups(found: Sequence[UnitResult], groups: Sequence[Path]) -> dict[Path, Path]:
    """The smallest group shown that holds each of these."""
    visible = {result.path for result in found if result.shown}
    return {group: lowest_shown(group, visible) for group in groups}


def _of_question(
    question: Question, tally: Tally, asked: Mapping[Path, int], groups: frozenset[Path]
) -> dict[Path, QuestionResult]:
    """A question in each unit that is shown. It is a table of its own, within those units."""
    answers = tally.by_question.get(question.id, Counter())
    is_text = question.kind == "text"
    smallest = SMALLEST_FOR_TEXTS if is_text else SMALLEST_GROUP
    visible = shown(asked, answers, among=groups, smallest=smallest)
    found = {
        unit: QuestionResult(id=question.id, kind=question.kind, hidden=True)
        for unit in groups - visible
    }
    if is_text:
        texts = _gathered_texts(tally, question.id)
        return found | {unit: _texts(question, texts[unit]) for unit in visible}
    answered, chosen = summed(answers), _gathered(tally, question.id)
    return found | {unit: _figures(question, chosen[unit], answered[unit]) for unit in visible}


def _figures(question: Question, chosen: Mapping[int | str, int], answered: int) -> QuestionResult:
    values: Sequence[int | str] = (
        SCALES[question.kind]
        if question.kind in SCALES
        else [option.id for option in question.options]
    )
    return QuestionResult(
        id=question.id,
        kind=question.kind,
        hidden=False,
        answered=answered,
        mean=_rounded(_mean(chosen, answered)) if question.kind in SCALES else None,
        distribution=tuple(
            Share(
                value=value,
                count=chosen.get(value, 0),
                percent=_whole(Fraction(100 * chosen.get(value, 0), answered)),
            )
            for value in values
        ),
        enps=_enps(chosen, answered) if question.kind == "recommend_0_10" else None,
    )


def _texts(question: Question, texts: Sequence[str]) -> QuestionResult:
    # By a hash, so that which ones are left out depends on nothing but the texts themselves.
    kept = sorted(texts, key=lambda text: sha256(text.encode()).digest())[:MOST_TEXTS]
    return QuestionResult(
        id=question.id,
        kind=question.kind,
        hidden=False,
        answered=len(texts),
        texts=tuple(sorted(kept, key=lambda text: (swedish_key(text), text))),
        more_texts=len(texts) - len(kept),
    )


def _gathered(tally: Tally, question_id: str) -> dict[Path, Counter[int | str]]:
    """What was chosen in each unit with those under it."""
    gathered: dict[Path, Counter[int | str]] = {}
    for group in tally.by_question.get(question_id, ()):
        chosen = tally.chosen.get((question_id, group), Counter())
        for unit in _way_up(group):
            gathered.setdefault(unit, Counter()).update(chosen)
    return gathered


def _gathered_texts(tally: Tally, question_id: str) -> dict[Path, list[str]]:
    """Likewise, what was written."""
    gathered: dict[Path, list[str]] = {}
    for group in tally.by_question.get(question_id, ()):
        for unit in _way_up(group):
            gathered.setdefault(unit, []).extend(tally.texts.get((question_id, group), ()))
    return gathered


def _way_up(group: Path) -> list[Path]:
    return [group[:length] for length in range(len(group) + 1)]


def _exact_means(
    questions: Sequence[Question], own: Sequence[QuestionResult]
) -> dict[str, Fraction]:
    """The means of the statements that are shown, unrounded."""
    means = {}
    for question, result in zip(questions, own, strict=True):
        if question.kind == "scale_1_5" and not result.hidden and result.answered:
            chosen = {share.value: share.count for share in result.distribution}
            means[question.id] = _mean(chosen, result.answered)
    return means


def _dimensions(
    dimensions: Sequence[Dimension],
    questions: Sequence[Question],
    exact: Mapping[str, Fraction],
) -> tuple[list[DimensionResult], int | None]:
    """The HME rule: an answer of 1-5 is (answer - 1) x 25; a dimension is the mean of its
    statements, the index the mean of the dimensions; rounded when shown.

    A dimension of which a statement is hidden is hidden: the others would give that one away.
    """
    found: list[DimensionResult] = []
    means: list[Fraction] = []
    for dimension in dimensions:
        ids = [question.id for question in questions if question.dimension == dimension.id]
        if not ids or any(id not in exact for id in ids):
            found.append(DimensionResult(id=dimension.id, mean=None, index=None))
            continue
        mean = sum((exact[id] for id in ids), Fraction()) / len(ids)
        means.append(mean)
        found.append(DimensionResult(id=dimension.id, mean=_rounded(mean), index=_index(mean)))
    if not means or len(means) < len(dimensions):
        return found, None
    return found, _index(sum(means, Fraction()) / len(means))


def _values(
    questions: Sequence[Question],
    own: Sequence[QuestionResult],
    dimensions: Sequence[DimensionResult],
) -> dict[str, float]:
    """The heatmap's cells: dimensions, and the scales that belong to none."""
    named = {each.id for each in dimensions}
    cells = {each.id: each.mean for each in dimensions if each.mean is not None}
    for question, result in zip(questions, own, strict=True):
        if question.dimension not in named and result.mean is not None:
            cells[question.id] = result.mean
    return cells


def _mean(chosen: Mapping[int | str, int], answered: int) -> Fraction:
    return Fraction(sum(int(value) * count for value, count in chosen.items()), answered)


def _enps(chosen: Mapping[int | str, int], answered: int) -> int:
    for_us = chosen.get(9, 0) + chosen.get(10, 0)
    against = sum(chosen.get(value, 0) for value in range(7))
    return _whole(Fraction(100 * (for_us - against), answered))


def _index(mean: Fraction) -> int:
    return _whole((mean - 1) * 25)


def _whole(figure: Fraction) -> int:
    """Rounded as people round: a half goes up."""
    return int((figure + Fraction(1, 2)) // 1)


def _rounded(mean: Fraction) -> float:
    return _whole(mean * 100) / 100
