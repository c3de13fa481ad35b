"""The words by which a person is found."""

from chassis.sorting import fold, without_accents


def search_words(*names: str) -> tuple[str, ...]:
    """The words whose beginnings find a person: as written, and as typed without å, ä and ö."""
    words = {word for name in names for word in _words(name)}
    return tuple(sorted(words | {without_accents(word) for word in words}))


def asked_words(question: str) -> tuple[str, ...]:
    """The words of a question, folded as `search_words` folds a name."""
    return tuple(dict.fromkeys(_words(question)))


def _words(text: str) -> list[str]:
    return [word for word in fold(text).replace("-", " ").split() if word]
