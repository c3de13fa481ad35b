"""Surveys: answering, planning and launching, results, and what is done about them."""

from fastapi import APIRouter

from gateway.pages.surveys import actions, answering, lists, planning, results

router = APIRouter(include_in_schema=False)
for part in (answering, actions, results, lists, planning):
    router.include_router(part.router)
