"""The time of a talk: booking and moving it, proposing times, accepting one."""

from datetime import datetime, time
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from chassis.clock import STOCKHOLM, at
from gateway.clients.talks import Booking, Times
from gateway.forms import Form
from gateway.i18n import N_
from gateway.pages.talks.frame import NAV, crumbs, version_of
from gateway.problems import ServiceProblem
from gateway.views.calendar import talk_entry
from gateway.views.room_words import proposed_in_words, span_and_place, when_and_where
from gateway.views.talk import TalkView, talk_view
from gateway.views.talk_words import document_path
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import TalkId

router = APIRouter()

_FIELDS = {"starts": "from", "ends": "until", "place": "place"}
_LONGEST_PLACE = 200
MOST_PROPOSED = 3
"""How many times the page has room for; the service takes five."""


@router.get("/samtal/{talk_id}/boka")
async def booking_page(visit: Visitor, talk_id: TalkId) -> Any:
    """Day, from, until and place."""
    view = await talk_view(visit, talk_id)
    if not view.writable:
        return visit.go(_where_it_stands(view))
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


@router.post("/samtal/{talk_id}/boka/foreslagen")
async def accept(visit: Visitor, talk_id: TalkId, form: Posted) -> Any:
    """Book one of the times that the other proposed, if it is still proposed."""
    view = await talk_view(visit, talk_id)
    proposed = view.talk.proposed.times if view.talk.proposed else []
    chosen = next((one for one in proposed if _moment(one) == form.raw("time")), None)
    if chosen is None:
        form.fail(
            "", visit.words.gettext(N_("Tiden är inte längre föreslagen. Titta på tiderna igen."))
        )
        return await _page(visit, view, _form(visit, view), status=409, failed=form)
    try:
        await visit.clients.talks.book(visit.who, talk_id, chosen, view.version)
    except ServiceProblem as problem:
        if problem.code == "version-conflict":
            return await _moved_meanwhile(visit, talk_id, _form(visit, view))
        form.blame(problem)
        return await _page(visit, view, _form(visit, view), status=problem.status, failed=form)
    return visit.go(view.path)


@router.get("/samtal/{talk_id}/foresla")
async def propose_page(visit: Visitor, talk_id: TalkId) -> Any:
    """Up to three times that the other can choose from."""
    view = await talk_view(visit, talk_id)
    if not view.writable:
        return visit.go(_where_it_stands(view))
    return await _propose(visit, view, visit.form(version=view.version))


@router.post("/samtal/{talk_id}/foresla")
async def propose(visit: Visitor, talk_id: TalkId, form: Posted) -> Any:
    """Propose them, in place of all that were proposed. The same again changes nothing."""
    view = await talk_view(visit, talk_id)
    times, rows = _times(form)
    if form.errors:
        return await _propose(visit, view, form, status=422)
    fields = {
        f"times.{place}.{theirs}": f"{ours}_{row}"
        for place, row in enumerate(rows)
        for theirs, ours in (("starts", "from"), ("ends", "until"))
    }
    try:
        await visit.clients.talks.propose(
            visit.who, talk_id, Times(times=times), version_of(form.raw("version"))
        )
    except ServiceProblem as problem:
        if problem.code == "version-conflict":
            return await _changed_meanwhile(visit, talk_id, form)
        form.blame(problem, fields)
        return await _propose(visit, view, form, status=problem.status)
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


async def _changed_meanwhile(visit: Visit, talk_id: TalkId, form: Form) -> HTMLResponse:
    """Something in the talk has changed: say what stands now; the times written stay."""
    view = await talk_view(visit, talk_id)
    form.fail(
        "",
        visit.words.gettext(
            N_("Samtalet har ändrats medan du skrev. Se vad som gäller nu och skicka igen.")
        ),
    )
    now = Form(form.words, {**form.values, "version": [str(view.version)]}, form.errors)
    return await _propose(visit, view, now, status=409)


async def _propose(visit: Visit, view: TalkView, form: Form, *, status: int = 200) -> HTMLResponse:
    words = visit.words
    return await visit.page(
        "talk/propose.html",
        nav=NAV,
        status=status,
        view=view,
        form=form,
        rows=range(1, MOST_PROPOSED + 1),
        crumbs=crumbs(visit, view, words.gettext(N_("Föreslå tider"))),
        now=when_and_where(view.talk, words) if view.talk.booking else "",
        proposed=proposed_in_words(view, words),
    )


def _where_it_stands(view: TalkView) -> str:
    return document_path(view.talk) if view.talk.document_version else view.path


def _times(form: Form) -> tuple[list[Booking], list[int]]:
    """The rows that are filled in, and which they are."""
    _ = form.words.gettext
    place = form.line("place", longest=_LONGEST_PLACE)
    times, rows = [], []
    for row in range(1, MOST_PROPOSED + 1):
        names = [f"{name}_{row}" for name in ("day", "from", "until")]
        if not any(form.raw(name).strip() for name in names):
            continue
        booking = _one_time(form, *names, place=place)
        if booking:
            times.append(booking)
            rows.append(row)
    if not times and not form.errors:
        form.fail("day_1", _("Föreslå minst en tid"))
    return times, rows


async def _page(
    visit: Visit,
    view: TalkView,
    form: Form,
    *,
    status: int = 200,
    failed: Form | None = None,
) -> HTMLResponse:
    """`failed`: what went wrong with something else than the form."""
    words = visit.words
    return await visit.page(
        "talk/booking.html",
        nav=NAV,
        status=status,
        view=view,
        form=form,
        failed=failed,
        proposed=proposed_in_words(view, words),
        choices=[
            (_moment(one), span_and_place(one, words))
            for one in (view.talk.proposed.times if view.talk.proposed else [])
            if view.talk.proposed and view.talk.proposed.by != view.side
        ],
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
    place = form.line("place", longest=_LONGEST_PLACE)
    return _one_time(form, "day", "from", "until", place=place)


def _one_time(
    form: Form, day_name: str, from_name: str, until_name: str, *, place: str
) -> Booking | None:
    _ = form.words.gettext
    day = form.day(day_name, missing=_("Välj en dag"), first=form.words.today)
    starts = _clock_time(form, from_name, _("Skriv när samtalet börjar, till exempel 10.00"))
    ends = _clock_time(form, until_name, _("Skriv när samtalet slutar, till exempel 11.30"))
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
