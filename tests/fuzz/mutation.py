"""Changing files as they go wrong in life, and as somebody hostile would change them."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from random import Random

PACKERS: dict[bytes, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    b"\x1f\x8b": (lambda data: gzip.compress(data, 1), gzip.decompress),
    b"BZh": (lambda data: bz2.compress(data, 1), bz2.decompress),
    b"\xfd7zX": (lambda data: lzma.compress(data, preset=0), lzma.decompress),
}
MAX_BYTES = 1 << 16
WORDS = [
    *[b'"', b"'", b",", b"\t", b";", b"\\", b"{", b"}", b"[", b"]", b":", b"<", b">", b"&", b"-->"],
    *[b"\n", b"\r\n", b"\r", b"\n\n", b"\x0b", b"\x0c", b"\x1c", "\x85".encode(), b"\xe2\x80\xa8"],
    *[b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff", b"\xe4", b"\x93", b"\x1b[2J"],
    *["\ufffd".encode(), "\u202e".encode(), "e\u0301".encode(), "👩‍👩‍👧".encode(), b"\xed\xa0\x80"],
    *[rb"\ud800", rb"\u0000", rb"\udfff\ud800", rb"\ud83d\ude00", rb"\x", rb"\u12"],
    *[b"NaN", b"Infinity", b"-0", b"1e999", b"-1", b"0", b"1.5", b"1e-400", b"0x1f", b"true"],
    *[b"null", b"{}", b"[]", b'""', b"9" * 400, b"9" * 5000, b"18446744073709551616", b"1e5"],
    *[b"-9223372036854775809", b"0.1000000000000000055511151231257827", b"None", b"=1+1"],
    *[b"[" * 2000, b'{"a":' * 2000, b"<a>" * 2000, b"../../x", b"/etc/passwd", b"http://[", b"//"],
    *[b'"text"', b'"spans"', b'"start"', b'"end"', b'"label"', b'"tokens"', b'"answer"', b'"id"'],
    *[b'"_input_hash"', b'"_task_hash"', b'"meta"', b'"options"', b'"accept"', b'"image"'],
    *[b'"points"', b'"width"', b'"pattern"', b'"port"', b'"db"', b'"keymap"', b"B-", b"I-", b"_"],
    *[b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", b"<![CDATA[", b"&a;", b"<?xml"],
    *[b"00:00:00.000 --> 00:00:01.000", b"99:99:99,999", b"SPEAKER", b"#FORMAT=WebAnno TSV 3.3\n"],
    *[b"NOTE ", b"T1\tORG 0 4\tUber", b"R1\tX Arg1:T1 Arg2:T2", b"E1\tX:T1", b"-DOCSTART- O\n"],
]


def mutate(data: bytes, rng: Random, others: list[bytes] | None = None) -> bytes:
    """Change a file in one to four ways. Compressed ones are changed inside or outside.

    data (bytes): The file.
    rng (Random): Decides.
    others (list[bytes] | None): Files to take parts from. Defaults to none.
    RETURNS (bytes): The new file, of at most MAX_BYTES bytes.
    """
    magic = next((key for key in PACKERS if data.startswith(key)), None)
    if magic is not None and rng.random() < 0.7:
        pack, unpack = PACKERS[magic]
        try:
            return pack(mutate(unpack(data), rng, others))
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
            pass
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(CHANGES)(data, rng)
    if others and rng.random() < 0.1:
        other = rng.choice(others)
        data = data[: rng.randint(0, len(data))] + other[rng.randint(0, len(other)) :]
    return data[:MAX_BYTES]


def _place(data: bytes, rng: Random) -> tuple[int, int]:
    start = rng.randint(0, len(data))
    return start, min(len(data), start + rng.choice((0, 1, 2, 8, 40)))


def _insert(data: bytes, rng: Random) -> bytes:
    start, _ = _place(data, rng)
    return data[:start] + rng.choice(WORDS) + data[start:]


def _replace(data: bytes, rng: Random) -> bytes:
    start, end = _place(data, rng)
    return data[:start] + rng.choice(WORDS) + data[end:]


def _replace_word(data: bytes, rng: Random) -> bytes:
    """Another value where there is one: what stands between the signs of a syntax."""
    signs = b' ,:[]{}\t\n"<>='
    places = [i for i, byte in enumerate(data) if byte in signs]
    if len(places) < 2:
        return _replace(data, rng)
    i = rng.randrange(len(places) - 1)
    return data[: places[i] + 1] + rng.choice(WORDS) + data[places[i + 1] :]


def _delete(data: bytes, rng: Random) -> bytes:
    start, end = _place(data, rng)
    return data[:start] + data[end:]


def _truncate(data: bytes, rng: Random) -> bytes:
    return data[: rng.randint(0, len(data))]


def _repeat(data: bytes, rng: Random) -> bytes:
    start, end = _place(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 2, 500)) + data[end:]


def _flip(data: bytes, rng: Random) -> bytes:
    if not data:
        return data
    i = rng.randrange(len(data))
    return data[:i] + bytes([data[i] ^ (1 << rng.randrange(8))]) + data[i + 1 :]


def _line(data: bytes, rng: Random) -> bytes:
    """Double, drop, empty or move a line."""
    lines = data.split(b"\n")
    i = rng.randrange(len(lines))
    action = rng.randrange(4)
    if action == 0:
        lines.insert(i, lines[i])
    elif action == 1:
        del lines[i]
    elif action == 2:
        lines[i] = rng.choice((b"", b"  ", b"\t", b"\r", b"#"))
    else:
        lines.append(lines.pop(i))
    return b"\n".join(lines)


def _line_ends(data: bytes, rng: Random) -> bytes:
    end = rng.choice((b"\r\n", b"\r", b"\n\r", b"\n\n", b" \n", b"\x0b"))
    return data.replace(b"\n", end, rng.choice((-1, 1, 2)))


def _encode(data: bytes, rng: Random) -> bytes:
    encoding = rng.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "utf-8-sig"))
    return data.decode("utf8", "replace").encode(encoding, "replace")


def _pack(data: bytes, rng: Random) -> bytes:
    return rng.choice(list(PACKERS.values()))[0](data)


def _number(data: bytes, rng: Random) -> bytes:
    """Another number where there is one."""
    places = [i for i, byte in enumerate(data) if 48 <= byte <= 57]
    if not places:
        return _replace(data, rng)
    start = end = rng.choice(places)
    while end < len(data) and 48 <= data[end] <= 57:
        end += 1
    new = rng.choice((b"0", b"-1", b"1e9", b"2147483648", b"9" * 30, b"1.5", b"NaN", b"1e308"))
    return data[:start] + new + data[end:]


CHANGES: list[Callable[[bytes, Random], bytes]] = [
    *[_insert, _insert, _replace, _replace_word, _replace_word, _delete, _truncate, _repeat],
    *[_flip, _flip, _line, _line, _line_ends, _encode, _number, _number, _pack],
]
