"""Talks, goals and mails in every state that a page can show, made behind the scenes."""

import json
import smtplib
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from uuid import uuid4

from notifier.mail import Letterhead, Receiver, compose
from notifier.notification import Notification
from redthread_contracts.ids import NotificationId, PersonId, TalkId
from redthread_local.demo.ids import action_id, survey_id
from redthread_local.demo.surveys import newest_survey_id
from tests.journeys.backstage import Backstage, Json
from tests.journeys.people import ELLEN, MATTIAS, PERMITS, YASMIN, Person, colleague
from tests.journeys.waiting import wait_for
from tests.system import System

PREPARING = colleague("Åsa Öman")
SHARED = colleague("Nils Arvidsson")
TALKING = colleague("Elin Åkerblom")
ASKED = colleague("David Hallberg")
LOCKED = colleague("Cecilia Ström")
REOPENED = colleague("Jonas Mård")
"""Whose talk is in which state, as it is shown to the employee."""

LONG_WORD = "Verksamhetsuppföljningsmöteshandlingar"
"""What a municipality writes, and what a narrow page has to bear."""


@dataclass(frozen=True)
class States:
    """Where to find each state: the fields are used in the pages' addresses."""

    backstage: Backstage
    cycle: str
    preparing: str
    shared: str
    talking: str
    asked: str
    locked: str
    reopened: str
    earlier: str
    disputed: str
    """The section of the talk room whose note has two versions."""
    goal: str
    goal_in_talk: str
    goal_proposed: str
    goal_closed: str
    goal_withdrawn: str
    goal_of_unit: str
    goal_of_municipality: str
    copy: str
    """Of the goals of a unit, into next year."""
    mail: str
    unit: str
    unit_without_needs: str
    colleague: str
    competence: str
    certificate: str
    education: str
    """Of Ellen's own."""
    term: str
    """Proposed to HR."""
    declared: str
    """Who has a side employment that waits for the manager."""
    survey_open: str
    survey_closed: str
    survey_action: str

    def path(self, template: str) -> str:
        """An address with the ids in it."""
        return template.format_map(vars(self))


def make_states(system: System, backstage: Backstage, cycle: str) -> States:
    """Bring talks and goals of the shared demo into each state."""
    talks = {
        person: backstage.talk_of(person)
        for person in (PREPARING, SHARED, TALKING, ASKED, LOCKED, REOPENED)
    }
    _book(backstage, talks[PREPARING])
    backstage.prepare(talks[PREPARING], PREPARING, "Det gick bra. 🙂")
    backstage.prepare(talks[SHARED], SHARED, "Jag vill handleda.")
    backstage.ask("talks", "POST", f"/talks/{talks[SHARED]}/share", SHARED)
    for person in (TALKING, ASKED, LOCKED, REOPENED):
        backstage.both_share(talks[person], person)

    parent = goal_of_unit(backstage)
    disputed = _talk(backstage, talks[TALKING])
    in_talk = propose(backstage, TALKING, parent, talk=talks[TALKING])
    backstage.ask("talks", "PUT", f"/talks/{talks[TALKING]}/goals/{in_talk}", TALKING, {})
    for person in (ASKED, LOCKED, REOPENED):
        _end(backstage, talks[person], person)
    reopen = f"/talks/{talks[REOPENED]}/reopen"
    backstage.ask("talks", "POST", reopen, REOPENED, {"reason": "Fel datum i ett mål."})

    own = backstage.ask("goals", "GET", "/goals?owner=me&status=all", ELLEN)["items"]
    withdrawn = propose(backstage, LOCKED, parent)
    backstage.ask("goals", "POST", f"/goals/{withdrawn}/withdraw", LOCKED)
    return States(
        backstage=backstage,
        cycle=cycle,
        preparing=talks[PREPARING],
        shared=talks[SHARED],
        talking=talks[TALKING],
        asked=talks[ASKED],
        locked=talks[LOCKED],
        reopened=talks[REOPENED],
        earlier=_earlier(backstage),
        disputed=disputed,
        goal=next(str(one["id"]) for one in own if one["status"] == "active"),
        goal_in_talk=in_talk,
        goal_proposed=propose(backstage, SHARED, parent),
        goal_closed=next(str(one["id"]) for one in own if one["status"] == "closed"),
        goal_withdrawn=withdrawn,
        goal_of_unit=str(parent["id"]),
        goal_of_municipality=str(parent["path"][0]["id"]),
        copy=_copy(backstage),
        mail=_mail(system),
        unit=backstage.unit(PERMITS),
        unit_without_needs=backstage.unit("Kansli och juridik"),
        colleague=MATTIAS.id,
        **_own_items(backstage),
        term=_proposed_term(backstage),
        declared=_declared(backstage),
        survey_open=survey_id("open", 0),
        survey_closed=newest_survey_id(),
        survey_action=action_id(0),
    )


def _book(backstage: Backstage, talk: str) -> None:
    starts = datetime.now(UTC).replace(microsecond=0) + timedelta(days=20)
    wanted = {
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(hours=1)).isoformat(),
        "place": "Rum Eken",
    }
    backstage.ask("talks", "PUT", f"/talks/{talk}/booking", MATTIAS, wanted, version=1)


