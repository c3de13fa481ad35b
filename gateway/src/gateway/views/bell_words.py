"""A notification in words, and where it leads."""

from datetime import date

from gateway.clients.notifier import Ring
from gateway.i18n import N_, Words
from gateway.views.bell import BellItem

_TALK = {
    "talk_invitation": N_("Du är med i en ny samtalsomgång"),
    "talk_booked": N_("En tid är bokad för ert samtal"),
    "talk_other_shared": N_("Den andra har delat sin förberedelse"),
    "talk_to_confirm": N_("Ett samtal väntar på din bekräftelse"),
}
_TALK_WITH = {
    "talk_invitation": N_("Förbered samtalet med %(name)s"),
    "talk_booked": N_("En tid är bokad för samtalet med %(name)s"),
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


def sentence_of(item: BellItem, words: Words) -> str:
    """What has happened."""
    ring = item.ring
    if ring.kind in _TALK:
        texts = _TALK_WITH if item.other_name else _TALK
        return words.gettext(texts[ring.kind], name=item.other_name)
    title = words.pick(item, "title")
    if ring.item_type == "goal":
        texts = _GOAL if title else _GOAL_UNNAMED
    else:
        texts = _AGREEMENT if title else _AGREEMENT_UNNAMED
    text = texts.get(ring.stage or "before", texts["before"])
    return words.gettext(text, title=title, day=_day(ring.date, words))


def where(item: BellItem) -> str:
    """The page that it is about, by way of marking it as read."""
    return f"/aviseringar/{item.ring.id}"


def target(ring: Ring) -> str:
    """The page that it is about."""
    if ring.item_type == "goal":
        return f"/mal/{ring.item_id}"
    if ring.kind == "talk_other_shared":
        return f"/samtal/{ring.talk_id}/forbered"
    if ring.talk_id:
        return f"/samtal/{ring.talk_id}"
    return "/samtal"


def _day(day: date | None, words: Words) -> str:
    return words.short_day(day) if day else ""
