"""The access table of the gateway: every page and every route of the JSON API.

The gateway decides nothing: a page is refused because the service refuses it, and these lines say
that it really asks. `nobody` is who is not logged in: they are led to the login.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.security.rules import ADMIN, EVERYBODY, HR, LEADERS, PARTIES, Roles, Rule

ANYBODY: Roles = EVERYBODY | {"nobody"}
MANAGER: Roles = frozenset({"manager"})

_BOOKING = {"starts": "{later}T09:00:00+01:00", "ends": "{later}T10:00:00+01:00"}
_AGREEMENT = {"what": "Prova", "owner_id": "{employee}", "due": "{later}"}
_ACTION = {"unit_id": "{unit}", "what": "Prova", "owner_id": "{manager}", "due": "{later}"}
_CYCLE = {
    "title": "Prov",
    "template_id": "standard",
    "template_version": 1,
    "unit_ids": ["{unit}"],
    "opens": "{today}",
    "last_day": "{later}",
}
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
_ITEM = {"label": "Provskrivning", "level": 3, "wants_to_develop": False, "hidden": True}

_BODIES: Mapping[str, Any] = {
    "PUT /me/language": {"language": "sv"},
    "PUT /me/delegations/{to}": {"start": "{later}", "until": "{later}"},
    "POST /notifications/read": {"ids": []},
    "POST /cycles/preview": _CYCLE,
    "PUT /cycles/{cycle_id}": _CYCLE,
    "POST /cycles/{cycle_id}/extend": {"last_day": "{later}"},
    "PUT /template-drafts/{template_id}": {"title_sv": "Prov"},
    "PUT /talks/{talk_id}/booking": _BOOKING,
    "PUT /talks/{talk_id}/preparations/mine/{section_id}": {"answers": {}},
    "PUT /talks/{talk_id}/notes/{section_id}": {"text": "Prov"},
    "POST /talks/{talk_id}/notes/{section_id}/resolve": {"text": "Prov"},
    "PUT /talks/{talk_id}/agreements/{agreement_id}": _AGREEMENT,
    "POST /talks/{talk_id}/agreements/{agreement_id}/follow-up": {"status": "done"},
    "POST /talks/{talk_id}/confirm": {"hash": "0" * 64},
    "POST /talks/{talk_id}/reopen": {"reason": "Prov"},
    "PUT /goals/{goal_id}": _GOAL,
    "PATCH /goals/{goal_id}": {"why": "Prov"},
    "PUT /talks/{talk_id}/proposed-times": {"times": [_BOOKING]},
    "POST /talks/{talk_id}/call-off": {"reason": "Prov"},
    "PUT /talks/{talk_id}/private-note": {"text": "Prov"},
    "PUT /criteria-sets/{year}": {},
    "PUT /side-employment/me": {"has_any": False},
    "PUT /side-employment/people/{person_id}/assessment": {
        "outcome": "allowed",
        "order": "may_continue",
    },
    "PUT /cycles/{cycle_id}/choices/{person_id}": {"included": True, "reason": "Prov"},
    "PUT /talks/{talk_id}/follow-ups/{new_id}": {"last_day": "{later}"},
    "POST /goals/{goal_id}/comments": {"id": "{new}", "text": "Prov"},
    "PUT /goals/{goal_id}/readers": {"person_ids": []},
    "POST /goals/{goal_id}/check-ins": {"id": "{new}", "confidence": "on_track"},
    "POST /goals/{goal_id}/evaluations": {"outcome": "met"},
    "POST /goal-copies/{copy_id}/preview": _COPY,
    "PUT /goal-copies/{copy_id}": _COPY,
    "POST /imports/{import_id}/confirm": {"digest": "another"},
    "POST /surveys/preview": "{survey}",
    "PUT /surveys/{survey_id}": "{survey}",
    "PUT /surveys/{survey_id}/answer": {"answers": "{answers}"},
    "PUT /surveys/{survey_id}/actions/{action_id}": _ACTION,
    "POST /surveys/{survey_id}/actions/{action_id}/follow-up": {"status": "done"},
    "POST /competence/terms/{term_id}/accept": {"label_sv": "Prov", "label_en": "Trial"},
    "POST /competence/terms/{term_id}/merge": {"into": "{term}"},
    "PUT /competence/profiles/me/competences/{item_id}": _ITEM,
    "PUT /competence/profiles/me/certificates/{item_id}": {"label": "Prov"},
    "PUT /competence/profiles/me/education/{item_id}": {"what": "Prov"},
    "PUT /competence/units/{unit_id}/requirement": {"required": []},
}
_FORMS: Mapping[str, Mapping[str, str]] = {
    "POST /mal/{goal_id}/kommentar": {"comment": "Prov"},
    "POST /bisysslor/{person_id}": {"outcome": "allowed", "order": "may_continue"},
    "POST /overenskommelser/{talk_id}/{agreement_id}": {"status": "done", "note": ""},
    "POST /samtal/{talk_id}/stall-in": {"reason": "Prov"},
    "POST /hr/kompetenser/{term_id}/godkann": {"label_sv": "Prov"},
    "POST /hr/kompetenser/{term_id}/sla-ihop": {"into": "{term}"},
}
"""Where an empty form would be sent back before anybody asks who may send it."""

_PATHS: Mapping[str, str] = {
    "GET /hr/enkater/{survey_id}/stang": "/hr/enkater/{open}/stang",
    "GET /hr/enkater/{survey_id}/avbryt": "/hr/enkater/{open}/avbryt",
    "GET /surveys/{survey_id}/actions": "/surveys/{closed}/actions?unit={unit}",
    "PUT /goals/{goal_id}": "/goals/{new}",
    "PUT /goals/{goal_id}/readers": "/goals/{goal}/readers",
    "GET /goals/search": "/goals/search?q=prov",
    "POST /goals/{goal_id}/agree": "/goals/{goal_proposed}/agree",
    "POST /goals/{goal_id}/withdraw": "/goals/{goal_proposed}/withdraw",
    "POST /mal/{goal_id}/godkann": "/mal/{goal_proposed}/godkann",
    "POST /goal-copies/{copy_id}/preview": "/goal-copies/{new}/preview",
    "PUT /goal-copies/{copy_id}": "/goal-copies/{new}",
    "GET /goal-periods": "/goal-periods?unit_id={unit}",
    "POST /goal-file": "/goal-file?digest=none",
    "POST /cycles/{cycle_id}/close": "/cycles/{new}/close",  # or nobody could be asked after it
    "POST /hr/omgangar/{cycle_id}/stang": "/hr/omgangar/{new}/stang",
    "PUT /template-drafts/{template_id}": "/template-drafts/{new}",
    "GET /criteria-sets/{year}": "/criteria-sets/2026",
    "PUT /criteria-sets/{year}": "/criteria-sets/2031?staff_group=prov",
    "GET /hr/lonekriterier/{year}": "/hr/lonekriterier/2026",
    "POST /hr/lonekriterier/{year}": "/hr/lonekriterier/2031?grupp=prov",
    "GET /salary-review": "/salary-review?year=2026",
    "GET /salary-review.csv": "/salary-review.csv?year=2026",
    "GET /side-employment/status": "/side-employment/status?unit={unit}",
    "GET /side-employment/people/{person_id}": "/side-employment/people/{employee}",
    "PUT /side-employment/people/{person_id}/assessment": (
        "/side-employment/people/{employee}/assessment"
    ),
    "GET /bisysslor/{person_id}": "/bisysslor/{employee}",
    "POST /bisysslor/{person_id}": "/bisysslor/{employee}",
    "PUT /talks/{talk_id}/follow-ups/{new_id}": "/talks/{talk_id}/follow-ups/{new}",
    "PUT /surveys/{survey_id}": "/surveys/{new}",
    "GET /competence/search": "/competence/search?q=svenska",
    "GET /competence/terms": "/competence/terms?q=sve",
    "DELETE /imports/{import_id}": "/imports/thrown-away",
    "GET /goals": "/goals?owner={employee}",
}
_OF_CLOSED = (
    "/results",
    "/actions",
    "/close",
    "/cancel",
    "/resultat",
    "/atgarder",
    "/stang",
    "/avbryt",
)
_CHANGES = ("PUT", "PATCH")
_WITH_VERSION = ("/finish", "/resolve", "/agree", "/booking", "/extend", "/publish")


def _pages(allowed: Roles, routes: Iterable[str], *, hides: bool = False) -> list[Rule]:
    return [_rule(line, allowed, hides=hides) for line in routes]


def _api(allowed: Roles, routes: Iterable[str], *, hides: bool = False) -> list[Rule]:
    return [_rule(line, allowed, prefix="/api/v1", hides=hides) for line in routes]


def _rule(line: str, allowed: Roles, *, prefix: str = "", hides: bool) -> Rule:
    method, route = line.split()
    path = _PATHS.get(line, route)
    if path.startswith("/goals/"):
        path = path.replace("{goal_id}", "{goal}")
    if path.startswith("/mal/"):
        path = path.replace("{goal_id}", "{page_goal}")  # one that the API has not closed
    if any(word in path for word in _OF_CLOSED):
        path = path.replace("{survey_id}", "{closed}")
    if "/documents/" in path or "/dokument/" in path:
        path = path.replace("{talk_id}", "{earlier}")
    if not prefix:
        path = path.replace("{action_id}", "{page_action}")  # one that the API has not removed
    body = _BODIES.get(line) if prefix else _FORMS.get(line, {}) if method == "POST" else None
    writes = method in _CHANGES or route.endswith(_WITH_VERSION)
    version = 1 if prefix and writes else None
    return Rule(
        "gateway",
        method,
        f"{prefix}{route}",
        allowed,
        path=f"{prefix}{path}",
        body=body,
        version=version,
        hides=hides,
    )


_TALK = "/samtal/{talk_id}"

PAGES = [
    *_pages(
        ANYBODY,
        [
            *("GET /hjalp", "GET /tillganglighet", "GET /uppgifter", "GET /logga-in"),
            *("GET /logga-in/svar", "GET /utloggad", "GET /sprak/{language}"),
            *("GET /demo/logga-in", "GET /dev/komponenter", "GET /demo/brevlada"),
            "GET /static/{version}/{name:path}",
        ],
    ),
    *_pages(
        EVERYBODY,
        [
            *("GET /", "GET /aviseringar", "POST /aviseringar/lasta", "GET /samtal"),
            *("GET /overenskommelser", "GET /mal", "GET /mal/nytt", "POST /mal/nytt"),
            *("GET /konto", "POST /konto/sprak", "GET /fortsatt", "POST /fortsatt/kasta"),
            *("GET /enkater", "GET /hr/enkater", "GET /demo/klocka"),  # one's own surveys
            *("GET /kompetens", "GET /kompetens/{person_id}", "GET /kompetens/mina"),
            *("GET /kompetens/forslag", "POST /kompetens/mina/kompetenser"),
            *("GET /kompetens/mina/{word}/ny", "POST /kompetens/mina/{word}/ny"),
            *("GET /min-roda-trad", "GET /aviseringar/{notification}"),
            "GET /mal/att-avgora",
        ],
    ),
    *_pages(
        PARTIES,
        [
            f"GET {_TALK}",
            *(f"{method} {_TALK}/boka" for method in ("GET", "POST")),
            *(f"GET {_TALK}/tid.ics", f"POST {_TALK}/avboka", f"POST {_TALK}/boka/foreslagen"),
            *(
                f"{method} {_TALK}/{page}"
                for page in ("foresla", "egen-anteckning", "uppfoljning")
                for method in ("GET", "POST")
            ),
            f"GET {_TALK}/forbered",
            *(f"{method} {_TALK}/forbered/{{number}}" for method in ("GET", "POST")),
            *(f"{method} {_TALK}/dela" for method in ("GET", "POST")),
            f"POST {_TALK}/ta-tillbaka",
            *(f"GET {_TALK}/{page}" for page in ("forberedelser", "rum", "narvaro")),
            f"POST {_TALK}/utfall/{{goal_id}}",
            *(f"{method} {_TALK}/anteckningar/{{section_id}}" for method in ("GET", "POST")),
            f"POST {_TALK}/anteckningar/{{section_id}}/valj",
            f"POST {_TALK}/overenskommelser",
            f"POST {_TALK}/overenskommelser/{{agreement_id}}/ta-bort",
            "POST /overenskommelser/{talk_id}/{agreement_id}",
            *(f"{method} {_TALK}/mal/nytt" for method in ("GET", "POST")),
            *(f"{method} {_TALK}/mal/{{goal_id}}" for method in ("GET", "POST")),
            f"POST {_TALK}/mal/{{goal_id}}/ta-bort",
            *(f"{method} {_TALK}/avsluta" for method in ("GET", "POST")),
            *(f"{method} {_TALK}/dokument/{{version}}" for method in ("GET", "POST")),
            f"GET {_TALK}/dokument/{{version}}/pdf",
            *(f"{method} {_TALK}/oppna-igen" for method in ("GET", "POST")),
            f"GET {_TALK}/stall-in",
            *("GET /e/{survey_id}", "POST /e/{survey_id}"),
        ],
    ),
    *_pages(MANAGER, [f"POST {_TALK}/stall-in", f"POST {_TALK}/ta-upp"]),
    *_pages(
        PARTIES,
        [
            "GET /mal/{goal_id}",
            *(f"{method} /mal/{{goal_id}}/andra" for method in ("GET", "POST")),
            *(f"{method} /mal/{{goal_id}}/sista-dag" for method in ("GET", "POST")),
            *(f"{method} /mal/{{goal_id}}/dra-tillbaka" for method in ("GET", "POST")),
            *("POST /mal/{goal_id}/avstamning", "POST /mal/{goal_id}/bedomning"),
        ],
        hides=True,
    ),
    *_pages(MANAGER, ["POST /mal/{goal_id}/godkann"], hides=True),
    *_pages(PARTIES, ["POST /mal/{goal_id}/flytta", "POST /mal/{goal_id}/kommentar"], hides=True),
    *_pages(EVERYBODY, ["GET /mal/sok"]),
    *_pages(
        PARTIES,
        [
            *("GET /mal/{goal_id}/dela", "POST /mal/{goal_id}/dela"),
            *("GET /mal/{goal_id}/rakna", "POST /mal/{goal_id}/rakna"),
        ],
        hides=True,
    ),
    *_pages(LEADERS | HR, ["GET /arsrapport", "GET /arsrapport.csv"]),
    *_pages(EVERYBODY, ["GET /bisyssla", "POST /bisyssla"]),
    *_pages(LEADERS, ["GET /bisysslor", "GET /loneoversyn", "GET /loneoversyn.csv"]),
    *_pages(MANAGER, [f"{method} /bisysslor/{{person_id}}" for method in ("GET", "POST")]),
    *_pages(
        HR,
        [
            *("GET /hr/bisysslor", "GET /hr/lonekriterier", "GET /hr/lonekriterier/{year}"),
            "POST /hr/lonekriterier/{year}",
        ],
    ),
    *_pages(HR, [f"{method} /hr/omgangar/{{cycle_id}}/personer" for method in ("GET", "POST")]),
    *_pages(LEADERS, ["GET /ersattare", "POST /ersattare", "POST /ersattare/{to}/ta-tillbaka"]),
    *_pages(
        LEADERS | HR,
        [
            *("GET /mal/kopiera", "POST /mal/kopiera", "POST /mal/kopiera/{copy_id}"),
            *("GET /mal/fil", "POST /mal/fil", "POST /mal/fil/las-in", "GET /mal/fil/mal.csv"),
        ],
    ),
    *_pages(
        MANAGER | HR,
        ["GET /mal/kopiera/{copy_id}", "POST /mal/kopiera/{copy_id}/angra"],
        hides=True,
    ),
    *_pages(EVERYBODY, ["GET /e/{survey_id}/tack"]),
    *_pages(
        LEADERS | HR,
        [
            *("GET /hr/omgangar/{cycle_id}", "GET /hr/enkater/ny"),
            *("POST /hr/enkater/ny", "POST /hr/enkater/starta"),
            *("GET /enkater/{survey_id}/resultat", "GET /enkater/{survey_id}/resultat.csv"),
            *(f"{method} /enkater/{{survey_id}}/atgarder/ny" for method in ("GET", "POST")),
            *(
                f"{method} /enkater/{{survey_id}}/atgarder/{{action_id}}{page}"
                for page in ("", "/andra", "/ta-bort")
                for method in ("GET", "POST")
            ),
            *("GET /enheter/{unit_id}/kompetens", "GET /enheter/{unit_id}/kravprofil"),
            *(
                "GET /enheter/{unit_id}/kompetens/rekryteringstext",
                "POST /enheter/{unit_id}/kravprofil",
            ),
        ],
        hides=True,
    ),
    *_pages(
        HR,
        [
            *("GET /hr/mallar", "POST /hr/mallar"),
            *(
                f"{method} /hr/mallar/{{template_id}}{page}"
                for page in ("", "/slang", "/delar/{section_id}")
                for method in ("GET", "POST")
            ),
            "GET /hr/mallar/{template_id}/granska",
            *("GET /hr/omgangar", "GET /hr/omgangar/ny", "POST /hr/omgangar/ny"),
            *("POST /hr/omgangar/starta", "GET /hr/enkater/{survey_id}"),
            *("POST /hr/omgangar/{cycle_id}/sista-dag", "POST /hr/omgangar/{cycle_id}/stang"),
            *(
                f"{method} /hr/enkater/{{survey_id}}/{page}"
                for page in ("stang", "avbryt")
                for method in ("GET", "POST")
            ),
            *("GET /hr/kompetenser", "GET /hr/kompetenser/{term_id}"),
            *("POST /hr/kompetenser/{term_id}/godkann", "POST /hr/kompetenser/{term_id}/sla-ihop"),
        ],
    ),
    *_pages(
        ADMIN,
        [
            *("GET /admin", "POST /admin/utskick/{delivery}/skicka-om"),
            *("GET /admin/import", "POST /admin/import", "GET /admin/import/{import_id}"),
            *(f"POST /admin/import/{{import_id}}/{page}" for page in ("bekrafta", "kasta")),
        ],
    ),
]

_API_TALK = "/talks/{talk_id}"

API = [
    *_api(
        EVERYBODY,
        [
            *("GET /me", "PUT /me/language", "GET /start", "GET /notifications"),
            *("POST /notifications/read", "GET /units", "GET /templates", "GET /talks"),
            *("GET /goals/shared", "GET /goals/search"),
            *("GET /agreements", "GET /goals/tree", "GET /goals/threads", "GET /goals/proposals"),
            *("GET /survey-templates", "GET /survey-invitations", "GET /survey-actions"),
            *("GET /surveys", "GET /competence/search", "GET /competence/terms"),
            *("GET /competence/profiles/me", "GET /competence/profiles/{person_id}"),
            "PUT /competence/profiles/me/competences/{item_id}",
            "PUT /competence/profiles/me/certificates/{item_id}",
            "PUT /competence/profiles/me/education/{item_id}",
        ],
    ),
    *_api(
        LEADERS,
        [
            "GET /me/delegations",
            *(f"{method} /me/delegations/{{to}}" for method in ("PUT", "DELETE")),
        ],
    ),
    *_api(MANAGER, [f"POST {_API_TALK}/call-off", f"POST {_API_TALK}/take-up"]),
    *_api(LEADERS | HR, ["GET /cycles", "GET /cycles/{cycle_id}"]),
    *_api(LEADERS | HR, ["GET /coverage/years", "GET /coverage/years.csv"]),
    *_api(
        EVERYBODY,
        [
            *("GET /criteria-sets/{year}", "GET /side-employment/me"),
            "PUT /side-employment/me",
        ],
    ),
    *_api(HR, ["PUT /criteria-sets/{year}", "GET /side-employment/status"]),
    *_api(
        LEADERS,
        ["GET /salary-review", "GET /salary-review.csv", "GET /side-employment/reports"],
    ),
    *_api(
        MANAGER,
        [
            "GET /side-employment/people/{person_id}",
            "PUT /side-employment/people/{person_id}/assessment",
        ],
    ),
    *_api(HR, ["GET /cycles/{cycle_id}/choices", "PUT /cycles/{cycle_id}/choices/{person_id}"]),
    *_api(
        HR,
        [
            "GET /template-drafts",
            *(f"{method} /template-drafts/{{template_id}}" for method in ("GET", "PUT", "DELETE")),
            "POST /template-drafts/{template_id}/publish",
        ],
    ),
    *_api(EVERYBODY, ["GET /templates/{template_id}/{version}"]),
    *_api(HR, ["POST /cycles/preview", "PUT /cycles/{cycle_id}"]),
    *_api(HR, ["POST /cycles/{cycle_id}/extend", "POST /cycles/{cycle_id}/close"]),
    *_api(ADMIN, ["GET /deliveries", "POST /deliveries/{delivery}/retry"]),
    *_api(
        PARTIES,
        [
            f"GET {_API_TALK}",
            f"GET {_API_TALK}/room",
            *(f"{method} {_API_TALK}/booking" for method in ("PUT", "DELETE")),
            f"GET {_API_TALK}/booking.ics",
            f"PUT {_API_TALK}/proposed-times",
            *(f"GET {_API_TALK}/{thing}" for thing in ("at-hand", "private-note")),
            *(f"PUT {_API_TALK}/{thing}" for thing in ("private-note", "follow-ups/{new_id}")),
            f"GET {_API_TALK}/preparations",
            f"PUT {_API_TALK}/preparations/mine/{{section_id}}",
            f"POST {_API_TALK}/share",
            f"POST {_API_TALK}/take-back",
            f"PUT {_API_TALK}/notes/{{section_id}}",
            f"POST {_API_TALK}/notes/{{section_id}}/resolve",
            f"PUT {_API_TALK}/agreements/{{agreement_id}}",
            f"DELETE {_API_TALK}/agreements/{{agreement_id}}",
            f"POST {_API_TALK}/agreements/{{agreement_id}}/follow-up",
            f"PUT {_API_TALK}/goals/{{goal_id}}",
            f"DELETE {_API_TALK}/goals/{{goal_id}}",
            f"POST {_API_TALK}/finish",
            f"GET {_API_TALK}/documents/{{version}}",
            f"GET {_API_TALK}/documents/{{version}}/pdf",
            f"GET {_API_TALK}/reads",
            f"POST {_API_TALK}/confirm",
            f"POST {_API_TALK}/reopen",
            "GET /goals",
            "PUT /goals/{goal_id}",
            *("GET /surveys/{survey_id}/form", "PUT /surveys/{survey_id}/answer"),
        ],
    ),
    *_api(
        PARTIES,
        [
            *("GET /goals/{goal_id}", "PATCH /goals/{goal_id}"),
            *("POST /goals/{goal_id}/withdraw", "POST /goals/{goal_id}/check-ins"),
            *("POST /goals/{goal_id}/evaluations", "POST /goals/{goal_id}/comments"),
        ],
        hides=True,
    ),
    *_api(frozenset({"employee"}), ["PUT /goals/{goal_id}/readers"], hides=True),
    *_api(MANAGER, ["POST /goals/{goal_id}/agree"], hides=True),
    *_api(
        LEADERS | HR,
        [
            *("GET /goal-periods", "POST /goal-copies/{copy_id}/preview"),
            *("PUT /goal-copies/{copy_id}", "POST /goal-file/preview", "POST /goal-file"),
            "GET /goal-file",
        ],
    ),
    *_api(
        MANAGER | HR,
        ["GET /goal-copies/{copy_id}", "POST /goal-copies/{copy_id}/undo"],
        hides=True,
    ),
    *_api(EVERYBODY, ["GET /goal-copies", "GET /goal-decisions"]),
    *_api(
        LEADERS | HR,
        [
            *("POST /surveys/preview", "PUT /surveys/{survey_id}"),
            *("GET /surveys/{survey_id}/results", "GET /surveys/{survey_id}/actions"),
            "PUT /surveys/{survey_id}/actions/{action_id}",
            "POST /surveys/{survey_id}/actions/{action_id}/follow-up",
            "DELETE /surveys/{survey_id}/actions/{action_id}",
            *(
                "GET /competence/units/{unit_id}/requirement",
                "GET /competence/units/{unit_id}/gaps",
            ),
            "PUT /competence/units/{unit_id}/requirement",
        ],
        hides=True,
    ),
    *_api(
        HR,
        [
            *("GET /surveys/{survey_id}", "POST /surveys/{survey_id}/close"),
            *("POST /surveys/{survey_id}/cancel", "GET /competence/proposed-terms"),
            "POST /competence/terms/{term_id}/accept",
            "POST /competence/terms/{term_id}/merge",
        ],
    ),
    *_api(
        ADMIN,
        [
            *("GET /imports/columns", "PUT /imports/{import_id}/files/{table}"),
            *("POST /imports/{import_id}/preview", "GET /imports/{import_id}"),
            *("GET /imports/{import_id}/lines", "POST /imports/{import_id}/confirm"),
            "DELETE /imports/{import_id}",
        ],
    ),
]

RULES = [*PAGES, *API]

NOT_ASKED = {
    "POST /logga-ut": "ends the session that asks",
    "POST /demo/logga-in": "begins a session; demo only",
    "POST /demo/klocka": "moves everybody's clock; demo only",
    "GET /demo/brevlada/{mail_id}": "the demo's mailbox, open to all who run it",
    "GET /demo/brevlada/{mail_id}/visning": "as above",
    "GET /kompetens/mina/{word}/{item_id}": "one's own items: nobody else's can be named",
    "POST /kompetens/mina/{word}/{item_id}": "as above",
    "POST /kompetens/mina/{word}/{item_id}/ta-bort": "as above",
    "DELETE /api/v1/competence/profiles/me/{sort}/{item_id}": "as above",
}
"""Routes without a cell, and why."""

MACHINES = {"/health/live", "/health/ready", "/metrics", "/api/v1/openapi.json"}
"""What the gateway answers to operations and tools, without a word about anybody."""
