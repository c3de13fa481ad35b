"""The access table of the services: every route, and who may ask it.

A route that is missing here fails the test, and so does a line without a route. What the gateway
lets through is in `access_of_pages.py`; it decides nothing, but it must not invent either.
"""

from tests.security.rules import (
    ADMIN,
    EVERYBODY,
    HR,
    LEADERS,
    PARTIES,
    SCOPED,
    Roles,
    Rule,
)

OVERSEERS: Roles = LEADERS | HR | ADMIN
"""Who sees a team: its manager, those above, HR and administrators."""

MANAGER: Roles = frozenset({"manager"})

_CYCLE = {
    "title": "Prov",
    "template_id": "standard",
    "template_version": 1,
    "unit_ids": ["{unit}"],
    "opens": "{today}",
    "last_day": "{later}",
}
_BOOKING = {"starts": "{later}T09:00:00+01:00", "ends": "{later}T10:00:00+01:00"}
_AGREEMENT = {"what": "Prova", "owner_id": "{employee}", "due": "{later}"}
_GOAL = {
    "level": "individual",
    "title": "Prova",
    "measure": {"kind": "yes_no"},
    "owner_ids": ["{employee}"],
    "parent_id": "{goal_of_unit}",
    "period_from": "{today}",
    "period_until": "{later}",
    "deadline": "{later}",
}
_COPY = {
    "unit_id": "{unit}",
    "source": {"first": "2026-01-01", "last": "2026-12-31"},
    "target": {"first": "2027-01-01", "last": "2027-12-31"},
}
_AUDIENCE = {"kind": "units", "unit_ids": ["{unit}"]}
_ACTION = {"unit_id": "{unit}", "what": "Prova", "owner_id": "{manager}", "due": "{later}"}
_REQUIRED: dict[str, list[str]] = {"required": []}
_ITEM = {"label": "Provskrivning", "level": 3, "wants_to_develop": False, "hidden": True}


def _directory(method: str, route: str, allowed: Roles, **more: object) -> Rule:
    return Rule("directory", method, route, allowed, **more)  # type: ignore[arg-type]


def _talks(method: str, route: str, allowed: Roles, **more: object) -> Rule:
    return Rule("talks", method, route, allowed, **more)  # type: ignore[arg-type]


def _goals(method: str, route: str, allowed: Roles, **more: object) -> Rule:
    return Rule("goals", method, route, allowed, **more)  # type: ignore[arg-type]


def _notifier(method: str, route: str, allowed: Roles, **more: object) -> Rule:
    return Rule("notifier", method, route, allowed, **more)  # type: ignore[arg-type]


def _surveys(method: str, route: str, allowed: Roles, **more: object) -> Rule:
    return Rule("surveys", method, route, allowed, **more)  # type: ignore[arg-type]


def _competence(method: str, route: str, allowed: Roles, **more: object) -> Rule:
    return Rule("competence", method, route, allowed, **more)  # type: ignore[arg-type]


_READ = {"scope": "directory:read"}
_IMPORT = {"scope": "directory:import"}

