"""What the templates show again and again: a status, an action, a thing to do."""

from dataclasses import dataclass

Status = tuple[str, str]
"""Kind (good, help, late, done, wait) and word."""


@dataclass(frozen=True)
class Action:
    """A link or, with `post`, a button; `what` is read out after the label."""

    label: str
    href: str = ""
    what: str = ""
    post: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Task:
    """Something to do now."""

    title: str
    meta: str
    action: Action
