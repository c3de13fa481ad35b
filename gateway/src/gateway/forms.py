"""Forms: what was posted, what is wrong with it, and the text, which is never lost."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import uuid4

from gateway.i18n import N_, Words
from gateway.problems import ServiceProblem, code_sentence

LONGEST_TEXT = 10_000
LONGEST_LINE = 200
_PERSONNUMMER = re.compile(
    r"(?<!\d)(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])[-+ ]?(?:\d{4}|\d{2}XX)"
    r"(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FormError:
    """One line of the error summary: the field's id and what to do, and on which other page."""

    field: str
    message: str
    page: str = ""


@dataclass
class Form:
    """Values as they were written, and errors beside them.

    The readers (`text`, `day`, ...) return the value and note an error when it is wrong; a page
    that finds `errors` shows the form again, with everything that was written.
    """

    words: Words
    values: Mapping[str, list[str]] = field(default_factory=dict)
    errors: list[FormError] = field(default_factory=list)
    meanwhile: Mapping[str, str] = field(default_factory=dict)
    """What somebody else saved while this was written, by field; shown beside what was written."""

    @classmethod
    def fresh(cls, words: Words, **values: object) -> "Form":
        """A form that nobody has sent yet, with its first values."""
        return cls(
            words,
            {
                name: [str(one) for one in value]
                if isinstance(value, list | tuple | set | frozenset)
                else ["" if value is None else str(value)]
                for name, value in values.items()
            },
        )

    @classmethod
    def posted(cls, words: Words, items: Iterable[tuple[str, object]]) -> "Form":
        """A form as it came; files and the shell's own fields are left out."""
        values: dict[str, list[str]] = {}
        for name, value in items:
            if isinstance(value, str) and not name.startswith("_"):
                values.setdefault(name, []).append(value.replace("\r\n", "\n"))
        return cls(words, values)

    def raw(self, name: str, otherwise: str = "") -> str:
        """The text as written, for showing it again."""
        found = self.values.get(name)
        return found[-1] if found else otherwise

    def many(self, name: str) -> list[str]:
        """All values of a group of checkboxes."""
        return [value for value in self.values.get(name, []) if value]

    def has(self, name: str, value: str) -> bool:
        """Whether this choice is chosen."""
        return value in self.values.get(name, [])

    def error(self, name: str) -> str | None:
        """What is wrong with a field."""
        return next((error.message for error in self.errors if error.field == name), None)

    def fail(self, name: str, message: str) -> None:
        """Note an error; the first one of a field stays."""
        if self.error(name) is None:
            self.errors.append(FormError(name, message))

    def text(self, name: str, *, missing: str | None = None, longest: int = LONGEST_TEXT) -> str:
        """A text without surrounding space. `missing`: the sentence if it is left empty."""
        value = self.raw(name).strip()
        if not value and missing:
            self.fail(name, missing)
        if len(value) > longest:
            self.fail(
                name,
                self.words.gettext(
                    N_("Texten är för lång. Skriv högst %(longest)s tecken."),
                    longest=self.words.number(longest),
                ),
            )
        return value

    def line(self, name: str, *, missing: str | None = None, longest: int = LONGEST_LINE) -> str:
        """A text on one line."""
        return " ".join(self.text(name, missing=missing, longest=longest).split())

    def day(
        self, name: str, *, missing: str | None = None, first: date | None = None
    ) -> date | None:
        """A date, not before `first`."""
        value = self.text(name, missing=missing)
        if not value:
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(name, self.words.gettext(N_("Skriv dagen så här: 2026-11-30")))
            return None
        if first and day < first:
            self.fail(
                name,
                self.words.gettext(
                    N_("Dagen har redan varit. Välj en dag från %(day)s"),
                    day=self.words.full_day(first),
                ),
            )
        return day

    def decimal(
        self, name: str, *, missing: str | None = None, wrong: str | None = None
    ) -> Decimal | None:
        """A number, with a decimal comma or point. `wrong`: the sentence if it is none."""
        value = self.text(name, missing=missing)
        if not value:
            return None
        try:
            number = Decimal(re.sub(r"[\s\u00a0]", "", value).replace(",", "."))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
            wrong = wrong or self.words.gettext(N_("Skriv ett tal, till exempel 2 eller 2,5"))
            self.fail(name, wrong)
            return None
        return number

    def choice(self, name: str, choices: Iterable[str], *, missing: str) -> str:
        """One of the choices; anything else counts as none."""
        value = self.raw(name)
        if value not in set(choices):
            self.fail(name, missing)
            return ""
        return value

    def renewed(self, now: "Form", version: int) -> "Form":
        """This text on top of what is saved `now`, which stands beside it where it differs."""
        written = {**now.values, **self.values, "version": [str(version)]}
        others = {name: now.raw(name) for name in now.values if now.raw(name) != self.raw(name)}
        others.pop("version", None)
        return Form(self.words, written, list(self.errors), others)

    def blame(self, problem: ServiceProblem, fields: Mapping[str, str] | None = None) -> None:
        """Put a service's errors at the fields. `fields` maps its names to the form's.

        What belongs to no field goes to the summary alone.
        """
        names = fields or {}
        for wrong in problem.fields:
            name = names.get(wrong.field, wrong.field)
            self.fail(name, code_sentence(wrong.code, problem.status, self.words, problem.body))
        if not self.errors:
            message = code_sentence(problem.code, problem.status, self.words, problem.body)
            self.fail("", message)

    def looks_like_personnummer(self, name: str) -> bool:
        """Whether the text holds something like a personal identity number."""
        return bool(_PERSONNUMMER.search(self.raw(name)))


def new_id() -> str:
    """An id for what a form will create, so that sending it twice creates it once."""
    return str(uuid4())
