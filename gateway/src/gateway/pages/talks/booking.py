"""Booking the time of a talk, and moving it."""

from datetime import datetime, time
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from chassis.clock import STOCKHOLM, at
from gateway.clients.talks import Booking
from gateway.forms import Form
from gateway.i18n import N_
from gateway.pages.talks.frame import NAV, crumbs, version_of
from gateway.problems import ServiceProblem
from gateway.views.calendar import talk_entry
from gateway.views.room_words import when_and_where
from gateway.views.talk import TalkView, talk_view
from gateway.views.talk_words import document_path
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import TalkId

router = APIRouter()

_FIELDS = {"starts": "from", "ends": "until", "place": "place"}
_LONGEST_PLACE = 200
_BEFORE_TALK = frozenset({"planned", "preparing", "ready"})


@router.get("/samtal/{talk_id}/boka")
async def booking_page(visit: Visitor, talk_id: TalkId) -> Any:
    """Day, from, until and place."""
    view = await talk_view(visit, talk_id)
    if view.talk.state not in _BEFORE_TALK:
        return visit.go(document_path(view.talk) if not view.writable else view.path)
    return await _page(visit, view, _form(visit, view))


@router.post("/samtal/{talk_id}/boka")
async def book(visit: Visitor, talk_id: TalkId, form: Posted) -> Any:
    """Book it. The same time again changes nothing."""
    view = await talk_view(visit, talk_id)
    wanted = _booking(form)
    if wanted is None:
        return await _page(visit, view, form, status=422)
    version = version_of(form.raw("version"))
    if form.raw("was") == _moment(view.talk.booking):
        # Something else in the talk changed since the page was shown, not its time.
        version = view.version
    try:
        await visit.clients.talks.book(visit.who, talk_id, wanted, version)
    except ServiceProblem as problem:
        if problem.code == "version-conflict":
            return await _moved_meanwhile(visit, talk_id, form)
        form.blame(problem, _FIELDS)
        return await _page(visit, view, form, status=problem.status)
    return visit.go(view.path)


@router.get("/samtal/{talk_id}/tid.ics")
async def entry(visit: Visitor, talk_id: TalkId) -> Response:
    """The booked time for one's own calendar."""
    content = talk_entry(visit, await talk_view(visit, talk_id))
    headers = {"Content-Disposition": 'attachment; filename="samtal.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@router.post("/samtal/{talk_id}/avboka")
async def cancel_booking(visit: Visitor, talk_id: TalkId, form: Posted) -> Any:
    """Call the time off, if it still is the one that was shown."""
    view = await talk_view(visit, talk_id)
    if form.raw("was") != _moment(view.talk.booking):
        return await _moved_meanwhile(visit, talk_id, _form(visit, view))
    try:
        await visit.clients.talks.cancel_booking(visit.who, talk_id, view.version)
    except ServiceProblem as problem:
        if problem.code == "version-conflict":
            return await _moved_meanwhile(visit, talk_id, _form(visit, view))
        raise
    return visit.go(view.path)


async def _moved_meanwhile(visit: Visit, talk_id: TalkId, form: Form) -> HTMLResponse:
    """The other booked another time while this one was being written: show both."""
    view = await talk_view(visit, talk_id)
    when = when_and_where(view.talk, visit.words)
    form.fail(
        "day",
        visit.words.gettext(
            N_(
                "%(name)s bokade en annan tid medan du skrev: %(when)s. Boka igen om din ska gälla."
            ),
            name=view.other.given,
            when=when,
        ),
    )
    return await _page(visit, view, form, status=409)


async def _page(visit: Visit, view: TalkView, form: Form, *, status: int = 200) -> HTMLResponse:
    return await visit.page(
        "talk/booking.html",
        nav=NAV,
        status=status,
        view=view,
        form=form,
        was=_moment(view.talk.booking),
        crumbs=crumbs(visit, view, visit.words.gettext(N_("Tid"))),
        now=when_and_where(view.talk, visit.words) if view.talk.booking else "",
    )


def _form(visit: Visit, view: TalkView) -> Form:
    booking = view.talk.booking
    if booking is None:
        return visit.form(version=view.version)
    starts, ends = booking.starts.astimezone(STOCKHOLM), booking.ends.astimezone(STOCKHOLM)
    return visit.form(
        version=view.version,
        day=starts.date().isoformat(),
        **{"from": f"{starts:%H:%M}", "until": f"{ends:%H:%M}"},
        place=booking.place,
    )


def _booking(form: Form) -> Booking | None:
    _ = form.words.gettext
    day = form.day("day", missing=_("Välj en dag"), first=form.words.today)
    starts = _clock_time(form, "from", _("Skriv när samtalet börjar, till exempel 10.00"))
    ends = _clock_time(form, "until", _("Skriv när samtalet slutar, till exempel 11.30"))
    place = form.line("place", longest=_LONGEST_PLACE)
    if form.errors or day is None or starts is None or ends is None:
        return None
    return Booking(starts=at(day, starts), ends=at(day, ends), place=place)


def _clock_time(form: Form, name: str, missing: str) -> time | None:
    raw = form.text(name, missing=missing).replace(".", ":")
    if not raw:
        return None
    for pattern in ("%H:%M", "%H:%M:%S", "%H"):
        try:
            return datetime.strptime(raw, pattern).time()  # noqa: DTZ007 - a time of day only
        except ValueError:
            continue
    form.fail(name, missing)
    return None


def _moment(booking: Booking | None) -> str:
    return f"{booking.starts.isoformat()}/{booking.ends.isoformat()}" if booking else ""
