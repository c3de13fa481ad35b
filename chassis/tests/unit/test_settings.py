from pathlib import Path

import pytest
from pydantic import ValidationError

from chassis.settings import Settings


def test_production_refuses_a_clock_that_can_be_moved() -> None:
    with pytest.raises(ValidationError, match="REDTHREAD_CLOCK_FILE"):
        Settings(production=True, internal_public_key="key", clock_file=Path("clock"))


def test_production_refuses_to_start_without_the_key_that_checks_tokens() -> None:
    with pytest.raises(ValidationError, match="REDTHREAD_INTERNAL_PUBLIC_KEY"):
        Settings(production=True)
