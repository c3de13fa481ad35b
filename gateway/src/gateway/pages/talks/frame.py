"""What the talk's pages share: where one comes back to, crumbs, and the answer to an autosave."""

from typing import Any

from fastapi import HTTPException
from fastapi.responses import HTMLResponse

from gateway.i18n import N_
from gateway.problems import ServiceDown, ServiceProblem, sentence
from gateway.views.talk import TalkView
from gateway.visit import Visit

NAV = "talks"

Crumb = tuple[str, str]


def crumbs(visit: Visit, view: TalkView, *here: str) -> list[Crumb]:
    """Samtal / the talk / this page. A manager's talks are named by the employee."""
    name = talk_name(view)
    first = (visit.words.gettext(N_("Samtal")), "/samtal")
    return [first, (name, view.path), *((step, "") for step in here)]


def talk_crumbs(visit: Visit, view: TalkView) -> list[Crumb]:
    """Samtal / the talk, on its own page."""
    return [(visit.words.gettext(N_("Samtal")), "/samtal"), (talk_name(view), "")]


def talk_name(view: TalkView) -> str:
    """What the talk is called where one comes from."""
    return view.employee.name if view.side == "manager" else view.talk.title


def not_found() -> HTTPException:
    """There is no such part of the talk."""
    return HTTPException(404)


def version_of(raw: str) -> int:
    """The version that a form was made from; 0 for none."""
    return int(raw) if raw.isdecimal() and len(raw) < 16 else 0


def saved(visit: Visit, **context: Any) -> HTMLResponse:
    """The answer to an autosave that went well: when, and the version to write on from."""
    return visit.fragment("talk/saved.html", **context)


def unsaved(visit: Visit, problem: ServiceProblem | ServiceDown) -> HTMLResponse:
    """The answer to one that did not: why, and a button that sends the same text again."""
    return visit.fragment(
        "talk/unsaved.html", status=problem.status, message=sentence(problem, visit.words)
    )
