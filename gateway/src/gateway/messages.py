"""Texts to translate: `python -m gateway.messages` brings the English catalogue up to date.

New texts are added without a translation, texts that are gone are taken out, and what is missing
is listed. Untranslated texts fail the unit tests. Nothing is guessed (no fuzzy entries).
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from gateway.i18n import LOCALE_FOLDER

_SOURCE = Path(__file__).parent
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
_OPTIONS = {
    "templates/**.html": {"extensions": "jinja2.ext.do", "trimmed": "true", "silent": "false"}
}
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
}
ENGLISH = LOCALE_FOLDER / "en" / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """Every text in the code and the templates."""
    catalogue = Catalog(fuzzy=False)
    for _file, _line, text, comments, context in extract_from_dir(
        _SOURCE,
        method_map=_METHODS,
        options_map=_OPTIONS,
        keywords=_KEYWORDS,
    ):
        catalogue.add(text, auto_comments=comments, context=context)
    return catalogue


def english() -> Catalog:
    """The English catalogue as it is committed; empty if there is none yet."""
    if not ENGLISH.exists():
        return Catalog(locale="en", fuzzy=False)
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def untranslated(catalogue: Catalog) -> list[Message]:
    """Texts without an English one, or with a guessed one."""
    return [message for message in catalogue if message.id and not _is_translated(message)]


def updated() -> Catalog:
    """The English catalogue with exactly the texts of the code."""
    catalogue = english()
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def write(catalogue: Catalog) -> None:
    """Write the English catalogue in a stable order, without dates and line numbers."""
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    with ENGLISH.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, omit_header=False, no_location=True)


def _is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(texts) and all(texts) and not message.fuzzy


if __name__ == "__main__":
    wanted = updated()
    write(wanted)
    missing = untranslated(wanted)
    for message in missing:
        sys.stdout.write(f"{message.id}\n")
    sys.stdout.write(f"{len(missing)} of {len(wanted)} texts need an English text in {ENGLISH}\n")
