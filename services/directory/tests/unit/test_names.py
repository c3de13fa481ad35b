"""How names sort and how they are found."""

from directory.names import asked_words, search_words, swedish_key


def test_swedish_names_sort_with_a_ring_a_umlaut_o_after_z() -> None:
    names = ["Öberg", "Åberg", "Zetterlund", "Ärlig", "Andersson", "Édouard", "Ek", "Eriksson"]

    assert sorted(names, key=swedish_key) == [
        "Andersson",
        "Édouard",
        "Ek",
        "Eriksson",
        "Zetterlund",
        "Åberg",
        "Ärlig",
        "Öberg",
    ]


def test_the_given_name_decides_between_equal_family_names() -> None:
    assert swedish_key("Ek", "Östen") < swedish_key("Eka", "Anna")
    assert swedish_key("Ek", "Anna") < swedish_key("Ek", "Östen")


def test_a_name_is_found_as_written_and_as_typed_on_a_foreign_keyboard() -> None:
    words = search_words("Åsa-Märta", "Öberg Lind")

    assert {"åsa", "märta", "öberg", "lind", "asa", "marta", "oberg"} == set(words)


def test_a_question_is_folded_like_a_name() -> None:
    assert asked_words("  ÅSA  andré ") == ("åsa", "andre")
