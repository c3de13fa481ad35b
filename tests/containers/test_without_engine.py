"""What `make containers-test` says where containers can't be had."""

from pathlib import Path

import pytest

from tests.containers.__main__ import main
from tests.containers.engine import Engine, NoContainers, require_images


def test_without_an_engine_it_says_so_and_ends_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    status = main()

    assert status == 0
    assert "SKIPPED, because there is no container engine" in capsys.readouterr().out


def test_without_images_and_a_registry_it_says_which_one_is_missing() -> None:
    refuses_everything = Engine("false", ())

    with pytest.raises(NoContainers, match=r"the image mongo:6\.0 is not here"):
        require_images(refuses_everything, ["mongo:6.0"])
