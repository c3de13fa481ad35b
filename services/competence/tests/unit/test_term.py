import pytest

from chassis.errors import Conflict
from competence.term import accept, bring_in, folded, id_of_free, merge, propose
from redthread_contracts.competence import TermChanged
from redthread_contracts.samples import sample

from .builders import a_term

STRAND, KUST = a_term("Strandskydd"), a_term("Kustskydd", status="proposed")


def test_the_same_words_are_the_same_proposal() -> None:
    decision = propose(None, "Myrslåtter")

    assert decision is not None
    assert decision.state is not None
    assert decision.state.id == id_of_free(" myrslåtter ")
    assert decision.state.status == "proposed"
    assert decision.events[0].model_dump().keys() == sample(TermChanged).model_dump().keys()
    assert propose(decision.state, "myrslåtter") is None


def test_an_accepted_term_keeps_what_people_wrote_as_a_synonym() -> None:
    decision = accept(KUST, "Skydd av kuster", "Coast protection")

    assert decision is not None
    assert decision.state is not None
    assert (decision.state.status, decision.state.synonyms) == ("accepted", ("Kustskydd",))
    assert accept(decision.state, "Skydd av kuster", "Coast protection") is None


def test_a_merge_goes_to_an_accepted_term_once_and_is_kept_by_an_import() -> None:
    decision = merge(KUST, STRAND)

    assert decision is not None
    merged = decision.state
    assert merged is not None
    assert merged.merged_into == STRAND.id
    assert merge(merged, STRAND) is None
    assert bring_in(merged, KUST.model_copy(update={"status": "accepted"})) is None
    for term, into, code in (
        (STRAND, STRAND, "term-merge-into-itself"),
        (STRAND, KUST, "term-not-accepted"),
        (STRAND, merged, "term-not-accepted"),
        (merged, a_term("Annat"), "term-merged"),
    ):
        with pytest.raises(Conflict) as refused:
            merge(term, into)
        assert refused.value.code == code
    with pytest.raises(Conflict):
        accept(merged, "Kustskydd", None)


def test_names_are_compared_without_case_accents_and_signs() -> None:
    assert folded("  Plan- och BYGGLAGEN, PBL ") == "plan och bygglagen pbl"
    assert folded("Åäöé") == folded("aaoe")