DIRECTORY = [
    _directory("GET", "/me", EVERYBODY),
    _directory("PUT", "/me/language", EVERYBODY, body={"language": "sv"}),
    _directory("GET", "/me/delegations", LEADERS),
    _directory("PUT", "/me/delegations/{to}", LEADERS, path="/me/delegations/nobody", body={}),
    _directory("DELETE", "/me/delegations/{to}", LEADERS, path="/me/delegations/nobody"),
    _directory(
        "GET",
        "/people/by-login",
        SCOPED,
        path="/people/by-login?employee_number=none",
        scope="directory:login",
    ),
    _directory("GET", "/people", EVERYBODY | SCOPED, path="/people?q=ellen", **_READ),
    _directory(
        "GET", "/people/{person_id}", EVERYBODY | SCOPED, path="/people/{employee}", **_READ
    ),
    _directory(
        "GET",
        "/people/{person_id}/reports",
        OVERSEERS | SCOPED,
        path="/people/{manager}/reports",
        **_READ,
    ),
    _directory("GET", "/units", EVERYBODY | SCOPED, **_READ),
    _directory("GET", "/units/{unit_id}", EVERYBODY | SCOPED, path="/units/{unit}", **_READ),
    _directory("GET", "/counts", HR | ADMIN),
    _directory("POST", "/imports", ADMIN | SCOPED, body={}, **_IMPORT),
    _directory("GET", "/file-imports/columns", ADMIN | SCOPED, **_IMPORT),
    _directory("PUT", "/file-imports/{import_id}/files/{table}", ADMIN | SCOPED, **_IMPORT),
    _directory("POST", "/file-imports/{import_id}/preview", ADMIN | SCOPED, **_IMPORT),
    _directory("GET", "/file-imports/{import_id}", ADMIN | SCOPED, **_IMPORT),
    _directory("GET", "/file-imports/{import_id}/lines", ADMIN | SCOPED, **_IMPORT),
    _directory(
        "POST",
        "/file-imports/{import_id}/confirm",
        ADMIN | SCOPED,
        body={"digest": "another"},
        **_IMPORT,
    ),
    _directory(
        "DELETE",
        "/file-imports/{import_id}",
        ADMIN | SCOPED,
        path="/file-imports/thrown-away",
        **_IMPORT,
    ),
]

_TALK = "/talks/{talk_id}"

