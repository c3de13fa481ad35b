"""Who walks through the journeys: the demo's five personas, and the team of one of them."""

from dataclasses import dataclass

from redthread_local.demo import cast


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo municipality."""

    id: str
    name: str

    @property
    def given(self) -> str:
        """What the other one in a talk is called."""
        return self.name.split()[0]


ELLEN = Person(cast.ELLEN, "Ellen Sandgren")
MATTIAS = Person(cast.MATTIAS, "Mattias Öberg")
KARIN = Person(cast.KARIN, "Karin Lindqvist Salo")
YASMIN = Person(cast.YASMIN, "Yasmin Haddad")
PETER = Person(cast.PETER, "Peter Åslund")

PERSONAS = (ELLEN, MATTIAS, KARIN, YASMIN, PETER)
"""Whom the login page offers: an employee, her manager, a head, HR, an administrator."""

PERMITS = "Bygglov stad"
"""The unit of Ellen and Mattias."""


def colleague(name: str) -> Person:
    """One of the 28 who report to Mattias. Each test takes somebody of its own."""
    return next(
        Person(person_id, f"{part.given} {part.family}")
        for person_id, part in cast.TEAM.items()
        if f"{part.given} {part.family}" == name
    )
