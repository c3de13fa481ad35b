"""Errors that a person can do something about.

A domain function raises one; `chassis.http` alone turns it into problem+json (RFC 9457), and the
gateway turns that into a sentence in the reader's language by its `code`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of the input, and how to put it right."""

    field: str
    code: str
    message: str


class DomainError(Exception):
    """Something the caller can put right.

    `code` is kebab-case and stable, `message` an English sentence that says what to do, `facts`
    whatever the sentence needs (dates, limits, names of fields; never the content of a talk).
    """

    status: ClassVar[int] = 400

    def __init__(
        self, code: str, message: str, *, fields: Sequence[FieldError] = (), **facts: object
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fields = tuple(fields)
        self.facts = facts

    def problem(self) -> dict[str, Any]:
        """The members of the problem+json answer."""
        problem: dict[str, Any] = {
            "type": f"urn:redthread:problem:{self.code}",
            "title": self.code.replace("-", " ").capitalize(),
            "status": self.status,
            "detail": self.message,
            "code": self.code,
            **self.facts,
        }
        if self.fields:
            problem["errors"] = [asdict(field) for field in self.fields]
        return problem


class Unauthenticated(DomainError):
    """Nobody knows who is asking."""

    status = 401


class Forbidden(DomainError):
    """Known, but not allowed."""

    status = 403


class NotFound(DomainError):
    """There is no such thing, or none that the caller may know of."""

    status = 404


class Conflict(DomainError):
    """Right in itself, but not in the state that things are in."""

    status = 409


class VersionConflict(Conflict):
    """Somebody else was first. Carries both versions, so that nothing is lost."""

    def __init__(
        self,
        *,
        current_version: int,
        current: Mapping[str, Any] | None = None,
        yours: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(
            "version-conflict",
            "Somebody else changed this meanwhile. Compare both versions and choose.",
            current_version=current_version,
            current=current,
            yours=yours,
        )


class Invalid(DomainError):
    """The input is wrong; `fields` says where."""

    status = 422


class PreconditionRequired(DomainError):
    """A change has to say which version it saw (RFC 6585)."""

    status = 428


class Unavailable(DomainError):
    """Not now; try again."""

    status = 503
