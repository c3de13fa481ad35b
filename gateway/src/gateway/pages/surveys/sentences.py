"""What the surveys service says no with, as sentences; and a survey's id in an address."""

from typing import Annotated

from fastapi import Path

from gateway.i18n import N_
from gateway.problems import add_sentences
from redthread_contracts.ids import ActionId, SurveyId

SurveyInPath = Annotated[SurveyId, Path(max_length=64)]
ActionInPath = Annotated[ActionId, Path(max_length=64)]

add_sentences(
    {
        "survey-not-found": N_("Enkäten finns inte, eller så får du inte se den."),
        "survey-template-not-found": N_("Mallen finns inte. Välj en annan."),
        "survey-not-for-you": N_("Den här enkäten har inte skickats till dig."),
        "survey-not-open": N_("Enkäten går inte att svara på just nu."),
        "survey-exists": N_(
            "En annan enkät har redan startats från den här sidan. Börja om med en ny."
        ),
        "survey-not-yours": N_("Bara HR och den som startade enkäten kan göra det här."),
        "survey-is-launched": N_("Enkäten har inte öppnat än, så den går inte att stänga."),
        "survey-is-closed": N_("Enkäten är redan stängd."),
        "survey-is-cancelled": N_("Enkäten är avbruten."),
        "survey-without-results": N_("Resultatet visas när enkäten har stängt."),
        "results-not-yours": N_("Resultatet är för HR och för den som leder enheten."),
        "surveys-by-hr-and-managers": N_("Enkäter görs av HR och av den som leder en enhet."),
        "audience-not-yours": N_("Du kan tillfråga dina egna enheter. Be HR om du behöver andra."),
        "unit-not-asked": N_("Ingen i den enheten tillfrågades. Välj en annan."),
        "owner-unknown": N_("Välj någon som arbetar här."),
        "action-exists": N_("En annan åtgärd har redan sparats från den här sidan. Börja om."),
        "already-answered": N_("Du har redan svarat. Tack!"),
        "answer-empty": N_("Svara på minst en fråga, eller stäng sidan."),
        "answer-needed": N_("Svara på den här frågan"),
        "not-on-the-scale": N_("Välj ett av alternativen."),
        "not-one-choice": N_("Välj ett av alternativen."),
        "closes-passed": N_("Sista dag har redan varit. Välj en senare."),
        "closes-before-opens": N_("Enkäten stänger innan den öppnar. Välj en senare sista dag."),
        "survey-too-long": N_("En enkät är öppen högst ett år. Välj en tidigare sista dag."),
        "questions-missing": N_("Välj en mall eller skriv en egen fråga."),
        "options-missing": N_("Skriv minst två alternativ, ett på varje rad."),
        "audience-empty": N_("Ingen tillfrågas. Välj fler."),
        "audience-too-small": N_(
            "Färre än fem tillfrågas, så inget skulle kunna visas. Välj fler."
        ),
        "months-missing": N_("Skriv hur många månader."),
        "people-missing": N_("Skriv minst ett namn."),
        "action-not-found": N_("Åtgärden finns inte, eller så får du inte se den."),
        "action-not-yours": N_("Bara enhetens chef, HR och den som är ansvarig kan ändra det här."),
        "due-passed": N_("Dagen har redan varit. Välj en senare dag."),
        "control-character": N_("Texten har tecken som inte går att visa. Skriv den igen."),
    }
)
