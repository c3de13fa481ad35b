"""Surveys of another system, as they are brought in."""

from datetime import UTC, datetime

from redthread_contracts.ids import PersonId, SurveyId, UnitId
from surveys.audience import MOST_UNITS
from surveys.imported import SurveyRow, UnitRow, counted
from surveys.template import built_in


def test_a_survey_of_the_largest_city_can_be_brought_in() -> None:
    units = tuple(UnitRow(unit_id=UnitId(f"u{n}"), asked=1) for n in range(MOST_UNITS))
    row = SurveyRow(
        id=SurveyId("whole-city"),
        title_sv="Alla",
        title_en="Everybody",
        template_id="pulse",
        opens_at=datetime(2026, 3, 2, tzinfo=UTC),
        closes_at=datetime(2026, 3, 16, tzinfo=UTC),
        author_id=PersonId("hr"),
        units=units,
    )
    ways = {unit.unit_id: (UnitId("city"), unit.unit_id) for unit in units}
    found = counted(row, built_in()["pulse"], ways)
    assert found.survey.asked == MOST_UNITS
    assert found.survey.audience.unit_ids == tuple(ways)
