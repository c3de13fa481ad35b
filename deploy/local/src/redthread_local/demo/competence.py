"""What the people of the demo can, and what some units need, for the competence import.

Everybody draws from a seed of their own, out of what fits their title; days lie around today.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from redthread_local.demo import source
from redthread_local.demo.cast import PERMITS, TEAM
from redthread_local.demo.ids import person_id, unit_id
from redthread_local.demo.taxonomy import key_of, skills_of_occupations, valid_months

Row = dict[str, Any]

_LEVELS, _LEVEL_WEIGHTS = (1, 2, 3, 4, 5), (4, 16, 36, 30, 14)
_LIST_NOTHING = 0.12
_WANT_TO_DEVELOP, _HIDDEN, _EXPIRED = 0.15, 0.05, 0.03
_MOST_OF_OCCUPATION = 5
_DAYS_IN_A_MONTH = 365 / 12
_CAR = "VTK8_WRx_GcM"
_ROAD_WORK, _CONTROLLER = "hFN6_Rbb_Apq", "YSVk_ZwM_xm4"


def profile_rows(people: Sequence[Row], today: date) -> list[Row]:
    """A row for most people. Nobody lists anything of people with a protected identity."""
    told = _team(today)
    return [
        told.get(person["id"]) or _drawn(person, today)
        for person in people
        if not person["protected"] and (person["id"] in TEAM or _lists_anything(person))
    ]


def requirement_rows() -> list[Row]:
    """What a few units need; the persona's unit as on the example pages."""
    return [
        {
            "unit_id": unit_id(code),
            "required": [
                {"term": key_of(each["label"]), **{k: each[k] for k in ("level", "count", "role")}}
                for each in required
            ],
        }
        for code, required in source.skills()["requirements"].items()
    ]


def _lists_anything(person: Row) -> bool:
    return Random(f"ekstad:listed:{person['id']}").random() >= _LIST_NOTHING


def _drawn(person: Row, today: date) -> Row:
    rng = Random(f"ekstad:competence:{person['id']}")
    skills = _skills(person["title"], rng)
    return {
        "person_id": person["id"],
        "competences": [
            # What the work is about comes first, and most are good at it.
            *(_competence(label, rng, core=not place) for place, label in enumerate(skills)),
            *(_competence(label, rng) for label in _languages(rng)),
        ],
        "certificates": list(_certificates(person["title"], rng, today)),
    }


def _skills(title: str, rng: Random) -> list[str]:
    known = source.skills()
    fitting = _fitting(title)
    everybodys: list[str] = known["everybody"]
    more = rng.sample(fitting, min(len(fitting), rng.randint(2, 5)))
    return list(dict.fromkeys([*fitting[:1], *more, *rng.sample(everybodys, rng.randint(1, 3))]))


def _fitting(title: str) -> list[str]:
    """By our own judgement; for other titles some of what JobTech ties to their occupation."""
    known = source.skills()
    groups = known["titles"].get(title)
    if groups is None:
        found = skills_of_occupations().get(source.occupations().get(title, ""), [])
        return found[:_MOST_OF_OCCUPATION]
    return [label for group in groups for label in known["groups"][group]]


def _languages(rng: Random) -> list[str]:
    chances: Mapping[str, float] = source.skills()["languages"]
    return [label for label, chance in chances.items() if rng.random() < chance]


def _competence(label: str, rng: Random, *, core: bool = False) -> Row:
    one, other = rng.choices(_LEVELS, _LEVEL_WEIGHTS, k=2)
    return {
        "term": key_of(label),
        "level": max(one, other) if core else one,
        "wants_to_develop": rng.random() < _WANT_TO_DEVELOP,
        "hidden": rng.random() < _HIDDEN,
    }


def _certificates(title: str, rng: Random, today: date) -> Iterator[Row]:
    known = source.skills()["certificates"]
    chances = {
        **known["everybody"],
        **known["driving_licence"],
        **known["titles"].get(title, {}),
    }
    for key, chance in chances.items():
        if rng.random() < chance:
            yield _certificate(key, rng, today)


