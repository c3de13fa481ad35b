"""What the API answers with about side employment."""

from collections.abc import Sequence
from datetime import date

from redthread_contracts.ids import PersonId
from talks.reading import Read, newest_first
from talks.side_employment import Declaration, SideEmployment, Status
from talks.views import ReadView, View


class SideEmploymentView(View):
    """What somebody has stated, newest first, and who has read it."""

    person_id: PersonId
    declarations: Sequence[Declaration]
    reads: Sequence[ReadView]

    @classmethod
    def of(
        cls, person_id: PersonId, known: SideEmployment | None, reads: Sequence[Read]
    ) -> "SideEmploymentView":
        """None: nothing is stated yet."""
        return cls(
            person_id=person_id,
            declarations=tuple(reversed(known.declarations)) if known else (),
            reads=[
                ReadView(**read.model_dump(exclude={"id", "talk_id", "owner"}))
                for read in newest_first(reads)
            ],
        )


class SideEmploymentStatusView(View):
    """How far somebody has come. `waits`: for the manager's assessment; HR is not told."""

    person_id: PersonId
    status: Status
    renew_by: date | None
    waits: bool | None

    @classmethod
    def of(
        cls,
        person_id: PersonId,
        known: SideEmployment | None,
        today: date,
        *,
        for_manager: bool,
    ) -> "SideEmploymentStatusView":
        """None: nothing is stated yet."""
        return cls(
            person_id=person_id,
            status=known.status(today) if known else "missing",
            renew_by=known.newest.renew_by if known else None,
            waits=(known is not None and known.waits) if for_manager else None,
        )
