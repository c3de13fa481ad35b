"""Orders to the keeper, over a socket in the home: one JSON object, one JSON answer."""

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable
from typing import Any

from redthread_local.failure import Failure
from redthread_local.places import Home

Order = dict[str, Any]
_LARGEST_ORDER_BYTES = 64 * 1024


async def listen(home: Home, obey: Callable[[Order], Awaitable[None]]) -> asyncio.Server:
    """Takes orders and answers `{}`, or `{"error": sentence}` when `obey` raises Failure.

    The working folder must be the home: a socket's path may have 107 characters only.
    """
    home.socket.unlink(missing_ok=True)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            order = json.loads(await reader.readline())
            await obey(order)
            answer: Order = {}
        except Failure as failure:
            answer = {"error": str(failure)}
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            answer = {"error": f"The keeper doesn't understand this order: {error}"}
        writer.write(json.dumps(answer).encode() + b"\n")
        writer.close()

    server = await asyncio.start_unix_server(serve, home.socket.name, limit=_LARGEST_ORDER_BYTES)
    home.socket.chmod(0o600)
    return server


def send(home: Home, order: Order, *, within_seconds: float = 120.0) -> None:
    """Gives the keeper an order and waits until it is carried out. Raises Failure if it isn't."""
    folder = os.open(home.root, os.O_PATH)
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(within_seconds)
            connection.connect(f"/proc/self/fd/{folder}/{home.socket.name}")
            connection.sendall(json.dumps(order).encode() + b"\n")
            with connection.makefile("r") as answers:
                answer = json.loads(answers.readline() or '{"error": "The keeper has ended."}')
    except OSError as error:
        raise Failure(
            f"The keeper doesn't answer ({error}). "
            "See `redthread status` and `redthread logs keeper`."
        ) from error
    finally:
        os.close(folder)
    if "error" in answer:
        raise Failure(answer["error"])
