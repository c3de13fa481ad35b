"""Side employment in words, and its question in a talk."""

from pydantic import BaseModel, ConfigDict

from chassis.errors import NotFound
from gateway.clients.side_employment import Declaration, SideEmploymentStatus
from gateway.clients.talk_texts import PreparedSection
from gateway.clients.talks import Prompt, Section
from gateway.i18n import N_, Words
from gateway.views.display import Status
from gateway.views.preparation import preparation
from gateway.visit import Visit
from redthread_contracts.ids import TalkId

OUTCOMES = {
    "allowed": N_("Den är tillåten"),
    "harms_trust": N_("Den kan skada förtroendet"),
    "hinders_work": N_("Den hindrar arbetet"),
    "competes": N_("Den konkurrerar med verksamheten"),
}
ORDERS = {
    "may_continue": N_("Den får fortsätta"),
    "must_end": N_("Den ska upphöra"),
    "may_not_begin": N_("Den får inte börja"),
}


class Question(BaseModel):
    """Where a talk asks about side employment, and what is answered there."""

    model_config = ConfigDict(frozen=True)

    section: Section
    prompt: Prompt
    written: PreparedSection

    def answered(self, *, has_any: bool) -> tuple[str, dict[str, str], int]:
        """The section, its answers with this one, and the version that they are made from."""
        word = self.prompt.options_sv[1 if has_any else 0]
        answers = {**self.written.answers, self.prompt.id: word}
        return self.section.id, answers, self.written.version


async def prompt_of(visit: Visit, talk_id: TalkId) -> Question:
    """The question of a talk. Raises `NotFound` when it has none with yes and no."""
    prepared = await preparation(visit, talk_id)
    for section in prepared.view.to_prepare:
        for prompt in section.prompts_for(prepared.view.side):
            if prompt.kind == "side_employment" and len(prompt.options_sv) == 2:
                return Question(section=section, prompt=prompt, written=prepared.section(section))
    raise NotFound("question-not-found", "The talk does not ask about side employment.")


def status_in_words(each: SideEmploymentStatus, words: Words) -> Status:
    """How far somebody has come."""
    _ = words.gettext
    if each.status == "missing":
        return "help", _("Inte lämnad") if each.renew_by is None else _("Ska förnyas")
    if each.waits:
        return "help", _("Väntar på din bedömning")
    if each.status == "assessed":
        return "done", _("Bedömd")
    return "done", _("Lämnad")


def decided_in_words(declaration: Declaration, name: str, words: Words) -> str:
    """'Den ska upphöra. Den kan skada förtroendet (LOA 7 §). Mattias Öberg, 3 november.'"""
    decided = declaration.assessed
    if decided is None:
        return ""
    order = words.gettext(ORDERS.get(decided.order, ORDERS["may_continue"]))
    outcome = words.gettext(OUTCOMES.get(decided.outcome, OUTCOMES["allowed"]))
    ground = f" ({decided.ground})" if decided.ground else ""
    return f"{order}. {outcome}{ground}. {name}, {words.full_day(decided.at)}."
