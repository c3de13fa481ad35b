"""A surveys service of one's own and the people whom it asks, for the faults.

`python -m tests.faults.polls POINT NTH` is the service as it is, which kills itself at the nth time
at a point of a submit: `marked` (the mark is written, not the answer), `kept` (both, nothing is
committed) or `committed` (the respondent has not been told).
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from chassis.mongo import Database, Session
from chassis.service import serve
from chassis.testing import Publisher, eventually
from chassis.testing.asking import Asker
from chassis.tokens import TokenMaker, new_key_pair
from redthread_contracts.directory import PersonChanged, UnitChanged
from redthread_contracts.ids import PersonId, SurveyId, UnitId
from surveys import app
from surveys.answer import Answer, Value
from surveys.box import Box
from surveys.settings import Settings
from surveys.suppression import Path
from tests.faults.letters import Branch
from tests.faults.stage import Stage

HR, UNIT = PersonId("hanna"), UnitId("E05")


@dataclass
class Polls:
    """Surveys in a branch, with a database and people of their own."""

    stage: Stage
    branch: Branch
    people: Sequence[str]
    opens: datetime
    keys: tuple[str, str] = field(default_factory=new_key_pair)

    @property
    def database(self) -> str:
        """Apart from the branch's notifier's."""
        return f"{self.branch.name}_surveys"

    @property
    def mongo(self) -> Database:
        """What the service has written."""
        return self.stage.mongo[self.database]

    @asynccontextmanager
    async def service(
        self, *, point: str = "", nth: int = 1
    ) -> AsyncIterator[tuple[asyncio.subprocess.Process, Asker]]:
        """The service, killed at the nth time at a point if there is one; and who asks it."""
        module, arguments = ("tests.faults.polls", (point, str(nth))) if point else ("surveys", ())
        private, public = self.keys
        async with self.branch.running(
            self.stage,
            module,
            *arguments,
            database=self.database,
            internal_public_key=public,
        ) as (process, url):
            await eventually(self._is_settled, seconds=60)
            yield process, Asker(self.stage.session, url, TokenMaker(private), "surveys")

    async def settle_in(self, publisher: Publisher) -> None:
        """A unit with everybody in it, on the bus."""
        unit = UnitChanged(
            unit_id=UNIT,
            parent_id=None,
            path=(UNIT,),
            name_sv="Bygglov",
            name_en="Building permits",
            level="municipality",
            manager_id=HR,
        )
        await publisher.publish(unit, UNIT, 1)
        await asyncio.gather(
            *(publisher.publish(_person(each), each, 1) for each in (HR, *self.people))
        )

    async def launch(self, asker: Asker) -> str:
        """A survey that is open from now; returns its id."""
        survey_id = str(uuid4())
        said = await asker.ask("PUT", f"/surveys/{survey_id}", HR, self.draft())
        assert said.status == 200, said.body
        return survey_id

    def draft(self) -> dict[str, Any]:
        """To everybody, for two weeks, the pulse's questions."""
        return {
            "title_sv": "Temperaturmätning",
            "title_en": "Pulse",
            "template_id": "pulse",
            "audience": {"kind": "list", "person_ids": list(self.people)},
            "opens_at": self.opens.isoformat(),
            "closes_at": (self.opens + timedelta(days=14)).isoformat(),
        }

    async def _is_settled(self) -> bool:
        everybody = len(self.people) + 1
        return await self.mongo["directory_people"].count_documents({}) == everybody


def _person(name: str) -> PersonChanged:
    return PersonChanged(
        person_id=PersonId(name),
        employee_number=f"nr-{name}",
        given_name="Åsa",
        family_name="Sandgren",
        email=f"{name}@ekstad.example",
        title="handläggare",
        staff_group="administration",
        unit_id=UNIT,
        employed_from=date(2020, 1, 1),
        roles=("hr",) if name == HR else (),
    )


class DyingBox(Box):
    """Dies in the middle of taking an answer, by SIGKILL: nothing is rolled back or said."""

    point: str
    left: int

    async def put(
        self, survey_id: SurveyId, person_id: PersonId, values: Mapping[str, Value]
    ) -> None:
        await super().put(survey_id, person_id, values)
        self._die_at("committed")

    async def _mark(self, participant: str, session: Session) -> Path | None:
        group = await super()._mark(participant, session)
        self._die_at("marked")
        return group

    async def _keep(self, survey_id: SurveyId, answer: Answer, session: Session) -> None:
        await super()._keep(survey_id, answer, session)
        self._die_at("kept")

    def _die_at(self, point: str) -> None:
        if point == type(self).point:
            type(self).left -= 1
            if type(self).left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    DyingBox.point, DyingBox.left = sys.argv[1], int(sys.argv[2])
    vars(app)["Box"] = DyingBox  # the one thing in it that is not as it is
    settings = Settings()
    serve(app.create_app(settings), settings)
