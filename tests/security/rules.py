"""How a rule of the access table is written, and what a cell of it means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal[
    "nobody", "outsider", "employee", "manager", "head", "hr", "admin", "system", "scoped"
]
ROLES: tuple[Role, ...] = (
    *("nobody", "outsider", "employee", "manager", "head", "hr", "admin", "system", "scoped"),
)
"""
nobody    without a token, or not logged in
outsider  an employee of another department
employee  whose talk, goal, profile and unit the routes are about
manager   the employee's line manager
head      who leads the department above
hr, admin without any of the above
system    a system without a scope
scoped    a system with the scope that the rule names
"""

Roles = frozenset[Role]

NONE: Roles = frozenset()
EVERYBODY: Roles = frozenset({"outsider", "employee", "manager", "head", "hr", "admin"})
PARTIES: Roles = frozenset({"employee", "manager"})
HR: Roles = frozenset({"hr"})
ADMIN: Roles = frozenset({"admin"})
LEADERS: Roles = frozenset({"manager", "head"})
SCOPED: Roles = frozenset({"scoped"})


@dataclass(frozen=True)
class Rule:
    """Who may ask a route. `path` is the route with the scene's ids where they differ.

    `hides`: whoever may not know of the thing is told that it does not exist (404).
    """

    service: str
    method: str
    route: str
    allowed: Roles
    path: str = ""
    body: Any = None
    version: int | None = None
    scope: str = ""
    hides: bool = False
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What its tests are called."""
        return f"{self.service} {self.method} {self.route}"

    def allows(self, role: Role) -> bool:
        """What the table says."""
        return role in self.allowed

    def refused(self, status: int) -> bool:
        """Whether an answer means no."""
        return status in ({401, 403, 404} if self.hides else {401, 403})


def cells(rules: Iterable[Rule], roles: Iterable[Role]) -> list[tuple[Rule, Role]]:
    """Every cell, rule by rule; those that are refused first, while the thing is still there."""
    who = list(roles)
    return [(rule, role) for rule in rules for role in sorted(who, key=rule.allows)]


def named(cell: tuple[Rule, Role]) -> str:
    """What a cell's test is called."""
    return f"{cell[0].name} {cell[1]}"