TALKS = [
    _talks("GET", "/templates", EVERYBODY | {"system", "scoped"}),
    _talks(
        "GET",
        "/templates/{template_id}/{version}",
        EVERYBODY | {"system", "scoped"},
        path="/templates/standard/1",
    ),
    _talks("GET", "/template-drafts", HR),
    _talks("GET", "/template-drafts/{template_id}", HR, path="/template-drafts/none"),
    _talks(
        "PUT",
        "/template-drafts/{template_id}",
        HR,
        path="/template-drafts/{new}",
        body={},
        version=0,
    ),
    _talks("DELETE", "/template-drafts/{template_id}", HR, path="/template-drafts/none"),
    _talks(
        "POST",
        "/template-drafts/{template_id}/publish",
        HR,
        path="/template-drafts/none/publish",
        version=1,
    ),
    _talks("POST", "/cycles/preview", HR, body=_CYCLE),
    _talks("PUT", "/cycles/{cycle_id}", HR, path="/cycles/{cycle}", body=_CYCLE),
    _talks("GET", "/cycles", LEADERS | HR),
    _talks("GET", "/cycles/{cycle_id}", LEADERS | HR, path="/cycles/{cycle}"),
    _talks("GET", "/cycles/{cycle_id}/coverage", LEADERS | HR, path="/cycles/{cycle}/coverage"),
    _talks(
        "POST",
        "/cycles/{cycle_id}/extend",
        HR,
        path="/cycles/{cycle}/extend",
        body={"last_day": "{later}"},
        version=0,
    ),
    _talks("POST", "/cycles/{cycle_id}/close", HR, path="/cycles/none/close"),
    _talks("GET", "/cycles/{cycle_id}/choices", HR, path="/cycles/{cycle}/choices"),
    _talks(
        "PUT",
        "/cycles/{cycle_id}/choices/{person_id}",
        HR,
        path="/cycles/{cycle}/choices/nobody",
        body={"included": True, "reason": "Prov"},
    ),
    _talks("GET", "/coverage/years", LEADERS | HR),
    _talks("GET", "/criteria-sets/{year}/written", EVERYBODY, path="/criteria-sets/2026/written"),
    _talks("GET", "/criteria-sets/{year}", EVERYBODY, path="/criteria-sets/2026"),
    _talks(
        "PUT",
        "/criteria-sets/{year}",
        HR,
        path="/criteria-sets/2031?staff_group=prov",
        body={},
        version=0,
    ),
    _talks("GET", "/salary-review", LEADERS, path="/salary-review?year=2026"),
    _talks("GET", "/side-employment/me", EVERYBODY),
    _talks("PUT", "/side-employment/me", EVERYBODY, body={"has_any": False}, version=0),
    _talks("GET", "/side-employment/reports", LEADERS),
    _talks("GET", "/side-employment/status", HR, path="/side-employment/status?unit_id={unit}"),
    _talks(
        "GET",
        "/side-employment/people/{person_id}",
        MANAGER,
        path="/side-employment/people/{employee}",
    ),
    _talks(
        "PUT",
        "/side-employment/people/{person_id}/assessment",
        MANAGER,
        path="/side-employment/people/{employee}/assessment",
        body={"outcome": "allowed", "order": "may_continue"},
        version=1,
    ),
    _talks("GET", "/talks", EVERYBODY),
    _talks("GET", _TALK, PARTIES),
    _talks("PUT", f"{_TALK}/booking", PARTIES, body=_BOOKING, version=1),
    _talks("DELETE", f"{_TALK}/booking", PARTIES, version=1),
    _talks("PUT", f"{_TALK}/proposed-times", PARTIES, body={"times": [_BOOKING]}, version=1),
    _talks("POST", f"{_TALK}/call-off", MANAGER, body={"reason": "Prov"}),
    _talks("POST", f"{_TALK}/take-up", MANAGER),
    _talks("GET", f"{_TALK}/at-hand", PARTIES),
    _talks("GET", f"{_TALK}/private-note", PARTIES),
    _talks("PUT", f"{_TALK}/private-note", PARTIES, body={"text": "Prov"}, version=0),
    _talks(
        "PUT",
        f"{_TALK}/follow-ups/{{new_id}}",
        PARTIES,
        path=f"{_TALK}/follow-ups/{{new}}",
        body={"last_day": "{later}"},
    ),
    _talks("PUT", f"{_TALK}/goals/{{goal_id}}", PARTIES, body={}),
    _talks("DELETE", f"{_TALK}/goals/{{goal_id}}", PARTIES),
    _talks("GET", f"{_TALK}/preparations", PARTIES),
    _talks(
        "PUT",
        f"{_TALK}/preparations/mine/{{section_id}}",
        PARTIES,
        body={"answers": {}},
        version=0,
    ),
    _talks("POST", f"{_TALK}/share", PARTIES),
    _talks("POST", f"{_TALK}/take-back", PARTIES),
    _talks("GET", f"{_TALK}/notes", PARTIES),
    _talks("PUT", f"{_TALK}/notes/{{section_id}}", PARTIES, body={"text": "Prov"}, version=0),
    _talks(
        "POST",
        f"{_TALK}/notes/{{section_id}}/resolve",
        PARTIES,
        body={"text": "Prov"},
        version=0,
    ),
    _talks("GET", "/agreements", EVERYBODY),
    _talks("PUT", f"{_TALK}/agreements/{{agreement_id}}", PARTIES, body=_AGREEMENT),
    _talks("DELETE", f"{_TALK}/agreements/{{agreement_id}}", PARTIES),
    _talks(
        "POST",
        f"{_TALK}/agreements/{{agreement_id}}/follow-up",
        PARTIES,
        body={"status": "done"},
    ),
    _talks("POST", f"{_TALK}/finish", PARTIES, body={}, version=1),
    _talks("POST", f"{_TALK}/confirm", PARTIES, body={"hash": "0" * 64}),
    _talks("POST", f"{_TALK}/reopen", PARTIES, body={"reason": "Prov"}),
    _talks("GET", f"{_TALK}/documents/{{version}}", PARTIES, path="/talks/{earlier}/documents/1"),
    _talks("GET", f"{_TALK}/reads", PARTIES),
    _talks("POST", "/imports", SCOPED, body={"talks": []}, scope="talks:import"),
]

