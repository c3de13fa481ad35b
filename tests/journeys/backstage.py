"""Brings talks to the point where a test begins, through the services' own APIs."""

import json
import urllib.request
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from urllib.error import HTTPError
from uuid import uuid4

from chassis.clock import SystemClock, local_date
from chassis.tokens import TokenMaker
from tests.journeys.people import MATTIAS, PERMITS, YASMIN, Person
from tests.journeys.waiting import wait_for
from tests.system import System

Json = Any


class Backstage:
    """The services, asked as anybody."""

    def __init__(self, system: System) -> None:
        self._urls = {part["name"]: part["url"] for part in system.status()["parts"]}
        self._tokens = TokenMaker(system.private_key)

    def ask(
        self,
        service: str,
        method: str,
        path: str,
        who: Person,
        body: Json = None,
        version: int | None = None,
    ) -> Json:
        """One call to a service. Raises `HTTPError` when it says no."""
        request = urllib.request.Request(  # noqa: S310 - our own services
            f"{self._urls[service]}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self._tokens.make(service, person_id=who.id)}",
                "Content-Type": "application/json",
                **({} if version is None else {"If-Match": f'"{version}"'}),
            },
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            text = answer.read()
        return json.loads(text) if text else None

    def unit(self, name: str) -> str:
        """The id of a unit."""
        units = self.ask("directory", "GET", "/units", YASMIN)["items"]
        return next(str(unit["id"]) for unit in units if unit["name_sv"] == name)

    def start_cycle(self, title: str = "Mål- och utvecklingssamtal") -> str:
        """Open a talk for everybody in Ellen's and Mattias' unit; its id."""
        cycle, today = str(uuid4()), self.today()
        self.ask(
            "talks",
            "PUT",
            f"/cycles/{cycle}",
            YASMIN,
            {
                "title": title,
                "template_id": "standard",
                "template_version": 1,
                "unit_ids": [self.unit(PERMITS)],
                "opens": today.isoformat(),
                "last_day": (today + timedelta(days=60)).isoformat(),
            },
        )
        wait_for(lambda: self.cycle(cycle)["state"] == "open", "the cycle to open its talks")
        return cycle

    def today(self) -> date:
        """The machine's day: the shared system's clock is never moved."""
        return local_date(SystemClock().now())

    def cycle(self, cycle: str) -> Json:
        """A cycle as HR sees it."""
        return self.ask("talks", "GET", f"/cycles/{cycle}", YASMIN)

    def talk_of(self, employee: Person) -> str:
        """The id of somebody's open talk with Mattias."""
        path = "/talks?as=employee&state=open"

        def found() -> str | None:
            items = self.ask("talks", "GET", path, employee)["items"]
            return str(items[0]["id"]) if items else None

        return wait_for(found, f"a talk of {employee.name}")

    def talk(self, talk: str, who: Person = MATTIAS) -> Json:
        """A talk as one of the two sees it."""
        return self.ask("talks", "GET", f"/talks/{talk}", who)

    def own_goal(self, owner: Person, *, measured: bool = False) -> str:
        """A running goal of somebody; `measured`: with a figure or per cent."""
        goals = self.ask("goals", "GET", "/goals?owner=me&status=active", owner)["items"]
        return next(
            str(goal["id"]) for goal in goals if not measured or goal["measure"]["kind"] != "yes_no"
        )

    def prepare(self, talk: str, who: Person, text: str) -> None:
        """Write the same text into the first question of the first section."""
        section = next(one for one in self.talk(talk, who)["sections"] if one["prepared"])
        prompt = section["prompts"][0]["id"]
        path = f"/talks/{talk}/preparations/mine/{section['id']}"
        self.ask("talks", "PUT", path, who, {"answers": {prompt: text}}, version=0)

    def both_share(self, talk: str, employee: Person) -> None:
        """Both have prepared and shared: the talk room is open."""
        for who in (employee, MATTIAS):
            self.prepare(talk, who, f"Det här förberedde {who.given}.")
            self.ask("talks", "POST", f"/talks/{talk}/share", who)

    def note(self, talk: str, who: Person, text: str) -> str:
        """Write a shared note in the first section; its section's id."""
        section = str(self.talk(talk, who)["sections"][0]["id"])
        notes = self.ask("talks", "GET", f"/talks/{talk}/notes", who)["sections"]
        version = notes.get(section, {}).get("version", 0)
        body = {"text": text, "discussed": True}
        self.ask("talks", "PUT", f"/talks/{talk}/notes/{section}", who, body, version=version)
        return section

    def clash(self, talk: str, employee: Person) -> str:
        """Let both write the same note at once: it has two versions then. Its section's id."""
        section = str(self.talk(talk, employee)["sections"][1]["id"])
        path = f"/talks/{talk}/notes/{section}"
        for who in (employee, MATTIAS):
            body = {"text": f"{who.given} skrev det här.", "discussed": False}
            with suppress(HTTPError):  # the second is a conflict, and is kept
                self.ask("talks", "PUT", path, who, body, version=0)
        return section

    def agree(self, talk: str, what: str, owner: Person, due: date) -> str:
        """Add an agreement; its id."""
        agreement = str(uuid4())
        body = {"what": what, "owner_id": owner.id, "due": due.isoformat()}
        self.ask("talks", "PUT", f"/talks/{talk}/agreements/{agreement}", MATTIAS, body)
        return agreement

    def finish(self, talk: str) -> None:
        """End the talk; the document waits to be confirmed."""
        body: Json = {"goals": [], "reviewed": []}
        version = self._version(talk)
        self.ask("talks", "POST", f"/talks/{talk}/finish", MATTIAS, body, version=version)

    def confirm(self, talk: str, who: Person) -> None:
        """Confirm the newest document."""
        version = self.talk(talk, who)["document_version"]
        found = self.ask("talks", "GET", f"/talks/{talk}/documents/{version}", who)
        body = {"hash": found["hash"], "disagree": False, "comment": ""}
        self.ask("talks", "POST", f"/talks/{talk}/confirm", who, body)

    def _version(self, talk: str) -> int:
        request = urllib.request.Request(  # noqa: S310 - our own services
            f"{self._urls['talks']}/talks/{talk}",
            headers={"Authorization": f"Bearer {self._tokens.make('talks', person_id=MATTIAS.id)}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.headers["ETag"].strip('W/"'))
