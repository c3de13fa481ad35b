"""A notification in words, and where it leads."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from chassis.clock import FixedClock
from gateway.clients.base import Versioned
from gateway.clients.competence import Profile
from gateway.clients.notifier import Bell, Delivery, Ring
from gateway.clients.surveys import Invitation, SurveyAction
from gateway.i18n import Lexicon
from gateway.problems import ServiceDown
from gateway.views.bell import BellItem
from gateway.views.bell import bell as bell_view
from gateway.views.bell_words import sentence_of, target
from gateway.views.deliveries import DeliveryCard
from gateway.views.delivery_words import kind_of, receiver_of
from redthread_contracts.ids import NotificationId, PersonId
from redthread_contracts.notifications import NotificationKind, Stage

AT = datetime(2026, 10, 14, 10, tzinfo=UTC)
WORDS = Lexicon(FixedClock(AT))
SV, EN = WORDS["sv"], WORDS["en"]
ABOUT = {
    "goal_deadline": "goal",
    "agreement_deadline": "agreement",
    "survey_invitation": "survey",
    "survey_reminder": "survey",
    "action_deadline": "action",
    "certificate_expiry": "certificate",
}


def a_ring(kind: str, **facts: Any) -> Ring:
    values: dict[str, Any] = {
        "id": "n-1",
        "kind": kind,
        "item_type": ABOUT.get(kind, "talk"),
        "item_id": "item-1",
        "survey_id": "survey-1",
        "role": "owner",
        "date": date(2026, 12, 4),
        "at": AT,
    }
    return Ring.model_validate({**values, **facts})


@pytest.mark.parametrize("kind", get_args(NotificationKind))
def test_every_kind_is_told_of_in_both_languages_at_every_stage(kind: str) -> None:
    for stage in (None, *get_args(Stage)):
        for title in ("", "Titeln"):
            item = BellItem(ring=a_ring(kind, stage=stage), title_sv=title, title_en=title)
            swedish, english = sentence_of(item, SV), sentence_of(item, EN)

            assert swedish != english
            assert "%" not in swedish + english
            assert "Något har hänt" not in swedish


@pytest.mark.parametrize(
    ("kind", "facts", "sentence"),
    [
        ("survey_invitation", {}, "Du har en enkät att svara på senast 4 december"),
        ("survey_reminder", {}, "Påminnelse: du har en enkät att svara på senast 4 december"),
        ("action_deadline", {"stage": "due"}, "I dag är sista dagen för en åtgärd efter en enkät"),
        ("certificate_expiry", {"stage": "before"}, "Ett av dina intyg går ut 4 december"),
        (
            "certificate_expiry",
            {"stage": "passed", "role": "manager"},
            "Ett intyg i din grupp har gått ut",
        ),
        ("something_newer", {"item_type": "thing"}, "Något har hänt i Röda tråden"),
    ],
)
def test_what_is_told_without_a_title(kind: str, facts: dict[str, Any], sentence: str) -> None:
    assert sentence_of(BellItem(ring=a_ring(kind, **facts)), SV) == sentence


def test_a_title_is_named_where_it_could_be_had() -> None:
    item = BellItem(ring=a_ring("survey_invitation"), title_sv="Pulsen", title_en="The pulse")

    assert sentence_of(item, SV) == "Svara på enkäten Pulsen senast 4 december"
    assert sentence_of(item, EN) == "Answer the survey The pulse by 4 December"


@pytest.mark.parametrize(
    ("kind", "facts", "path"),
    [
        ("survey_invitation", {}, "/e/item-1"),
        ("survey_reminder", {}, "/e/item-1"),
        ("action_deadline", {}, "/enkater/survey-1/atgarder/item-1"),
        ("certificate_expiry", {}, "/kompetens/mina"),
        ("certificate_expiry", {"role": "manager", "unit_id": "E05"}, "/enheter/E05/kompetens"),
    ],
)
def test_a_notification_leads_to_what_it_is_about(
    kind: str, facts: dict[str, Any], path: str
) -> None:
    assert target(a_ring(kind, **facts)) == path


def a_visit(*rings: Ring) -> Any:
    """A reader whose surveys service is half away: it knows invitations and no actions."""
    profile = Profile.model_validate(
        {"person_id": "ellen", "certificates": [{"id": "item-1", "label_sv": "Heta arbeten"}]}
    )
    invitation = {"survey_id": "item-1", "title_sv": "Pulsen", "title_en": "", "closes_at": AT}

    async def bell(*_: object) -> Bell:
        return Bell(unread=len(rings), items=list(rings))

    async def invitations(*_: object) -> list[Invitation]:
        return [Invitation.model_validate(invitation)]

    async def my_actions(*_: object) -> list[SurveyAction]:
        raise ServiceDown("surveys")

    async def own_profile(*_: object) -> Versioned[Profile]:
        return Versioned(profile, 1)

    return SimpleNamespace(
        who=PersonId("ellen"),
        me=None,
        clients=SimpleNamespace(
            notifier=SimpleNamespace(bell=bell),
            surveys=SimpleNamespace(invitations=invitations, my_actions=my_actions),
            competence=SimpleNamespace(profile=own_profile),
        ),
    )


async def test_titles_are_joined_and_one_that_cannot_be_had_is_left_out() -> None:
    rings = [
        a_ring("survey_invitation"),
        a_ring("action_deadline"),
        a_ring("certificate_expiry"),
    ]

    view = await bell_view(a_visit(*rings), limit=5)

    assert [item.title_sv for item in view.items] == ["Pulsen", "", "Heta arbeten"]


async def test_a_manager_is_not_told_which_certificate_of_somebody_it_is() -> None:
    ring = a_ring("certificate_expiry", role="manager", unit_id="E05")

    (item,) = (await bell_view(a_visit(ring), limit=5)).items

    assert item.title_sv == ""


def a_delivery(kind: str, person_id: str | None) -> Delivery:
    return Delivery(
        id=NotificationId("n-1"), kind=kind, person_id=PersonId(person_id) if person_id else None
    )


@pytest.mark.parametrize("kind", get_args(NotificationKind))
def test_every_kind_of_mail_has_a_name_in_the_log(kind: str) -> None:
    assert kind_of(a_delivery(kind, "ellen"), SV) != "Annat"


def test_the_log_does_not_say_who_was_reminded_of_a_survey() -> None:
    reminder = DeliveryCard(delivery=a_delivery("survey_reminder", None))
    unknown = DeliveryCard(delivery=a_delivery("survey_invitation", "gone"))

    assert receiver_of(reminder, SV) == "Visas inte"
    assert receiver_of(unknown, SV) == "Okänd mottagare"
