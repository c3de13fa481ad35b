"""What went wrong, said to a person."""

import errno
from pathlib import Path


class Failure(Exception):
    """Stops a command. The message is one plain sentence or two: what happened and what to do."""


def storage_failure(error: OSError, where: Path, *, setting: str) -> Failure:
    """Says what the operating system's refusal to write below `where` means.

    `setting` is the environment variable that chooses another place.
    """
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Failure(
            f"The disk is full: nothing more can be written below {where}. "
            f"Free some space, or choose another place with {setting}, and start again."
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return Failure(
            f"{where} can't be written to. Give yourself the right to write there, "
            f"or choose another place with {setting}."
        )
    return Failure(
        f"{where} can't be used ({error.strerror or error}). "
        f"Choose another place with {setting} and start again."
    )