GOALS = [
    _goals("GET", "/goals", PARTIES, path="/goals?owner={employee}"),
    _goals("GET", "/goals/{goal_id}", PARTIES, path="/goals/{goal}", hides=True),
    _goals("PUT", "/goals/{goal_id}", PARTIES, path="/goals/{new}", body=_GOAL),
    _goals(
        "PATCH",
        "/goals/{goal_id}",
        PARTIES,
        path="/goals/{goal}",
        body={"why": "Prov"},
        version=0,
        hides=True,
    ),
    _goals("GET", "/goals/shared", EVERYBODY),
    _goals("GET", "/goals/search", EVERYBODY, path="/goals/search?q=prov"),
    _goals(
        "POST",
        "/goals/{goal_id}/comments",
        PARTIES,
        path="/goals/{goal_proposed}/comments",
        body={"id": "{new}", "text": "Prov"},
        hides=True,
    ),
    _goals(
        "PUT",
        "/goals/{goal_id}/readers",
        frozenset({"employee"}),
        path="/goals/{goal}/readers",
        body={"person_ids": []},
        hides=True,
    ),
    _goals("GET", "/threads/mine", EVERYBODY),
    _goals("GET", "/tree", EVERYBODY),
    _goals(
        "POST",
        "/goals/{goal_id}/agree",
        frozenset({"manager"}),
        path="/goals/{goal_proposed}/agree",
        version=0,
        hides=True,
    ),
    _goals(
        "POST",
        "/goals/{goal_id}/withdraw",
        PARTIES,
        path="/goals/{goal_proposed}/withdraw",
        hides=True,
    ),
    _goals(
        "POST",
        "/goals/{goal_id}/check-ins",
        PARTIES,
        path="/goals/{goal}/check-ins",
        body={"id": "{new}", "confidence": "on_track"},
        hides=True,
    ),
    _goals(
        "POST",
        "/goals/{goal_id}/evaluations",
        PARTIES,
        path="/goals/{goal}/evaluations",
        body={"outcome": "met"},
        hides=True,
    ),
    _goals("POST", "/imports", SCOPED, body={"goals": []}, scope="goals:import"),
    _goals("GET", "/goal-periods", LEADERS | HR, path="/goal-periods?unit_id={unit}"),
    _goals("GET", "/copies", EVERYBODY),
    _goals(
        "POST",
        "/copies/{copy_id}/preview",
        LEADERS | HR,
        path="/copies/{new}/preview",
        body=_COPY,
    ),
    _goals("PUT", "/copies/{copy_id}", LEADERS | HR, path="/copies/{new}", body=_COPY),
    _goals("GET", "/copies/{copy_id}", MANAGER | HR, hides=True),
    _goals("POST", "/copies/{copy_id}/undo", MANAGER | HR, hides=True),
    _goals("GET", "/decisions", EVERYBODY),
    _goals("GET", "/goal-file", LEADERS | HR),
    _goals("POST", "/goal-file/preview", LEADERS | HR),
    _goals("POST", "/goal-file", LEADERS | HR, path="/goal-file?digest=none"),
]

NOTIFIER = [
    _notifier("GET", "/bell", EVERYBODY),
    _notifier("POST", "/bell/read", EVERYBODY, body={"ids": []}),
    _notifier("GET", "/deliveries", ADMIN),
    _notifier("POST", "/deliveries/{notification_id}/retry", ADMIN, path="/deliveries/x/retry"),
]

_SURVEY = "/surveys/{survey_id}"
_CLOSED = "/surveys/{closed}"

