"""When somebody gets another line manager (domain.md, "Talks" 11).

The talk follows the employee: also its signed documents, which the new manager reads from that
day on, and what the old manager had promised. What the old manager had prepared and not shared
stays theirs and is handed to nobody; the new manager begins with an empty page.
"""

from chassis.documents import Decision
from redthread_contracts.ids import PersonId
from redthread_contracts.talks import TalkManagerChanged
from talks.talk import Talk, decided


def hand_over(talk: Talk | None, manager_id: PersonId) -> Decision[Talk] | None:
    """Give a talk to the employee's line manager, also one that can be taken up again.

    One that ended with the employment stays where it was.
    """
    if talk is None or manager_id in talk.parties:
        return None
    if talk.state == "cancelled" and (
        talk.cancelled is None or talk.cancelled.because == "employment_ended"
    ):
        return None
    before = talk.manager_id
    shared_by = talk.manager_prepared_by or before
    agreements = tuple(
        one.model_copy(update={"owner_id": manager_id})
        if one.owner_id == before and one.status == "open"
        else one
        for one in talk.agreements
    )
    update = {
        "manager_id": manager_id,
        "first_manager_id": talk.first_manager_id or before,
        "manager_prepared_by": shared_by if talk.shared.manager else None,
        "agreements": agreements,
        # The calendar entry is sent anew: to the new manager, and taken from the old one.
        "booking_sequence": talk.booking_sequence + (talk.booking is not None),
        "proposed": None if talk.proposed and talk.proposed.by == "manager" else talk.proposed,
    }
    return decided(talk.model_copy(update=update), None, TalkManagerChanged)
