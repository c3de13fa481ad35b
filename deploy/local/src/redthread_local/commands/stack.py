"""`redthread stack`: Kafka and MongoDB alone."""

from pathlib import Path
from typing import Annotated

import typer


def stack(
    folder: Annotated[
        Path | None, typer.Option(help="Where the data is kept; a passing folder when left out.")
    ] = None,
) -> None:
    """Run Kafka and MongoDB until the standard input closes; print where they are as JSON."""
    from redthread_local.stack import run

    run(folder)
