"""The salary criteria of a year: HR writes them, everybody can read what they are assessed by."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from chassis.actor import Asking
from chassis.http import IfMatch, etag
from talks.api.access import Access
from talks.criteria import Criteria, criteria_set_id, write
from talks.salary_views import CriteriaSetView
from talks.store import TalkStore
from talks.views import Items

Year = Annotated[int, Path(ge=2000, le=2200)]
StaffGroup = Annotated[str, Query(max_length=100)]


def router(store: TalkStore, access: Access) -> APIRouter:
    """Readable for everybody; written by HR."""
    routes = APIRouter(prefix="/criteria-sets/{year}", tags=["salary criteria"])

    @routes.get("/written", response_model=Items[CriteriaSetView])
    async def list_sets(year: Year, asking: Asking) -> Items[CriteriaSetView]:
        """The sets that are written or in use; for other staff groups holds everybody's."""
        asking.require_person()
        found = await store.criteria_sets.find({"year": year})
        return Items(items=[CriteriaSetView.of(each.state) for each in found])

    @routes.get("", response_model=CriteriaSetView)
    async def read_set(
        year: Year, asking: Asking, response: Response, staff_group: StaffGroup = ""
    ) -> CriteriaSetView:
        """What holds for a year and a staff group ("": everybody); version 0: nobody wrote it."""
        asking.require_person()
        stored = await store.criteria_sets.get(criteria_set_id(year, staff_group))
        etag(response, stored.version if stored else 0)
        return CriteriaSetView.of(await store.criteria.of(year, staff_group))

    @routes.put("", response_model=CriteriaSetView)
    async def write_set(
        year: Year,
        criteria: Criteria,
        version: IfMatch,
        asking: Asking,
        response: Response,
        staff_group: StaffGroup = "",
    ) -> CriteriaSetView:
        """Write a set; `If-Match: "0"` for one that nobody wrote. One in use is frozen."""
        await access.require_hr(asking.require_person())
        await store.criteria_sets.change(
            criteria_set_id(year, staff_group),
            lambda known: write(known, year, staff_group, criteria),
            expected=version,
        )
        return await read_set(year, asking, response, staff_group)

    return routes
