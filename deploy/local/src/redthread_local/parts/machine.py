"""The machine's own Java and mongod."""

import re
import shutil
import subprocess
from pathlib import Path

# The oldest that Kafka 4 and the services' queries run on.
_OLDEST = {"java": 17, "mongod": 6}
_VERSION = {
    "java": (["-version"], re.compile(r'version "(\d+)')),
    "mongod": (["--version"], re.compile(r"db version v(\d+)")),
}


def find(name: str) -> Path | None:
    """The program of this name on the PATH, if it is there, runs and is new enough."""
    found = shutil.which(name)
    if found is None:
        return None
    arguments, pattern = _VERSION[name]
    result = subprocess.run(
        [found, *arguments], capture_output=True, text=True, check=False, timeout=30
    )
    version = pattern.search(result.stdout + result.stderr)
    if result.returncode != 0 or version is None or int(version[1]) < _OLDEST[name]:
        return None
    return Path(found)
