from pathlib import Path

import pytest

from redthread_local.failure import Failure, storage_failure
from redthread_local.keys import keys
from redthread_local.places import Home, cache, require_space


def test_a_full_disk_is_said_with_what_to_do() -> None:
    with pytest.raises(OSError, match="No space left") as error:
        Path("/dev/full").write_text("something")

    failure = storage_failure(error.value, Path("/srv/redthread"), setting="REDTHREAD_HOME")

    assert str(failure).startswith("The disk is full")
    assert "REDTHREAD_HOME" in str(failure)


def test_a_disk_with_too_little_room_is_said_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"needs 1000000000 MB, \d+ MB are free"):
        require_space(tmp_path / "new" / "folder", 10**15, setting="REDTHREAD_CACHE")


def test_a_place_that_cannot_be_used_is_named_with_the_setting_that_chooses_another(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Failure, match="REDTHREAD_HOME"):
        Home(tmp_path / "file" / "home").make()


def test_checkouts_share_the_cache_unless_another_place_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REDTHREAD_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache() == tmp_path / "redthread"

    monkeypatch.setenv("REDTHREAD_CACHE", str(tmp_path / "elsewhere"))
    assert cache() == tmp_path / "elsewhere"


def test_the_key_pair_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = keys(tmp_path)

    assert keys(tmp_path) == first
    assert "PRIVATE KEY" in first.private
    assert "PUBLIC KEY" in first.public
    assert (tmp_path / "private.pem").stat().st_mode & 0o077 == 0
