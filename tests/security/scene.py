"""The people and things that the access table is about, in a running demo."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.journeys.backstage import Backstage, Json
from tests.journeys.people import ELLEN, KARIN, MATTIAS, PERMITS, PETER, YASMIN, Person
from tests.journeys.waiting import wait_for
from tests.security.rules import Role


@dataclass(frozen=True)
class Scene:
    """Who has which role, and the ids that stand in the table's paths and bodies."""

    people: dict[Role, Person]
    ids: dict[str, str]
    bodies: dict[str, Any]
    """What stands in a table's body in place of `{name}` alone."""

    def filled(self, thing: Any) -> Any:
        """A path or a body with the ids in it. `{new}` is another one each time."""
        if isinstance(thing, dict):
            return {key: self.filled(value) for key, value in thing.items()}
        if isinstance(thing, list):
            return [self.filled(value) for value in thing]
        if not isinstance(thing, str):
            return thing
        if thing.strip("{}") in self.bodies:
            return self.bodies[thing.strip("{}")]
        for name, id in {**self.ids, "new": str(uuid4())}.items():
            thing = thing.replace(f"{{{name}}}", id)
        return thing


def make_scene(backstage: Backstage) -> Scene:
    """A talk of Ellen's that is held, her goals, a survey of her unit, and somebody elsewhere."""
    today = backstage.today()
    unit = backstage.unit(PERMITS)
    cycle = backstage.start_cycle()
    talk = backstage.talk_of(ELLEN)
    backstage.both_share(talk, ELLEN)
    section = backstage.note(talk, MATTIAS, "Prov")
    later = today + timedelta(days=30)
    agreement = backstage.agree(talk, "Prova", ELLEN, later)
    closed = _open_survey(backstage, unit)
    backstage.ask("surveys", "POST", f"/surveys/{closed}/close", YASMIN)
    _wait(backstage, closed, "closed")
    goals = backstage.ask("goals", "GET", f"/goals?unit_id={unit}", MATTIAS)["items"]
    goals = [goal for goal in goals if goal["level"] == "unit"]
    in_talk = _proposal(backstage, str(goals[0]["id"]), later.isoformat(), talk=talk)
    backstage.ask("talks", "PUT", f"/talks/{talk}/goals/{in_talk}", ELLEN, {})
    page_goal = _proposal(backstage, str(goals[0]["id"]), later.isoformat())
    backstage.ask("goals", "POST", f"/goals/{page_goal}/agree", MATTIAS, version=1)
    term = backstage.ask("competence", "GET", "/terms?q=sve", ELLEN)["items"][0]
    ids = {
        "today": today.isoformat(),
        "later": later.isoformat(),
        "unit": unit,
        "employee": ELLEN.id,
        "manager": MATTIAS.id,
        "cycle": cycle,
        "cycle_id": cycle,
        "talk_id": talk,
        "section_id": section,
        "agreement_id": agreement,
        "goal_id": in_talk,
        "earlier": _earlier_talk(backstage),
        "goal": backstage.own_goal(ELLEN),
        "page_goal": page_goal,
        "goal_of_unit": str(goals[0]["id"]),
        "goal_proposed": _proposal(backstage, str(goals[0]["id"]), later.isoformat()),
        "term": str(term["id"]),
        "item_id": str(uuid4()),
        "survey_id": (survey := _open_survey(backstage, unit)),
        "open": survey,
        "page_action": _action(backstage, closed, unit, later.isoformat()),
        "closed": closed,
        "action_id": _action(backstage, closed, unit, later.isoformat()),
        "import_id": str(uuid4()),
        "copy_id": _copy(backstage, unit),
        "template_id": "standard",
        "table": "people",
        "term_id": str(term["id"]),
        "person_id": ELLEN.id,
        "unit_id": unit,
        "version": "1",
        "number": "1",
        "word": "kompetenser",
        "language": "sv",
        "delivery": str(uuid4()),
        "notification": str(uuid4()),
        "name:path": "tokens.css",
        "to": MATTIAS.id,
    }
    people: dict[Role, Person] = {
        "outsider": _somebody_elsewhere(backstage, unit),
        "employee": ELLEN,
        "manager": MATTIAS,
        "head": KARIN,
        "hr": YASMIN,
        "admin": PETER,
    }
    form = backstage.ask("surveys", "GET", f"/surveys/{ids['survey_id']}/form", ELLEN)
    bodies = {"survey": _survey_body(backstage, unit), "answers": _answers(form)}
    return Scene(people, ids, bodies)


