"""How names are found."""

from directory.names import asked_words, search_words


def test_a_name_is_found_as_written_and_as_typed_on_a_foreign_keyboard() -> None:
    words = search_words("Åsa-Märta", "Öberg Lind")

    assert {"åsa", "märta", "öberg", "lind", "asa", "marta", "oberg"} == set(words)


def test_a_question_is_folded_like_a_name() -> None:
    assert asked_words("  ÅSA  andré ") == ("åsa", "andre")
