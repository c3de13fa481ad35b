"""Surveys in words: how long, until when, how it will be shown, how it stands."""

from datetime import date, datetime, timedelta

from chassis.clock import local_date
from gateway.clients.surveys import AnswerForm, Invitation, SurveyAction, SurveySummary
from gateway.i18n import N_, Words
from gateway.views.display import Action, Status, Task

HIDDEN = N_("Visas inte, så att ingens svar går att räkna ut")
"""Of every group that is not shown, whatever the reason."""

_SOURCES = {"hme": N_("Frågorna kommer från SKR och RKA.")}
_STATES: dict[str, Status] = {
    "open": ("good", N_("Pågår")),
    "closed": ("done", N_("Stängd")),
    "cancelled": ("done", N_("Avbruten")),
}
ACTION_WORDS: dict[str, str] = {
    "open": N_("Pågår"),
    "done": N_("Klar"),
    "dropped": N_("Inte aktuell"),
}
_ACTION_STATES: dict[str, Status] = {
    "done": ("done", N_("Klar")),
    "dropped": ("done", N_("Inte aktuell")),
}


def last_day(closes_at: datetime, words: Words) -> str:
    """'fredag 4 december': the day that ends when a survey closes at midnight, too."""
    return words.day(_last_day(closes_at))


def source_of(template_id: str | None, words: Words) -> str:
    """Whom to name for a wording that is somebody else's; nothing for our own."""
    source = _SOURCES.get(template_id or "")
    return words.gettext(source) if source else ""


def takes(seconds: int, words: Words) -> str:
    """'Ungefär en minut.'"""
    minutes = max(1, round(seconds / 60))
    return words.ngettext("Ungefär en minut.", "Ungefär %(num)s minuter.", minutes)


def task_of_invitation(invitation: Invitation, words: Words) -> Task:
    """A survey that waits for an answer, on the start page."""
    title = words.pick(invitation, "title")
    return Task(
        title=words.gettext(N_("Svara på %(survey)s"), survey=title),
        meta=invitation_meta(invitation, words),
        action=Action(
            label=words.gettext(N_("Svara")), href=f"/e/{invitation.survey_id}", what=title
        ),
    )


def invitation_meta(invitation: Invitation, words: Words) -> str:
    """'Sista dag torsdag 22 oktober. Ungefär en minut.'"""
    return words.gettext(
        N_("Sista dag är %(day)s. %(takes)s"),
        day=last_day(invitation.closes_at, words),
        takes=takes(invitation.estimated_seconds, words),
    )


def how_shown(found: AnswerForm, words: Words) -> list[str]:
    """What the respondent should know before answering."""
    shown, _ = found.shown, words.gettext
    names = shown.unit_names
    lines = []
    if names:
        lines.append(
            _(
                N_("Ditt svar räknas in i %(unit)s, där %(asked)s tillfrågas. %(up)s"),
                unit=(names.en if words.language == "en" else "") or names.sv,
                asked=words.number(shown.unit_asked),
                up=_(N_("Resultatet visas för den gruppen och uppåt, aldrig för en person.")),
            )
        )
    else:
        lines.append(_(N_("Ditt svar räknas bara in i helheten. Det visas aldrig för en person.")))
    lines.append(
        _(
            N_("Det du skriver i ord visas ordagrant, först när minst %(texts)s har skrivit."),
            texts=words.number(shown.smallest_for_texts),
        )
    )
    lines.append(_(N_("Att du har svarat sparas för sig, så att du slipper påminnelser.")))
    lines.append(
        _(N_("Ett svar går inte att ändra efteråt, eftersom ingen kan se vilket som är ditt."))
    )
    return lines


def state(survey: SurveySummary, words: Words) -> Status:
    """How a survey stands."""
    if survey.state in _STATES:
        kind, word = _STATES[survey.state]
        return kind, words.gettext(word)
    opens = words.short_moment(survey.opens_at)
    return "wait", words.gettext(N_("Öppnar %(when)s"), when=opens)


def summary_meta(survey: SurveySummary, words: Words) -> str:
    """'1 mars till 30 april 2027. 23 av 28 har svarat.'"""
    days = words.period(local_date(survey.opens_at), _last_day(survey.closes_at))
    if survey.answered is None and survey.state in {"closed", "cancelled"}:
        asked = words.ngettext("En tillfrågades.", "%(num)s tillfrågades.", survey.asked)
        return f"{days}. {asked}"
    return f"{days}. {answered(survey, words)}"


def answered(survey: SurveySummary, words: Words) -> str:
    """'23 av 28 har svarat.'; without the count where it may not be shown."""
    if survey.answered is None:
        return words.ngettext("En tillfrågas.", "%(num)s tillfrågas.", survey.asked)
    return f"{have_answered(survey.answered, survey.asked, words, live=survey.state == 'open')}."


def response_so_far(survey: SurveySummary, words: Words) -> tuple[str, str, str] | None:
    """The figure 'Svarsfrekvens' of a survey in the list; None where it may not be told yet."""
    if survey.answered is None or not survey.asked:
        return None
    return response(survey.answered, survey.asked, words, live=survey.state == "open")


def response(
    count: int, asked: int, words: Words, *, live: bool, percent: float | None = None
) -> tuple[str, str, str]:
    """The figure 'Svarsfrekvens'. `percent`: as the service rounded it, else from the counts."""
    share = words.percent(percent if percent is not None else 100 * count / asked)
    return (
        words.gettext(N_("Svarsfrekvens")),
        words.gettext(N_("Minst %(share)s"), share=share) if live else share,
        have_answered(count, asked, words, live=live),
    )


def have_answered(count: int, asked: int, words: Words, *, live: bool) -> str:
    """'23 av 28 har svarat'. Live counts come in steps of five: 'Minst 20 av 28 har svarat'."""
    said = (
        N_("Minst %(count)s av %(asked)s har svarat")
        if live
        else N_("%(count)s av %(asked)s har svarat")
    )
    return words.gettext(said, count=words.number(count), asked=words.number(asked))


def action_state(action: SurveyAction, words: Words) -> Status:
    """How an action goes; late from the day after its last."""
    if action.status in _ACTION_STATES:
        kind, word = _ACTION_STATES[action.status]
        return kind, words.gettext(word)
    if action.due < words.today:
        return "late", words.gettext(N_("Försenad"))
    return "good", words.gettext(N_("Pågår"))


def _last_day(closes_at: datetime) -> date:
    return local_date(closes_at - timedelta(microseconds=1))
