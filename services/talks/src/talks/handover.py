"""When somebody gets another line manager, or leaves (domain.md, "Talks" 11).

The talk follows the employee: also its signed documents, which the new manager reads from that
day on, and what the old manager had promised. What the old manager had prepared and not shared
stays theirs and is handed to nobody; the new manager begins with an empty page.
"""

from chassis.documents import Decision
from redthread_contracts.ids import PersonId
from redthread_contracts.talks import TalkCancelled, TalkManagerChanged
from talks.talk import OPEN, Talk, decided


def hand_over(talk: Talk | None, manager_id: PersonId) -> Decision[Talk] | None:
    """Give a talk to the employee's line manager. A cancelled one stays where it was."""
    if talk is None or talk.state == "cancelled" or manager_id in talk.parties:
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
    }
    return decided(talk.model_copy(update=update), None, TalkManagerChanged)


def employment_ended(talk: Talk | None) -> Decision[Talk] | None:
    """The employee has left: an open talk will not be held. A confirmed one stays as it is."""
    if talk is None or talk.state not in OPEN:
        return None
    return decided(talk.model_copy(update={"state": "cancelled"}), None, TalkCancelled)
