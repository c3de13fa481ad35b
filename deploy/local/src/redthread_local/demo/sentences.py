"""Made-up sentences for the demo's talks, in the plain Swedish that such documents are kept in."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Section:
    """An item of the standard template and what may stand there. `{name}`: the employee."""

    id: str
    title_sv: str
    title_en: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """Something agreed on, by the employee or the manager. `open_days`: still open, days left."""

    what: str
    manager: bool = False
    ended: str = "done"
    open_days: int | None = None

    def still_open(self, days: int) -> "Promise":
        """The same, not done yet."""
        return replace(self, open_days=days)


SECTIONS: tuple[Section, ...] = (
    Section(
        "last_year",
        "Året som gått",
        "The past year",
        (
            (
                "{name} har avslutat {cases} ärenden. Kompletteringarna har minskat. "
                "Målet är delvis nått."
            ),
            (
                "Ett bra år. {name} har avslutat {cases} ärenden och tagit emot en ny kollega. "
                "Målet är nått."
            ),
            (
                "{name} har avslutat {cases} ärenden trots en lång vakans i gruppen. "
                "Målet fick vänta och tas om."
            ),
            "Kollegorna frågar gärna {name} om råd. {cases} ärenden avslutade, målet är nått.",
        ),
    ),
    Section(
        "situation",
        "Arbetssituationen",
        "The work situation",
        (
            (
                "Lagom för det mesta, men maj och september var för mycket. "
                "När tiden inte räcker går enkla ärenden först."
            ),
            "Arbetsmängden är rimlig. {name} säger till samma dag när något riskerar att bli sent.",
            "Många avbrott på förmiddagarna. Telefontiden flyttas till eftermiddagen.",
        ),
    ),
    Section(
        "conditions",
        "Krav, förväntningar och förutsättningar",
        "Demands, expectations and conditions",
        (
            "Verktygen fungerar bra. Ostörd tid att skriva saknas.",
            "Kraven är tydliga. Rutinen för granskning behöver bli enklare.",
            "{name} vet vad som förväntas och har det som behövs.",
        ),
    ),
    Section(
        "roles",
        "Förväntningar på varandra",
        "What we expect of each other",
        (
            (
                "{name} vill ha en fast tid i veckan med Mattias. "
                "Mattias vill att {name} lyfter svåra ärenden före granskning."
            ),
            "Mattias svarar samma dag. {name} säger till innan det blir för mycket.",
            "Vi ger varandra återkoppling direkt, inte i efterhand.",
        ),
    ),
    Section(
        "competence",
        "Kompetensutveckling",
        "Competence development",
        (
            "Strandskydd på djupet, och kursen i klarspråk.",
            "{name} vill lära sig mer om nya byggregler och går kursen i vår.",
            "{name} följer med på tillsyn två dagar för att se helheten.",
        ),
    ),
    Section(
        "support",
        "Stöd som du behöver",
        "The support you need",
        (
            "Någon att bolla svåra ärenden med. Vi provar kollegial granskning på tisdagar.",
            "Inget särskilt just nu. {name} säger till om det ändras.",
            "Stöd i att säga nej när nya uppdrag kommer mellan ärendena.",
        ),
    ),
    Section(
        "goals",
        "Mål för kommande period",
        "Goals for the coming period",
        (
            "Målen hänger på enhetens mål om kompletta ansökningar. Avstämning varannan månad.",
            "Vi är överens om målen. Det första stäms av redan i mars.",
        ),
    ),
    Section(
        "side_employment",
        "Bisyssla",
        "Side employment",
        ("{name} har ingen bisyssla.", "Ingen bisyssla att anmäla."),
    ),
)

AGREED: tuple[Promise, ...] = (
    Promise("Gå kursen om nya byggregler"),
    Promise("Visa gruppen den nya checklistan på ett enhetsmöte"),
    Promise("Följa med på tillsyn en dag"),
    Promise("Skriva ned rutinen för telefontid"),
    Promise("Uppdatera mallen för beslut om rivningslov"),
    Promise("Prova arbete hemifrån en fast dag i veckan", ended="dropped"),
    Promise("Boka en fast tid varannan vecka", manager=True),
    Promise("Beställa en större skärm", manager=True),
    Promise("Ta upp fördelningen av ärenden i ledningsgruppen", manager=True),
    Promise("Anmäla till kursen i strandskydd", manager=True),
)

OF_ELLEN: tuple[Promise, ...] = (
    Promise("Gå kursen Klarspråk i beslut", open_days=6),
    Promise("Två timmar ostörd skrivtid varje tisdag", manager=True, open_days=1),
    Promise("Byta granskare med Amina en dag i veckan"),
)

WISHES: tuple[str, ...] = (
    "Färre möten på förmiddagarna.",
    "Att vi bestämmer vad som får vänta när det är mycket.",
    "En timme i veckan då vi går igenom svåra ärenden tillsammans.",
    "Bättre introduktion för nya kollegor.",
    "Att systemen inte ligger nere på måndagar.",
    "Tydligare besked om vem som gör vad.",
    "Mer tid för återhämtning efter kvällsmöten.",
    "Att chefen är på plats oftare.",
    "En tystare plats att arbeta på.",
    "Färre avbrott av telefonen.",
    "Att vi följer upp det vi kom överens om.",
    "Fler kollegor i höst, när ärendena kommer.",
    "Möjlighet att gå en kurs i klarspråk.",
    "Att få vara med tidigare när något ska ändras.",
    "Mer stöd i svåra samtal.",
    "Inget särskilt, det fungerar bra nu.",
    "Att schemat är klart minst två veckor i förväg.",
    "Bättre samarbete med de andra enheterna.",
    "Shorter meetings, please.",
    "Att någon svarar när jag frågar om systemet.",
)
"""Answers to "Vad skulle göra störst skillnad för dig just nu?"."""
