"""Templates: one Jinja2 environment per language, so that a template is compiled with its words."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Undefined, UndefinedError

from gateway.i18n import LANGUAGES, Language, Lexicon, Words
from gateway.settings import GatewaySettings
from gateway.static_files import StaticFiles

FOLDER = Path(__file__).parent / "templates"


class Missing(Undefined):
    """A name that a template was not given: an error when printed, "no" when asked about."""

    __slots__ = ()

    def __str__(self) -> str:
        raise UndefinedError(self._undefined_message)


class Renderer:
    """Renders templates in a language.

    Every template knows `_`, `ngettext`, `w` (the `Words`), `static(name)`, `municipality`, `demo`
    and `chooser`, and each of `says` with the words filled in; a page also gets what `Visit.page`
    adds.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        files: StaticFiles,
        settings: GatewaySettings,
        says: Mapping[str, Callable[[Any, Words], Any]] | None = None,
    ) -> None:
        names = {"sv": settings.municipality_sv, "en": settings.municipality_en}
        self._environments = {
            language: _environment(
                lexicon,
                language,
                static=files.url,
                municipality=names[language],
                demo=settings.demo,
                chooser=settings.chooser,
                **{name: _bound(say, lexicon[language]) for name, say in (says or {}).items()},
            )
            for language in LANGUAGES
        }

    def render(self, language: Language, template: str, **context: Any) -> str:
        """The template's text."""
        return self._environments[language].get_template(template).render(context)


def _bound(say: Callable[[Any, Words], Any], words: Words) -> Callable[[Any], Any]:
    return lambda thing: say(thing, words)


def _environment(lexicon: Lexicon, language: Language, **extra: object) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    words = lexicon[language]
    # the extension's own methods, which Jinja2 adds to the environment at run time
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True
    )
    environment.globals.update(w=words, **extra)
    return environment
