"""Text that is not UTF-8, or whose lines end in another way: what it is, and how to read it.

Nothing here is decided without a check, and `LineReader` says what was decided:

- UTF-16 is told by its byte order mark, or by the zero bytes that Western text has in it.
- Windows-1252 (with Latin-1) is assumed only if the whole file has no other multi-byte characters
  that are valid UTF-8, and if its accented letters are few and stand between others, as in Western
  languages.
- Carriage returns alone end lines only in files that begin without any line feed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from string import ascii_letters
from typing import Any

CHUNK_BYTES = 2**18
LEGACY = "cp1252"
# Bytes that mean nothing in Windows-1252, and control characters that no text has.
_NO_TEXT = bytes([*range(9), 11, *range(14, 32), 0x81, 0x8D, 0x8F, 0x90, 0x9D])
_ASCII, _LETTERS = bytes(range(128)), ascii_letters.encode()
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# Western accents stand between other letters, Russian or Greek letters next to each other.
_find_foreign_words = re.compile(rb"[\xc0-\xff]{3,}").findall
MAX_SHARE_OF_ACCENTS = 0.3  # of all letters
MAX_SHARE_IN_WORDS = 0.2  # of all letters with accents
MIN_SHARE_OF_ZEROS = 0.4  # of every second byte, in UTF-16 without a byte order mark
MIN_BYTES_TO_JUDGE = 8


def find_utf16(start: bytes) -> str | None:
    """Tell whether a file is UTF-16.

    start (bytes): How it begins.
    RETURNS (str | None): The name of the encoding for Python, or None.
    """
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return None
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(start) < MIN_BYTES_TO_JUDGE or b"\0" not in start:
        return None
    for name, zeros, others in (
        ("utf-16-le", start[1::2], start[0::2]),
        ("utf-16-be", start[0::2], start[1::2]),
    ):
        if b"\0" not in others and zeros.count(0) >= MIN_SHARE_OF_ZEROS * len(zeros):
            return name
    return None


def has_old_line_breaks(start: bytes) -> bool:
    """RETURNS (bool): Whether lines end with a carriage return alone, judged by how a file
    begins."""
    inner = start.rstrip(b"\r\n")
    return b"\r" in inner and b"\n" not in inner


def looks_like_legacy_text(chunks: Iterable[bytes]) -> bool:
    """Check whether a file that is not UTF-8 may be read as Windows-1252.

    chunks (Iterable[bytes]): All of the file.
    RETURNS (bool): Whether nothing speaks against it.
    """
    n_high = n_sequences = n_in_sequences = n_in_words = n_letters = 0
    for chunk in chunks:
        if len(chunk.translate(None, _NO_TEXT)) != len(chunk):
            return False
        high = chunk.translate(None, _ASCII)
        n_high += len(high)
        n_letters += len(chunk) - len(chunk.translate(None, _LETTERS))
        n_in_words += sum(map(len, _find_foreign_words(chunk))) if high else 0
        sequences = _UTF8_SEQUENCE.findall(chunk) if high else []
        n_sequences += len(sequences)
        n_in_sequences += sum(map(len, sequences))
    n_single = n_high - n_in_sequences
    is_western = n_high <= MAX_SHARE_OF_ACCENTS * (n_high + n_letters)
    is_scattered = n_in_words <= MAX_SHARE_IN_WORDS * n_high
    return n_single > 10 * n_sequences and is_western and is_scattered


def iter_lines(file: Any, encoding: str | None, old_line_breaks: bool) -> Iterator[bytes]:
    """Yield the lines of a file as UTF-8 with line feeds.

    file (IO[bytes]): The open file.
    encoding (str | None): Its encoding. None: UTF-8, or whatever it is; the bytes stay.
    old_line_breaks (bool): Lines end with carriage returns.
    YIELDS (bytes): The lines. What can't be decoded becomes U+FFFD.
    """
    decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
    rest = b""
    while True:
        chunk = file.read(CHUNK_BYTES)
        data = chunk if decoder is None else _transcode(decoder, chunk)
        if old_line_breaks or (decoder is not None and has_old_line_breaks(rest + data)):
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            yield line + b"\n"
        if not chunk:
            break
    if rest:
        yield rest


def _transcode(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bytes:
    text = decoder.decode(chunk, final=not chunk)
    return text.encode("utf-8", "replace")
