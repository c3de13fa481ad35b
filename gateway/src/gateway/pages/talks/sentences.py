"""What the talks and goals services say no to, in the reader's words."""

from gateway.i18n import N_

SENTENCES = {
    "talk-not-yours": N_(
        "Bara de två som har samtalet kan läsa det. Behöver du ta över samtalet? Be närmaste chef "
        "om en delegering."
    ),
    "talk-already-held": N_(
        "Samtalet har redan börjat. Avsluta det i stället, eller boka en dag då ni fortsätter."
    ),
    "manager-needed": N_(
        "Bara chefen kan ställa in samtalet. Avboka tiden i stället, eller skriv till din chef."
    ),
    "talk-not-called-off": N_(
        "Samtalet togs ut ur sin samtalsomgång, eller så är anställningen avslutad. Fråga HR."
    ),
    "talk-not-held-yet": N_(
        "Håll samtalet först. Det ni kommer överens om i det går sedan att följa upp."
    ),
    "follow-up-invalid": N_("Välj en annan sista dag."),
    "last-day-too-far": N_("Välj en dag inom ett år."),
    "talk-exists": N_("Formuläret har redan använts till ett annat samtal. Öppna det på nytt."),
    "times-invalid": N_("Välj andra tider att föreslå."),
    "times-missing": N_("Föreslå minst en tid."),
    "too-many-times": N_("Föreslå högst fem tider."),
    "talk-finished": N_(
        "Samtalet är avslutat. Öppna det igen, med en anledning, om något ska ändras."
    ),
    "talk-cancelled": N_("Samtalet är inställt, så det går inte att skriva i det."),
    "talk-being-finished": N_(
        "Samtalet avslutas just nu av den andra. Vänta en stund och titta igen."
    ),
    "talk-not-held": N_(
        "Ingenting är skrivet än. Skriv en anteckning eller en överenskommelse, och avsluta sedan."
    ),
    "talk-not-finished": N_("Samtalet är inte avslutat, så det är redan öppet."),
    "booking-invalid": N_("Välj en annan tid för samtalet."),
    "booking-passed": N_("Tiden har redan varit. Välj en senare tid."),
    "booking-too-far": N_("Välj en tid inom två år."),
    "booking-backwards": N_("Samtalet behöver sluta efter att det har börjat."),
    "booking-too-long": N_("Ett samtal är högst fyra timmar."),
    "preparation-closed": N_(
        "Samtalet är avslutat. Förberedelsen går att läsa, men inte att ändra."
    ),
    "preparation-shared": N_(
        "Du har delat din förberedelse. Ta tillbaka den för att ändra, om det fortfarande går."
    ),
    "both-have-shared": N_(
        "Ni har båda delat, så förberedelsen går inte att ta tillbaka. Skriv vidare tillsammans i "
        "samtalet."
    ),
    "notes-unresolved": N_(
        "Någon anteckning har två versioner. Bestäm hur den ska stå, och avsluta sedan."
    ),
    "too-many-versions-of-a-note": N_(
        "Anteckningen har för många versioner. Kopiera din text och bestäm först hur den ska stå."
    ),
    "owner-not-in-talk": N_("Välj en av er två."),
    "due-passed": N_("Dagen har redan varit. Välj i dag eller en senare dag."),
    "due-too-far": N_("Välj en dag inom fem år."),
    "too-many-agreements": N_("Ett samtal rymmer högst %(most)s överenskommelser. Slå ihop några."),
    "too-many-goals": N_("Ett samtal rymmer högst %(most)s mål."),
    "agreement-not-found": N_("Överenskommelsen finns inte längre i samtalet."),
    "agreement-invalid": N_("Överenskommelsen går inte att spara som den är."),
    "nothing-to-confirm": N_("Samtalet är inte avslutat, så det finns inget att bekräfta än."),
    "text-changed": N_("Texten har ändrats. Läs den igen innan du bekräftar."),
    "document-not-found": N_("Samtalet har ingen sådan version av dokumentet."),
    "too-many-versions": N_(
        "Samtalet har för många versioner. Skriv det nya i ett uppföljningssamtal."
    ),
    "control-character": N_("Texten har ett tecken som inte går att visa. Skriv den igen."),
    "string-too-long": N_("Texten är för lång. Korta den och försök igen."),
    "title-missing": N_("Skriv vad målet heter."),
    "period-too-long": N_("Välj en dag inom fem år."),
    "period-ends-before-it-begins": N_("Sista dagen har redan varit. Välj en senare dag."),
    "number-missing": N_("Skriv ett tal, till exempel 2 eller 2,5"),
    "target-is-start": N_("Målvärdet är samma som utgångsläget. Välj ett annat."),
    "percent-out-of-range": N_("Skriv ett tal mellan 0 och 100."),
}
