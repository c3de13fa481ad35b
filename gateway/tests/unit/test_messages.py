import re

from gateway import messages


def test_every_text_has_an_english_one() -> None:
    catalogue = messages.updated()

    missing = [message.id for message in messages.untranslated(catalogue)]

    assert missing == []


def test_the_committed_catalogue_has_exactly_the_texts_of_the_code() -> None:
    code = {message.id for message in messages.extracted() if message.id}
    committed = {message.id for message in messages.english() if message.id}

    assert committed == code


def test_translations_keep_the_placeholders() -> None:
    different = [
        message.id
        for message in messages.english()
        if message.id
        and message.string
        and any(message.string)
        and _names(message.id) != _names(message.string)
    ]

    assert different == []


def _names(texts: str | tuple[str, ...] | list[str]) -> set[str]:
    together = texts if isinstance(texts, str) else " ".join(texts)
    return set(re.findall(r"%\(\w+\)s", together)) - {"%(num)s"}
