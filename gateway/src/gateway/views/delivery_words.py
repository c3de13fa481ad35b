"""A mail in the log, in words."""

from gateway.clients.notifier import Delivery
from gateway.i18n import N_, Words
from gateway.views.display import Status

_ANY_KIND = N_("Annat")
_KINDS = {
    "talk_invitation": N_("Inbjudan till samtal"),
    "talk_booked": N_("Bokad tid"),
    "talk_other_shared": N_("Den andra har delat"),
    "talk_to_confirm": N_("Bekräfta samtalet"),
    "goal_deadline": N_("Sista dag för ett mål"),
    "agreement_deadline": N_("Sista dag för en överenskommelse"),
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


def state_of(delivery: Delivery, words: Words) -> Status:
    """How it went."""
    kind, word = _STATES.get(delivery.state, _ANY_STATE)
    return kind, words.gettext(word)