def _talk(backstage: Backstage, talk: str) -> str:
    """Notes, an agreement, and a note with two versions; the id of its section."""
    sections = [str(section["id"]) for section in backstage.talk(talk)["sections"]]
    backstage.note(talk, MATTIAS, f"{LONG_WORD} läses före mötet.")
    path = f"/talks/{talk}/notes/{sections[1]}"
    mine, theirs = (
        {"text": f"Skrivet av {who.given}.", "discussed": False} for who in (MATTIAS, TALKING)
    )
    backstage.ask("talks", "PUT", path, MATTIAS, mine, version=0)
    with suppress(HTTPError):  # refused, and both are kept
        backstage.ask("talks", "PUT", path, TALKING, theirs, version=0)
    due = backstage.today() + timedelta(days=40)
    backstage.agree(talk, f"Skriva {LONG_WORD.lower()}", TALKING, due)
    return sections[1]


def _end(backstage: Backstage, talk: str, employee: Person) -> None:
    backstage.note(talk, MATTIAS, "Vi är överens.")
    backstage.agree(talk, "Boka en kurs", MATTIAS, backstage.today() + timedelta(days=50))
    backstage.finish(talk)
    backstage.confirm(talk, MATTIAS)
    if employee != ASKED:
        backstage.confirm(talk, employee)


def _declared(backstage: Backstage) -> str:
    facts = {
        "has_any": True,
        "kind": f"Extraarbete som {LONG_WORD.lower()}sskrivare",
        "extent": "8 timmar i veckan",
        "employer": "Hamnkrogen AB",
    }
    backstage.ask("talks", "PUT", "/side-employment/me", TALKING, facts, version=0)
    return TALKING.id


def _earlier(backstage: Backstage) -> str:
    talks = backstage.ask("talks", "GET", "/talks?as=employee&state=all", ELLEN)["items"]
    return next(str(talk["id"]) for talk in talks if talk["title"].endswith("2025"))


def _own_items(backstage: Backstage) -> dict[str, str]:
    """One of each that Ellen has listed."""
    own = backstage.ask("competence", "GET", "/profiles/me", ELLEN)
    lists = {"competence": "competences", "certificate": "certificates", "education": "education"}
    return {name: str(own[items][0]["id"]) for name, items in lists.items()}


def _proposed_term(backstage: Backstage) -> str:
    """What one of them calls by words of their own waits for HR."""
    path = f"/profiles/me/competences/{uuid4()}"
    wanted = {"label": LONG_WORD, "level": 3}
    listed = backstage.ask("competence", "PUT", path, LOCKED, wanted)["competences"]
    return next(str(one["term_id"]) for one in listed if one["label_sv"] == LONG_WORD)


def _copy(backstage: Backstage) -> str:
    copy = str(uuid4())
    plan = {
        "unit_id": backstage.unit("Kansli och juridik"),
        "source": {"first": "2026-01-01", "last": "2026-12-31"},
        "target": {"first": "2027-01-01", "last": "2027-12-31"},
    }
    backstage.ask("goals", "PUT", f"/copies/{copy}", YASMIN, plan)
    return copy


def goal_of_unit(backstage: Backstage) -> Json:
    """A goal of the team's unit, to hang others on."""
    path = f"/goals?unit_id={backstage.unit(PERMITS)}"
    found = backstage.ask("goals", "GET", path, MATTIAS)["items"]
    return next(goal for goal in found if goal["level"] == "unit")


def propose(backstage: Backstage, owner: Person, parent: Json, *, talk: str | None = None) -> str:
    """Somebody proposes an own goal; its id."""
    goal, today = str(uuid4()), backstage.today()
    deadline = (today + timedelta(days=30)).isoformat()
    facts = {
        "level": "individual",
        "title": f"Korta {LONG_WORD.lower()}",
        "measure": {"kind": "figure", "start": 6, "target": 2, "unit_sv": "sidor"},
        "owner_ids": [owner.id],
        "parent_id": parent["id"],
        "period_from": today.isoformat(),
        "period_until": deadline,
        "deadline": deadline,
        "talk_id": talk,
    }
    backstage.ask("goals", "PUT", f"/goals/{goal}", owner, facts)
    return goal


def _mail(system: System) -> str:
    """Put a mail of the notifier's into the mailbox, at whatever hour the tests run; its id."""
    now = datetime.now(UTC)
    notification = Notification(
        id=NotificationId(str(uuid4())),
        person_id=PersonId(ELLEN.id),
        kind="goal_deadline",
        role="owner",
        item_type="goal",
        item_id=str(uuid4()),
        talk_id=TalkId(str(uuid4())),
        stage="before",
        day=(now + timedelta(days=7)).date(),
        created_at=now,
    )
    receiver = Receiver(ELLEN.given, ELLEN.name, "ellen.provpost@ekstad.example", "sv")
    letterhead = Letterhead("noreply@ekstad.example", "Ekstads kommun", system.url)
    with smtplib.SMTP("127.0.0.1", int(system.status()["smtp_port"])) as server:
        server.send_message(compose(notification, receiver, letterhead, now))
    found = f"{system.part('mailbox').url}/messages?to={receiver.address}"

    def delivered() -> str | None:
        with urllib.request.urlopen(found, timeout=10) as answer:  # noqa: S310 - our own mailbox
            items = json.load(answer)["items"]
        return str(items[0]["id"]) if items else None

    return wait_for(delivered, "the mail")
