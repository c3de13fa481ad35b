"""What a service answered instead, and the sentence that a person reads about it."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from gateway.i18n import N_, Words


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    field: str
    code: str = ""
    message: str = ""


class ServiceProblem(Exception):
    """A service said no (problem+json, RFC 9457)."""

    def __init__(self, service: str, status: int, body: dict[str, Any]) -> None:
        self.service = service
        self.status = status
        self.code = str(body.get("code") or f"http-{status}")
        self.detail = str(body.get("detail") or "")
        self.fields = [
            FieldProblem.model_validate(field)
            for field in body.get("errors") or []
            if isinstance(field, dict) and "field" in field
        ]
        self.current: dict[str, Any] = body.get("current") or {}
        self.yours: dict[str, Any] = body.get("yours") or {}
        self.body = body
        super().__init__(f"{service}: {status} {self.code}")


class ServiceDown(Exception):
    """A service did not answer in time, or not at all."""

    status = 503
    code = "service-down"

    def __init__(self, service: str) -> None:
        self.service = service
        super().__init__(f"{service} does not answer")


def sentence(problem: ServiceProblem | ServiceDown, words: Words) -> str:
    """The problem in the reader's language: what happened and what to do."""
    if isinstance(problem, ServiceDown):
        return words.gettext(
            N_("Den här delen svarar inte just nu. Inget är borta. Försök igen om en stund.")
        )
    for wrong in problem.fields:
        if wrong.code in _BY_CODE:
            return code_sentence(wrong.code, problem.status, words, problem.body)
    return code_sentence(problem.code, problem.status, words, problem.body)


def code_sentence(code: str, status: int, words: Words, facts: dict[str, Any] | None = None) -> str:
    """The sentence of a problem's code; by its status when the code is not known here."""
    message = _BY_CODE.get(code) or _BY_STATUS.get(status) or _ANY
    try:
        return words.gettext(message, **(facts or {}))
    except KeyError:
        return words.gettext(_BY_STATUS.get(status) or _ANY)


def add_sentences(sentences: dict[str, str]) -> None:
    """Sentences for more codes, marked with `N_`; a module of pages calls it when imported."""
    _BY_CODE.update(sentences)


_ANY = N_("Det gick inte just nu. Inget är borta. Försök igen om en stund.")

_BY_STATUS = {
    400: N_("Det gick inte att förstå vad som skulle göras. Ladda om sidan och försök igen."),
    401: N_("Du är utloggad. Logga in igen, så fortsätter du där du var."),
    403: N_("Du har inte rätt att göra det här."),
    404: N_("Det finns inte, eller så får du inte se det."),
    409: N_("Någon hann före. Ladda om sidan, se vad som har ändrats och försök igen."),
    413: N_("Texten är för lång. Korta den och försök igen."),
    422: N_("Något i formuläret behöver rättas."),
    428: N_("Sidan var för gammal. Ladda om den och försök igen."),
    503: N_("Den här delen svarar inte just nu. Inget är borta. Försök igen om en stund."),
}

# Pages with many codes of their own (talks, goals) add theirs with `add_sentences`.
_BY_CODE = {
    "version-conflict": N_(
        "Någon ändrade det här medan du skrev. Båda versionerna är sparade. Jämför och välj."
    ),
    "talk-not-found": N_("Samtalet finns inte, eller så är du inte en av de två som ser det."),
    "goal-not-found": N_("Målet finns inte, eller så får du inte se det."),
    "cycle-not-found": N_("Samtalsomgången finns inte."),
    "cycle-exists": N_(
        "En annan samtalsomgång har redan startats från den här sidan. Börja om med en ny."
    ),
    "last-day-passed": N_("Sista dagen har redan varit. Välj en senare dag."),
    "last-day-before-first": N_("Sista dagen ligger före dagen då omgången öppnar."),
    "cycle-too-long": N_("En samtalsomgång är högst ett år lång. Välj en tidigare sista dag."),
    "opens-too-far": N_("Välj en första dag inom ett år."),
    "units-missing": N_("Välj minst en enhet."),
    "unit-unknown": N_("En av enheterna finns inte längre. Välj igen."),
    "unit-not-found": N_("Enheten finns inte."),
    "template-not-found": N_("Samtalsmallen finns inte. Välj en annan."),
    "notification-not-given-up": N_("Mejlet är redan på väg eller framme."),
    "admin-needed": N_("Bara en administratör kan se och skicka om mejl."),
    "role-missing": N_("Det här kräver en annan roll än din."),
    "busy": N_("Många gör samma sak just nu. Inget är borta. Försök igen om en stund."),
    "too-long": N_("Texten är för lång. Korta den och försök igen."),
    "control-characters": N_("Texten har tecken som inte går att visa. Skriv den igen."),
    "not-a-number": N_("Skriv ett tal, till exempel 2 eller 2,5"),
    "number-too-large": N_("Talet är för stort."),
    "not-a-date": N_("Skriv dagen så här: 2026-11-30"),
    "date-missing": N_("Välj en dag."),
    "date-out-of-range": N_("Välj en dag mellan 2000 och 2100."),
    "not-a-choice": N_("Välj ett av alternativen."),
    "text-too-long": N_("Texten är för lång. Korta den och försök igen."),
    "empty": N_("Fyll i det här."),
}
