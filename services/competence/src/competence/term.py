"""A term of the taxonomy: a skill, an occupation, a language, a licence or a certificate.

HR accepts what people propose in their own words, and merges duplicates; ids of JobTech and ESCO
are kept in `concept_id`. Each command is a pure function; None comes out when there is nothing to
do, so that a repeat changes nothing.
"""

import unicodedata
from typing import Literal, cast
from uuid import UUID, uuid5

from chassis.documents import Decision, State
from chassis.errors import Conflict
from redthread_contracts.competence import TermChanged, TermKind
from redthread_contracts.ids import TermId

Status = Literal["accepted", "proposed", "merged"]

NAMESPACE = UUID("5d8f0f6e-3c6c-5a0e-9a51-6f1f0f6d2b7a")
"""Term ids are uuid5 of it and the key that an import gives."""

MOST_SYNONYMS = 30


class Term(State):
    """A term. `former_labels` are found by and never shown: some are corrections of meaning."""

    kind: TermKind
    concept_id: str | None = None
    label_sv: str
    label_en: str | None = None
    synonyms: tuple[str, ...] = ()
    former_labels: tuple[str, ...] = ()
    valid_months: int | None = None
    """How long a certificate usually lasts."""
    status: Status = "accepted"
    merged_into: TermId | None = None

    @property
    def term_id(self) -> TermId:
        """Its id by its own type."""
        return TermId(self.id)


def id_of(key: str) -> TermId:
    """The id of the term that an import calls `key`."""
    return TermId(str(uuid5(NAMESPACE, key)))


def folded(text: str) -> str:
    """As it is compared: lower case, no accents (å as a, ö as o), words with one space between."""
    plain = "".join(
        letter if letter.isalnum() else " "
        for letter in unicodedata.normalize("NFKD", text.lower())
        if not unicodedata.combining(letter)
    )
    return " ".join(plain.split())


def id_of_free(label: str) -> TermId:
    """The id of a term in somebody's own words: the same words are the same term."""
    return id_of(f"free:{' '.join(label.lower().split())}")


def propose(term: Term | None, label: str) -> Decision[Term] | None:
    """A term in somebody's own words. None when there is such a one already."""
    if term is not None:
        return None
    return decided(Term(id=id_of_free(label), kind="skill", label_sv=label, status="proposed"))


def accept(term: Term, label_sv: str, label_en: str | None) -> Decision[Term] | None:
    """A proposal becomes a term, under the label that HR gives it.

    Raises `Conflict` "term-merged" when it is merged already.
    """
    if term.status == "merged":
        raise Conflict("term-merged", "It is merged into another term. Look at that one.")
    # What people wrote is still found.
    synonyms = term.synonyms
    if folded(label_sv) != folded(term.label_sv) and term.label_sv not in synonyms:
        synonyms = (*synonyms, term.label_sv)[-MOST_SYNONYMS:]
    accepted = term.model_copy(
        update={
            "status": "accepted",
            "label_sv": label_sv,
            "label_en": label_en,
            "synonyms": synonyms,
        }
    )
    return None if accepted == term else decided(accepted)


def merge(term: Term, into: Term) -> Decision[Term] | None:
    """A duplicate gives way to another term.

    Raises `Conflict` "term-merge-into-itself", "term-not-accepted" (the other is none that people
    may choose, so no circle can come about) or "term-merged".
    """
    if term.id == into.id:
        raise Conflict("term-merge-into-itself", "Choose another term to merge it into.")
    if term.status == "merged":
        if term.merged_into == into.id:
            return None
        raise Conflict("term-merged", "It is merged into another term. Look at that one.")
    if into.status != "accepted":
        raise Conflict("term-not-accepted", "Choose a term that is accepted.")
    return decided(term.model_copy(update={"status": "merged", "merged_into": into.term_id}))


def bring_in(term: Term | None, row: Term) -> Decision[Term] | None:
    """What a row of an import does: names change, a merge that HR made stays."""
    if term is None:
        return decided(row)
    kept = {"status": term.status, "merged_into": term.merged_into}
    changed = row.model_copy(update=kept)
    return None if changed == term else decided(changed)


def decided(term: Term) -> Decision[Term]:
    """The term and its event."""
    event = TermChanged(
        term_id=term.term_id,
        kind=term.kind,
        concept_id=term.concept_id,
        label_sv=term.label_sv,
        label_en=term.label_en,
        merged_into=term.merged_into,
    )
    return Decision(term, [event])


def kind_of(text: str) -> TermKind:
    """A kind that is stored is one."""
    return cast(TermKind, text)
