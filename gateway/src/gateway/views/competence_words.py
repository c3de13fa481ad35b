"""Competence in words: levels, certificates, why somebody was found, what a unit lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.clients.competence import (
    Certificate,
    Competence,
    Education,
    Finds,
    Found,
    GapRow,
    Gaps,
    Level,
    Loss,
    Named,
    Profile,
    Required,
)
from gateway.i18n import N_, Words
from gateway.views.competence import abilities, languages
from gateway.views.display import Status
from redthread_contracts.ids import PersonId

LEVELS: dict[int, str] = {
    1: N_("nybörjare"),
    2: N_("kan med stöd"),
    3: N_("självständig"),
    4: N_("van"),
    5: N_("kan lära ut"),
}
_MOST_NAMED = 3
_HAVE_NO_LEVEL = {"certificate", "driving_licence"}


@dataclass(frozen=True)
class Part:
    """One thing that was searched for: what it is called, and what else counts as it."""

    name: str
    also: str = ""


@dataclass(frozen=True)
class Cell:
    """One role in one row of the matrix; `kind` is its class."""

    kind: str
    text: str


def level(value: int, words: Words) -> str:
    """'5, kan lära ut'."""
    return f"{value}, {words.gettext(LEVELS[value])}" if value in LEVELS else str(value)


def levels(words: Words) -> list[tuple[str, str]]:
    """To choose from."""
    return [(str(value), level(value, words)) for value in LEVELS]


def own_meta(item: Competence, words: Words) -> str:
    """'4, van. Du vill utveckla den.'"""
    said = level(item.level, words)
    if item.wants_to_develop:
        return words.gettext(N_("%(level)s. Du vill utveckla den."), level=said)
    return said


def own_status(item: Competence, words: Words) -> Status | None:
    """Who else sees it, when not everybody does."""
    if item.hidden:
        return ("wait", words.gettext(N_("Syns bara för dig")))
    if item.proposed:
        return ("wait", words.gettext(N_("Föreslagen för HR")))
    return None


def shown_meta(item: Competence, words: Words) -> str:
    """'4, van. Vill utveckla den.'"""
    said = level(item.level, words)
    if item.wants_to_develop:
        return words.gettext(N_("%(level)s. Vill utveckla den."), level=said)
    return said


def until(item: Certificate, words: Words) -> str:
    """'Går ut 4 december 2026', 'Giltigt till 12 maj 2033', 'Gick ut 4 maj 2026'."""
    if item.expires is None:
        return words.gettext(N_("Utan sista dag"))
    day = words.full_day(item.expires)
    if item.expired:
        return words.gettext(N_("Gick ut %(day)s"), day=day)
    if item.expires_soon:
        return words.gettext(N_("Går ut %(day)s"), day=day)
    return words.gettext(N_("Giltigt till %(day)s"), day=day)


def certificate_status(item: Certificate, words: Words) -> Status | None:
    """Whether something has to be done about it."""
    if item.expired:
        return ("late", words.gettext(N_("Har gått ut")))
    if item.expires_soon:
        return ("help", words.gettext(N_("Snart")))
    return None


def as_others_see(profile: Profile, words: Words) -> str:
    """'Fyra kompetenser, två intyg och ett språk. En sak är dold.'"""
    every: list[Competence | Certificate | Education] = [
        *profile.competences,
        *profile.certificates,
        *profile.education,
    ]
    shown = [one for one in profile.competences if not one.hidden]
    counts = [
        words.ngettext("en kompetens", "%(num)s kompetenser", len(abilities(shown))),
        words.ngettext("ett intyg", "%(num)s intyg", _shown(profile.certificates)),
        words.ngettext("ett språk", "%(num)s språk", len(languages(shown))),
        words.ngettext("en utbildning", "%(num)s utbildningar", _shown(profile.education)),
    ]
    numbers = [
        len(abilities(shown)),
        _shown(profile.certificates),
        len(languages(shown)),
        _shown(profile.education),
    ]
    there = [said for said, number in zip(counts, numbers, strict=True) if number]
    hidden = sum(one.hidden for one in every)
    if not there:
        said = words.gettext(N_("Kollegor ser ingenting än."))
    else:
        said = words.capital(words.names(there)) + "."
    if hidden:
        said += " " + words.ngettext("En sak är dold.", "%(num)s saker är dolda.", hidden)
    return said


def searched_for(finds: Finds, words: Words) -> list[Part]:
    """What was searched for, as it was understood."""
    return [
        Part(_names([words.pick(term, "label") for term in one.terms], words), _also(one.synonyms))
        for one in finds.understood
        if one.terms
    ]


def not_understood(finds: Finds) -> list[str]:
    """What nobody could make sense of."""
    return [one.asked for one in finds.understood if not one.terms]


def guessed(finds: Finds) -> bool:
    """Whether something else was searched for than exactly what was written."""
    return any(one.because not in {None, "exact"} or one.synonyms for one in finds.understood)


def has_all(found: Found, finds: Finds, words: Words) -> Status | None:
    """'Kan båda', when several things were asked for."""
    if not found.all or len(finds.understood) < 2:
        return None
    if len(finds.understood) == 2:
        return ("done", words.gettext(N_("Kan båda")))
    return ("done", words.gettext(N_("Kan allt")))


def abilities_of(found: Found, words: Words) -> str:
    """'Strandskydd 5 (för ”strandskyd”), Svenskt teckenspråk 3, Miljöbalken 4'."""
    matched = [
        _with_level(one, words)
        if one.because == "exact"
        else words.gettext(
            N_("%(term)s (för ”%(asked)s”)"), term=_with_level(one, words), asked=one.asked
        )
        for one in found.matched
    ]
    return ", ".join([*matched, *(_with_level(one, words) for one in found.also)])


def term_at_level(item: Named, value: int, words: Words) -> str:
    """'Strandskydd, nivå 3'. A certificate has no level, and the lowest is nothing to name."""
    name = words.pick(item, "label")
    if item.kind in _HAVE_NO_LEVEL or value <= 1:
        return name
    return words.gettext(N_("%(term)s, nivå %(level)s"), term=name, level=value)


def loss_name(loss: Loss, gaps: Gaps, words: Words) -> str:
    """What is lost: of a certificate only its name."""
    kinds = {row.term_id: row.kind for row in gaps.rows}
    named = Named(
        term_id=loss.term_id,
        label_sv=loss.label_sv,
        label_en=loss.label_en,
        kind="certificate" if loss.kind == "certificate" else kinds.get(loss.term_id, "skill"),
    )
    return term_at_level(named, loss.level, words)


def loss_meta(loss: Loss, names: Mapping[PersonId, str], words: Words) -> str:
    """'David Hallberg har ett intyg som går ut 6 november.'"""
    who = names.get(loss.person_id) or words.gettext(N_("En medarbetare"))
    day = words.short_day(loss.on)
    if loss.kind == "certificate":
        return words.gettext(N_("%(name)s har ett intyg som går ut %(day)s."), name=who, day=day)
    return words.gettext(N_("%(name)s slutar %(day)s."), name=who, day=day)


def loss_status(loss: Loss, words: Words) -> Status:
    """'Då 0 av 1'."""
    kind = "good" if loss.have_then >= loss.need else "help" if loss.have_then else "late"
    have, need = words.number(loss.have_then), words.number(loss.need)
    return (kind, words.gettext(N_("Då %(have)s av %(need)s"), have=have, need=need))


def cells(row: GapRow, roles: Sequence[str | None], words: Words) -> list[Cell]:
    """A row of the matrix."""
    by_role = {one.role: one for one in row.roles}
    found = []
    for role in roles:
        gap = by_role.get(role)
        if gap is None:
            found.append(Cell("none", words.gettext(N_("krävs inte"))))
            continue
        have, need = words.number(gap.have), words.number(gap.need)
        text = words.gettext(N_("%(have)s av %(need)s"), have=have, need=need)
        found.append(Cell("lack" if gap.lacking else "h2", text))
    return found


def gaps_lead(gaps: Gaps, words: Words) -> str:
    """'Enheten saknar tre personer i två kompetenser. En till försvinner 6 november.'"""
    if not gaps.rows:
        return ""
    lacking = [row for row in gaps.rows if row.lacking]
    if lacking:
        said = words.gettext(
            N_("Enheten saknar %(people)s i %(terms)s."),
            people=words.ngettext(
                "en person", "%(num)s personer", sum(row.lacking for row in lacking)
            ),
            terms=words.ngettext("en kompetens", "%(num)s kompetenser", len(lacking)),
        )
    else:
        said = words.gettext(N_("Enheten har det som den behöver."))
    short = next((loss for loss in gaps.soon if loss.have_then < loss.need), None)
    if short:
        said += " " + words.gettext(N_("Nästa försvinner %(day)s."), day=words.short_day(short.on))
    return said


def required_line(item: Required, words: Words) -> str:
    """'Strandskydd, nivå 3: 4 Bygglovshandläggare'."""
    return words.gettext(
        N_("%(term)s: %(count)s, %(role)s"),
        term=term_at_level(item, item.level, words),
        count=words.number(item.count),
        role=item.role or words.gettext(N_("alla titlar")),
    )


def _shown(items: Sequence[Certificate] | Sequence[Education]) -> int:
    return sum(not one.hidden for one in items)


def _names(names: list[str], words: Words) -> str:
    if len(names) <= _MOST_NAMED:
        return words.names(names)
    rest = words.ngettext("en till", "%(num)s till", len(names) - _MOST_NAMED)
    return words.names([*names[:_MOST_NAMED], rest])


def _also(synonyms: Sequence[str]) -> str:
    return ", ".join(synonyms)


def _with_level(item: Level, words: Words) -> str:
    name = words.pick(item, "label")
    return name if item.level is None else f"{name} {item.level}"