SURVEYS = [
    _surveys("GET", "/templates", EVERYBODY),
    _surveys("GET", "/templates/{template_id}", EVERYBODY, path="/templates/pulse"),
    _surveys("POST", "/surveys/preview", LEADERS | HR, body={"audience": _AUDIENCE}),
    _surveys("PUT", _SURVEY, LEADERS | HR, path="/surveys/{new}", body="{survey}"),
    _surveys("GET", "/surveys", EVERYBODY),
    _surveys("GET", _SURVEY, HR),
    _surveys("POST", f"{_SURVEY}/close", HR, path=f"{_CLOSED}/close"),
    _surveys("POST", f"{_SURVEY}/cancel", HR, path=f"{_CLOSED}/cancel"),
    _surveys("GET", "/invitations", EVERYBODY),
    _surveys("GET", f"{_SURVEY}/form", PARTIES),
    _surveys("PUT", f"{_SURVEY}/answer", PARTIES, body={"answers": "{answers}"}),
    _surveys("GET", f"{_SURVEY}/results", LEADERS | HR, path=f"{_CLOSED}/results?unit={{unit}}"),
    _surveys("POST", "/imports", SCOPED, body={"surveys": []}, scope="surveys:import"),
    _surveys("GET", "/actions", EVERYBODY),
    _surveys("GET", f"{_SURVEY}/actions", LEADERS | HR, path=f"{_CLOSED}/actions?unit={{unit}}"),
    _surveys(
        "PUT",
        f"{_SURVEY}/actions/{{action_id}}",
        LEADERS | HR,
        path=f"{_CLOSED}/actions/{{action_id}}",
        body=_ACTION,
    ),
    _surveys(
        "POST",
        f"{_SURVEY}/actions/{{action_id}}/follow-up",
        LEADERS | HR,
        path=f"{_CLOSED}/actions/{{action_id}}/follow-up",
        body={"status": "done"},
    ),
    _surveys(
        "DELETE",
        f"{_SURVEY}/actions/{{action_id}}",
        LEADERS | HR,
        path=f"{_CLOSED}/actions/{{action_id}}",
        version=999,
    ),
]

COMPETENCE = [
    _competence("GET", "/terms", EVERYBODY, path="/terms?q=sve"),
    _competence("GET", "/terms/{term_id}", EVERYBODY, path="/terms/{term}"),
    _competence(
        "POST",
        "/terms/{term_id}/accept",
        HR,
        path="/terms/{term}/accept",
        body={"label_sv": "Prov", "label_en": "Trial"},
    ),
    _competence(
        "POST", "/terms/{term_id}/merge", HR, path="/terms/{term}/merge", body={"into": "{term}"}
    ),
    _competence("GET", "/profiles/me", EVERYBODY),
    _competence("GET", "/profiles/{person_id}", EVERYBODY, path="/profiles/{employee}"),
    _competence("PUT", "/profiles/me/competences/{item_id}", EVERYBODY, body=_ITEM),
    _competence("PUT", "/profiles/me/certificates/{item_id}", EVERYBODY, body={"label": "Prov"}),
    _competence("PUT", "/profiles/me/education/{item_id}", EVERYBODY, body={"what": "Prov"}),
    _competence(
        "DELETE",
        "/profiles/me/{sort}/{item_id}",
        EVERYBODY,
        path="/profiles/me/education/{item_id}",
    ),
    _competence("GET", "/search", EVERYBODY, path="/search?q=svenska"),
    _competence("GET", "/requirements/{unit_id}", LEADERS | HR, path="/requirements/{unit}"),
    _competence(
        "PUT",
        "/requirements/{unit_id}",
        LEADERS | HR,
        path="/requirements/{unit}",
        body=_REQUIRED,
        version=0,
    ),
    _competence("GET", "/gaps/{unit_id}", LEADERS | HR, path="/gaps/{unit}"),
    _competence("POST", "/imports", ADMIN | SCOPED, body={}, scope="competence:import"),
]

RULES = [*DIRECTORY, *TALKS, *GOALS, *NOTIFIER, *SURVEYS, *COMPETENCE]
"""One line per route of every service."""

MACHINES = {"/health/live", "/health/ready", "/metrics", "/openapi.json", "/docs", "/redoc"}
"""What every service answers to operations, without a token and without a word about anybody."""
