"""Words as they are searched: what a text is made of, and what somebody has typed.

Both are folded in the same way, so that what is found never depends on the database: compatibility
forms (NFKC), no case, no accents on Latin, Greek, Cyrillic, Hebrew and Arabic letters. Letters and
digits of any script make words; whatever is between them separates words. Scripts that write no
spaces (Chinese, Japanese, Thai, ...) and Korean have one word for each character, and so have
emoji: as the words of a query without a space between them must follow each other, any piece of
such a text is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

MAX_WORDS = 32  # of one query; the others are left out
MAX_WORD = 200  # characters of a word that count

# Blocks whose characters are words of their own: first and last code point.
_SINGLE = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1100, 0x11FF),  # Hangul
    (0x1780, 0x17FF),  # Khmer
    (0x2190, 0x2BFF),  # arrows, symbols, dingbats
    (0x2E80, 0x9FFF),  # Han, Kana
    (0xA960, 0xA97F),  # Hangul
    (0xAC00, 0xD7FF),  # Hangul
    (0xF900, 0xFAFF),  # Han
    (0x1F000, 0x1FAFF),  # emoji
    (0x20000, 0x3FFFF),  # Han
)
# Scripts in which marks are left out, by the beginning of the names of their letters.
_ACCENTED = ("LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC")
_QUERY = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')


class Words(NamedTuple):
    """Words that must follow each other.

    words (tuple[str, ...]): The folded words, at least one.
    is_prefix (bool): The last one may be the beginning of a word.
    """

    words: tuple[str, ...]
    is_prefix: bool = False


class _Folding(dict[int, str]):
    """What becomes of each character, made when it is seen for the first time."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(char: str) -> str:
    if any(first <= ord(char) <= last for first, last in _SINGLE):
        kind = unicodedata.category(char)[0]
        return f" {char} " if kind in "LMNS" else " "
    name = unicodedata.name(char, "")
    if unicodedata.category(char) == "Mn":
        # Of a letter that has no composed form, or of a script where marks are letters.
        return "" if name.startswith(("COMBINING", "VARIATION", *_ACCENTED)) else char
    folded = char.casefold()
    if name.startswith(_ACCENTED):
        parts = unicodedata.normalize("NFD", folded)
        folded = "".join(part for part in parts if unicodedata.category(part) != "Mn")
    kept = (part if unicodedata.category(part)[0] in "LMN" else " " for part in folded)
    return "".join(kept)


_folding = _Folding()


def fold(text: str) -> list[str]:
    """Split a text into folded words.

    text (str): Any text, also with NUL and with surrogates that have lost their partner.
    RETURNS (list[str]): The words in order. They have neither spaces nor punctuation in them, and
        at most MAX_WORD characters each.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    words = text.translate(_folding).split()
    if len(text) > MAX_WORD:
        words = [word[:MAX_WORD] for word in words]
    return words


def read_query(text: str) -> list[Words]:
    """Read what somebody has typed. Whatever it is, it is no error.

    Words, "phrases in quotes", and the beginnings of words with an asterisk; all of them must be
    there. A quote that is not closed goes to the end, punctuation only separates.

    text (str): The query.
    RETURNS (list[Words]): What must be there. Empty: anything.
    """
    found: dict[Words, None] = {}
    n_words = 0
    for phrase, star, word in _iter_parts(text):
        words = fold(phrase or word)[: MAX_WORDS - n_words]
        if not words:
            continue
        n_words += len(words)
        found[Words(tuple(words), is_prefix=bool(star) or word.endswith("*"))] = None
    return list(found)


def _iter_parts(text: str) -> Iterator[tuple[str, str, str]]:
    for match in _QUERY.finditer(text):
        yield match[1] or "", match[2] or "", match[3] or ""
