"""Agreements: what the two agreed on, who does it and until when (domain.md, "Talks" 6 and 8).

An agreement is a part of its talk. Its text freezes with the talk's document; its status is
followed up through the year.
"""

from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict

from chassis.errors import Conflict, FieldError, Invalid, NotFound
from redthread_contracts.ids import AgreementId, PersonId
from redthread_contracts.talks import AgreementFacts, AgreementStatus

FURTHEST_DUE = timedelta(days=5 * 366)
MOST_AGREEMENTS = 50
FOLLOW_UPS_KEPT = 50


class FollowUp(BaseModel):
    """What somebody said about how it went."""

    model_config = ConfigDict(frozen=True)

    status: AgreementStatus
    note: str
    by: PersonId
    at: datetime


class Agreement(BaseModel):
    """Something agreed on. `follow_ups` is its history, newest last."""

    model_config = ConfigDict(frozen=True)

    agreement_id: AgreementId
    what: str
    owner_id: PersonId
    due: date
    status: AgreementStatus = "open"
    follow_ups: tuple[FollowUp, ...] = ()

    def facts(self) -> AgreementFacts:
        """What other services may know: no text."""
        return AgreementFacts(
            agreement_id=self.agreement_id,
            owner_id=self.owner_id,
            due=self.due,
            status=self.status,
        )


Agreements = tuple[Agreement, ...]


def put(
    agreements: Agreements,
    wanted: Agreement,
    *,
    parties: tuple[PersonId, PersonId],
    today: date,
) -> Agreements:
    """Add the agreement, or change its text, owner and due day; its follow-ups stay.

    Raises `Invalid` for an owner outside the talk or an unreasonable day, `Conflict` when there
    are too many. A due day that has passed may stay as it is, but none is set in the past.
    """
    known = _by_id(agreements, wanted.agreement_id)
    if wanted.owner_id not in parties:
        raise _wrong("owner_id", "owner-not-in-talk", "Choose one of the two who have the talk.")
    if known is None or known.due != wanted.due:
        _check_due(wanted.due, today)
    if known is not None:
        changed = known.model_copy(
            update={"what": wanted.what, "owner_id": wanted.owner_id, "due": wanted.due}
        )
        return _replace(agreements, changed)
    if len(agreements) >= MOST_AGREEMENTS:
        raise Conflict(
            "too-many-agreements",
            f"A talk holds at most {MOST_AGREEMENTS} agreements. Put some of them together.",
            most=MOST_AGREEMENTS,
        )
    return (*agreements, wanted)


def remove(agreements: Agreements, agreement_id: AgreementId) -> Agreements:
    """Without the agreement; the same when it is not there."""
    return tuple(one for one in agreements if one.agreement_id != agreement_id)


def follow_up(agreements: Agreements, agreement_id: AgreementId, said: FollowUp) -> Agreements:
    """Set the status and keep the note. The same again changes nothing. Raises `NotFound`."""
    known = _by_id(agreements, agreement_id)
    if known is None:
        raise NotFound("agreement-not-found", "There is no such agreement in this talk.")
    newest = known.follow_ups[-1] if known.follow_ups else None
    if known.status == said.status and (newest.note if newest else "") == said.note:
        return agreements
    kept = (*known.follow_ups, said)[-FOLLOW_UPS_KEPT:]
    return _replace(
        agreements, known.model_copy(update={"status": said.status, "follow_ups": kept})
    )


def with_status(agreements: Agreements, status: AgreementStatus | None) -> Agreements:
    """Those of this status; None: all."""
    return tuple(one for one in agreements if status in (None, one.status))


def _check_due(due: date, today: date) -> None:
    if due < today:
        raise _wrong("due", "due-passed", "The day has passed. Choose today or a later day.")
    if due > today + FURTHEST_DUE:
        raise _wrong("due", "due-too-far", "Choose a day within five years.")


def _by_id(agreements: Agreements, agreement_id: AgreementId) -> Agreement | None:
    return next((one for one in agreements if one.agreement_id == agreement_id), None)


def _replace(agreements: Agreements, changed: Agreement) -> Agreements:
    return tuple(changed if one.agreement_id == changed.agreement_id else one for one in agreements)


def _wrong(field: str, code: str, message: str) -> Invalid:
    return Invalid(
        "agreement-invalid",
        "The agreement can not be saved as it is.",
        fields=[FieldError(field, code, message)],
    )
