"""The talk's pages: lists, booking, preparation, the talk room, the document, follow-ups."""

from fastapi import APIRouter

from gateway.pages.talks import (
    agreements,
    booking,
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
for part in (lists, booking, preparation, sharing, room, notes, agreements, goals, document):
    router.include_router(part.router)

add_sentences(sentences.SENTENCES)
