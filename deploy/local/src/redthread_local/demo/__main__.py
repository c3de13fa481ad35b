"""Loads the demo into services that run elsewhere, such as containers, and ends.

`python -m redthread_local.demo` takes their addresses and the gateway's key from the environment,
under the names that the gateway's settings have.
"""

import asyncio
import os
import sys

from redthread_local.demo import load
from redthread_local.failure import Failure

_TOWN_HALL = "850"


def _said(what: str, done: int, total: int) -> None:
    if done == total:
        sys.stdout.write(f"{what}: {total}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    try:
        asyncio.run(
            load(
                people=int(os.environ.get("REDTHREAD_DEMO_PEOPLE", _TOWN_HALL)),
                directory_url=os.environ["REDTHREAD_DIRECTORY_URL"],
                goals_url=os.environ["REDTHREAD_GOALS_URL"],
                talks_url=os.environ["REDTHREAD_TALKS_URL"],
                surveys_url=os.environ["REDTHREAD_SURVEYS_URL"],
                competence_url=os.environ["REDTHREAD_COMPETENCE_URL"],
                private_key_pem=os.environ["REDTHREAD_INTERNAL_PRIVATE_KEY"],
                progress=_said,
            )
        )
    except KeyError as missing:
        sys.exit(f"The variable {missing.args[0]} is missing.")
    except Failure as failure:
        sys.exit(str(failure))
