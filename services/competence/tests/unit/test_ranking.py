import random

import pytest

from chassis.errors import Invalid
from competence.ranking import HELD, after, cursor_of, level_of, ranked, term_of, token, tokens_of

from .builders import HLR, STRAND, TILLSYN, a_candidate

ASKED = [frozenset(tokens_of([STRAND])), frozenset(tokens_of([TILLSYN, HLR]))]


def test_who_has_all_then_the_sum_of_levels_then_the_name() -> None:
    people = [
        a_candidate("d", {STRAND: 5}),
        a_candidate("b", {STRAND: 1, TILLSYN: 1}),
        a_candidate("a", {STRAND: 5}),
        a_candidate("e", {TILLSYN: 2, HLR: HELD, STRAND: 1}),
        a_candidate("none", {}),
    ]

    found = ranked(people, ASKED)

    assert [match.candidate.person_id for match in found] == ["e", "b", "a", "d"]
    assert [match.has_all for match in found] == [True, True, False, False]
    assert found[0].best == (token(STRAND, 1), token(TILLSYN, 2))
    assert [match.levels for match in found] == [3, 2, 5, 5]


def test_a_certificate_has_no_level_and_counts_whatever_level_is_asked_for() -> None:
    held = token(HLR, HELD)

    assert (level_of(held), term_of(held)) == (HELD, HLR)
    assert set(tokens_of([HLR], min_level=4)) == {token(HLR, 5), token(HLR, 4), held}


def test_tokens_sort_by_level_the_highest_first() -> None:
    tokens = [token(STRAND, 1), token(HLR, HELD), token(TILLSYN, 5)]

    assert sorted(tokens) == [token(TILLSYN, 5), token(STRAND, 1), token(HLR, HELD)]


def test_pages_put_together_are_the_whole() -> None:
    chance = random.Random(7)
    people = [
        a_candidate(f"p{number}", {STRAND: chance.randint(1, 2), TILLSYN: chance.randint(1, 2)})
        for number in range(30)
    ]
    whole = ranked(people, ASKED)

    paged, cursor = [], None
    while page := after(whole, cursor)[:7]:
        paged += page
        cursor = cursor_of(page[-1])

    assert paged == whole


@pytest.mark.parametrize("cursor", ["x", "WzFd", "bnVsbA==", "W3RydWUsMSwyLDNd", "å"])
def test_a_cursor_that_was_made_up_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        after([], cursor)
