"""Results in words and as bars: figures, distributions, the heatmap's classes, and the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from gateway.clients.surveys import DimensionResult, Question, QuestionResult, Survey, UnitCells
from gateway.i18n import N_, Words
from gateway.views.survey_words import HIDDEN, response
from gateway.views.surveys_results import ResultsView

_GAP = 0.4
"""Between the pieces of a bar, in per cent of its width."""

_CLASSES = ((4.3, "h5"), (4.0, "h4"), (3.5, "h3"), (3.0, "h2"))


@dataclass(frozen=True)
class Piece:
    """A piece of a bar: its class, where it begins and how wide it is, in per cent."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class Statement:
    """A question of the scale 1-5 as a bar, with the same figures for a table."""

    text: str
    hidden: bool
    mean: str
    says: str
    pieces: list[Piece]
    percents: list[str]


@dataclass(frozen=True)
class Recommends:
    """The question of recommending: three groups and the figure made of them."""

    text: str
    hidden: bool
    says: str
    pieces: list[Piece]
    groups: list[tuple[str, str]]
    explains: str


@dataclass(frozen=True)
class Chosen:
    """A question with a choice: option, share, how many."""

    text: str
    hidden: bool
    rows: list[tuple[str, int, str]]


@dataclass(frozen=True)
class Written:
    """What was written in answer to a question."""

    text: str
    hidden: bool
    texts: list[str]
    more: int


@dataclass(frozen=True)
class Cell:
    """A cell of the heatmap: class and figure."""

    kind: str
    text: str


def title_of(view: ResultsView, words: Words) -> str:
    """Whose results: a unit's name, or all."""
    if view.unit is not None:
        return words.pick(view.unit, "name")
    return words.gettext(N_("Alla som tillfrågades"))


def figures(view: ResultsView, words: Words) -> list[tuple[str, ...]]:
    """The two to four figures on top."""
    found, _ = view.results, words.gettext
    shown: list[tuple[str, ...]] = []
    if found.answered is not None:
        live = view.survey.state == "open"
        rate = found.response_rate_percent
        shown.append(response(found.answered, found.asked, words, live=live, percent=rate))
    before = found.compared
    then = {one.id: one for one in before.questions} if before and not before.hidden else {}
    if found.index is not None:
        old = words.number(before.index) if before and before.index is not None else ""
        now = words.number(found.index)
        shown.append((_(N_("Index")), now, _then(view, old, _(N_("på en skala 0–100")), words)))
    mean = _mean(found.questions)
    if mean is not None and found.index is None:
        earlier = _mean(list(then.values()))
        old = decimal(earlier, words) if earlier is not None else ""
        now = decimal(mean, words)
        shown.append((_(N_("Medelvärde")), now, _then(view, old, _(N_("av 5")), words)))
    for one in found.questions:
        if one.enps is not None:
            past = then[one.id].enps if one.id in then else None
            old = signed(past, words) if past is not None else ""
            otherwise = _(N_("från −100 till +100"))
            shown.append(("eNPS", signed(one.enps, words), _then(view, old, otherwise, words)))
    return shown


def _mean(results: Sequence[QuestionResult]) -> float | None:
    """The mean of the statements, when every one of them is shown."""
    means = [one.mean for one in results if one.kind == "scale_1_5"]
    known = [mean for mean in means if mean is not None]
    return sum(known) / len(known) if known and len(known) == len(means) else None


def _then(view: ResultsView, figure: str, otherwise: str, words: Words) -> str:
    """'3,8 i mars' below a figure; what it means where there is nothing to compare with."""
    before = view.results.compared
    if before is None:
        return otherwise
    if not figure:
        return words.gettext(HIDDEN)
    return words.gettext(
        N_("%(figure)s i %(survey)s"), figure=figure, survey=words.pick(before, "title")
    )


def lead(view: ResultsView, words: Words) -> str:
    """'Högst: … (4,3). Lägst: … (3,1).'; nothing where there is nothing to compare."""
    texts = {question.id: question for question in view.survey.questions}
    means = [
        (one.mean, one.id)
        for one in view.results.questions
        if one.kind == "scale_1_5" and one.mean is not None and one.id in texts
    ]
    if len(means) < 2 or min(means)[0] == max(means)[0]:
        return ""
    (low, lowest), (high, highest) = min(means), max(means)
    return words.gettext(
        N_("Högst: %(high)s (%(high_mean)s). Lägst: %(low)s (%(low_mean)s)."),
        high=words.pick(texts[highest], "text").rstrip("."),
        high_mean=decimal(high, words),
        low=words.pick(texts[lowest], "text").rstrip("."),
        low_mean=decimal(low, words),
    )


