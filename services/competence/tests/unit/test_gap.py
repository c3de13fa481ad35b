from datetime import date

from competence import recruitment
from competence.gap import developing, losses, matrix
from competence.ranking import HELD
from competence.recruitment import Labels
from competence.requirement import Required, Requirement, put, repoint
from redthread_contracts.competence import RequirementChanged
from redthread_contracts.ids import UnitId
from redthread_contracts.samples import sample

from .builders import HLR, STRAND, TILLSYN, TODAY, a_colleague

UNIT = UnitId("E05-1")
LABELS = {STRAND: Labels("Strandskydd", "Shore protection"), HLR: Labels("HLR", None, False)}


def needs(count: int = 2, **changes: object) -> Required:
    return Required(**{"term_id": STRAND, "level": 3, "count": count, **changes})


def test_who_is_on_the_level_and_has_the_title_counts() -> None:
    people = [
        a_colleague("a", {STRAND: 3}),
        a_colleague("b", {STRAND: 2}),
        a_colleague("c", {STRAND: 5}, title="ARKITEKT"),
        a_colleague("d", {TILLSYN: 5}),
    ]

    (any_role,) = matrix([needs(3)], people)
    (by_role,) = matrix([needs(1, role="Handläggare"), needs(2, role="Arkitekt")], people)

    assert (any_role.have, any_role.need, any_role.lacking) == (2, 3, 1)
    assert [(role.role, role.have, role.lacking) for role in by_role.roles] == [
        ("Handläggare", 1, 0),
        ("Arkitekt", 1, 1),
    ]


def test_one_roles_plenty_does_not_help_another() -> None:
    people = [a_colleague(name, {STRAND: 5}) for name in "abc"]

    (row,) = matrix([needs(1, role="Handläggare"), needs(1, role="Arkitekt")], people)

    assert (row.have, row.need, row.lacking) == (3, 2, 1)


def test_what_is_lost_soon_comes_by_day_with_what_is_left_then() -> None:
    people = [
        a_colleague("a", {HLR: HELD}, expiring=((HLR, date(2026, 11, 6)),)),
        a_colleague("b", {HLR: HELD}, leaves=date(2026, 12, 31)),
        a_colleague("c", {HLR: HELD}, leaves=date(2027, 10, 1)),
        a_colleague("d", {HLR: 4}, expiring=((HLR, date(2026, 11, 6)),)),  # lists it as well
    ]

    found = losses([needs(3, term_id=HLR, level=1)], people, TODAY)

    assert [(loss.person_id, loss.kind, loss.have_then) for loss in found] == [
        ("a", "certificate", 3),
        ("b", "leaving", 2),
    ]


def test_who_wants_to_develop_is_named_only_for_what_is_lacking() -> None:
    people = [a_colleague("a", {STRAND: 1}, developing=(STRAND, TILLSYN))]
    rows = matrix([needs(1), needs(1, term_id=TILLSYN, level=1)], people)

    assert [(each.term_id, each.person_ids) for each in developing(rows, people)] == [
        (STRAND, ("a",)),
        (TILLSYN, ("a",)),
    ]
    assert developing([], people) == []


def test_the_recruitment_text_names_what_is_lacking_in_both_languages() -> None:
    rows = matrix([needs(2), needs(1, term_id=HLR, role="Badvärd")], [])

    text = recruitment.text(rows, LABELS, "Bygglovsenheten", "The building permit unit")

    assert text.sv == (
        "Bygglovsenheten söker medarbetare (2) med kompetens i:\n"
        "– Strandskydd, minst nivå 3 (självständig)\n\n"
        "Bygglovsenheten söker Badvärd (1) med kompetens i:\n– HLR"
    )
    assert "– Shore protection, at least level 3 (independent)" in text.en
    assert recruitment.text([], LABELS, "E", "E").sv == ""


def test_a_requirement_is_told_and_the_same_again_does_nothing() -> None:
    decision = put(None, UNIT, (needs(4),))

    assert decision is not None
    (event,) = decision.events
    golden = sample(RequirementChanged)
    assert event.model_dump().keys() == golden.model_dump().keys()
    assert put(decision.state, UNIT, (needs(4),)) is None
    assert put(None, UNIT, ()) is None


def test_rows_that_become_one_keep_the_higher_count() -> None:
    required = (needs(1), needs(4, term_id=TILLSYN))
    requirement = Requirement(id=UNIT, unit_id=UNIT, required=required)

    decision = repoint(requirement, {TILLSYN: STRAND})

    assert decision is not None
    assert decision.state is not None
    assert decision.state.required == (needs(4),)
    assert repoint(decision.state, {TILLSYN: STRAND}) is None
