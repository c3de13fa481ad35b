import os
import socket
from pathlib import Path

import pytest

from redthread_local.failure import Failure
from redthread_local.ports import Ports, free
from redthread_local.start import require_port


def test_a_part_keeps_its_port_over_restarts(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"

    first = Ports(file).of("kafka")

    assert Ports(file).of("kafka") == first


def test_no_two_parts_share_a_port(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")

    assert len({ports.of(f"part {number}") for number in range(20)}) == 20


def test_a_part_moves_when_somebody_took_its_port(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    port = Ports(file).of("kafka")

    with _taken(port):
        moved = Ports(file).of("kafka")

    assert moved != port
    assert Ports(file).of("kafka") == moved


def test_a_taken_port_is_said_with_who_has_it_and_another_one_to_use() -> None:
    port = free()

    with _taken(port), pytest.raises(Failure) as failure:
        require_port(port)

    assert f"Port {port} is taken by " in str(failure.value)
    assert f"(process {os.getpid()})" in str(failure.value)
    assert f"REDTHREAD_PORT={port + 1} redthread up" in str(failure.value)


def _taken(port: int) -> socket.socket:
    return socket.create_server(("127.0.0.1", port))


def test_a_part_that_listens_on_its_port_by_now_still_has_it(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    port = ports.of("mailbox")

    with socket.socket() as itself:
        itself.bind(("127.0.0.1", port))
        itself.listen()

        assert ports.of("mailbox") == port
