"""Words as the index keeps them: folded, each once, within bounds."""

from mailsvc.base.text import fold

_WORD_MAX = 60
# PostgreSQL takes a megabyte of words for a row; the Vietnamese of a thousand pages needs less.
_ALL_MAX = 200_000


def words_of(text: str) -> list[str]:
    """The different words of a text in their order."""
    return list(dict.fromkeys(word[:_WORD_MAX] for word in fold(text).split()))


def join_words(*texts: str) -> str:
    """All different words of the texts as one line."""
    joined = " ".join(words_of(" ".join(texts)))
    return joined if len(joined) <= _ALL_MAX else joined[:_ALL_MAX].rpartition(" ")[0]
