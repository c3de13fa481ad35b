"""Surveys without a service: pages of questions, answers in a form, bars and classes."""

from datetime import UTC, datetime

import pytest

from chassis.clock import FixedClock
from gateway.clients.directory import Unit
from gateway.clients.surveys import Question, UnitCells
from gateway.forms import Form
from gateway.i18n import Words
from gateway.views.survey_results_words import bar, heat, signed
from gateway.views.survey_words import last_day
from gateway.views.surveys_answering import answers_in, carried, pages_of
from gateway.views.surveys_results import heat_rows
from redthread_contracts.ids import UnitId

SWEDISH = Words("sv", FixedClock(datetime(2026, 10, 12, 9, tzinfo=UTC)))


def questions(count: int, kind: str = "scale_1_5") -> list[Question]:
    return [Question(id=f"p{number}", kind=kind, text_sv="?") for number in range(count)]


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(0, [0]), (1, [1]), (5, [5]), (6, [3, 3]), (9, [5, 4]), (11, [4, 4, 3]), (16, [4, 4, 4, 4])],
)
def test_questions_are_spread_evenly_with_at_most_five_on_a_page(
    count: int, sizes: list[int]
) -> None:
    pages = pages_of(questions(count))

    assert [len(page) for page in pages] == sizes
    assert [one for page in pages for one in page] == questions(count)


def test_a_skipped_question_is_missing_and_a_zero_is_an_answer() -> None:
    form = Form.posted(SWEDISH, [("q_p0", "0"), ("q_p1", "")])

    assert answers_in(form, questions(3, "recommend_0_10")) == {"p0": 0}
    assert form.errors == []


@pytest.mark.parametrize("wrong", ["0", "6", "-1", "1.5", "två", "1 "])
def test_a_number_beside_the_scale_is_an_error_and_not_an_answer(wrong: str) -> None:
    form = Form.posted(SWEDISH, [("q_p0", wrong)])

    assert answers_in(form, questions(1)) == {}
    assert [error.field for error in form.errors] == ["q_p0"]


def test_the_answers_of_the_other_pages_are_carried_and_nothing_else() -> None:
    asked = questions(2) + questions(3, "multiple")[2:]
    sent = [("q_p0", "4"), ("q_p2", "a"), ("q_p2", "b"), ("q_other", "x"), ("page", "1")]
    form = Form.posted(SWEDISH, sent)

    assert carried(form, asked, asked[:1]) == [("q_p2", "a"), ("q_p2", "b")]


def test_a_bar_is_as_wide_as_all_its_answers_and_has_no_piece_for_none() -> None:
    pieces = bar([1, 0, 3], ["k1", "k2", "k3"])

    assert [(one.kind, one.x) for one in pieces] == [("k1", 0.0), ("k3", 25.0)]
    assert pieces[-1].x + pieces[-1].width == pytest.approx(100, abs=0.5)
    assert bar([], ["k1"]) == []


@pytest.mark.parametrize(
    ("mean", "kind", "shown"),
    [
        (2.99, "scale_1_5", "h1"),
        (3.0, "scale_1_5", "h2"),
        (3.5, "scale_1_5", "h3"),
        (4.0, "scale_1_5", "h4"),
        (4.3, "scale_1_5", "h5"),
        (8.5, "recommend_0_10", "h5"),
        (4.0, "recommend_0_10", "h1"),
    ],
)
def test_a_mean_has_the_class_of_the_heatmap(mean: float, kind: str, shown: str) -> None:
    assert heat(mean, kind) == shown


@pytest.mark.parametrize(("value", "said"), [(18, "+18"), (0, "0"), (-4, "−4"), (None, "0")])
def test_enps_has_its_sign(value: int | None, said: str) -> None:
    assert signed(value, SWEDISH) == said


@pytest.mark.parametrize("closes", ["2026-10-23T21:59:00+00:00", "2026-10-23T22:00:00+00:00"])
def test_the_last_day_is_the_one_that_ends_when_it_closes(closes: str) -> None:
    assert last_day(datetime.fromisoformat(closes), SWEDISH) == "fredag 23 oktober"


def test_the_rows_of_the_heatmap_lie_as_the_organisation_does() -> None:
    def unit(id_: str, name: str, *above: str) -> Unit:
        path = [UnitId(step) for step in (*above, id_)]
        return Unit(id=UnitId(id_), path=path, name_sv=name)

    units = {
        one.id: one
        for one in (unit("t", "Staden"), unit("o", "Östra", "t"), unit("a", "Arkivet", "t"))
    }
    cells = [UnitCells(unit_id=UnitId(id_)) for id_ in ("o", "gone", "a", "t")]

    rows = heat_rows(cells, units, "sv")

    assert [(row.name_sv, row.depth) for row in rows] == [
        ("Staden", 0),
        ("Arkivet", 1),
        ("Östra", 1),
    ]
