"""What the competence service says no with, as sentences; and ids in an address."""

from typing import Annotated

from fastapi import Path

from gateway.i18n import N_
from gateway.problems import add_sentences
from redthread_contracts.ids import PersonId, TermId, UnitId

UnitInPath = Annotated[UnitId, Path(max_length=64)]
PersonInPath = Annotated[PersonId, Path(max_length=64)]
TermInPath = Annotated[TermId, Path(max_length=64)]
ItemInPath = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$")]

add_sentences(
    {
        "person-not-found": N_("Personen finns inte, eller så får du inte se den."),
        "item-not-found": N_("Det finns inte kvar i din lista."),
        "unit-not-yours": N_("Bara de som leder enheten eller en enhet över den, och HR, ser det."),
        "hr-needed": N_("Bara HR kan göra det här."),
        "term-not-found": N_("Kompetensen finns inte."),
        "term-unknown": N_("Välj i listan igen, eller skriv vad det heter."),
        "term-missing": N_("Skriv vad det gäller"),
        "label-missing": N_("Skriv vad den ska heta"),
        "term-exists": N_("Det finns redan en kompetens som heter så. Slå ihop förslaget med den."),
        "term-merged": N_("Kompetensen är redan ihopslagen med en annan."),
        "term-not-accepted": N_("Slå ihop den med en kompetens som är godkänd."),
        "term-merge-into-itself": N_("Välj en annan kompetens att slå ihop den med."),
        "competence-twice": N_("Du har den redan i din lista. Ändra den i stället."),
        "profile-full": N_("Listan är full. Ta bort något först."),
        "level-out-of-range": N_("Välj en nivå"),
        "count-out-of-range": N_("Skriv hur många som behövs, till exempel 2"),
        "year-out-of-range": N_("Skriv ett år mellan 1930 och 2100."),
        "expires-before-issued": N_("Sista dagen ligger före dagen då det utfärdades."),
        "required-twice": N_("Den krävs redan, på samma nivå och för samma titel. Ta bort en rad."),
        "cursor-wrong": N_("Gå tillbaka till första sidan av sökningen."),
    }
)
