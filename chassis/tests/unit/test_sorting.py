import pytest

from chassis.sorting import swedish_key


def test_a_ring_a_and_o_come_after_z_in_that_order() -> None:
    names = ["Öberg", "Ärlig", "Zander", "Åslund", "Andersson", "Éva", "Ek"]

    assert sorted(names, key=swedish_key) == [
        "Andersson", "Ek", "Éva", "Zander", "Åslund", "Ärlig", "Öberg",
    ]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), [("Ek", "Eka"), ("ek", "EL"), ("Lind", "Lindén")])
def test_shorter_comes_first_and_case_does_not_count(first: str, second: str) -> None:
    assert swedish_key(first) < swedish_key(second)


def test_a_later_text_counts_only_when_the_earlier_are_equal() -> None:
    assert swedish_key("Ek", "Östen") < swedish_key("Eka", "Anna")
    assert swedish_key("Ek", "Anna") < swedish_key("Ek", "Östen")
