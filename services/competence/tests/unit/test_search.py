import pytest
from hypothesis import given
from hypothesis import strategies as st

from competence.search import MOST_PARTS, MOST_TERMS, parts_of, suggest, understand
from competence.term import Term, folded, id_of
from competence.vocabulary import Entry, Vocabulary

from .builders import a_term, a_vocabulary

STRAND = a_term("Strandskydd", label_en="Shore protection")
TERMS = (
    STRAND,
    a_term("Strandskyddsdispens"),
    a_term("Tecken som stöd/TSS", synonyms=("TAKK",)),
    a_term("Teckenspråk", kind="language"),
    a_term("Sjuksköterska", kind="occupation", former_labels=("Syster",)),
    a_term("Plan- och bygglagen, PBL"),
    a_term("C", kind="skill"),
    a_term("Myrslåtter", status="proposed"),
)


@pytest.fixture
def vocabulary() -> Vocabulary:
    return a_vocabulary(*TERMS)


@pytest.mark.parametrize(
    ("asked", "labels", "because"),
    [
        ("strandskydd", ["Strandskydd", "Strandskyddsdispens"], "exact"),
        ("SHORE  protection", ["Strandskydd"], "exact"),
        ("tecken", ["Teckenspråk", "Tecken som stöd/TSS"], "prefix"),
        ("takk", ["Tecken som stöd/TSS"], "synonym"),
        ("syster", ["Sjuksköterska"], "synonym"),
        ("sjukskoterska", ["Sjuksköterska"], "exact"),
        ("sjukskötreska", ["Sjuksköterska"], "spelling"),
        ("bygglagen plan", ["Plan- och bygglagen, PBL"], "prefix"),
        ("planoch bygglag", [], None),
        ("bygglaegn", ["Plan- och bygglagen, PBL"], "spelling"),
        ("c", ["C"], "exact"),
        ("myrslåtter", ["Myrslåtter"], "exact"),
        ("myrslåter", [], None),
        ("myrslå", [], None),
        ("tak", ["Tecken som stöd/TSS"], "synonym"),
        ("xyz", [], None),
        ("", [], None),
    ],
)
def test_a_part_of_a_question_is_understood(
    vocabulary: Vocabulary, asked: str, labels: list[str], because: str | None
) -> None:
    found = understand(asked, vocabulary)

    entries = [vocabulary.get(term_id) for term_id in found.terms]
    assert [entry.label_sv for entry in entries if entry] == labels
    assert found.because == because


def test_exactly_means_by_label_only(vocabulary: Vocabulary) -> None:
    for asked, terms in (("strandskydd", [STRAND.id]), ("takk", []), ("strandskyd", [])):
        assert list(understand(asked, vocabulary, exact=True).terms) == terms


def test_a_question_is_split_at_commas_each_thing_once() -> None:
    assert parts_of(" Teckenspråk,, strandskydd; teckensprak ,!") == ["Teckenspråk", "strandskydd"]
    assert len(parts_of(",".join(map(str, range(20))))) == MOST_PARTS


def test_only_accepted_terms_are_offered(vocabulary: Vocabulary) -> None:
    def offered(typed: str) -> list[str]:
        return [each.label_sv for each in suggest(typed, vocabulary, kind=None, limit=10)]

    assert offered("s")[:2] == ["Strandskydd", "Sjuksköterska"]
    assert offered("myrslåtter") == []
    assert offered("strandsyd") == ["Strandskydd", "Strandskyddsdispens"]


def test_a_part_answers_with_so_many_terms_at_most() -> None:
    vocabulary = a_vocabulary(*(a_term(f"Bygg {number}") for number in range(100)))

    assert len(understand("bygg", vocabulary).terms) == MOST_TERMS


def test_a_merged_term_is_a_name_of_the_one_that_took_it_in(vocabulary: Vocabulary) -> None:
    merged = TERMS[1].model_copy(update={"status": "merged", "merged_into": STRAND.id})
    vocabulary.learn(Entry.of(merged))

    found = understand("strandskyddsdispens", vocabulary)

    assert found.terms == {STRAND.id: "synonym"}
    assert vocabulary.resolve(id_of("Strandskyddsdispens")) == STRAND.id


def test_merges_in_a_circle_come_to_an_end() -> None:
    one = a_term("Ett", status="merged", merged_into=id_of("Två"))
    two = a_term("Två", status="merged", merged_into=id_of("Ett"))

    assert a_vocabulary(one, two).resolve(one.term_id) in {one.id, two.id}


names = st.text("abåäö ", min_size=1, max_size=8)


@given(st.lists(st.tuples(st.integers(0, 4), names, st.lists(names, max_size=2)), max_size=25))
def test_learning_term_by_term_comes_to_the_same_as_reading_all(
    changes: list[tuple[int, str, list[str]]],
) -> None:
    learnt, newest = Vocabulary(), dict[str, Term]()
    for number, label, synonyms in changes:
        term = a_term(label, id=id_of(str(number)), synonyms=tuple(synonyms))
        learnt.learn(Entry.of(term))
        newest[term.id] = term
    whole = a_vocabulary(*newest.values())

    assert learnt.words == whole.words
    for _, label, _ in changes:
        phrase = folded(label)
        assert set(learnt.called(phrase)) == set(whole.called(phrase))
        assert set(learnt.beginning(phrase[:1], 100)) == set(whole.beginning(phrase[:1], 100))
