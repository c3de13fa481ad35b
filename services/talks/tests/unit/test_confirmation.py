"""From the finished talk to a frozen document: one rule a test."""

import hashlib
import json
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.errors import Conflict, NotFound
from redthread_contracts.ids import GoalId
from redthread_contracts.talks import TalkConfirmed
from talks import confirmation
from talks.confirmation import MOST_VERSIONS, reopen
from talks.conversation import follow_up, put_agreement
from talks.document import Document, GoalSnapshot, compose_sections
from talks.talk import Talk
from talks.template import Role, require

from .builders import (
    ELLEN,
    MATTIAS,
    NOON,
    TODAY,
    a_held_talk,
    a_talk,
    after,
    an_agreement,
    names,
)

STANDARD = require("standard", 1)
GOAL = GoalSnapshot(goal_id=GoalId("letters"), title="Beslutsbrev som går att förstå 💌")
NOTES = {"roles": "Besked samma dag."}
PREPARED: dict[Role, dict[str, dict[str, str]]] = {
    "employee": {"roles": {"ro1": "Jag behöver besked."}},
    "manager": {"roles": {"ro2": "Säg till i tid."}},
}


def finish(talk: Talk, **facts: Any) -> Any:
    given = {
        "sections": compose_sections(STANDARD, NOTES, PREPARED),
        "goals": [GOAL],
        "reviewed": [],
        "now": NOON,
        **facts,
    }
    return confirmation.finish(talk, "manager", **given)


def a_finished_talk(**facts: Any) -> Talk:
    talk = a_held_talk(**facts)
    return after(finish(after(put_agreement(talk, "manager", an_agreement(), NOON))))


def confirm(talk: Talk, role: Role, **facts: Any) -> Any:
    draft = current(talk)
    given = {"hash": draft.hash, "disagree": False, "comment": "", "now": NOON, **facts}
    return confirmation.confirm(talk, role, **given)


def a_confirmed_talk() -> Talk:
    return after(confirm(after(confirm(a_finished_talk(), "employee")), "manager"))


def current(talk: Talk) -> Document:
    assert talk.current is not None
    return talk.current


def test_a_finished_talk_waits_for_both_with_a_draft_of_version_1() -> None:
    decision = finish(a_held_talk())

    assert names(decision) == ["TalkCompleted"]
    talk = after(decision)
    assert talk.state == "awaiting_confirmation"
    assert (current(talk).version, current(talk).locked_at) == (1, None)


def test_the_document_holds_what_was_written_agreed_and_set() -> None:
    content = current(a_finished_talk()).content

    assert content is not None
    roles = next(section for section in content.sections if section.section_id == "roles")
    assert [answer.text for answer in roles.employee] == ["Jag behöver besked."]
    assert [answer.text for answer in roles.manager] == ["Säg till i tid."]
    assert roles.notes == "Besked samma dag."
    assert content.goals == (GOAL,)
    assert content.agreements[0].what == "Gå kursen Klarspråk i beslut"
    assert content.held_on == TODAY


def test_a_preparation_that_was_not_shared_gets_into_no_document() -> None:
    sections = compose_sections(STANDARD, NOTES, None)

    assert all(section.employee == section.manager == () for section in sections)


