"""The people of the demo who have names of their own: those one can log in as, and one team."""

from dataclasses import dataclass

from redthread_local.demo.ids import person_id

PERMITS = "E05-2A"
"""Bygglov stad: the unit whose manager and employee one can log in as."""

BUILDING = "E05"
"""Stadsbyggnadsförvaltningen: the department above it."""

HR = "E01-3A"
SYSTEMS = "E01-5C"


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody with a name. `since`: the year they were employed."""

    given: str
    family: str
    title: str
    since: int = 2018
    language: str = "sv"
    roles: tuple[str, ...] = ()


_PERMIT_OFFICER = "Bygglovshandläggare"
_INSPECTOR = "Byggnadsinspektör"
_ADMINISTRATOR = "Administratör"
_ARCHITECT = "Planarkitekt"

_TEAM = (
    Part("Mattias", "Öberg", "Enhetschef", 2013),
    Part("Ellen", "Sandgren", _PERMIT_OFFICER, 2015),
    Part("Tomas", "Kivelä", _INSPECTOR, 2009),
    Part("Fatima", "Rahimi", _PERMIT_OFFICER, 2021),
    Part("Birgitta", "Fors", _ADMINISTRATOR, 1998),
    Part("Johan", "Ek", _PERMIT_OFFICER, 2017),
    Part("Åsa", "Öman", _ARCHITECT, 2012),
    Part("Linnéa", "Bergström", _INSPECTOR, 2020),
    Part("Amina", "Warsame", _PERMIT_OFFICER, 2019),
    Part("Viktor", "Lund", _PERMIT_OFFICER, 2025),
    Part("Sara", "Nilsson Holm", _PERMIT_OFFICER, 2016),
    Part("Oskar", "Jönsson", _INSPECTOR, 2022),
    Part("Elin", "Åkerblom", _ARCHITECT, 2018),
    Part("Mehmet", "Yıldırım", _PERMIT_OFFICER, 2014),
    Part("David", "Hallberg", _INSPECTOR, 2011),
    Part("Ida", "Sjödin", "GIS-ingenjör", 2023),
    Part("Nils", "Arvidsson", _PERMIT_OFFICER, 2006),
    Part("Rana", "Khalil", _PERMIT_OFFICER, 2022, language="en"),
    Part("Per-Olof", "Wik", "Arkivarie", 2001),
    Part("Hanna", "Öberg Lind", _ADMINISTRATOR, 2019),
    Part("Anders", "Blom", _PERMIT_OFFICER, 2010),
    Part("Cecilia", "Ström", _ARCHITECT, 2008),
    Part("Emre", "Demir", _INSPECTOR, 2023),
    Part("Greta", "Lindahl", _PERMIT_OFFICER, 2020),
    Part("Jonas", "Mård", _INSPECTOR, 2015),
    Part("Kajsa", "Rehn", _PERMIT_OFFICER, 2024),
    Part("Maria", "Sánchez", _ADMINISTRATOR, 2021, language="en"),
    Part("Sofia", "Wallin", _PERMIT_OFFICER, 2013),
    Part("Örjan", "Hed", "GIS-ingenjör", 2004),
)

CAST: dict[tuple[str, int], Part] = {
    **{(PERMITS, place): part for place, part in enumerate(_TEAM)},
    (BUILDING, 0): Part("Karin", "Lindqvist Salo", "Förvaltningsdirektör", 2010),
    (HR, 1): Part("Yasmin", "Haddad", "HR-konsult", 2016, roles=("hr",)),
    (SYSTEMS, 1): Part("Peter", "Åslund", "Systemförvaltare", 2012, roles=("admin",)),
}
"""Who stands at which place of which unit."""

MATTIAS = person_id(PERMITS, 0)
ELLEN = person_id(PERMITS, 1)
KARIN = person_id(BUILDING, 0)
YASMIN = person_id(HR, 1)
PETER = person_id(SYSTEMS, 1)

TEAM: dict[str, Part] = {
    person_id(PERMITS, place): part for place, part in enumerate(_TEAM) if place > 0
}
"""Those who report to Mattias, by id."""


def places_taken(unit_code: str) -> int:
    """How many people a unit must have at least, for everybody in the cast to have a place."""
    return max((place + 1 for unit, place in CAST if unit == unit_code), default=0)
