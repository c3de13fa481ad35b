"""The demo's own pages: a mailbox that can be read, and a clock that can be moved."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import HTMLResponse

from chassis.clock import STOCKHOLM
from gateway.clients.mailbox import MailboxClient
from gateway.forms import Form
from gateway.i18n import N_
from gateway.parts import gather
from gateway.security import MAIL_POLICY
from gateway.visit import Guest, Posted, Visit, Visitor

router = APIRouter(include_in_schema=False)

_FURTHEST = timedelta(days=3 * 366)
_STEPS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
}


@router.get("/demo/brevlada")
async def mailbox(visit: Guest, till: str = "") -> HTMLResponse:
    """The mails that have been sent; `till`: to whom."""
    box = _mailbox(visit)
    (mails,) = await gather(box.newest(till or None))
    return await visit.page("demo/mailbox.html", mails=mails, to=till, path=_mail_path)


@router.get("/demo/brevlada/{mail_id}")
async def mail(visit: Guest, mail_id: str) -> HTMLResponse:
    """One mail, as text and as it looks in a mail program."""
    found = await _mailbox(visit).mail(mail_id)
    if found is None:
        raise HTTPException(404)
    return await visit.page("demo/mail.html", mail=found, path=_mail_path)


@router.get("/demo/brevlada/{mail_id}/visning")
async def mail_as_shown(visit: Guest, mail_id: str) -> Response:
    """A mail's HTML in a sandbox: its own style, no script, nothing from elsewhere."""
    found = await _mailbox(visit).mail(mail_id)
    if found is None or not found.html:
        raise HTTPException(404)
    return HTMLResponse(found.html, headers={"Content-Security-Policy": MAIL_POLICY})


@router.get("/demo/klocka")
async def clock(visit: Visitor) -> HTMLResponse:
    """What time the demo thinks it is."""
    return await _clock_page(visit, visit.form(day=visit.words.today.isoformat()))


@router.post("/demo/klocka")
async def move_clock(visit: Visitor, form: Posted) -> Response:
    """Move the clock forward by a step, to a day, or back to the machine's own time."""
    path = visit.gateway.settings.clock_file
    if path is None:
        raise HTTPException(404)
    offset = _new_offset(visit, form)
    if offset is None:
        return await _clock_page(visit, form, status=422)
    await asyncio.to_thread(_write, path, offset)
    return visit.go("/demo/klocka")


async def _clock_page(visit: Visit, form: Form, *, status: int = 200) -> HTMLResponse:
    return await visit.page(
        "demo/clock.html",
        status=status,
        form=form,
        movable=visit.gateway.settings.clock_file is not None,
        moved=abs(_offset(visit)) > timedelta(seconds=1),
    )


def _new_offset(visit: Visit, form: Form) -> timedelta | None:
    """The clock's new distance to the machine's; None with an error in the form."""
    go = form.raw("go")
    if go == "reset":
        return timedelta()
    if go in _STEPS:
        offset = _offset(visit) + _STEPS[go]
    else:
        day = form.day("day", missing=visit.words.gettext(N_("Välj en dag")))
        if day is None:
            return None
        local = visit.words.now.astimezone(STOCKHOLM)
        offset = datetime.combine(day, local.time(), STOCKHOLM) - datetime.now(UTC)
    if abs(offset) > _FURTHEST:
        form.fail("day", visit.words.gettext(N_("Välj en dag inom tre år.")))
        return None
    return offset


def _offset(visit: Visit) -> timedelta:
    return visit.words.now - datetime.now(UTC)


def _write(path: Path, offset: timedelta) -> None:
    """Replace the file as a whole, so that no reader sees half a number."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.write_text(str(round(offset.total_seconds())))
    new.replace(path)


def _mailbox(visit: Visit) -> MailboxClient:
    if visit.gateway.mailbox is None:
        raise HTTPException(404)
    return visit.gateway.mailbox


def _mail_path(mail_id: str) -> str:
    return f"/demo/brevlada/{quote(mail_id, safe='')}"
