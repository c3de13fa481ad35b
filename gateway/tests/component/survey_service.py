"""A surveys service and a directory that answer as told and remember what they were sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

HIDDEN = "Visas inte, så att ingens svar går att räkna ut"
LABELS = {"labels_sv": ["Stämmer inte", "Stämmer"], "labels_en": ["No", "Yes"]}
STATEMENTS: list[dict[str, Any]] = [
    {
        "id": f"p{number}",
        "kind": "scale_1_5",
        "text_sv": f"Påstående nummer {number}.",
        "text_en": f"Statement number {number}.",
        "dimension": "load" if number < 3 else None,
        **LABELS,
    }
    for number in range(1, 6)
]
CHOICE = {
    "id": "c1",
    "kind": "multiple",
    "text_sv": "Vad saknas?",
    "text_en": "What is missing?",
    "options": [
        {"id": "time", "text_sv": "Tid", "text_en": "Time"},
        {"id": "calm", "text_sv": "Lugn", "text_en": "Calm"},
    ],
}
RECOMMEND = {"id": "r1", "kind": "recommend_0_10", "text_sv": "Rekommendera?", **LABELS}
TEXT = {"id": "t1", "kind": "text", "text_sv": "Vad gör störst skillnad?"}
QUESTIONS: list[dict[str, Any]] = [*STATEMENTS, CHOICE, RECOMMEND, TEXT]
DAYS = {"opens_at": "2030-10-12T06:00:00Z", "closes_at": "2030-10-26T21:59:00Z"}
PULSE: dict[str, Any] = {
    "id": "pulse-1",
    "title_sv": "Temperaturmätning <oktober>",
    "title_en": "Pulse in October",
    "template_id": "pulse",
    "state": "open",
    "asked": 28,
    "answered": None,
    "author_id": "yasmin",
    "anonymous": True,
    "estimated_seconds": 45,
    "may": ["cancel", "close"],
    **DAYS,
}
UNITS: list[dict[str, Any]] = [
    {"id": "top", "path": ["top"], "name_sv": "Staden", "level": "municipality", "headcount": 40},
    {
        "id": "permits",
        "path": ["top", "permits"],
        "parent_id": "top",
        "name_sv": "Bygglov",
        "manager_id": "mattias",
        "headcount": 28,
    },
    {
        "id": "survey",
        "path": ["top", "survey"],
        "parent_id": "top",
        "name_sv": "Lantmäteri",
        "headcount": 3,
    },
]
PEOPLE: dict[str, dict[str, Any]] = {
    "ellen": {"id": "ellen", "given_name": "Ellen", "family_name": "Sandgren"},
    "mattias": {"id": "mattias", "given_name": "Mattias", "family_name": "Öberg"},
    "yasmin": {
        "id": "yasmin",
        "given_name": "Yasmin",
        "family_name": "Haddad",
        "roles": ["hr"],
    },
}


def scale_result(id_: str, counts: list[int], mean: float) -> dict[str, Any]:
    return {
        "id": id_,
        "kind": "scale_1_5",
        "answered": sum(counts),
        "mean": mean,
        "distribution": [
            {"value": value, "count": count, "percent": round(100 * count / sum(counts))}
            for value, count in enumerate(counts, 1)
        ],
    }


@dataclass
class Surveys:
    """What the service knows, refuses and was asked to do."""

    form: dict[str, Any]
    survey: dict[str, Any]
    results: dict[str, Any]
    preview: dict[str, Any]
    refuses: dict[str, Any] | None = None
    refuses_commands: dict[str, Any] | None = None
    away: bool = False
    actions: list[dict[str, Any]] = field(default_factory=list)
    sent: list[tuple[str, str, Any, str | None]] = field(default_factory=list)

    @property
    def bodies(self) -> list[Any]:
        return [body for _, _, body, _ in self.sent]


def surveys() -> Surveys:
    survey = {
        **PULSE,
        "questions": QUESTIONS,
        "dimensions": [{"id": "load", "title_sv": "Arbetsbelastning", "title_en": "Workload"}],
        "has_index": False,
        "version": 3,
    }
    form = {
        "survey": PULSE,
        "questions": QUESTIONS,
        "answered": False,
        "open": True,
        "shown": {
            "unit_id": "permits",
            "unit_names": {"sv": "Bygglov", "en": "Permits"},
            "unit_asked": 28,
        },
    }
    found = [
        scale_result("p1", [0, 1, 1, 3, 5], 4.2),
        {**scale_result("p2", [1, 1, 1, 1, 1], 3.0), "answered": 5},
        {"id": "p3", "kind": "scale_1_5", "hidden": True},
        {
            "id": "r1",
            "kind": "recommend_0_10",
            "answered": 10,
            "mean": 6.0,
            "enps": -10,
            "distribution": [
                {"value": 3, "count": 4, "percent": 40},
                {"value": 8, "count": 3, "percent": 30},
                {"value": 10, "count": 3, "percent": 30},
            ],
        },
        {"id": "t1", "kind": "text", "texts": ["=HYPERLINK(1)", "Mindre <stress>"], "answered": 10},
    ]
    results = {
        "survey": {**PULSE, "state": "closed"},
        "unit_id": "top",
        "path": ["top"],
        "asked": 28,
        "answered": 10,
        "response_rate_percent": 36,
        "hidden": False,
        "questions": found,
        "heatmap": [
            {"unit_id": "top", "shown": True, "answered": 10, "values": {"load": 3.6, "r1": 6.0}},
            {"unit_id": "permits", "shown": True, "answered": 10, "values": {"load": 4.35}},
            {"unit_id": "survey", "shown": False, "answered": None, "values": {}},
        ],
    }
    preview = {
        "asked": 28,
        "left_out": {"protected": 2, "absent": 1, "without_email": 1},
        "units": [
            {"unit_id": "top", "asked": 28, "hidden": False},
            {"unit_id": "permits", "asked": 25, "hidden": False},
            {"unit_id": "survey", "asked": 3, "hidden": True},
        ],
    }
    return Surveys(form=form, survey=survey, results=results, preview=preview)


def service(known: Surveys, who: str) -> FastAPI:
    """Both services at one address: their paths have nothing in common."""
    app = FastAPI()

    @app.get("/health/ready")
    def ready() -> dict[str, str]:
        return {}

    _directory(app, who)
    _surveys(app, known)
    return app


def _directory(app: FastAPI, who: str) -> None:
    @app.get("/me")
    def me() -> dict[str, Any]:
        led = [unit for unit in UNITS if unit.get("manager_id") == who]
        return {"person": PEOPLE[who], "units_led": led, "manager": None}

    @app.get("/units")
    def units() -> dict[str, Any]:
        return {"items": UNITS}

    @app.get("/people")
    def people(ids: str = "", q: str = "") -> dict[str, Any]:
        if q:
            given = q.split(maxsplit=1)[0].casefold()
            called = [one for one in PEOPLE.values() if one["given_name"].casefold() == given]
            return {"items": called}
        return {"items": [PEOPLE[one] for one in ids.split(",") if one in PEOPLE]}

    @app.get("/people/{_person}/reports")
    def reports(_person: str) -> dict[str, Any]:
        return {"items": [PEOPLE["ellen"]]}


def _surveys(app: FastAPI, known: Surveys) -> None:
    template = {"id": "pulse", "title_sv": "Temperaturmätning", "questions": QUESTIONS}
    invitation = {"survey_id": "pulse-1", "title_sv": "Temperaturmätning", **DAYS}

    def answers(path: str, what: Callable[[], Any]) -> None:
        @app.get(path)
        def answer() -> Response:
            if known.refuses:
                return JSONResponse(known.refuses, known.refuses["status"])
            return JSONResponse(what())

    answers("/templates", lambda: {"items": [{**template, "source": "Egen."}]})
    answers("/invitations", lambda: {"items": [invitation]})
    answers("/actions", lambda: {"items": known.actions})
    answers("/surveys", lambda: {"items": [PULSE], "next": None})
    answers("/surveys/pulse-1/form", lambda: known.form)
    answers("/surveys/pulse-1/results", lambda: known.results)
    answers("/surveys/pulse-1/actions", lambda: {"items": known.actions})
    answers("/surveys/pulse-1", lambda: known.survey)

    @app.api_route("/surveys/{path:path}", methods=["PUT", "POST", "DELETE"])
    async def command(path: str, request: Request) -> Response:
        body = await request.json() if await request.body() else None
        known.sent.append((request.method, path, body, request.headers.get("If-Match")))
        if known.away:
            return Response(status_code=503)
        if refused := known.refuses or known.refuses_commands:
            return JSONResponse(refused, refused["status"])
        if path == "preview":
            return JSONResponse(known.preview)
        if path.endswith("/answer"):
            return Response(status_code=204)
        shown = known.actions[0] if "/actions/" in path and known.actions else known.survey
        return JSONResponse(shown, headers={"ETag": '"4"'})