def _earlier_talk(backstage: Backstage) -> str:
    talks = backstage.ask("talks", "GET", "/talks?as=employee&state=all", ELLEN)["items"]
    return next(str(talk["id"]) for talk in talks if talk["document_version"])


def _copy(backstage: Backstage, unit: str) -> str:
    copy = str(uuid4())
    plan = {
        "unit_id": unit,
        "source": {"first": "2026-01-01", "last": "2026-12-31"},
        "target": {"first": "2027-01-01", "last": "2027-12-31"},
    }
    backstage.ask("goals", "PUT", f"/copies/{copy}", MATTIAS, plan)
    return copy


def _proposal(backstage: Backstage, parent: str, deadline: str, *, talk: str | None = None) -> str:
    goal = str(uuid4())
    facts = {
        "level": "individual",
        "title": "Prova",
        "measure": {"kind": "yes_no"},
        "owner_ids": [ELLEN.id],
        "parent_id": parent,
        "period_from": backstage.today().isoformat(),
        "period_until": deadline,
        "deadline": deadline,
        "talk_id": talk,
    }
    backstage.ask("goals", "PUT", f"/goals/{goal}", ELLEN, facts)
    return goal


def _survey_body(backstage: Backstage, unit: str) -> Json:
    day = backstage.today()
    return {
        "title_sv": "Prov",
        "title_en": "Trial",
        "template_id": "pulse",
        "audience": {"kind": "units", "unit_ids": [unit]},
        "opens_at": f"{day.isoformat()}T00:00:00+01:00",
        "closes_at": f"{(day + timedelta(days=14)).isoformat()}T17:00:00+01:00",
    }


def _open_survey(backstage: Backstage, unit: str) -> str:
    """A survey of the unit by HR, once it can be answered."""
    survey = str(uuid4())
    body = _survey_body(backstage, unit)
    backstage.ask("surveys", "PUT", f"/surveys/{survey}", YASMIN, body)
    _wait(backstage, survey, "open")
    return survey


def _wait(backstage: Backstage, survey: str, state: str) -> None:
    path = f"/surveys/{survey}"
    wait_for(
        lambda: backstage.ask("surveys", "GET", path, YASMIN)["state"] == state,
        f"the survey to be {state}",
    )


def _answers(form: Json) -> Json:
    """An answer to each question that must have one."""
    answers: dict[str, Any] = {}
    for question in form["questions"]:
        first = question["options"][0]["id"] if question["options"] else None
        by_kind = {"single": first, "multiple": [first], "text": "Prov"}
        answers[question["id"]] = by_kind.get(question["kind"], 3)
    return answers


def _action(backstage: Backstage, survey: str, unit: str, due: str) -> str:
    action = str(uuid4())
    body = {"unit_id": unit, "what": "Prova", "owner_id": MATTIAS.id, "due": due}
    backstage.ask("surveys", "PUT", f"/surveys/{survey}/actions/{action}", YASMIN, body)
    return action


def _somebody_elsewhere(backstage: Backstage, unit: str) -> Person:
    """An employee of another department who leads nothing."""
    units = backstage.ask("directory", "GET", "/units", YASMIN)["items"]
    own = next(one for one in units if one["id"] == unit)
    leaders = {one["manager_id"] for one in units}
    elsewhere = [
        one for one in units if one["level"] == "unit" and own["path"][1] not in one["path"]
    ]
    for one in elsewhere:
        found = backstage.ask("directory", "GET", f"/people?unit={one['id']}", YASMIN)["items"]
        for person in found:
            if person["id"] not in leaders:
                return Person(person["id"], person["name"])
    raise AssertionError("nobody works elsewhere")
