"""What stands in a profile: competences, certificates, education; as stored and as typed in."""

from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from competence.fields import (
    Draft,
    Level,
    Line,
    OptionalDay,
    OptionalId,
    OptionalLabel,
    OptionalLine,
    OptionalYear,
)
from redthread_contracts.ids import CertificateId, TermId

MOST_ITEMS = 200
"""Of each sort: far more than anybody lists, far less than a document holds."""

EXPIRES_SOON = timedelta(days=60)
"""As long before as the notifier's first reminder."""


class Item(BaseModel):
    """Something in a profile, hidden or not."""

    model_config = ConfigDict(frozen=True)

    id: str
    hidden: bool = False


class Competence(Item):
    """What somebody can. Without a term it is hidden, and in the owner's words."""

    term_id: TermId | None = None
    label: str | None = None
    level: int
    wants_to_develop: bool = False


class Certificate(Item):
    """A certificate, licence or course. Without a term it is in the owner's words."""

    term_id: TermId | None = None
    label: str | None = None
    issued: date | None = None
    expires: date | None = None

    @property
    def certificate_id(self) -> CertificateId:
        """Its id by its own type."""
        return CertificateId(self.id)

    def valid_on(self, day: date) -> bool:
        """The day of expiry is the last one that it is good for."""
        return self.expires is None or day <= self.expires

    def expires_soon(self, day: date) -> bool:
        """Still good, and not for long."""
        return (
            self.expires is not None and self.valid_on(day) and self.expires - day <= EXPIRES_SOON
        )


class Education(Item):
    """A course of study, as somebody writes it."""

    what: str
    where: str | None = None
    year: int | None = None


class Naming(Draft):
    """A term out of the taxonomy, or one's own words."""

    term_id: OptionalId = None
    label: OptionalLabel = None

    @model_validator(mode="before")
    @classmethod
    def _one_of_them(cls, values: Any) -> Any:
        names = cls._names()
        if isinstance(values, dict) and not any(
            str(values.get(name) or "").strip() for name in names
        ):
            raise PydanticCustomError(
                "term_missing", "Choose from the list, or write what it is called."
            )
        return values

    @classmethod
    def _names(cls) -> tuple[str, ...]:
        return ("term_id", "label")


class CompetenceDraft(Naming):
    """A competence as it is typed in. With both, the term counts."""

    level: Level
    wants_to_develop: bool = False
    hidden: bool = False


class CertificateDraft(Naming):
    """A certificate as it is typed in."""

    issued: OptionalDay = None
    expires: OptionalDay = None
    hidden: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> "CertificateDraft":
        if self.issued and self.expires and self.expires < self.issued:
            raise PydanticCustomError(
                "expires_before_issued", "It expires before it was issued. Change one of the days."
            )
        return self


class EducationDraft(Draft):
    """An education as it is typed in."""

    what: Line
    where: OptionalLine = None
    year: OptionalYear = None
    hidden: bool = False


def _said(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None
