"""Whom one can log in as in the demo. The ids are known without making all the others."""

import json
from dataclasses import asdict, dataclass

from redthread_local.demo.cast import ELLEN, KARIN, MATTIAS, PETER, YASMIN


@dataclass(frozen=True, slots=True)
class Persona:
    """A choice on the demo's login page: who, in which role, and what there is to see."""

    id: str
    name: str
    role_sv: str
    role_en: str
    note_sv: str
    note_en: str


PERSONAS: list[Persona] = [
    Persona(
        ELLEN,
        "Ellen Sandgren",
        "Medarbetare",
        "Employee",
        "Bygglovshandläggare. Har egna mål, överenskommelser och tio års samtal.",
        "Building permit officer. Has goals of her own, agreements and ten years of talks.",
    ),
    Persona(
        MATTIAS,
        "Mattias Öberg",
        "Chef för Bygglov stad",
        "Manager of Building permits, town",
        "28 medarbetare. Förbereder och håller deras samtal och följer enhetens mål.",
        "28 employees. Prepares and holds their talks and follows the unit's goals.",
    ),
    Persona(
        KARIN,
        "Karin Lindqvist Salo",
        "Chef över flera enheter",
        "Head over several units",
        "Ser Stadsbyggnadsförvaltningen med alla dess enheter, som helhet.",
        "Sees the urban planning department with all its units, as a whole.",
    ),
    Persona(
        YASMIN,
        "Yasmin Haddad",
        "HR",
        "HR",
        "Driver höstens samtalsomgång. Ser antal, inte innehåll.",
        "Runs the autumn's talk cycle. Sees numbers, not content.",
    ),
    Persona(
        PETER,
        "Peter Åslund",
        "Administratör",
        "Administrator",
        "Ser hur många personer och enheter som finns och vad som har skickats.",
        "Sees how many people and units there are and what has been sent.",
    ),
]


def personas_json() -> str:
    """The personas as the gateway's setting `REDTHREAD_PERSONAS` takes them."""
    return json.dumps([asdict(persona) for persona in PERSONAS], ensure_ascii=False)
