"""Confirmed talks of a former system, sent by a system with the scope talks:import."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis.actor import Asking
from chassis.documents import Counts
from redthread_contracts.ids import TalkId
from talks.imported import TalkRow, bring_in
from talks.store import TalkStore
from talks.views import View

MOST_ROWS = 500


class ImportForm(BaseModel):
    """Rows; the same again change nothing."""

    model_config = ConfigDict(extra="forbid")

    talks: Annotated[list[TalkRow], Field(max_length=MOST_ROWS)]


class CountsView(View):
    """What became of the rows."""

    created: int
    changed: int
    unchanged: int


class ImportView(View):
    """What an import did."""

    talks: CountsView


def router(store: TalkStore) -> APIRouter:
    """Killed in the middle: send the same rows again."""
    routes = APIRouter(prefix="/imports", tags=["imports"])

    @routes.post("", response_model=ImportView)
    async def import_talks(form: ImportForm, asking: Asking) -> ImportView:
        asking.require_scope("talks:import")
        rows = {row.id: row for row in form.talks}
        counts = await store.talks.change_many(
            list(rows), lambda talk_id, talk: bring_in(talk, rows[TalkId(talk_id)])
        )
        return ImportView(talks=_counts(counts))

    return routes


def _counts(counts: Counts) -> CountsView:
    return CountsView(created=counts.created, changed=counts.changed, unchanged=counts.unchanged)
