"""A mail in the log, in words."""

from gateway.clients.notifier import Delivery
from gateway.i18n import N_, Words
from gateway.views.deliveries import DeliveryCard
from gateway.views.display import Status

_ANY_KIND = N_("Annat")
_KINDS = {
    "talk_invitation": N_("Inbjudan till samtal"),
    "follow_up_invitation": N_("Inbjudan till uppföljningssamtal"),
    "talk_booked": N_("Bokad tid"),
    "talk_time_proposed": N_("Förslag på tid"),
    "talk_booking_cancelled": N_("Avbokad tid"),
    "talk_cancelled": N_("Inställt samtal"),
    "talk_taken_over": N_("Ny chef för samtal"),
    "goal_proposed": N_("Ett föreslaget mål"),
    "goal_commented": N_("En kommentar om ett mål"),
    "talk_other_shared": N_("Den andra har delat"),
    "talk_to_confirm": N_("Bekräfta samtalet"),
    "goal_deadline": N_("Sista dag för ett mål"),
    "goal_support": N_("Någon behöver stöd med ett mål"),
    "agreement_deadline": N_("Sista dag för en överenskommelse"),
    "survey_invitation": N_("Inbjudan till en enkät"),
    "survey_reminder": N_("Påminnelse om en enkät"),
    "action_deadline": N_("Sista dag för en åtgärd"),
    "certificate_expiry": N_("Ett intyg går ut"),
}
_ANY_STATE: Status = ("wait", N_("Okänt"))
_STATES: dict[str, Status] = {
    "waiting": ("wait", N_("Väntar")),
    "sent": ("done", N_("Skickat")),
    "given_up": ("late", N_("Gick inte fram")),
    "bell_only": ("wait", N_("Bara i klockan")),
}


def kind_of(delivery: Delivery, words: Words) -> str:
    """What the mail is about."""
    return words.gettext(_KINDS.get(delivery.kind, _ANY_KIND))


def receiver_of(card: DeliveryCard, words: Words) -> str:
    """Whom it is for, where anybody may know."""
    if card.delivery.person_id is None:
        return words.gettext(N_("Visas inte"))
    return card.person_name or words.gettext(N_("Okänd mottagare"))


def state_of(delivery: Delivery, words: Words) -> Status:
    """How it went."""
    kind, word = _STATES.get(delivery.state, _ANY_STATE)
    return kind, words.gettext(word)
