"""HTTP in: commands and queries, by noun."""

from fastapi import APIRouter

from talks.api import (
    agreements,
    at_hand,
    booking,
    choices,
    coverage,
    criteria,
    cycles,
    documents,
    imports,
    notes,
    preparations,
    reads,
    salary_review,
    side_employment,
    talks,
    template_drafts,
    templates,
)
from talks.api.access import Access
from talks.at_hand import AtHand
from talks.declaring import Declaring
from talks.opening import Opening
from talks.reviewing import SalaryReview
from talks.room import Room
from talks.store import TalkStore


def routers(
    room: Room, store: TalkStore, opening: Opening, declaring: Declaring, access: Access
) -> list[APIRouter]:
    """All routes of the service."""
    return [
        templates.router(store),
        template_drafts.router(store, access),
        cycles.router(store, opening, access),
        choices.router(store, opening, access),
        coverage.router(store, access),
        criteria.router(store, access),
        salary_review.router(SalaryReview(store, room, access.clock), access),
        talks.router(room, store),
        booking.router(room, store, access.clock),
        at_hand.router(room, AtHand(store, room, access.clock), store),
        preparations.router(room, store),
        notes.router(room, store, access.clock),
        agreements.router(room, store, access.clock),
        documents.router(room, store, access.clock),
        reads.router(room),
        side_employment.router(declaring),
        imports.router(store),
    ]
