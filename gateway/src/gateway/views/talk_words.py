"""A talk's state in words: a status, when, and the next thing to do."""

from gateway.clients.talks import TalkSummary
from gateway.i18n import N_, Words
from gateway.views.display import Action, Status, Task
from gateway.views.talks import AgreementCard, TalkCard, waits_for_preparation


def status_for_manager(card: TalkCard, words: Words) -> Status:
    """The state of a talk as the manager sees it."""
    _ = words.gettext
    talk = card.talk
    if card.before_talk:
        return _status_before(card, words)
    if talk.state == "awaiting_confirmation" and not card.confirmed_by_me:
        return "help", _("Bekräfta")
    after: dict[str, Status] = {
        "held": ("good", _("Samtalet är hållet")),
        "awaiting_confirmation": ("wait", _("Väntar på bekräftelse")),
        "confirmed": ("done", _("Bekräftat")),
    }
    return after.get(talk.state, ("wait", _("Inställt")))


def status_for_employee(card: TalkCard, words: Words) -> Status:
    """The state of a talk as the employee sees it."""
    _ = words.gettext
    if not card.before_talk:
        return status_for_manager(card, words)
    if card.shared_by_me and card.shared_by_other:
        return "good", _("Båda har delat")
    if card.shared_by_me:
        return "wait", _("Du har delat")
    if card.shared_by_other:
        return "help", _("Har delat, inte du")
    return "help", _("Förbered dig")


def _status_before(card: TalkCard, words: Words) -> Status:
    _ = words.gettext
    talk = card.talk
    if talk.last_day and talk.last_day < words.today:
        return "late", _("Ingen tid bokad") if talk.booking is None else _("Inte hållet")
    if card.times_to_choose:
        return "help", _("Välj en tid")
    if talk.booking is None and talk.proposed:
        return "wait", _("Tider föreslagna")
    if talk.booking is None:
        return "help", _("Ingen tid bokad")
    return _status_of_preparation(card, words)


def _status_of_preparation(card: TalkCard, words: Words) -> Status:
    _ = words.gettext
    if card.shared_by_me and card.shared_by_other:
        return "good", _("Båda har delat")
    if card.shared_by_other:
        return "help", _("Har delat, inte du")
    if card.shared_by_me:
        return "wait", _("Du har delat")
    if waits_for_preparation(card, words.today):
        return "help", _("Förbered dig")
    if card.talk.state == "preparing":
        return "wait", _("Förbereder sig")
    return "wait", _("Tid bokad")


def when(talk: TalkSummary, words: Words) -> str:
    """When a talk is, or by when it has to be held."""
    if talk.booking:
        return words.short_moment(talk.booking.starts)
    if talk.last_day:
        return words.gettext(N_("Sista dag %(day)s"), day=words.short_day(talk.last_day))
    return ""


def action_for_manager(card: TalkCard, words: Words) -> Action | None:
    """The next thing that the manager does with a talk."""
    _ = words.gettext
    talk = card.talk
    what = f": {card.other_name}"
    if talk.state == "awaiting_confirmation" and not card.confirmed_by_me:
        return Action(_("Läs"), document_path(talk), what, quiet=True)
    if talk.state in {"ready", "held"}:
        return Action(_("Öppna"), f"/samtal/{talk.id}", what, quiet=True)
    if card.before_talk and card.times_to_choose:
        return Action(_("Välj tid"), f"/samtal/{talk.id}/boka", what)
    if card.before_talk and talk.booking is None:
        return Action(_("Boka tid"), f"/samtal/{talk.id}/boka", what)
    if card.before_talk and waits_for_preparation(card, words.today):
        return Action(_("Förbered"), f"/samtal/{talk.id}/forbered", what)
    return None


def task_for_employee(card: TalkCard, words: Words) -> Task | None:
    """What an employee has to do with a talk now."""
    _ = words.gettext
    talk = card.talk
    meta = _with_whom(card, words)
    if talk.state == "awaiting_confirmation" and not card.confirmed_by_me:
        return Task(
            _("Läs och bekräfta ditt samtal"),
            _("%(name)s har avslutat samtalet. Läs dokumentet och bekräfta.", name=card.other_name),
            Action(_("Läs"), document_path(talk), _("dokumentet")),
        )
    if talk.state in {"ready", "held"}:
        return Task(
            _("Ni har båda delat era förberedelser"),
            meta,
            Action(_("Öppna"), f"/samtal/{talk.id}", _("samtalet")),
        )
    if card.before_talk and card.times_to_choose:
        return Task(
            _("Välj en tid för ditt samtal"),
            _("%(name)s har föreslagit tider.", name=card.other_name),
            Action(_("Välj tid"), f"/samtal/{talk.id}/boka", _("för samtalet")),
        )
    if not card.before_talk or card.shared_by_me:
        return None
    begun = talk.answered.mine > 0
    if begun:
        meta += " " + _(
            "Du har svarat på %(mine)s av %(all)s frågor.",
            mine=talk.answered.mine,
            all=talk.answered.of,
        )
    return Task(
        _("Förbered ditt mål- och utvecklingssamtal")
        if talk.kind == "yearly"
        else _("Förbered ditt uppföljningssamtal"),
        meta,
        Action(
            _("Fortsätt") if begun else _("Börja"),
            f"/samtal/{talk.id}/forbered",
            _("förbereda samtalet"),
        ),
    )


def agreement_meta(card: AgreementCard, words: Words) -> tuple[str, Status | None]:
    """Who does what was agreed, by when, and how it stands."""
    _ = words.gettext
    agreement = card.agreement
    name = _("Du") if card.mine else card.owner_name
    if agreement.status == "done":
        return name, ("done", _("Klar"))
    if agreement.status == "dropped":
        return name, ("wait", _("Inte aktuell"))
    meta = _("%(name)s, senast %(day)s", name=name, day=words.short_day(agreement.due))
    if agreement.due < words.today:
        return f"{meta}.", ("late", _("Försenad"))
    return meta, None


def document_path(talk: TalkSummary) -> str:
    """Where the newest document of a talk is read."""
    return f"/samtal/{talk.id}/dokument/{talk.document_version}"


def _with_whom(card: TalkCard, words: Words) -> str:
    _ = words.gettext
    talk = card.talk
    if talk.booking:
        return _(
            "Samtalet är %(when)s med %(name)s.",
            when=words.moment(talk.booking.starts),
            name=card.other_name,
        )
    if talk.last_day:
        return _(
            "Ingen tid är bokad än. Samtalet med %(name)s ska vara senast %(day)s.",
            name=card.other_name,
            day=words.day(talk.last_day),
        )
    return _("Ingen tid är bokad än. Samtalet är med %(name)s.", name=card.other_name)
