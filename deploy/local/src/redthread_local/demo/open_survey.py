"""The survey of the demo that is open, and the action that came out of the one before.

HR launches it, and some answer, over the same API as everybody: only a fraction of the municipality
is asked, so that the start does not send hundreds of mails.
"""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from time import monotonic
from typing import Any

from redthread_local.demo.cast import BUILDING, ELLEN, MATTIAS, PERMITS, YASMIN
from redthread_local.demo.door import BUSY_SECONDS, PAUSE_SECONDS, Door, Progress, Said
from redthread_local.demo.ids import action_id, person_id, survey_id, unit_id
from redthread_local.demo.period import instant, workday
from redthread_local.demo.surveys import newest_survey_id
from redthread_local.failure import Failure

Row = dict[str, Any]

_AUDIENCE = ("E05-2", PERMITS, "E05-2B", "E05-2C", "E05-2D")
"""The building permits division with its units."""

_DAYS_OPEN = 10
_ANSWERED = 0.4
_DAYS_LEFT = 21
_STATEMENTS = ("hme1", "hme2", "hme3", "hme4", "hme5", "hme6", "hme7", "hme8", "hme9")


async def run_open_survey(
    surveys: Door, people: Sequence[Row], today: date, progress: Progress
) -> None:
    """Launch it unless it is there, and let some answer. Raises `Failure` with what to do."""
    units = {unit_id(code) for code in _AUDIENCE}
    asked = [each for each in people if each["unit_id"] in units and not each["protected"]]
    respondents = [each["id"] for each in asked if _answers(each["id"])]
    progress("open survey", 0, len(respondents))
    opened = survey_id("open", 0)
    await _until_moved_in(surveys, asked, today)
    said = await surveys.ask("PUT", f"/surveys/{opened}", YASMIN, _draft(today))
    if said.code != "survey-exists":
        _require(surveys, said)
        await _until_open(surveys, opened)
        for number, person in enumerate(respondents, start=1):
            path = f"/surveys/{opened}/answer"
            said = await surveys.ask("PUT", path, person, {"answers": _values(person)})
            # Who is away while it is open is not asked.
            if said.code not in ("already-answered", "survey-not-for-you"):
                _require(surveys, said)
            progress("open survey", number, len(respondents))
    progress("open survey", len(respondents), len(respondents))


async def follow_up(surveys: Door, today: date) -> None:
    """The action that the manager took on because of the newest pulse."""
    path = f"/surveys/{newest_survey_id()}/actions/{action_id(0)}"
    draft = {
        "unit_id": unit_id(PERMITS),
        "what": "Kortare veckomöte, och en timme utan möten varje förmiddag",
        "owner_id": MATTIAS,
        "due": workday(today + timedelta(days=_DAYS_LEFT)).isoformat(),
    }
    said = await surveys.ask("GET", f"/surveys/{newest_survey_id()}/actions", MATTIAS)
    _require(surveys, said)
    if not said.body["items"]:
        _require(surveys, await surveys.ask("PUT", path, MATTIAS, draft))


def _draft(today: date) -> Row:
    return {
        "title_sv": "Medarbetarenkät, Bygglov",
        "title_en": "Employee survey, Building permits",
        "template_id": "hme",
        "audience": {"kind": "units", "unit_ids": [unit_id(_AUDIENCE[0])]},
        "opens_at": instant(today, 0),
        "closes_at": instant(workday(today + timedelta(days=_DAYS_OPEN)) + timedelta(days=1), 0),
        "remind_days_before": [3, 1],
    }


async def _until_moved_in(surveys: Door, asked: Sequence[Row], today: date) -> None:
    """The service learns of people over the bus; whoever comes after the launch is not asked."""
    here = [each for each in asked if each["employed_from"] <= today.isoformat()]
    form = {"audience": _draft(today)["audience"]}
    until = monotonic() + BUSY_SECONDS
    while True:
        said = await surveys.ask("POST", "/surveys/preview", YASMIN, form)
        if said.status == 200:
            away = said.body["left_out"].get("absent") or 0
            if said.body["asked"] + away >= len(here):
                return
        if monotonic() > until:
            raise Failure(
                "The surveys service does not learn of the people. See `redthread dlt list` and "
                "`redthread logs surveys`."
            )
        await asyncio.sleep(PAUSE_SECONDS / 4)


async def _until_open(surveys: Door, opened: str) -> None:
    until = monotonic() + BUSY_SECONDS
    while True:
        said = await surveys.ask("GET", f"/surveys/{opened}", YASMIN)
        _require(surveys, said)
        if said.body["state"] != "launched" or monotonic() > until:
            return
        await asyncio.sleep(PAUSE_SECONDS / 4)


def _answers(person: str) -> bool:
    """Not those that one can log in as: they have something to answer."""
    return person not in (ELLEN, MATTIAS, person_id(BUILDING, 0)) and (
        Random(f"ekstad:answers:{person}").random() < _ANSWERED
    )


def _values(person: str) -> Row:
    rng = Random(f"ekstad:answer:{person}")
    return {each: min(5, max(1, round(rng.gauss(3.8, 0.9)))) for each in _STATEMENTS}


def _require(surveys: Door, said: Said) -> None:
    if said.status >= 300:
        raise surveys.refused(said)
