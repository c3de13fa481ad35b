"""Names: the order in which Swedes sort them, and the words by which they are found."""

import unicodedata

_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}"})
_OWN_LETTERS = frozenset("åäö")


def swedish_key(*names: str) -> str:
    """A text that sorts, byte by byte, as Swedes sort the names: å, ä and ö come after z.

    Other accents do not count (é as e). A shorter name comes before a longer one.
    """
    return "\t".join(_fold(name).translate(_AFTER_Z) for name in names)


def search_words(*names: str) -> tuple[str, ...]:
    """The words whose beginnings find a person: as written, and as typed without å, ä and ö."""
    words = {word for name in names for word in _words(name)}
    return tuple(sorted(words | {_plain(word) for word in words}))


def asked_words(question: str) -> tuple[str, ...]:
    """The words of a question, folded as `search_words` folds a name."""
    return tuple(dict.fromkeys(_words(question)))


def _words(text: str) -> list[str]:
    return [word for word in _fold(text).replace("-", " ").split() if word]


def _fold(text: str) -> str:
    """Lower case without accents, except the three letters that Swedish counts as its own."""
    letters = unicodedata.normalize("NFC", text).lower().strip()
    return "".join(letter if letter in _OWN_LETTERS else _plain(letter) for letter in letters)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
