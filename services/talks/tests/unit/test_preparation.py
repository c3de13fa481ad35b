"""Preparations: nobody sees the other's before both have shared, and nothing is lost."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Conflict, Invalid, NotFound, VersionConflict
from talks import preparation, talk
from talks.preparation import Preparation, answered, empty, may_read
from talks.template import ROLES, Role, require

from .builders import NOON, a_talk

STANDARD = require("standard", 1)
ROLES_SECTION = STANDARD.section("roles")


def save(
    known: Preparation, text: str, *, seen: int, left_lock: datetime | None = None
) -> Preparation | None:
    answers = {"ro1": text}
    return preparation.save(known, ROLES_SECTION, answers, seen=seen, now=NOON, left_lock=left_lock)


def saved(text: str = "Besked samma dag") -> Preparation:
    first = save(empty(a_talk(), "employee"), text, seen=0)
    assert first is not None
    return first


def locked() -> Preparation:
    shared = preparation.lock(saved(), NOON)
    assert shared is not None
    return shared


def test_a_section_has_its_own_version() -> None:
    once = saved()
    twice = save(once, "Besked samma dag, varje dag", seen=1)

    assert twice is not None
    assert once.sections["roles"].version == 1
    assert twice.sections["roles"].version == 2
    assert twice.sections["roles"].answers == {"ro1": "Besked samma dag, varje dag"}


def test_a_stale_save_answers_with_both_versions() -> None:
    once = saved()

    with pytest.raises(VersionConflict) as refused:
        save(once, "Något annat", seen=0)
    problem = refused.value.problem()
    assert problem["current"]["answers"] == {"ro1": "Besked samma dag"}
    assert problem["yours"] == {"answers": {"ro1": "Något annat"}}


def test_the_same_answers_again_change_nothing_whatever_was_seen() -> None:
    assert save(saved(), "Besked samma dag", seen=0) is None


def test_only_what_is_asked_can_be_answered() -> None:
    with pytest.raises(Invalid) as refused:
        preparation.save(
            empty(a_talk(), "employee"), ROLES_SECTION, {"ro2": "chefens"}, seen=0, now=NOON
        )
    assert refused.value.fields[0].field == "answers.ro2"
    with pytest.raises(NotFound):
        preparation.save(
            empty(a_talk(), "employee"), STANDARD.section("agreements"), {}, seen=0, now=NOON
        )


def test_a_lock_that_the_talk_knows_nothing_of_is_taken_off_by_a_save() -> None:
    left = locked()

    mended = save(left, "mer", seen=1, left_lock=left.shared_at)

    assert mended is not None
    assert mended.shared_at is None
    assert mended.sections["roles"].answers == {"ro1": "mer"}


def test_a_share_under_way_is_not_undone_by_a_save() -> None:
    with pytest.raises(Conflict, match="sharing"):
        save(locked(), "mer", seen=1)


def test_only_sections_with_a_text_count_as_answered() -> None:
    blank = saved(text="  \n")

    assert answered(blank, STANDARD, "employee")[0] == 0
    assert answered(saved(), STANDARD, "employee") == (1, len(STANDARD.to_prepare("employee")))
    assert answered(None, STANDARD, "manager")[0] == 0


STEPS = st.lists(
    st.tuples(st.sampled_from(["share", "take back", "save"]), st.sampled_from(ROLES)), max_size=12
)


@given(STEPS)
def test_no_order_of_sharing_and_taking_back_reveals_anything_too_early(
    steps: list[tuple[str, Role]],
) -> None:
    state, at = a_talk(), NOON
    shared: set[Role] = set()
    for step, role in steps:
        at += timedelta(minutes=1)
        try:
            if step == "share":
                decision = talk.share(state, role, at)
                shared.add(role)
            elif step == "take back":
                decision = talk.take_back(state, role)
                shared.discard(role)
            else:
                talk.check_can_prepare(state, role)
                decision = talk.start_preparing(state, role)
                assert role not in shared, "what is shared can not be changed"
        except Conflict:
            decision = None
        if decision is not None and decision.state is not None:
            state = decision.state
        for reader in ROLES:
            assert may_read(state, reader, reader)
            assert may_read(state, reader, talk.other(reader)) == (shared == set(ROLES))
        assert (state.state == "ready") == (shared == set(ROLES))
