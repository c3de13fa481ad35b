"""Profiles, terms and colleagues with sensible defaults."""

from datetime import date
from typing import Any

from competence.gap import Colleague
from competence.items import Certificate, Competence
from competence.profile import Profile, empty
from competence.ranking import Candidate, token
from competence.term import Term, id_of
from competence.vocabulary import Entry, Vocabulary
from redthread_contracts.ids import PersonId, TermId, UnitId

ELLEN = PersonId("ellen")
TODAY = date(2026, 10, 14)
STRAND, TILLSYN, HLR = TermId("strand"), TermId("tillsyn"), TermId("hlr")


def a_term(label: str, **changes: Any) -> Term:
    return Term(**{"id": id_of(label), "kind": "skill", "label_sv": label, **changes})


def a_vocabulary(*terms: Term) -> Vocabulary:
    return Vocabulary(map(Entry.of, terms))


def a_competence(term_id: TermId | None = STRAND, **changes: Any) -> Competence:
    return Competence(**{"id": f"c-{term_id}", "term_id": term_id, "level": 3, **changes})


def a_certificate(term_id: TermId | None = HLR, **changes: Any) -> Certificate:
    values = {"id": f"x-{term_id}", "term_id": term_id, "expires": date(2026, 12, 1)}
    return Certificate(**{**values, **changes})


def a_profile(*items: Competence | Certificate, **changes: Any) -> Profile:
    return empty(ELLEN).model_copy(
        update={
            "competences": tuple(each for each in items if isinstance(each, Competence)),
            "certificates": tuple(each for each in items if isinstance(each, Certificate)),
            **changes,
        }
    )


def a_candidate(name: str, levels: dict[TermId, int]) -> Candidate:
    tokens = tuple(sorted(token(term_id, level) for term_id, level in levels.items()))
    return Candidate(PersonId(name), name, tokens, UnitId("E05"), "Handläggare")


def a_colleague(name: str, levels: dict[TermId, int], **changes: Any) -> Colleague:
    values: dict[str, Any] = {
        "person_id": PersonId(name),
        "title": "Handläggare",
        "leaves": None,
        "tokens": tuple(sorted(token(term_id, level) for term_id, level in levels.items())),
    }
    return Colleague(**{**values, **changes})
