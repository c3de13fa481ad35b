"""The summary before a survey is launched, in words."""

from gateway.clients.surveys import SurveyPlan
from gateway.forms import Form
from gateway.i18n import N_, Words
from gateway.views.survey_words import last_day
from gateway.views.surveys_planning import SurveyPlanSummary

_MOST_UNITS_NAMED = 6


def facts_of(plan: SurveyPlan, summary: SurveyPlanSummary, words: Words) -> list[tuple[str, str]]:
    """What was chosen: label and value."""
    _ = words.gettext
    return [
        (_(N_("Namn")), plan.title_en if words.language == "en" else plan.title_sv),
        (_(N_("Frågor")), _questions(plan, summary, words)),
        (_(N_("Vilka")), _who(plan, summary, words)),
        (
            _(N_("Tid")),
            _(
                N_("Öppnar %(opens)s, sista dag är %(closes)s"),
                opens=words.moment(plan.opens_at),
                closes=last_day(plan.closes_at, words),
            ),
        ),
        (_(N_("Påminnelser")), _reminders(plan, words)),
    ]


def summary_lines(summary: SurveyPlanSummary, words: Words) -> list[str]:
    """What happens on launching: who is asked, who is not and why."""
    _, left = words.gettext, summary.preview.left_out
    lines = [words.ngettext("En tillfrågas.", "%(num)s tillfrågas.", summary.preview.asked)]
    lines.append(_(N_("De får ett mejl under kontorstid och ser enkäten på sin startsida.")))
    if left.without_email:
        lines.append(
            words.ngettext(
                "En av dem saknar e-postadress och ser enkäten bara på startsidan.",
                "%(num)s av dem saknar e-postadress och ser enkäten bara på startsidan.",
                left.without_email,
            )
        )
    if left.absent:
        lines.append(
            words.ngettext(
                "En är frånvarande hela tiden och tillfrågas inte.",
                "%(num)s är frånvarande hela tiden och tillfrågas inte.",
                left.absent,
            )
        )
    if left.protected:
        lines.append(
            words.ngettext(
                "En har skyddade uppgifter och tillfrågas inte.",
                "%(num)s har skyddade uppgifter och tillfrågas inte.",
                left.protected,
            )
        )
    lines.append(_(N_("Enkäten är anonym. Det går inte att ändra efter starten.")))
    return lines


def form_fields(form: Form) -> list[tuple[str, str]]:
    """Everything that was written, to be sent once more."""
    return [
        (name, value) for name, values in form.values.items() if name != "go" for value in values
    ]


def _questions(plan: SurveyPlan, summary: SurveyPlanSummary, words: Words) -> str:
    _, own = words.gettext, len(plan.extra_questions)
    added = words.ngettext("en egen fråga", "%(num)s egna frågor", own)
    if summary.template is None:
        return words.capital(added)
    title = words.pick(summary.template, "title")
    return _(N_("%(title)s och %(own)s"), title=title, own=added) if own else title


def _who(plan: SurveyPlan, summary: SurveyPlanSummary, words: Words) -> str:
    _, audience = words.gettext, plan.audience
    names = [words.pick(unit, "name") for unit in summary.chosen]
    if len(names) > _MOST_UNITS_NAMED:
        more = words.ngettext(
            "en enhet till", "%(num)s enheter till", len(names) - _MOST_UNITS_NAMED
        )
        names = [*names[:_MOST_UNITS_NAMED], more]
    units = words.names(names)
    if audience.kind == "all":
        return _(N_("Alla"))
    if audience.kind == "list":
        count = len(audience.person_ids)
        return words.ngettext("En utvald person", "%(num)s utvalda personer", count)
    if audience.kind == "units":
        return units
    new = words.ngettext(
        "Anställda kortare tid än en månad",
        "Anställda kortare tid än %(num)s månader",
        audience.months or 0,
    )
    return _(N_("%(new)s, i %(units)s"), new=new, units=units) if units else new


def _reminders(plan: SurveyPlan, words: Words) -> str:
    _ = words.gettext
    if not plan.remind_days_before:
        return _(N_("Inga"))
    days = [
        words.ngettext("en dag före", "%(num)s dagar före", days)
        for days in plan.remind_days_before
    ]
    return _(
        N_("%(days)s sista dagen, bara till dem som inte har svarat"),
        days=words.capital(words.names(days)),
    )
