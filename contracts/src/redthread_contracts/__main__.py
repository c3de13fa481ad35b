"""Write what is made of the contracts: `python -m redthread_contracts generate|release`."""

import json
import sys
from pathlib import Path

from redthread_contracts.compatibility import breaking_changes
from redthread_contracts.publish import files, pages, text


def generate(folder: Path) -> None:
    """Write schemas, samples and AsyncAPI; take away what no event stands behind any more."""
    wanted = files()
    for kind in ("schemas", "samples"):
        for old in (folder / kind).glob("*.json"):
            if Path(kind) / old.name not in wanted:
                old.unlink()
    for path, document in wanted.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text(document), encoding="utf-8")


def generate_pages(folder: Path) -> None:
    """Write the page per event; take away what no event stands behind any more."""
    wanted = pages()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if Path(old.name) not in wanted:
            old.unlink()
    for path, page in wanted.items():
        (folder / path).write_text(page, encoding="utf-8")


def release(folder: Path) -> list[str]:
    """Make the current schemas the promised ones. Returns what forbids it; [] when done."""
    released = folder / "released"
    released.mkdir(exist_ok=True)
    current = {path.name: doc for path, doc in files().items() if path.parts[0] == "schemas"}
    wrong = [
        f"{old.name}{change}"
        for old in released.glob("*.json")
        for change in (
            breaking_changes(json.loads(old.read_text(encoding="utf-8")), current[old.name])
            if old.name in current
            else [": taken away"]
        )
    ]
    if not wrong:
        for name, document in current.items():
            (released / name).write_text(text(document), encoding="utf-8")
    return wrong


def main() -> int:
    """The command."""
    command, *rest = sys.argv[1:] or ["help"]
    folder = Path(rest[0] if rest else "contracts").resolve()
    if command == "generate":
        generate(folder)
        generate_pages(folder.parent / "docs/subscribers/events")
        return 0
    if command == "release":
        wrong = release(folder)
        sys.stderr.writelines(f"{line}\n" for line in wrong)
        return 1 if wrong else 0
    sys.stderr.write(f"{__doc__}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
