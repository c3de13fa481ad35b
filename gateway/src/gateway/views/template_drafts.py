"""A template's draft: its sections moved, added, taken away, and seen by one of the two."""

from chassis.errors import NotFound
from gateway.clients.talks import Side
from gateway.clients.templates import DraftContent, DraftSection


def section_of(content: DraftContent, section_id: str) -> DraftSection:
    """A section. Raises `NotFound`."""
    found = next((one for one in content.sections if one.id == section_id), None)
    if found is None:
        raise NotFound("section-not-found", "The template has no such section.")
    return found


def place_of(content: DraftContent, fault: str) -> tuple[DraftSection | None, str]:
    """The section of a fault such as "sections.year.prompts.q1.text_sv", and its form's field."""
    head, _, rest = fault.partition(".")
    section_id, _, name = rest.partition(".")
    section = next((one for one in content.sections if one.id == section_id), None)
    if head != "sections" or section is None:
        return None, fault
    return section, name.removeprefix("prompts.").replace(".", "-") if name != "prompts" else ""


def put(content: DraftContent, section: DraftSection) -> DraftContent:
    """With the section in its place, or last when it is new."""
    if all(one.id != section.id for one in content.sections):
        return _with(content, [*content.sections, section])
    return _with(content, [section if one.id == section.id else one for one in content.sections])


def remove(content: DraftContent, section_id: str) -> DraftContent:
    """Without the section."""
    return _with(content, [one for one in content.sections if one.id != section_id])


def move(content: DraftContent, section_id: str, steps: int) -> DraftContent:
    """With the section so many places later; the first and the last stay within the list."""
    section = section_of(content, section_id)
    place = content.sections.index(section)
    others = [one for one in content.sections if one.id != section_id]
    others.insert(max(0, min(len(others), place + steps)), section)
    return _with(content, others)


def seen_by(content: DraftContent, side: Side) -> list[DraftSection]:
    """The sections with what one of the two is asked."""
    return [
        one.model_copy(
            update={"prompts": [each for each in one.prompts if each.for_role in ("both", side)]}
        )
        for one in content.sections
    ]


def _with(content: DraftContent, sections: list[DraftSection]) -> DraftContent:
    return content.model_copy(update={"sections": sections})