def statements(view: ResultsView, words: Words) -> list[Statement]:
    """The questions of the scale 1-5."""
    found = []
    for question, result in _of_kind(view, "scale_1_5"):
        percents = [words.percent(share.percent) for share in result.distribution]
        counts = [share.count for share in result.distribution]
        found.append(
            Statement(
                text=words.pick(question, "text").rstrip("."),
                hidden=result.hidden,
                mean="" if result.mean is None else decimal(result.mean, words),
                says=words.gettext(N_("Svar 1 till 5: %(shares)s"), shares=", ".join(percents)),
                pieces=bar(counts, ["k1", "k2", "k3", "k4", "k5"]),
                percents=percents,
            )
        )
    return found


def ends(view: ResultsView, words: Words) -> tuple[str, str]:
    """What 1 and 5 mean, where all statements say the same."""
    language = "labels_en" if words.language == "en" else "labels_sv"
    labels = {
        tuple(getattr(question, language) or question.labels_sv)
        for question, _result in _of_kind(view, "scale_1_5")
    }
    only = next(iter(labels)) if len(labels) == 1 else ()
    return (only[0], only[1]) if len(only) == 2 else ("", "")


def query(view: ResultsView, compare: str | None) -> str:
    """The same results again, as the end of an address."""
    wanted = {"enhet": view.results.unit_id or "", "jamfor": compare or ""}
    asked = urlencode({name: value for name, value in wanted.items() if value})
    return f"?{asked}" if asked else ""


def recommends(view: ResultsView, words: Words) -> list[Recommends]:
    """The questions of recommending."""
    _ = words.gettext
    found = []
    for question, result in _of_kind(view, "recommend_0_10"):
        counts = {share.value: share.count for share in result.distribution}
        against = sum(counts.get(value, 0) for value in range(7))
        between = counts.get(7, 0) + counts.get(8, 0)
        for_us = counts.get(9, 0) + counts.get(10, 0)
        total = against + between + for_us or 1
        shares = [words.percent(100 * count / total) for count in (for_us, between, against)]
        names = (_(N_("Ambassadörer, 9–10")), _(N_("Passiva, 7–8")), _(N_("Kritiska, 0–6")))
        groups = list(zip(names, shares, strict=True))
        found.append(
            Recommends(
                text=words.pick(question, "text"),
                hidden=result.hidden,
                says=", ".join(f"{name}: {share}" for name, share in reversed(groups)),
                pieces=bar([against, between, for_us], ["k1", "k3", "k5"]),
                groups=groups,
                explains=_(N_("eNPS är andelen ambassadörer minus andelen kritiska.")),
            )
        )
    return found


def chosen(view: ResultsView, words: Words) -> list[Chosen]:
    """The questions with options."""
    found = []
    for question, result in [*_of_kind(view, "single"), *_of_kind(view, "multiple")]:
        names = {option.id: words.pick(option, "text") for option in question.options}
        rows = [
            (
                names.get(str(share.value), str(share.value)),
                share.percent,
                words.number(share.count),
            )
            for share in result.distribution
        ]
        found.append(Chosen(words.pick(question, "text"), result.hidden, rows))
    return found


def written(view: ResultsView, words: Words) -> list[Written]:
    """The questions that were answered in words."""
    return [
        Written(
            text=words.pick(question, "text"),
            hidden=result.hidden,
            texts=result.texts or [],
            more=result.more_texts,
        )
        for question, result in _of_kind(view, "text")
    ]


def dimensions(view: ResultsView, words: Words) -> list[tuple[str, DimensionResult]]:
    """The parts of the index; only a survey with an index has them as figures."""
    if not view.survey.has_index:
        return []
    titles = {one.id: words.pick(one, "title") for one in view.survey.dimensions}
    return [(titles.get(one.id, one.id), one) for one in view.results.dimensions]


def columns(survey: Survey, words: Words) -> list[tuple[str, str, str]]:
    """The heatmap's columns: id, name, and the kind of the scale."""
    named = {dimension.id for dimension in survey.dimensions}
    used = {question.dimension for question in survey.questions}
    found = [
        (one.id, words.pick(one, "title"), "scale_1_5")
        for one in survey.dimensions
        if one.id in used
    ]
    found += [
        (
            one.id,
            words.gettext(N_("Rekommenderar oss, 0–10"))
            if one.kind == "recommend_0_10"
            else words.pick(one, "text").rstrip("."),
            one.kind,
        )
        for one in survey.questions
        if one.kind in {"scale_1_5", "recommend_0_10"} and one.dimension not in named
    ]
    return found


