"""The published templates: the built-in ones and those of HR, each version as it will always be."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chassis.documents import Aggregates, State
from redthread_contracts.ids import PersonId
from talks.talk import Talk
from talks.template import Template, built_in, not_found


class PublishedTemplate(State):
    """The aggregate: one version of a template. It is written once."""

    template: Template
    published_by: PersonId
    published_at: datetime


def published_id(template_id: str, version: int) -> str:
    """Where a version lies, so that each is there once."""
    return f"{template_id}:{version}"


class Library:
    """Finds published versions. What was found is kept: a published version never changes."""

    def __init__(self, published: Aggregates[PublishedTemplate]) -> None:
        self._published = published
        self._known = dict(built_in())

    async def require(self, template_id: str, version: int) -> Template:
        """A published version. Raises `NotFound`."""
        known = self._known.get((template_id, version))
        if known is not None:
            return known
        stored = await self._published.get(published_id(template_id, version))
        if stored is None:
            raise not_found()
        return self._keep(stored.state.template)

    async def of(self, talk: Talk) -> Template:
        """The version that the talk was opened with."""
        return await self.require(talk.template_id, talk.template_version)

    async def newest(self) -> Sequence[Template]:
        """The newest version of each template, the built-in ones first."""
        found = {template.id: template for template in _in_order(built_in().values())}
        # A handful of versions a year.
        stored = [each.state.template for each in await self._published.find({})]
        found.update({template.id: template for template in _in_order(stored)})
        return [self._keep(template) for template in found.values()]

    async def newest_of(self, template_id: str) -> Template | None:
        """The newest version of one template; None when none was published."""
        stored = await self._published.find({"template.id": template_id})
        versions = [each.state.template for each in stored]
        versions += [one for (id_, _), one in built_in().items() if id_ == template_id]
        return max(versions, key=lambda one: one.version, default=None)

    def _keep(self, template: Template) -> Template:
        return self._known.setdefault((template.id, template.version), template)


def _in_order(templates: Iterable[Template]) -> list[Template]:
    return sorted(templates, key=lambda one: one.version)
