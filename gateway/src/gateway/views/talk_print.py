"""A talk's document on paper: everything that the page shows, in the reader's language."""

from collections.abc import Sequence
from typing import Any

from gateway.clients.talk_texts import Document, DocumentAnswer, DocumentSection
from gateway.i18n import N_
from gateway.views.room_words import document_lead, snapshot_line
from gateway.views.talk import TalkView, as_written, talk_view
from gateway.visit import Visit
from redthread_contracts.ids import PersonId, TalkId


async def talk_print(visit: Visit, talk_id: TalkId, version: int) -> dict[str, Any]:
    """What the Typst template takes."""
    document = await visit.clients.talks.document(visit.who, talk_id, version)
    view = await as_written(visit, await talk_view(visit, talk_id), document.manager_id)
    words = visit.words
    _ = words.gettext
    return {
        "language": words.language,
        "title": document.title or view.talk.title,
        "lead": document_lead(view, document, words),
        "status": _status(visit, document),
        "sections": [
            _section(visit, view, section) for section in document.sections if not section.empty
        ],
        "reviewed": _goals(visit, document.reviewed),
        "goals": _goals(visit, document.goals),
        "agreements": [
            {"what": one.what, "who": _name(view, one.owner_id), "due": words.full_day(one.due)}
            for one in document.agreements
        ],
        "confirmations": [
            {
                "who": _name(view, one.person_id) or _("Tidigare chef"),
                "when": words.short_moment(one.at),
                "verdict": _("har läst och håller inte med") if one.disagree else _("bekräftar"),
                "comment": one.comment,
            }
            for one in document.confirmations
        ],
        "hash": document.hash,
        "words": {
            "page": _("Sida"),
            "reviewed": _("Mål från förra perioden"),
            "goals": _("Mål för kommande period"),
            "agreements": _("Överenskommelser"),
            "agreement_columns": [_("Vad"), _("Vem"), _("Senast")],
            "confirmed": _("Bekräftat av"),
            "nobody": _("Ingen har bekräftat än."),
            "hash": _("Textens kontrollsumma (SHA-256):"),
        },
    }


def _status(visit: Visit, document: Document) -> str:
    words, _ = visit.words, visit.words.gettext
    parts = [_("Version %(version)s.", version=document.version)]
    if document.held_on:
        parts.insert(0, _("Samtalet hölls %(day)s.", day=words.full_day(document.held_on)))
    if document.reopened:
        parts.append(_("Den här versionen gäller inte längre."))
    elif document.locked_at:
        parts.append(_("Låst %(day)s.", day=words.full_day(document.locked_at)))
    else:
        parts.append(_("Inte bekräftad av båda."))
    return " ".join(parts)


def _section(visit: Visit, view: TalkView, section: DocumentSection) -> dict[str, Any]:
    sides = (
        (view.employee.given, section.employee_answers),
        (view.manager.given, section.manager_answers),
    )
    return {
        "title": visit.words.pick(section, "title"),
        "notes": section.notes.strip(),
        "answers": [_answers(visit, name, answers) for name, answers in sides if answers],
    }


def _answers(visit: Visit, name: str, answers: Sequence[DocumentAnswer]) -> dict[str, Any]:
    return {
        "who": visit.words.gettext(N_("%(name)s förberedde"), name=name),
        "answers": [
            {"prompt": visit.words.pick(answer, "prompt"), "text": answer.text}
            for answer in answers
        ],
    }


def _goals(visit: Visit, goals: Sequence[Any]) -> list[dict[str, str]]:
    return [{"title": goal.title, "line": snapshot_line(goal, visit.words)} for goal in goals]


def _name(view: TalkView, person_id: PersonId) -> str:
    party = view.party(person_id)
    return party.name if party else ""
