"""A notification in words, and where it leads."""

from datetime import date

from gateway.clients.notifier import Ring
from gateway.i18n import N_, Words
from gateway.views.bell import BellItem

_TALK = {
    "talk_invitation": N_("Du är med i en ny samtalsomgång"),
    "follow_up_invitation": N_("Ni ska ha ett uppföljningssamtal"),
    "talk_booked": N_("En tid är bokad för ert samtal"),
    "talk_time_proposed": N_("Den andra har föreslagit tider för ert samtal"),
    "talk_booking_cancelled": N_("Tiden för ert samtal är avbokad"),
    "talk_cancelled": N_("Ert samtal är inställt"),
    "talk_taken_over": N_("Du har tagit över samtal"),
    "talk_other_shared": N_("Den andra har delat sin förberedelse"),
    "talk_to_confirm": N_("Ett samtal väntar på din bekräftelse"),
}
_TALK_WITH = {
    "talk_invitation": N_("Förbered samtalet med %(name)s"),
    "follow_up_invitation": N_("Förbered uppföljningssamtalet med %(name)s"),
    "talk_booked": N_("En tid är bokad för samtalet med %(name)s"),
    "talk_time_proposed": N_("%(name)s har föreslagit tider för ert samtal"),
    "talk_booking_cancelled": N_("Tiden för samtalet med %(name)s är avbokad"),
    "talk_cancelled": N_("Samtalet med %(name)s är inställt"),
    "talk_taken_over": N_("Du har tagit över samtalet med %(name)s"),
    "talk_other_shared": N_("%(name)s har delat sin förberedelse"),
    "talk_to_confirm": N_("Bekräfta samtalet med %(name)s"),
}
_GOAL = {
    "before": N_("Målet %(title)s ska vara klart %(day)s"),
    "due": N_("I dag är sista dagen för målet %(title)s"),
    "passed": N_("Sista dagen för målet %(title)s har passerat"),
    "overdue": N_("Målet %(title)s är försenat sedan två veckor"),
}
_GOAL_UNNAMED = {
    "before": N_("Ett mål ska vara klart %(day)s"),
    "due": N_("I dag är sista dagen för ett mål"),
    "passed": N_("Sista dagen för ett mål har passerat"),
    "overdue": N_("Ett mål är försenat sedan två veckor"),
}
_ASKED = {
    "goal_proposed": N_("Målet %(title)s väntar på ditt svar"),
    "goal_commented": N_("Någon har svarat om målet %(title)s"),
}
_ASKED_UNNAMED = {
    "goal_proposed": N_("Ett mål väntar på ditt svar"),
    "goal_commented": N_("Någon har svarat om ett mål"),
}
_SUPPORT = N_("Någon i din grupp behöver stöd med målet %(title)s")
_SUPPORT_UNNAMED = N_("Någon i din grupp behöver stöd med ett mål")
_AGREEMENT = {
    "before": N_("Överenskommelsen %(title)s ska vara klar %(day)s"),
    "due": N_("I dag är sista dagen för överenskommelsen %(title)s"),
    "passed": N_("Sista dagen för överenskommelsen %(title)s har passerat"),
    "overdue": N_("Överenskommelsen %(title)s är försenad sedan två veckor"),
}
_AGREEMENT_UNNAMED = {
    "before": N_("En överenskommelse ska vara klar %(day)s"),
    "due": N_("I dag är sista dagen för en överenskommelse"),
    "passed": N_("Sista dagen för en överenskommelse har passerat"),
    "overdue": N_("En överenskommelse är försenad sedan två veckor"),
}

