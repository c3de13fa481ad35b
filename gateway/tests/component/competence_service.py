"""A competence service and a directory that answer as told and remember what they were sent."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

SHORE: dict[str, Any] = {"term_id": "shore", "label_sv": "Strandskydd", "label_en": "Shoreline law"}
UNITS: list[dict[str, Any]] = [
    {"id": "top", "path": ["top"], "name_sv": "Staden", "name_en": "The city", "headcount": 40},
    {
        "id": "permits",
        "path": ["top", "permits"],
        "parent_id": "top",
        "name_sv": "Bygglov",
        "name_en": "Permits",
        "manager_id": "mattias",
        "headcount": 28,
    },
]
PEOPLE: dict[str, dict[str, Any]] = {
    "ellen": {
        "id": "ellen",
        "given_name": "Ellen",
        "family_name": "Sandgren",
        "title": "Handläggare",
        "unit_id": "permits",
        "email": "ellen@example.org",
    },
    "mattias": {"id": "mattias", "given_name": "Mattias", "family_name": "Öberg"},
    "rana": {
        "id": "rana",
        "given_name": "Rana",
        "family_name": "<Khalil>",
        "title": "Handläggare",
        "unit_id": "permits",
        "email": "rana@example.org",
    },
    "nils": {"id": "nils", "given_name": "Nils", "family_name": "Arv", "title": "Inspektör"},
    "yasmin": {"id": "yasmin", "given_name": "Yasmin", "family_name": "Haddad", "roles": ["hr"]},
}
TERMS: list[dict[str, Any]] = [
    {"id": "shore", "kind": "skill", "label_sv": "Strandskydd", "label_en": "Shoreline law"},
    {"id": "sign", "kind": "language", "label_sv": "Svenskt teckenspråk", "synonyms": ["TAKK"]},
    {"id": "carB", "kind": "driving_licence", "label_sv": "Körkort B"},
]


def profile() -> dict[str, Any]:
    return {
        "profile_id": "p1",
        "person_id": "ellen",
        "competences": [
            {"id": "c1", "kind": "skill", "level": 3, "wants_to_develop": True, **SHORE},
            {
                "id": "c2",
                "term_id": "calm",
                "label_sv": "Konflikthantering",
                "kind": "skill",
                "level": 4,
                "hidden": True,
            },
            {
                "id": "c3",
                "term_id": "fi",
                "label_sv": "Finska",
                "kind": "language",
                "level": 3,
            },
        ],
        "certificates": [
            {
                "id": "i1",
                "term_id": "carB",
                "label_sv": "Körkort B",
                "kind": "driving_licence",
                "expires": "2030-12-04",
                "expires_soon": True,
            }
        ],
        "education": [{"id": "u1", "what": "Kandidatexamen", "where": "Gävle", "year": 2014}],
        "version": 5,
    }


def finds() -> dict[str, Any]:
    return {
        "items": [
            {
                "person_id": "rana",
                "title": "Handläggare",
                "unit_id": "permits",
                "matched": [
                    {**SHORE, "level": 5, "asked": "strandskyd", "because": "spelling"},
                    {
                        "term_id": "sign",
                        "label_sv": "Svenskt teckenspråk",
                        "level": 3,
                        "asked": "TAKK",
                        "because": "synonym",
                    },
                ],
                "also": [{"term_id": "law", "label_sv": "Miljöbalken", "level": 4}],
                "all": True,
            },
            {
                "person_id": "nils",
                "title": "Inspektör",
                "unit_id": "permits",
                "matched": [{**SHORE, "level": 3, "asked": "strandskyd", "because": "spelling"}],
                "also": [],
                "all": False,
            },
        ],
        "next": "more-of-it",
        "understood": [
            {
                "asked": "strandskyd",
                "terms": [{"id": "shore", "label_sv": "Strandskydd", "because": "spelling"}],
                "because": "spelling",
                "synonyms": [],
            },
            {
                "asked": "TAKK",
                "terms": [{"id": "sign", "label_sv": "Svenskt teckenspråk", "because": "synonym"}],
                "because": "synonym",
                "synonyms": ["TAKK", "tecken som stöd"],
            },
        ],
        "facets": {
            "units": [{"unit_id": "permits", "count": 2}],
            "languages": [{"term_id": "sign", "label_sv": "Svenskt teckenspråk", "count": 1}],
        },
        "total": 2,
        "more": False,
    }


def gaps() -> dict[str, Any]:
    return {
        "unit_id": "permits",
        "rows": [
            {
                **SHORE,
                "kind": "skill",
                "level": 3,
                "roles": [
                    {"role": "Handläggare", "have": 2, "need": 4, "lacking": 2},
                    {"role": None, "have": 1, "need": 1, "lacking": 0},
                ],
                "have": 3,
                "need": 5,
                "lacking": 2,
            },
            {
                "term_id": "carB",
                "label_sv": "Körkort B",
                "kind": "driving_licence",
                "level": 1,
                "roles": [{"role": "Inspektör", "have": 1, "need": 1, "lacking": 0}],
                "have": 1,
                "need": 1,
                "lacking": 0,
            },
        ],
        "soon": [
            {
                "term_id": "carB",
                "label_sv": "Körkort B",
                "kind": "certificate",
                "level": 1,
                "person_id": "nils",
                "on": "2030-11-06",
                "have_then": 0,
                "need": 1,
            }
        ],
        "developing": [{**SHORE, "kind": "skill", "person_ids": ["ellen"]}],
        "recruitment": {"text_sv": "Bygglov söker:\n– Strandskydd", "text_en": "Permits seeks:"},
    }


def requirement() -> dict[str, Any]:
    return {
        "unit_id": "permits",
        "required": [
            {**SHORE, "kind": "skill", "level": 3, "count": 4, "role": "Handläggare"},
        ],
        "version": 7,
    }


@dataclass
class Known:
    """What the service knows, refuses and was asked to do."""

    profile: dict[str, Any] = field(default_factory=profile)
    finds: dict[str, Any] = field(default_factory=finds)
    gaps: dict[str, Any] = field(default_factory=gaps)
    requirement: dict[str, Any] = field(default_factory=requirement)
    proposed: dict[str, Any] = field(
        default_factory=lambda: {
            "id": "own1",
            "kind": "skill",
            "label_sv": "Bålgeting",
            "status": "proposed",
        }
    )
    refuses: dict[str, Any] | None = None
    asked: list[str] = field(default_factory=list)
    sent: list[tuple[str, str, Any, str | None]] = field(default_factory=list)


def service(known: Known, who: str) -> FastAPI:
    """Both services at one address: their paths have nothing in common."""
    app = FastAPI()

    @app.get("/health/ready")
    def ready() -> dict[str, str]:
        return {}

    _directory(app, who)
    _competence(app, known)
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
    def people(ids: str = "") -> dict[str, Any]:
        return {"items": [PEOPLE[one] for one in ids.split(",") if one in PEOPLE]}

    @app.get("/people/{person}")
    def person(person: str) -> Response:
        if person not in PEOPLE:
            return JSONResponse({"code": "person-not-found", "status": 404}, 404)
        return JSONResponse(PEOPLE[person])

    @app.get("/people/{_person}/reports")
    def reports(_person: str) -> dict[str, Any]:
        return {"items": [PEOPLE["ellen"], PEOPLE["nils"]]}


def _competence(app: FastAPI, known: Known) -> None:  # noqa: C901 - a route after the other
    def answer(body: Any, version: int | None = None) -> Response:
        if known.refuses:
            return JSONResponse(known.refuses, known.refuses["status"])
        return JSONResponse(body, headers={"ETag": f'"{version}"'} if version else None)

    @app.get("/terms")
    def terms(q: str = "", kind: str | None = None, status: str = "accepted") -> Response:
        if status == "proposed":
            return answer({"items": [known.proposed]})
        found = [
            one
            for one in TERMS
            if one["label_sv"].casefold().startswith(q.casefold()[:6])
            and kind in (None, one["kind"])
        ]
        return answer({"items": found})

    @app.get("/terms/{_term}")
    def term(_term: str) -> Response:
        return JSONResponse(known.proposed)

    @app.get("/profiles/me")
    def mine() -> Response:
        return JSONResponse(known.profile, headers={"ETag": f'"{known.profile["version"]}"'})

    @app.get("/profiles/{person}")
    def profile_of(person: str) -> Response:
        if person == "nils":
            return JSONResponse({"code": "person-not-found", "status": 404}, 404)
        shown = [one for one in known.profile["competences"] if not one.get("hidden")]
        return answer({**known.profile, "person_id": person, "competences": shown})

    @app.get("/search")
    def search(request: Request) -> Response:
        known.asked.append(request.url.query)
        return answer(known.finds)

    @app.get("/requirements/permits")
    def required() -> Response:
        return JSONResponse(
            known.requirement, headers={"ETag": f'"{known.requirement["version"]}"'}
        )

    @app.get("/gaps/permits")
    def gap() -> Response:
        return answer(known.gaps)

    @app.api_route("/{path:path}", methods=["PUT", "POST", "DELETE"])
    async def command(path: str, request: Request) -> Response:
        body = await request.json() if await request.body() else None
        known.sent.append((request.method, path, body, request.headers.get("If-Match")))
        if path.startswith("requirements"):
            return answer(known.requirement, 8)
        return answer(known.proposed if path.startswith("terms") else known.profile, 6)
