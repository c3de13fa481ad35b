"""The talks service: salary criteria, and the basis of the salary review."""

from datetime import date, datetime

from pydantic import ConfigDict, Field

from gateway.clients.base import Items, ServiceClient, Versioned, View
from redthread_contracts.ids import PersonId, TalkId


class Level(View):
    """A step of the assessment."""

    level: int
    sv: str = ""
    en: str = ""


class Criterion(View):
    """What is assessed."""

    id: str
    title_sv: str = ""
    title_en: str = ""
    means_sv: str = ""
    means_en: str = ""
    signs_sv: list[str] = Field(default=[])
    signs_en: list[str] = Field(default=[])


class Criteria(View):
    """The words of a set."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "title_sv": "Lönekriterier",
                "title_en": "Salary criteria",
                "levels": [
                    {"level": 1, "sv": "Behöver utvecklas", "en": "Needs development"},
                    {"level": 2, "sv": "Enligt förväntan", "en": "As expected"},
                ],
                "criteria": [
                    {
                        "id": "result",
                        "title_sv": "Mål och resultat",
                        "title_en": "Goals and results",
                        "means_sv": "Når de mål som är överenskomna.",
                        "means_en": "Reaches the goals agreed.",
                        "signs_sv": ["Levererar i tid"],
                        "signs_en": ["Delivers on time"],
                    }
                ],
            }
        }
    )

    title_sv: str = ""
    title_en: str = ""
    levels: list[Level] = Field(default=[])
    criteria: list[Criterion] = Field(default=[])

    def level(self, value: int | str | None) -> Level | None:
        """The level of an answer; None: not assessed."""
        return next((each for each in self.levels if str(each.level) == str(value)), None)


class CriteriaSet(View):
    """The criteria of a year and a staff group; `frozen_at` None: they can be changed."""

    id: str
    year: int
    staff_group: str = ""
    criteria: Criteria
    frozen_at: datetime | None = None


class AssessedEmployee(View):
    """The levels that both chose, by criterion. Empty until both have shared."""

    employee_id: PersonId
    talk_id: TalkId
    state: str = "planned"
    held_on: date | None = None
    document_version: int = 0
    criteria_set_id: str = ""
    employee: dict[str, int] = Field(default={})
    manager: dict[str, int] = Field(default={})


class SalaryReview(View):
    """The employees of a manager, and the sets that they were assessed by."""

    year: int
    sets: list[CriteriaSet] = Field(default=[])
    employees: list[AssessedEmployee] = Field(default=[])


class SalaryClient:
    """What the gateway asks about salary criteria."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def written(self, who: PersonId, year: int) -> list[CriteriaSet]:
        """The sets that were written for a year, or are in use."""
        answer = await self._service.get(who, f"/criteria-sets/{year}/written")
        return answer.read(Items[CriteriaSet]).items

    async def criteria(
        self, who: PersonId, year: int, staff_group: str = ""
    ) -> Versioned[CriteriaSet]:
        """What holds for a year and a staff group; version 0: nobody wrote it."""
        answer = await self._service.get(who, f"/criteria-sets/{year}", staff_group=staff_group)
        return answer.versioned(CriteriaSet)

    async def write(
        self, who: PersonId, year: int, staff_group: str, criteria: Criteria, version: int
    ) -> Versioned[CriteriaSet]:
        """Write a set."""
        answer = await self._service.put(
            who, f"/criteria-sets/{year}", criteria, version=version, staff_group=staff_group
        )
        return answer.versioned(CriteriaSet)

    async def review(self, who: PersonId, year: int | None) -> SalaryReview:
        """What both assessed in the talks of a year (the newest), per employee of mine."""
        return (await self._service.get(who, "/salary-review", year=year)).read(SalaryReview)