_ACTION = {
    "before": N_("Åtgärden %(title)s ska vara klar %(day)s"),
    "due": N_("I dag är sista dagen för åtgärden %(title)s"),
    "passed": N_("Sista dagen för åtgärden %(title)s har passerat"),
    "overdue": N_("Åtgärden %(title)s är försenad sedan två veckor"),
}
_ACTION_UNNAMED = {
    "before": N_("En åtgärd efter en enkät ska vara klar %(day)s"),
    "due": N_("I dag är sista dagen för en åtgärd efter en enkät"),
    "passed": N_("Sista dagen för en åtgärd efter en enkät har passerat"),
    "overdue": N_("En åtgärd efter en enkät är försenad sedan två veckor"),
}
_CERTIFICATE = {
    "before": N_("Ditt intyg %(title)s går ut %(day)s"),
    "due": N_("Ditt intyg %(title)s går ut i dag"),
    "passed": N_("Ditt intyg %(title)s har gått ut"),
    "overdue": N_("Ditt intyg %(title)s gick ut för två veckor sedan"),
}
_CERTIFICATE_UNNAMED = {
    "before": N_("Ett av dina intyg går ut %(day)s"),
    "due": N_("Ett av dina intyg går ut i dag"),
    "passed": N_("Ett av dina intyg har gått ut"),
    "overdue": N_("Ett av dina intyg gick ut för två veckor sedan"),
}
_CERTIFICATE_IN_GROUP = {
    "before": N_("Ett intyg i din grupp går ut %(day)s"),
    "due": N_("Ett intyg i din grupp går ut i dag"),
    "passed": N_("Ett intyg i din grupp har gått ut"),
    "overdue": N_("Ett intyg i din grupp gick ut för två veckor sedan"),
}
_SURVEY = {
    "survey_invitation": N_("Svara på enkäten %(title)s senast %(day)s"),
    "survey_reminder": N_("Påminnelse: svara på enkäten %(title)s senast %(day)s"),
}
_SURVEY_UNNAMED = {
    "survey_invitation": N_("Du har en enkät att svara på senast %(day)s"),
    "survey_reminder": N_("Påminnelse: du har en enkät att svara på senast %(day)s"),
}
_STAGES = {
    "goal": (_GOAL, _GOAL_UNNAMED),
    "agreement": (_AGREEMENT, _AGREEMENT_UNNAMED),
    "action": (_ACTION, _ACTION_UNNAMED),
    "certificate": (_CERTIFICATE, _CERTIFICATE_UNNAMED),
}
_ANYTHING = N_("Något har hänt i Röda tråden")


def sentence_of(item: BellItem, words: Words) -> str:
    """What has happened. A kind that is newer than this page is told of without details."""
    ring = item.ring
    title = words.pick(item, "title")
    if ring.kind in _TALK:
        texts = _TALK_WITH if item.other_name else _TALK
        return words.gettext(texts[ring.kind], name=item.other_name)
    if ring.kind == "goal_support":
        text = _SUPPORT if title else _SUPPORT_UNNAMED
    elif ring.kind in _ASKED:
        text = (_ASKED if title else _ASKED_UNNAMED)[ring.kind]
    elif ring.kind in _SURVEY:
        text = (_SURVEY if title else _SURVEY_UNNAMED)[ring.kind]
    elif ring.item_type in _STAGES:
        text = _of_stage(ring, named=bool(title))
    else:
        text = _ANYTHING
    return words.gettext(text, title=title, day=_day(ring.date, words))


def _of_stage(ring: Ring, *, named: bool) -> str:
    with_title, without = _STAGES[ring.item_type]
    texts = with_title if named else without
    if ring.item_type == "certificate" and ring.role != "owner":
        texts = _CERTIFICATE_IN_GROUP
    return texts.get(ring.stage or "before", texts["before"])


def where(item: BellItem) -> str:
    """The page that it is about, by way of marking it as read."""
    return f"/aviseringar/{item.ring.id}"


def target(ring: Ring) -> str:
    """The page that it is about."""
    match ring.item_type:
        case "goal":
            return f"/mal/{ring.item_id}"
        case "survey":
            return f"/e/{ring.item_id}"
        case "action":
            return f"/enkater/{ring.survey_id}/atgarder/{ring.item_id}"
        case "certificate":
            of_group = ring.role != "owner" and ring.unit_id
            return f"/enheter/{ring.unit_id}/kompetens" if of_group else "/kompetens/mina"
        case _:
            return _talk(ring)


def _talk(ring: Ring) -> str:
    if ring.kind == "talk_other_shared":
        return f"/samtal/{ring.talk_id}/forbered"
    if ring.kind == "talk_time_proposed":
        return f"/samtal/{ring.talk_id}/boka"
    if ring.talk_id:
        return f"/samtal/{ring.talk_id}"
    return "/samtal"


def _day(day: date | None, words: Words) -> str:
    return words.short_day(day) if day else ""
