"""What an import by file says: what is wrong with a line, and what a line would change."""

from gateway.clients.imports import Fault, FieldChange, LineChange
from gateway.i18n import N_, Words

_FAULTS = {
    "not-a-text-file": N_(
        "Det här är ingen CSV-fil. Välj Spara som och CSV UTF-8 i Excel och skicka den filen."
    ),
    "quotes-wrong": N_("Citattecknen går inte ihop. Spara filen på nytt från kalkylarket."),
    "import-given-up": N_(
        "Inläsningen gick inte att slutföra. Börja en ny och skicka filerna igen."
    ),
    "file-empty": N_("Filen är tom. Välj en annan."),
    "no-lines": N_("Filen har rubriker men inga rader under dem."),
    "unknown-column": N_("Det finns ingen sådan kolumn. Byt namn på den eller ta bort den."),
    "column-repeated": N_("Kolumnen står två gånger. Ta bort den ena."),
    "column-missing": N_("Kolumnen saknas. Lägg till den i filen."),
    "cells-do-not-match": N_(
        "Raden har inte lika många celler som rubrikraden. Räkna skiljetecknen."
    ),
    "cell-too-long": N_(
        "En cell är alldeles för lång. Leta efter ett citattecken som inte slutar."
    ),
    "cell-empty": N_("Cellen är tom. Fyll i den."),
    "personnummer": N_(
        "Det här ser ut som ett personnummer. Sådana sparas aldrig här. Använd anställningsnumret."
    ),
    "date-wrong": N_("Skriv dagen så här: 2026-11-30"),
    "unknown-manager": N_(
        "Ingen har det anställningsnumret. Skicka med personfilen eller rätta numret."
    ),
    "unknown-unit": N_("Enheten finns inte. Skicka med enhetsfilen eller rätta koden."),
    "unknown-parent": N_("Den överordnade enheten finns inte. Lägg till den eller rätta koden."),
    "cycle": N_("Enheten skulle ligga under sig själv. Välj en annan överordnad enhet."),
    "wrong-level": N_("Kommunen, och bara kommunen, saknar överordnad enhet."),
    "second-municipality": N_("Det finns redan en kommun överst. Välj en överordnad enhet."),
    "successor-of-an-open-unit": N_(
        "En öppen enhet ersätts inte av någon. Stäng den eller lämna cellen tom."
    ),
    "own-successor": N_("Enheten kan inte ersätta sig själv. Skriv en annan enhet."),
    "unknown-successor": N_(
        "Enheten som ska ta över finns inte eller är stängd. Rätta koden eller lägg till den."
    ),
    "id-repeated": N_("Koden står redan på rad %(other)s. Ta bort den ena raden."),
    "employee-number-repeated": N_(
        "Anställningsnumret står redan på rad %(other)s. Ta bort den ena raden."
    ),
    "employee-number-taken": N_(
        "Anställningsnumret tillhör någon annan. Ge den personen ett nytt nummer först."
    ),
    "ends-before-it-begins": N_("Anställningen slutar innan den börjar. Rätta en av dagarna."),
    "string-too-long": N_("Texten är för lång. Skriv högst 200 tecken."),
}
_VALUE_ERRORS = {
    "email": N_("Det här är ingen e-postadress som namn@kommun.se"),
}
_CODE = N_("Använd 1 till 64 bokstäver a till z, siffror och . _ : -")
_ONE_OF = {
    "level": N_("Skriv kommun, förvaltning, avdelning eller enhet"),
    "language": N_("Skriv sv eller en"),
    "roles": N_("Skriv hr, admin eller båda"),
}
_YES_NO = N_("Skriv ja eller nej")
_ANY = N_("Det som står i cellen går inte att läsa. Jämför med beskrivningen av kolumnerna.")
_WORDS = {"yes": N_("ja"), "no": N_("nej")}


def fault_sentence(fault: Fault, words: Words) -> str:
    """What is wrong and what to do, in the reader's language."""
    if fault.code == "not-one-of":
        return words.gettext(_ONE_OF.get(fault.field, _YES_NO))
    if fault.code == "value-error":
        return words.gettext(_VALUE_ERRORS.get(fault.field, _CODE))
    return words.gettext(_FAULTS.get(fault.code, _ANY), other=fault.other_line or "")


def line_sentence(change: LineChange, words: Words) -> str:
    """The fields of a line: 'Befattning: Handläggare → Jurist'."""
    return "; ".join(_field(one, change, words) for one in change.changes)


def _field(one: FieldChange, change: LineChange, words: Words) -> str:
    before, after = (_said(value, words) for value in (one.before, one.after))
    if not one.before and not one.after:
        return one.column
    if change.kind == "new":
        return f"{one.column}: {after}"
    empty = words.gettext(N_("tomt"))
    return f"{one.column}: {before or empty} → {after or empty}"


def _said(value: str, words: Words) -> str:
    return words.gettext(_WORDS[value]) if value in _WORDS else value