def cells(row: UnitCells, shown: Sequence[tuple[str, str, str]], words: Words) -> list[Cell]:
    """A row's cells; one that is hidden by itself says so."""
    return [
        Cell(heat(row.values[id_], kind), decimal(row.values[id_], words))
        if id_ in row.values
        else Cell("none", words.gettext(HIDDEN))
        for id_, _name, kind in shown
    ]


def heat(mean: float, kind: str = "scale_1_5") -> str:
    """The class of a mean: h1 is the lowest."""
    value = 1 + mean * 0.4 if kind == "recommend_0_10" else mean
    return next((name for least, name in _CLASSES if value >= least), "h1")


def bar(counts: Sequence[int], kinds: Sequence[str]) -> list[Piece]:
    """The pieces of a bar, in the order of the kinds; nothing for a count of zero."""
    total, x, pieces = sum(counts), 0.0, []
    for count, kind in zip(counts, kinds, strict=bool(counts)):
        if not count:
            continue
        width = 100 * count / total
        pieces.append(Piece(kind, round(x, 2), round(max(width - _GAP, 0.1), 2)))
        x += width
    return pieces


def decimal(value: float, words: Words) -> str:
    """'3,9': one decimal, also for a whole number."""
    return words.decimal(value)


def signed(value: int | None, words: Words) -> str:
    """'+18', '−4', '0'."""
    if not value:
        return "0"
    return f"{'+' if value > 0 else '−'}{words.number(abs(value))}"


def table(view: ResultsView, words: Words) -> list[list[str]]:
    """What the page shows, as the rows of a file: unit, question, what, figure."""
    _ = words.gettext
    unit, rows = title_of(view, words), []
    rows.append([_(N_("Enhet")), _(N_("Fråga")), _(N_("Mått")), _(N_("Värde"))])
    if view.results.hidden:
        rows.append([unit, "", "", _(HIDDEN)])
    else:
        rows += [[unit, "", name, value] for name, value, *_rest in figures(view, words)]
        rows += [
            [
                unit,
                name,
                _(N_("Index")),
                _shown(None if one.index is None else words.number(one.index), words),
            ]
            for name, one in dimensions(view, words)
        ]
        rows += _question_rows(view, unit, words)
    shown = columns(view.survey, words)
    for row in view.rows:
        name = words.pick(row, "name") or _(N_("Alla som tillfrågades"))
        if not row.cells.shown:
            rows.append([name, "", "", _(HIDDEN)])
            continue
        rows.append([name, "", _(N_("Svar")), words.number(row.cells.answered or 0)])
        for (_id, column, _kind), cell in zip(shown, cells(row.cells, shown, words), strict=True):
            rows.append([name, column, _(N_("Medelvärde")), cell.text])
    return rows


def _question_rows(view: ResultsView, unit: str, words: Words) -> list[list[str]]:
    _, rows = words.gettext, []
    for one in statements(view, words):
        if one.hidden:
            rows.append([unit, one.text, "", _(HIDDEN)])
            continue
        rows += [
            [unit, one.text, str(number), share] for number, share in enumerate(one.percents, 1)
        ]
        rows.append([unit, one.text, _(N_("Medelvärde")), one.mean])
    for group in recommends(view, words):
        if group.hidden:
            rows.append([unit, group.text, "", _(HIDDEN)])
        else:
            rows += [[unit, group.text, name, share] for name, share in group.groups]
    for choice in chosen(view, words):
        if choice.hidden:
            rows.append([unit, choice.text, "", _(HIDDEN)])
        else:
            rows += [
                [unit, choice.text, name, words.percent(share)]
                for name, share, _count in choice.rows
            ]
    for texts in written(view, words):
        if texts.hidden:
            rows.append([unit, texts.text, "", _(HIDDEN)])
        else:
            rows += [[unit, texts.text, _(N_("Svar i ord")), text] for text in texts.texts]
    return rows


def _shown(value: str | None, words: Words) -> str:
    return value if value is not None else words.gettext(HIDDEN)


def _of_kind(view: ResultsView, kind: str) -> list[tuple[Question, QuestionResult]]:
    if view.results.hidden:
        return []
    by_id = {question.id: question for question in view.survey.questions}
    return [
        (by_id[result.id], result)
        for result in view.results.questions
        if result.kind == kind and result.id in by_id
    ]
