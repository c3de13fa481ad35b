"""The talk's pages: lists, booking, preparation, the talk room, the document, follow-ups."""

from fastapi import APIRouter

from gateway.pages.talks import (
    agreements,
    at_hand,
    booking,
    calling_off,
    document,
    goals,
    lists,
    notes,
    preparation,
    room,
    sentences,
    sharing,
)
from gateway.problems import add_sentences

router = APIRouter(include_in_schema=False)
for part in (
    *(lists, booking, calling_off, preparation, sharing, room, notes, agreements, goals, document),
    at_hand,
):
    router.include_router(part.router)

add_sentences(sentences.SENTENCES)
