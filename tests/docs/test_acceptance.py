"""The table of what is promised names tests that there are, pages that there are, and routes."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "acceptance.md").read_text(encoding="utf-8")
FOLDERS = {
    "T": "services/talks/tests",
    "G": "services/goals/tests",
    "N": "services/notifier/tests",
    "D": "services/directory/tests",
    "J": "tests/journeys",
}


def test_every_line_of_the_two_lists_is_there() -> None:
    talks, goals = TABLE.split("## Goals")

    assert re.findall(r"^\| (\d+)\.", talks, re.MULTILINE) == [str(n) for n in range(1, 13)]
    assert re.findall(r"^\| (\d+)\.", goals, re.MULTILINE) == [str(n) for n in range(1, 9)]


def test_every_named_test_is_there() -> None:
    named = re.findall(r"\b([TGNDJ]) `(test_\w+)`", TABLE)
    assert named

    for letter, name in named:
        sources = (ROOT / FOLDERS[letter]).rglob("test_*.py")
        assert any(f"def {name}(" in each.read_text(encoding="utf-8") for each in sources), name
