"""Makes sure there is a browser: Debian's chromium as root, Playwright's own otherwise."""

import os
import shutil
import subprocess
import sys

_SAY_WHAT_TO_DO = (
    "The browser tests need Chromium. Install it (Debian: apt install chromium), or run "
    "{python} -m playwright install chromium"
)


def executable() -> str | None:
    """The machine's own chromium; None means that Playwright has one of its own."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def ensure() -> None:
    """Install a browser where there is none. Exits with what to do when that fails."""
    if executable():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        commands = [
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ]
    else:
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    for command in commands:
        if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:  # noqa: S603
            sys.exit(_SAY_WHAT_TO_DO.format(python=sys.executable))


if __name__ == "__main__":
    ensure()
