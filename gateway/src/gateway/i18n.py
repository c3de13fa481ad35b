"""Language: Swedish source texts, English through gettext; dates, numbers and order as people read.

The catalogues are read from the `.po` files when the gateway starts, so there is no build step.
"""

from datetime import date, datetime, timedelta
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations

from chassis.clock import STOCKHOLM, Clock, local_date

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")
LOCALE_FOLDER = Path(__file__).parent / "locale"


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate me later"
    """Mark a text for extraction where it is a constant; it is translated when shown."""
    return message


class Words:
    """Everything that is said in one language.

    `gettext` and `ngettext` translate; the others write days, times and numbers. "Today" follows
    the clock, which the demo can move.
    """

    def __init__(self, language: Language, clock: Clock) -> None:
        self.language = language
        self._clock = clock
        self._locale = Locale.parse("sv_SE" if language == "sv" else "en_GB")
        self._catalogue = _catalogue(language)

    @property
    def today(self) -> date:
        """The day in Stockholm."""
        return local_date(self._clock.now())

    @property
    def now(self) -> datetime:
        """The instant, by the demo's clock."""
        return self._clock.now()

    def gettext(self, message: str, /, **values: object) -> str:
        """The text in this language, with `%(name)s` filled in."""
        text = self._catalogue.gettext(message)
        return text % values if values else text

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Likewise, for a number of things; `%(num)s` is the number."""
        text = self._catalogue.ngettext(one, many, count)
        return text % {"num": self.number(count), **values}

    def pick(self, thing: object, name: str) -> str:
        """`name_sv` or `name_en` of a thing or a mapping, whichever is filled in."""
        for key in (f"{name}_{self.language}", f"{name}_sv", f"{name}_en", name):
            found = thing.get(key) if isinstance(thing, dict) else getattr(thing, key, None)
            if found:
                return str(found)
        return ""

    def day(self, day: date) -> str:
        """'torsdag 22 oktober', with the year when it is not this year."""
        return self._date(day, "EEEE d MMMM")

    def short_day(self, day: date) -> str:
        """'22 oktober', with the year when it is not this year."""
        return self._date(day, "d MMMM")

    def full_day(self, day: date) -> str:
        """'22 oktober 2026'. Of an instant: the day that it was in Sweden."""
        day = local_date(day) if isinstance(day, datetime) else day
        return format_date(day, "d MMMM y", locale=self._locale)

    def tiny_day(self, day: date) -> str:
        """'22 okt. 2026', for tables."""
        return format_date(day, "d MMM y", locale=self._locale)

    def month(self, day: date, *, year: bool = False) -> str:
        """'sep', with the year 'sep 2026': for the axis of a chart."""
        name = format_date(day, "MMM", locale=self._locale).removesuffix(".")
        return f"{name} {day.year}" if year else name

    def period(self, first: date, last: date) -> str:
        """'1 mars till 30 april 2027'."""
        begins = "d MMMM" if first.year == last.year else "d MMMM y"
        return self.gettext(
            N_("%(first)s till %(last)s"),
            first=format_date(first, begins, locale=self._locale),
            last=self.full_day(last),
        )

    def time(self, instant: datetime) -> str:
        """'14.32'."""
        pattern = "HH.mm" if self.language == "sv" else "HH:mm"
        return format_datetime(instant, pattern, tzinfo=STOCKHOLM, locale=self._locale)

    def moment(self, instant: datetime) -> str:
        """'torsdag 22 oktober kl. 10.00'."""
        return self.gettext(
            N_("%(day)s kl. %(time)s"),
            day=self.day(local_date(instant)),
            time=self.time(instant),
        )

    def short_moment(self, instant: datetime) -> str:
        """'22 oktober kl. 10.00'."""
        return self.gettext(
            N_("%(day)s kl. %(time)s"),
            day=self.short_day(local_date(instant)),
            time=self.time(instant),
        )

    def span(self, starts: datetime, ends: datetime) -> str:
        """'torsdag 22 oktober kl. 10.00–11.30'."""
        return f"{self.moment(starts)}–{self.time(ends)}"

    def lately(self, instant: datetime) -> str:
        """'I dag 08.15', 'I går 13.40', '12 oktober'."""
        day = local_date(instant)
        if day == self.today:
            return self.gettext(N_("I dag %(time)s"), time=self.time(instant))
        if day == self.today - timedelta(days=1):
            return self.gettext(N_("I går %(time)s"), time=self.time(instant))
        return self.short_day(day)

    def saved(self, instant: datetime) -> str:
        """'14.32' for today, else 'i går 13.40' or '12 oktober': after "Sparat"."""
        if local_date(instant) == self.today:
            return self.time(instant)
        lately = self.lately(instant)
        return lately[:1].lower() + lately[1:]

    def number(self, value: float) -> str:
        """'1 119', '2,5'."""
        return format_decimal(value, locale=self._locale)

    def decimal(self, value: float) -> str:
        """'3,9', '4,0': with one decimal, so that figures can be compared."""
        return format_decimal(value, format="0.0", locale=self._locale)

    def percent(self, value: float) -> str:
        """'64 %' for 64."""
        return format_percent(round(value) / 100, locale=self._locale)

    def names(self, names: list[str]) -> str:
        """'Ellen, Mattias och Karin'."""
        if len(names) < 2:
            return "".join(names)
        joined = ", ".join(names[:-1])
        return self.gettext(N_("%(names)s och %(last)s"), names=joined, last=names[-1])

    def capital(self, text: str) -> str:
        """The first letter large: a day at the start of a line."""
        return text[:1].upper() + text[1:]

    def _date(self, day: date, pattern: str) -> str:
        if day.year != self.today.year:
            pattern += " y"
        return format_date(day, pattern, locale=self._locale)


class Lexicon:
    """The words of each language."""

    def __init__(self, clock: Clock) -> None:
        self._words = {language: Words(language, clock) for language in LANGUAGES}

    def __getitem__(self, language: Language) -> Words:
        return self._words[language]

    def all(self) -> list[Words]:
        """The words of every language."""
        return list(self._words.values())


def known_language(value: str | None) -> Language | None:
    """The language of that code, if the product speaks it."""
    return next((language for language in LANGUAGES if language == value), None)


def accepted_language(header: str | None) -> Language:
    """The best language for an Accept-Language header; Swedish if it names neither."""
    choices: list[tuple[float, Language]] = []
    for entry in (header or "").split(","):
        tag, _, parameters = entry.strip().partition(";")
        language = known_language(tag.strip().lower().split("-")[0])
        if language:
            choices.append((_quality(parameters), language))
    return max(choices, key=lambda choice: choice[0])[1] if choices else "sv"


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0


def _catalogue(language: Language) -> NullTranslations:
    if language == "sv":
        return _SwedishSource()
    source = LOCALE_FOLDER / language / "LC_MESSAGES" / "messages.po"
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


class _SwedishSource(NullTranslations):
    """The texts in the code are Swedish already."""
