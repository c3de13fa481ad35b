from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Conflict
from competence import profile as rules
from competence.items import Competence
from competence.profile import Profile, shown
from competence.ranking import HELD, token
from redthread_contracts.competence import ProfileChanged
from redthread_contracts.ids import TermId
from redthread_contracts.samples import sample

from .builders import HLR, STRAND, TILLSYN, TODAY, a_certificate, a_competence, a_profile


def told(profile: Profile) -> ProfileChanged:
    event = rules.decided(profile).events[0]
    assert isinstance(event, ProfileChanged)
    return event


def test_the_event_shows_what_is_shown_and_of_a_hidden_certificate_only_its_day() -> None:
    event = told(
        a_profile(
            a_competence(STRAND, wants_to_develop=True),
            a_competence(TILLSYN, hidden=True),
            a_competence(None, label="Eget", hidden=True),
            a_certificate(HLR, hidden=True),
        )
    )

    golden = sample(ProfileChanged)
    assert isinstance(golden, ProfileChanged)
    assert event.model_dump().keys() == golden.model_dump().keys()
    assert [each.term_id for each in event.competences] == [STRAND]
    assert event.competences[0].wants_to_develop
    assert [(each.term_id, each.expires) for each in event.certificates] == [
        (None, date(2026, 12, 1))
    ]


def test_a_protected_person_shows_nothing() -> None:
    profile = a_profile(a_competence(), a_certificate(), protected=True)

    event = told(profile)

    assert (event.competences, event.certificates) == ((), ())
    assert shown(profile, TODAY).tokens == ()
    assert rules.visible(profile).competences == ()


def test_what_is_found_is_what_is_shown_and_valid() -> None:
    profile = a_profile(
        a_competence(STRAND, level=4, wants_to_develop=True),
        a_competence(TILLSYN, hidden=True),
        a_certificate(HLR),
        a_certificate(TermId("old"), expires=date(2026, 10, 13)),
        a_certificate(TermId("today"), expires=TODAY),
        a_certificate(None, label="Eget"),
    )

    found = shown(profile, TODAY)

    expected = {token(STRAND, 4), token(HLR, HELD), token(TermId("today"), HELD)}
    assert set(found.tokens) == expected
    assert list(found.tokens) == sorted(found.tokens)
    assert found.developing == (STRAND,)
    assert found.changes_after == TODAY


def test_the_same_again_does_nothing() -> None:
    profile = a_profile(a_competence(), a_certificate())

    assert rules.put_competence(profile, a_competence()) is None
    assert rules.put_certificate(profile, a_certificate()) is None
    assert rules.remove(profile, "education", "none") is None
    assert rules.settle(profile, protected=False, merged={}) is None


def test_a_term_stands_once() -> None:
    with pytest.raises(Conflict) as refused:
        rules.put_competence(a_profile(a_competence()), a_competence(id="other"))

    assert refused.value.code == "competence-twice"


levels = st.integers(min_value=1, max_value=5)


@given(levels, levels, st.booleans(), st.booleans())
def test_of_two_entries_that_become_one_nothing_hidden_shows(
    first: int, second: int, first_hidden: bool, second_hidden: bool
) -> None:
    profile = a_profile(
        a_competence(STRAND, level=first, hidden=first_hidden),
        a_competence(TILLSYN, level=second, hidden=second_hidden),
    )

    decision = rules.settle(profile, protected=False, merged={TILLSYN: STRAND})

    assert decision is not None
    assert decision.state is not None
    (one,) = decision.state.competences
    assert one.term_id == STRAND
    visible = [
        level for level, hidden in ((first, first_hidden), (second, second_hidden)) if not hidden
    ]
    assert one.hidden == (not visible)
    assert one.level == max(visible or [first, second])
    assert rules.settle(decision.state, protected=False, merged={TILLSYN: STRAND}) is None


def test_an_import_keeps_what_people_wrote_and_repeats_nothing() -> None:
    own = a_profile(a_competence(TILLSYN, level=5))
    row = a_profile(a_competence(STRAND), brought_in="one")

    decision = rules.bring_in(own, row)

    assert decision is not None
    assert decision.state is not None
    assert {each.term_id for each in decision.state.competences} == {STRAND, TILLSYN}
    changed = decision.state.model_copy(update={"competences": ()})
    assert rules.bring_in(changed, row) is None


def test_erasing_leaves_no_state_and_tells_that_nothing_is_left() -> None:
    decision = rules.erase(a_profile(a_competence(), a_certificate()))

    (event,) = decision.events
    assert decision.state is None
    assert isinstance(event, ProfileChanged)
    assert (event.competences, event.certificates) == ((), ())


def test_competences_without_a_term_are_told_apart_by_their_words() -> None:
    profile = a_profile(a_competence(None, id="a", label="Ett", hidden=True))

    decision = rules.put_competence(profile, Competence(id="b", label="Två", level=1, hidden=True))

    assert decision is not None
