"""Questions to a server that is starting: does it answer yet?"""

import asyncio
import contextlib

_GROUP = "redthread-start"
_PROBE_SECONDS = 2.0


async def listening(port: int) -> bool:
    """Whether somebody takes connections on this port of the loopback."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


async def says_ready(port: int) -> bool:
    """Whether `GET /health/ready` on this port answers with status 200."""
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            return await _status(port, "/health/ready") == 200
    except (OSError, TimeoutError, ValueError, IndexError, asyncio.IncompleteReadError):
        return False


async def _status(port: int, path: str) -> int:
    # By hand: an HTTP client would make the keeper several times as large.
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        status_line = await reader.readline()
        return int(status_line.split()[1])
    finally:
        writer.close()


async def wait_for_kafka(address: str) -> None:
    """Returns when Kafka's group coordinator answers, which it doesn't right after a start.

    The caller sets the deadline.
    """
    from aiokafka.admin import AIOKafkaAdminClient  # slow to import
    from aiokafka.errors import KafkaError

    while True:
        admin = AIOKafkaAdminClient(bootstrap_servers=address, request_timeout_ms=5_000)
        try:
            await admin.start()
            await admin.find_coordinator(_GROUP)
        except (KafkaError, OSError):
            await asyncio.sleep(0.1)
        else:
            return
        finally:
            await admin.close()