def test_the_hash_is_sha256_over_canonical_json() -> None:
    draft = current(a_finished_talk())

    assert draft.content is not None
    canonical = json.dumps(
        draft.content.model_dump(mode="json"),
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    assert draft.hash == hashlib.sha256(canonical.encode()).hexdigest()


def test_the_hash_is_another_for_another_text() -> None:
    other = compose_sections(STANDARD, {"roles": "Besked nästa dag."}, PREPARED)

    first, second = after(finish(a_held_talk())), after(finish(a_held_talk(), sections=other))
    assert current(first).hash != current(second).hash


def test_the_goals_of_the_text_are_the_goals_of_the_talk() -> None:
    withdrawn_since = a_held_talk(goal_ids=("withdrawn", "letters"))

    assert after(finish(withdrawn_since)).goal_ids == ("letters",)


def test_finishing_twice_changes_nothing() -> None:
    assert finish(a_finished_talk()) is None


@pytest.mark.parametrize("state", ["planned", "preparing", "ready"])
def test_a_talk_without_a_word_is_not_finished(state: str) -> None:
    with pytest.raises(Conflict, match="Nothing is written"):
        finish(a_talk(state=state))


def test_a_confirmed_talk_is_not_finished_again_before_it_is_opened() -> None:
    with pytest.raises(Conflict, match="Open it again"):
        finish(a_confirmed_talk())


def test_one_confirmation_does_not_lock() -> None:
    decision = confirm(a_finished_talk(), "employee", comment="Ja")

    assert names(decision) == ["TalkConfirmationGiven"]
    talk = after(decision)
    assert talk.state == "awaiting_confirmation"
    assert (talk.confirmed.employee, talk.confirmed.manager) == (NOON, None)
    assert current(talk).locked_at is None


@pytest.mark.parametrize(("first", "second"), [("employee", "manager"), ("manager", "employee")])
def test_both_confirmations_freeze_the_version(first: Role, second: Role) -> None:
    once = after(confirm(a_finished_talk(), first))
    later = NOON + timedelta(hours=1)
    decision = confirm(once, second, now=later)

    event = decision.events[0]
    assert isinstance(event, TalkConfirmed)
    assert event.goal_ids == ("letters",)
    assert event.agreements[0].due == date(2026, 10, 30)
    assert (event.confirmed_at, event.document_version) == (later, 1)
    assert after(decision).state == "confirmed"
    assert current(after(decision)).locked_at == later


def test_one_may_confirm_and_disagree() -> None:
    talk = after(confirm(a_finished_talk(), "employee", disagree=True, comment="Inte målet"))

    said = current(talk).confirmations[0]
    assert (said.disagree, said.comment, said.person_id) == (True, "Inte målet", ELLEN)


def test_confirming_twice_is_one_confirmation() -> None:
    assert confirm(after(confirm(a_finished_talk(), "employee")), "employee") is None
    assert confirm(a_confirmed_talk(), "employee") is None


def test_another_text_than_the_current_is_not_confirmed() -> None:
    with pytest.raises(Conflict) as refused:
        confirm(a_finished_talk(), "employee", hash="0" * 64)
    assert refused.value.code == "text-changed"


def test_an_unfinished_talk_is_not_confirmed() -> None:
    with pytest.raises(Conflict, match="not finished"):
        confirmation.confirm(
            a_held_talk(), "employee", hash="0" * 64, disagree=False, comment="", now=NOON
        )


def test_a_talk_is_opened_again_with_who_and_why() -> None:
    decision = reopen(a_confirmed_talk(), "manager", "Fel datum i ett mål", NOON)

    assert names(decision) == ["TalkReopened"]
    talk = after(decision)
    assert (talk.state, talk.current, talk.confirmed.employee) == ("held", None, None)
    left = talk.documents[0].reopened
    assert left is not None
    assert (left.by, left.reason) == (MATTIAS, "Fel datum i ett mål")
    assert reopen(talk, "manager", "Igen", NOON) is None


def test_the_next_finish_makes_the_next_version_and_the_first_stays() -> None:
    first = a_confirmed_talk()
    again = after(finish(after(reopen(first, "manager", "Fel", NOON)), goals=[]))

    assert [document.version for document in again.documents] == [1, 2]
    assert confirmation.version(again, 1).content == current(first).content
    assert confirmation.version(again, 1).locked_at == NOON
    assert confirmation.version(again, 2).confirmations == ()
    with pytest.raises(NotFound):
        confirmation.version(again, 3)


def test_a_confirmation_of_the_text_before_does_not_count_for_the_next() -> None:
    given = after(confirm(a_finished_talk(), "employee"))
    again = after(finish(after(reopen(given, "manager", "Mer", NOON)), goals=[]))

    assert again.confirmed.employee is None
    with pytest.raises(Conflict, match="text has changed"):
        confirm(again, "employee", hash=given.documents[0].hash)


def test_a_talk_that_is_open_needs_no_opening() -> None:
    with pytest.raises(Conflict, match="open already"):
        reopen(a_talk(), "manager", "Varför", NOON)


def test_following_up_leaves_the_frozen_document_as_it_was() -> None:
    talk = a_confirmed_talk()
    followed = after(
        follow_up(talk, "employee", an_agreement().agreement_id, "done", "Klart", NOON)
    )

    assert followed.agreements[0].status == "done"
    assert current(followed) == current(talk)


def test_a_talk_has_only_so_many_versions() -> None:
    many = tuple(
        Document(version=number + 1, hash="", made_at=NOON, made_by=ELLEN)
        for number in range(MOST_VERSIONS)
    )

    with pytest.raises(Conflict, match="versions"):
        finish(a_held_talk(documents=many))
