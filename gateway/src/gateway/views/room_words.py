"""A talk, its goals and its document in words."""

from typing import Any

from gateway.clients.goals import Goal, Measure
from gateway.clients.talk_texts import Document, GoalSnapshot
from gateway.clients.talks import Booking, TalkSummary
from gateway.i18n import N_, Words
from gateway.views.display import Status
from gateway.views.talk import TalkView

OUTCOMES = {"met": N_("Nått"), "partly": N_("Delvis nått"), "not_met": N_("Inte nått")}

_STATES = ["planned", "preparing", "ready", "held", "awaiting_confirmation", "confirmed"]


def when_and_where(talk: TalkSummary, words: Words) -> str:
    """'Torsdag 22 oktober kl. 10.00–11.30, rum Eken', or that there is no time yet."""
    if talk.booking is None:
        return words.gettext(N_("Ingen tid är bokad än"))
    return span_and_place(talk.booking, words)


def span_and_place(booking: Booking, words: Words) -> str:
    """'Torsdag 22 oktober kl. 10.00–11.30, rum Eken'."""
    span = words.capital(words.span(booking.starts, booking.ends))
    return ", ".join(filter(None, [span, booking.place.strip()]))


def proposed_in_words(view: TalkView, words: Words) -> str:
    """Who has proposed times, and whose turn it is; empty when nobody has."""
    proposed = view.talk.proposed
    if proposed is None:
        return ""
    if proposed.by != view.side:
        return words.ngettext(
            "%(name)s föreslår en tid. Välj den eller föreslå andra.",
            "%(name)s föreslår %(num)s tider. Välj en av dem eller föreslå andra.",
            len(proposed.times),
            name=view.other.given,
        )
    times = words.names([words.span(one.starts, one.ends) for one in proposed.times])
    return words.gettext(
        N_("Du har föreslagit %(times)s. %(name)s väljer."), times=times, name=view.other.given
    )


def cancelled_in_words(view: TalkView, words: Words) -> str:
    """Why the talk will not be held."""
    _ = words.gettext
    why = view.talk.cancelled
    if why is None:
        return ""
    by = view.party(why.by)
    if why.because == "called_off" and by is not None:
        return _(
            "%(name)s ställde in det %(when)s: %(reason)s",
            name=by.name,
            when=words.short_moment(why.at),
            reason=why.reason,
        )
    if why.because == "taken_out":
        return _("HR tog ut det ur samtalsomgången: %(reason)s", reason=why.reason)
    return _("Anställningen är avslutad.")


def steps_of(view: TalkView, words: Words) -> list[dict[str, Any]]:
    """How far the two have come, for the macro `steps`."""
    talk = view.talk
    state = _STATES.index(talk.state) if talk.state in _STATES else 0
    shared = view.i_shared and view.other_shared
    reached = [talk.booking is not None, shared, state > 3, state >= 5]
    labels = [
        words.gettext(N_("Tid bokad")) if reached[0] else words.gettext(N_("Boka tid")),
        words.gettext(N_("Båda har delat")) if shared else words.gettext(N_("Ni förbereder er")),
        words.gettext(N_("Samtal")),
        words.gettext(N_("Bekräftat")),
    ]
    now = _step_now(talk.state, booked=reached[0], shared=shared)
    return [
        {"label": label, "done": done and n != now, "current": n == now}
        for n, (label, done) in enumerate(zip(labels, reached, strict=True))
    ]


def measure_in_words(measure: Measure, words: Words) -> str:
    """'Ja eller nej', 'Från 40 till 90 procent', 'Mäts i återfrågor, från 6 till 2'."""
    _ = words.gettext
    if measure.kind == "yes_no":
        return _("Ja eller nej")
    start = words.number(measure.start or 0)
    target = words.number(measure.target if measure.target is not None else 100)
    if measure.kind == "percent":
        return _("Från %(start)s till %(target)s procent", start=start, target=target)
    what = words.pick(measure, "what") or words.pick(measure, "unit")
    if not what:
        return _("Från %(start)s till %(target)s", start=start, target=target)
    return _(
        "Mäts i %(what)s, från %(start)s till %(target)s", what=what, start=start, target=target
    )


def goal_lines(goal: Goal, view: TalkView, words: Words) -> tuple[str, str, Status]:
    """A goal that is set in the talk: what it hangs on and its measure, who, how it stands."""
    _ = words.gettext
    above = goal.path[-2] if len(goal.path) > 1 else None
    pieces = [
        _("Hänger på målet %(title)s.", title=words.pick(above, "title")) if above else "",
        _(
            "%(measure)s, senast %(day)s.",
            measure=measure_in_words(goal.measure, words),
            day=words.full_day(goal.deadline),
        )
        if goal.deadline
        else f"{measure_in_words(goal.measure, words)}.",
    ]
    proposer = view.party(goal.proposed_by)
    who = _("%(name)s föreslog.", name=proposer.given) if proposer else ""
    if goal.status == "active":
        return " ".join(filter(None, pieces)), who, ("done", _("Gäller"))
    return " ".join(filter(None, pieces)), who, ("wait", _("Förslag"))


def result_in_words(goal: Goal, words: Words) -> str:
    """'Målet var 1,5. Resultatet blev 1,4.'"""
    _ = words.gettext
    measure = goal.measure
    if measure.kind == "yes_no" or measure.target is None:
        day = words.full_day(goal.deadline) if goal.deadline else ""
        return _("Ja eller nej, senast %(day)s.", day=day) if day else _("Ja eller nej.")
    unit = _("procent") if measure.kind == "percent" else words.pick(measure, "unit")
    target = f"{words.number(measure.target)} {unit}".strip()
    if goal.value is None:
        return _("Målet var %(target)s. Inget resultat är inlagt.", target=target)
    return _(
        "Målet var %(target)s. Resultatet blev %(value)s.",
        target=target,
        value=words.number(goal.value),
    )


def snapshot_line(goal: GoalSnapshot, words: Words) -> str:
    """A goal in the document, in one line under its title."""
    _ = words.gettext
    pieces = [
        words.gettext(OUTCOMES[goal.outcome]) + "." if goal.outcome in OUTCOMES else "",
        _("Hänger på målet %(title)s.", title=goal.parent_title) if goal.parent_title else "",
        f"{goal.measure}." if goal.measure else "",
        _("Senast %(day)s.", day=words.full_day(goal.deadline)) if goal.deadline else "",
        goal.why,
    ]
    return " ".join(filter(None, pieces))


def document_lead(view: TalkView, document: Document, words: Words) -> str:
    """'Ellen Sandgren och Mattias Öberg. Version 2, bekräftad av båda och låst.'"""
    _ = words.gettext
    names = words.names([party.name for party in view.parties])
    if document.locked_at:
        state = _("Version %(version)s, bekräftad av båda och låst.", version=document.version)
    elif document.reopened:
        state = _("Version %(version)s, öppnades igen.", version=document.version)
    else:
        state = _("Version %(version)s, väntar på bekräftelse.", version=document.version)
    return f"{names}. {state}"


def _step_now(state: str, *, booked: bool, shared: bool) -> int:
    if state in {"held", "awaiting_confirmation", "confirmed"}:
        return {"held": 2, "awaiting_confirmation": 3}.get(state, -1)
    if shared:
        return 2
    return 1 if booked else 0
