"""Kafka's jars, through the jgo library.

jgo is given each jar with its version: asked for Kafka alone it resolves older libraries than
Kafka was built with.
"""

import hashlib
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp

from redthread_local.failure import Failure
from redthread_local.parts.lock import Pinned
from redthread_local.parts.progress import Progress

_AT_ONCE = 6
_TIMEOUT_SECONDS = 30


def fetch(wanted: Sequence[Pinned], place: Path, *, staging: Path, progress: Progress) -> None:
    """Fills the folder `place` with the wanted jars, each checked against its sha256.

    What a broken-off fetch has already checked is taken over from `staging`.
    """
    checked = staging / place.name
    checked.mkdir(parents=True, exist_ok=True)
    total = sum(jar.size_bytes for jar in wanted)
    done = 0
    # jgo takes a file that exists for a whole one, so every attempt starts in an empty folder.
    download = Path(mkdtemp(prefix="jars-", dir=staging))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        results = [pool.submit(_fetch_one, jar, download, checked) for jar in wanted]
        try:
            for jar, result in zip(wanted, results, strict=True):
                result.result()
                done += jar.size_bytes
                progress("Kafka", done, total)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        finally:
            shutil.rmtree(download, ignore_errors=True)
    checked.rename(place)


def _fetch_one(jar: Pinned, download: Path, checked: Path) -> None:
    target = checked / f"{jar.name.partition(':')[2]}-{jar.version}.jar"
    if target.exists():
        return
    file = _download(jar, download)
    require_sha256(file, jar)
    os.replace(file, target)  # noqa: PTH105 - Path.rename would fail on an existing file


def _download(jar: Pinned, download: Path) -> Path:
    import requests  # slow to import, and needed only at the first start
    from jgo.config import GlobalSettings
    from jgo.maven import MavenContext

    mirrors = GlobalSettings.load().repositories or None
    maven = MavenContext(repo_cache=download, remote_repos=mirrors, timeout=_TIMEOUT_SECONDS)
    group, _, artifact = jar.name.partition(":")
    try:
        return maven.project(group, artifact).at_version(jar.version).artifact().resolve()
    except requests.RequestException as error:
        raise Failure(
            f"{artifact} {jar.version} can't be fetched: there is no way to the Maven repository. "
            "Check the network (behind a proxy: set HTTPS_PROXY; with a mirror of your own: name "
            "it in ~/.config/jgo.conf under [repositories]) and start again; what has been "
            "fetched is kept."
        ) from error
    except RuntimeError as error:
        raise Failure(
            f"{artifact} {jar.version} can't be fetched: {error}. Try again in a while; "
            "what has been fetched is kept."
        ) from error


def require_sha256(file: Path, part: Pinned) -> None:
    """Raises Failure, and removes the file, when it isn't the file that was pinned."""
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != part.sha256:
        file.unlink()
        raise Failure(
            f"{part.name} {part.version} was thrown away: its sha256 is {found} and should be "
            f"{part.sha256}. The download was damaged or is not the real file. Start again; "
            "if it happens twice, something between you and the registry changes files."
        )