def _certificate(key: str, rng: Random, today: date) -> Row:
    """Issued so long ago that it has some time left; a few have run out."""
    months = valid_months().get(key)
    if months is None:
        issued = today - timedelta(days=rng.randrange(200, 6_000))
        return {"term": key, "issued": issued.isoformat()}
    lasts = round(months * _DAYS_IN_A_MONTH)
    left = rng.randrange(5, lasts)
    if rng.random() < _EXPIRED:
        left = -rng.randrange(5, 60)
    expires = today + timedelta(days=left)
    return {
        "term": key,
        "issued": (expires - timedelta(days=lasts)).isoformat(),
        "expires": expires.isoformat(),
        "hidden": rng.random() < _HIDDEN,
    }


# Those of whom the example pages tell.


def _team(today: date) -> dict[str, Row]:
    """The persona and some colleagues, with what the unit has and lacks."""
    by_name = {part.given: id for id, part in TEAM.items()}
    in_weeks = {weeks: (today + timedelta(weeks=weeks)).isoformat() for weeks in (3, 10, 340)}
    rows = {
        "Ellen": {
            "competences": [
                _item("Plan- och bygglagen, PBL", 5),
                _item("Klarspråk", 4, wants_to_develop=True),
                _item("Strandskydd", 3, wants_to_develop=True),
                _item("Geografiskt informationssystem/GIS", 2),
                _item("Konflikthantering", 3, hidden=True),
                _item("Tillgänglighet i byggnader", 3),
                _item("Finska", 3),
            ],
            "certificates": [
                {"term": _ROAD_WORK, "expires": in_weeks[3]},
                {"term": _CAR, "expires": in_weeks[340]},
            ],
            "education": [
                {
                    "what": "Kandidatexamen i byggteknik",
                    "where": "Högskolan i Gävle",
                    "year": 2014,
                }
            ],
        },
        "Rana": {
            "competences": [
                _item("Strandskydd", 5),
                _item("Plan- och bygglagen, PBL", 4),
                _item("Teckenspråk", 3),
                _item("Miljöbalken", 4),
                _item("Arabiska", 5),
            ],
        },
        "Jonas": {
            "competences": [
                _item("Strandskydd", 3),
                _item("Tillsyn enligt plan- och bygglagen", 5),
                _item("Plan- och bygglagen, PBL", 5),
                _item("Tillgänglighet i byggnader", 4),
            ],
            "certificates": [{"term": _ROAD_WORK, "expires": in_weeks[3]}],
        },
        "David": {
            "competences": [
                _item("Plan- och bygglagen, PBL", 5),
                _item("Tillsyn enligt plan- och bygglagen", 4),
                _item("Förebyggande brandskydd", 4),
            ],
            # Ten weeks: the first reminder comes within the next.
            "certificates": [{"term": _CONTROLLER, "expires": in_weeks[10]}],
        },
        "Anders": {
            "competences": [
                _item("Plan- och bygglagen, PBL", 5),
                _item("Bygglov", 5),
                _item("Klarspråk", 4),
                _item("Myndighetsskrivande", 5),
            ],
        },
    }
    return {by_name[name]: {"person_id": by_name[name], **row} for name, row in rows.items()} | {
        person_id(PERMITS, 0): {
            "person_id": person_id(PERMITS, 0),
            "competences": [
                _item("Plan- och bygglagen, PBL", 5),
                _item("Personalansvar", 4),
                _item("Konflikthantering", 4),
                _item("Förändringsledning", 3, wants_to_develop=True),
                _item("Engelska", 4),
            ],
            "certificates": [{"term": "C38", "expires": in_weeks[10]}],
        }
    }


def _item(label: str, level: int, **more: bool) -> Row:
    return {"term": key_of(label), "level": level, **more}
